/** How a ticket’s run through the flow ended, and what a person decides about it. */
import { retryAfter } from '../back-off.ts';
import { forgetUnplanned } from '../ledger/plan-table.ts';
import type { Failure } from '../run-node.ts';
import type { Claim } from '../work.ts';
import type { TicketAttention } from './ticket-attention.ts';
import type { TicketBookOptions } from './ticket-book-input.ts';
import { tellAgain } from './ticket-comments.ts';
import type { TicketEntry, TicketVerdict } from './ticket-entry.ts';
import { failureItem, standingCodes } from './ticket-items.ts';
import { planThrough } from './ticket-plan.ts';
import type { TicketShelf } from './ticket-shelf.ts';
import type { TicketWork } from './ticket-work.ts';

/** The work that the router saw. */
export type JudgedTicket = Pick<TicketWork, 'uid' | 'text'>;

export class TicketOutcomes {
  readonly #options: TicketBookOptions;
  readonly #shelf: TicketShelf;
  readonly #items: TicketAttention;

  constructor(options: TicketBookOptions, shelf: TicketShelf, items: TicketAttention) {
    this.#options = options;
    this.#shelf = shelf;
    this.#items = items;
  }

  /** What the keyword router said of the ticket’s text; another text by now is judged anew. @throws SyncError CLAIM_LOST, STORE_… */
  async judge(claim: Claim, { uid, text }: JudgedTicket, verdict: TicketVerdict): Promise<TicketEntry> {
    const entry = await this.#shelf.change(claim, uid, (before) =>
      // In UISP it is kept in step, whatever late word comes of it.
      before.link !== null && verdict !== 'internet' ? before : { ...before, judged: { verdict, text } },
    );
    await this.#items.keep(entry);
    await this.#items.keepHeld(this.held());
    return entry;
  }

  /**
   * The run ended well.
   * @param mark attention items raised or confirmed after it stay
   * @throws SyncError CLAIM_LOST, STORE_…
   */
  async done(claim: Claim, work: TicketWork, mark: number | undefined): Promise<void> {
    const { mode, claims } = this.#options;
    const entry = await this.#shelf.change(claim, work.uid, (before) => ({
      ...before,
      failures: 0,
      failureTrouble: null,
      retryAt: null,
      forced: false,
      planned: mode === 'dry-run',
      plan: planThrough(before, work.need),
    }));
    await forgetUnplanned(this.#options.database, claim);
    await this.#items.clearFailures(entry, mark);
    await this.#items.keep(entry);
    await claims.release(claim);
  }

  /** A step failed: whose trouble it is decides when it is tried again (back-off.ts). @throws SyncError CLAIM_LOST, STORE_… */
  async failed(claim: Claim, work: TicketWork, failure: Failure): Promise<void> {
    const { clock, attention, claims } = this.#options;
    const now = clock();
    let needsAttention = false;
    const entry = await this.#shelf.change(claim, work.uid, (before) => {
      // What is not this ticket’s own has an item of its own (attention/shared-cause.ts), and is met again at the next tick.
      const retry = failure.about === undefined ? retryAfter(failure, before.failures, now) : undefined;
      needsAttention = retry?.needsAttention ?? false;
      return {
        ...before,
        failures: retry?.failures ?? before.failures,
        failureTrouble: failure.trouble,
        retryAt: retry?.retryAt ?? null,
        forced: before.forced && retry === undefined,
      };
    });
    await this.#items.keep(entry);
    // What stands anyway has its item already.
    if (needsAttention && !standingCodes.has(failure.code)) await attention.raise(failureItem(entry, failure));
    await claims.release(claim);
  }

  /** A person says: now. @returns false: no such ticket */
  retry(uid: string): boolean {
    const entry = this.#shelf.get(uid);
    if (entry === undefined) return false;
    this.#shelf.keep({ ...entry, forced: true, retryAt: null, planned: false });
    return true;
  }

  /**
   * A person takes the ticket’s unit, or its client, for what it is now. Each by itself: whose comments are passed on is another question
   * than where the ticket is.
   * @returns false: no such ticket, or it is not in UISP
   * @throws SyncError STORE_…
   */
  accept(uid: string, what: readonly ('unit' | 'client')[]): Promise<boolean> {
    return this.#shelf.oneByOne(async () => {
      const entry = this.#shelf.get(uid);
      if (entry === undefined || entry.link === null) return false;
      const { link, uisp, unit } = entry;
      const clientId = what.includes('client') ? (uisp?.clientId ?? link.clientId) : link.clientId;
      const accepted = { ...entry, link: { ...link, unit: what.includes('unit') ? unit : link.unit, clientId } };
      await this.#shelf.save([accepted]);
      await this.#items.keep(accepted);
      return true;
    });
  }

  /** A person says: this comment did not arrive in Innago. @returns false: no such ticket. @throws SyncError STORE_… */
  tellAgain(uid: string, source: string): Promise<boolean> {
    return this.#shelf.oneByOne(async () => {
      const entry = this.#shelf.get(uid);
      if (entry === undefined) return false;
      const again = tellAgain(entry, source);
      await this.#shelf.save([again]);
      await this.#items.keep(again);
      return true;
    });
  }

  /** A person says: forward the internet tickets from before go-live, too. @returns how many. @throws SyncError STORE_… */
  release(): Promise<number> {
    return this.#shelf.oneByOne(async () => {
      const held = this.held();
      await this.#shelf.save(held.map((entry) => ({ ...entry, held: false })));
      await this.#items.keepHeld([]);
      return held.length;
    });
  }

  /** A person says: the rules have changed, sort what is open and not forwarded again. @returns how many */
  sortAgain(): number {
    const sorted = this.#shelf.listed().filter(({ link, judged }) => link === null && judged !== null);
    const others = sorted.filter(({ judged }) => judged?.verdict !== 'internet');
    for (const entry of others) this.#shelf.keep({ ...entry, forced: true, retryAt: null, planned: false });
    return others.length;
  }

  /** Internet tickets from before go-live that are open. */
  held(): TicketEntry[] {
    return this.#shelf.listed().filter(({ held, judged }) => held && judged?.verdict === 'internet');
  }
}
