/** The plan decisions of the ticket book: kept with their tickets, told to the audit, and taken back by a person. */
import type { CalendarDate } from '../../village/lease.ts';
import type { PlanRequester } from '../../village/plan-requests/plan-requester.ts';
import type { AuditEntry } from '../ledger/audit.ts';
import { writeAudit } from '../ledger/audit.ts';
import { effective, latestEffect } from '../ledger/effect-rows.ts';
import { type PlanDecision, planChangeKey } from '../plans/plan-decision.ts';
import type { Claim } from '../work.ts';
import type { TicketAttention } from './ticket-attention.ts';
import type { TicketBookOptions } from './ticket-book-input.ts';
import type { TicketEntry } from './ticket-entry.ts';
import type { TicketHouseholds } from './ticket-household.ts';
import { ticketItemKey } from './ticket-items.ts';
import { isOpenChange, planAnsweredAgain, planApproved } from './ticket-plan.ts';
import { planCodes } from './ticket-plan-items.ts';
import type { TicketShelf } from './ticket-shelf.ts';

interface Parts {
  readonly shelf: TicketShelf;
  readonly items: TicketAttention;
  readonly households: TicketHouseholds;
}

export class TicketPlans {
  readonly #options: TicketBookOptions;
  readonly #parts: Parts;
  /** By household: whose change is under way. */
  readonly #turns = new Map<number, Claim>();

  constructor(options: TicketBookOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** May the ticket’s writer change the plan of its unit? @returns undefined: its text is not known now */
  requesterOf(uid: string, today: CalendarDate): PlanRequester | undefined {
    const ticket = this.#parts.shelf.get(uid)?.ticket;
    return ticket === undefined ? undefined : this.#parts.households.planRequesterOf(ticket, today);
  }

  /** Has the change of the service been sent, or may have been? From then on the decision is final. @throws SyncError STORE_… */
  async hasBegun({ uid, plan }: TicketEntry): Promise<boolean> {
    if (plan === null || plan.kind !== 'change') return false;
    if (plan.before !== null) return true;
    if (!isOpenChange(plan)) return false;
    return (await latestEffect(this.#options.database, planChangeKey(uid), effective)) !== undefined;
  }

  /**
   * One change of a household at a time: what is decided next must see what came of it.
   * @returns false: another ticket’s is under way
   */
  takeTurn(claim: Claim, householdId: number): boolean {
    const other = this.#turns.get(householdId);
    if (other !== undefined && other.token !== claim.token && this.#options.claims.isOurs(other)) return false;
    this.#turns.set(householdId, claim);
    return true;
  }

  /** Nothing is changed after all. */
  leaveTurn(claim: Claim, householdId: number): void {
    if (this.#turns.get(householdId)?.token === claim.token) this.#turns.delete(householdId);
  }

  /** Is a change of this household being taken back? Then nothing is charged for it. */
  isUndoing(householdId: number): boolean {
    const { shelf } = this.#parts;
    return shelf.watched().some(({ plan }) => plan?.state === 'undoing' && plan.householdId === householdId);
  }

  /**
   * Keeps a new decision; it and its reason in the audit are one transaction. A person’s word about an earlier one counts no more.
   * @param judged the fingerprint of the text that is judged an upgrade request by it; null: that is said elsewhere
   * @throws SyncError CLAIM_LOST, STORE_…
   */
  async decide(
    claim: Claim,
    uid: string,
    plan: PlanDecision,
    { judged, audit }: { readonly judged: string | null; readonly audit: AuditEntry },
  ): Promise<TicketEntry> {
    const { database, clock, mode, attention } = this.#options;
    const entry = await this.#parts.shelf.change(
      claim,
      uid,
      (before) => ({
        ...before,
        plan,
        judged: judged === null ? before.judged : { verdict: 'upgrade', text: judged },
      }),
      (statements) => writeAudit(statements, clock(), audit),
    );
    if (mode === 'dry-run') await database.run((knex) => writeAudit(knex, clock(), { ...audit, outcome: 'planned' }));
    for (const code of planCodes) {
      const key = ticketItemKey(code, uid);
      if (attention.get(key)?.verdict != null) await attention.clear(key);
    }
    await this.#parts.items.keep(entry);
    return entry;
  }

  /** A person says yes. @returns false: there is nothing to say yes to. @throws SyncError STORE_… */
  approve(uid: string): Promise<boolean> {
    return this.#change(uid, planApproved);
  }

  /** The tenant could not be told, and now a person wants it tried again. @throws SyncError STORE_… */
  answerAgain(uid: string): Promise<boolean> {
    return this.#change(uid, planAnsweredAgain);
  }

  /** A person takes the change back. @throws SyncError STORE_… */
  startUndo(uid: string): Promise<boolean> {
    return this.#change(uid, (entry) => {
      if (entry.plan === null) return entry;
      const plan = { ...entry.plan, state: 'undoing', undoRefused: null } as const;
      return { ...entry, plan, retryAt: null, failures: 0, planned: false };
    });
  }

  /** It cannot be taken back any more: the change stands, and a person is told. @throws SyncError CLAIM_LOST, STORE_… */
  async stopUndo(claim: Claim, uid: string, why: string): Promise<void> {
    const entry = await this.#parts.shelf.change(claim, uid, (before) =>
      before.plan === null ? before : { ...before, plan: { ...before.plan, state: 'settled', undoRefused: why } },
    );
    await this.#parts.items.keep(entry);
  }

  #change(uid: string, change: (entry: TicketEntry) => TicketEntry): Promise<boolean> {
    const { shelf, items } = this.#parts;
    return shelf.oneByOne(async () => {
      const entry = shelf.get(uid);
      const changed = entry === undefined ? undefined : change(entry);
      if (changed === undefined || changed === entry) return false;
      await shelf.save([changed]);
      await items.keep(changed);
      return true;
    });
  }
}
