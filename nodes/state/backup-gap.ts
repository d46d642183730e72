/**
 * After a backup was put in place: what was done between the copy and now is not in it. What can be looked up is looked up before it is
 * written; what cannot (mail, Innago's comments) is asked of a person, never done twice (design §3: no second client, charge or mail).
 *
 * A copy bears a stamp. The first opening of a stamped database opens the gap; a person closes it. Households and tickets that turn up later are
 * new for sure and are not concerned.
 */
import * as v from 'valibot';
import { type Database, firstRow, jsonColumn } from './database/database.ts';
import type { EffectFacts } from './effect.ts';
import type { Facts } from './facts.ts';
import type { AttentionItem } from './store-port.ts';

const stampName = 'backup';
const stampSchema = v.object({ at: v.number() });

const factName = 'restored';
const gapSchema = v.object({
  /** Epoch ms: of the copy, and of its first opening. */
  from: v.number(),
  to: v.number(),
  /** Complete live scans since, until the second: a scan of the tickets lies before that, and what was due after the first is asked. */
  scans: v.number(),
  /** A household first seen after this moment is new; null: not known yet. */
  seenAt: v.nullable(v.number()),
  /** Complete lists of tickets since, in live mode, until the second, as `scans`: Innago may fail to give them while it gives the leases. */
  ticketLists: v.optional(v.number(), 0),
  /** As `seenAt`, for tickets. */
  ticketsSeenAt: v.optional(v.nullable(v.number()), null),
  /** A person has closed it. */
  closed: v.exactOptional(v.boolean()),
});
type Gap = v.InferOutput<typeof gapSchema>;

/** Of the item that a person closes the gap with. */
export const restoredKey = 'STORE_RESTORED/database';
/** In the audit and the table of effects: begun before the backup was put in place, perhaps. */
export const restoredCode = 'RESTORED';

/** The row that tells a copy from its original. @param now epoch ms */
export function backupStamp(now: number): { name: string; value: string } {
  return { name: stampName, value: JSON.stringify({ at: now } satisfies v.InferOutput<typeof stampSchema>) };
}

/** Before the facts are read: a stamped database opens the gap, once. @throws SyncError STORE_… */
export async function noteRestored(database: Database, now: number): Promise<void> {
  await database.transaction(async (transaction) => {
    const row = await firstRow(
      v.object({ value: v.string() }),
      transaction.raw('DELETE FROM meta WHERE name = ? RETURNING value', [stampName]),
    );
    if (row === undefined) return;
    const { at } = jsonColumn(stampSchema, row.value);
    const gap: Gap = { from: at, to: now, scans: 0, seenAt: null, ticketLists: 0, ticketsSeenAt: null };
    await transaction('facts')
      .insert({ name: factName, value: JSON.stringify(gap) })
      .onConflict('name')
      .merge();
    // Which may have come back meanwhile: what proves that they are gone has to last anew (leases/absent-leases.ts).
    await transaction('leases').whereNotNull('absent_since').whereNull('gone_on').update({ absent_since: now });
  });
}

/** What of the store the gap is judged by. */
interface Known {
  readonly facts: Pick<Facts, 'peek' | 'set'>;
  readonly attention: {
    raise(item: AttentionItem): Promise<void>;
    clear(key: string): Promise<void>;
    isApproved(key: string): Promise<boolean>;
  };
  readonly households: { peek(id: number): { readonly firstSeenAt: number } | undefined };
  readonly tickets: { entry(uid: string): { readonly firstSeenAt: number } | undefined };
  /** Is anything written, or asked, now? Not in dry-run, nor while everything is paused. */
  readonly isLive: () => boolean;
  readonly clock: () => number;
}

/** One per store. */
export class BackupGap {
  readonly #known: Known;
  #gap: Gap | undefined;

  constructor(known: Known) {
    this.#known = known;
    const stored = known.facts.peek(factName);
    this.#gap = stored === undefined || stored === '' ? undefined : jsonColumn(gapSchema, stored);
  }

  /** When the backup was put in place, epoch ms; undefined: the database is no restored one, or a person has closed the gap. */
  get restoredAt(): number | undefined {
    return this.#gap?.closed ? undefined : this.#gap?.to;
  }

  /**
   * As {@link restoredAt}, for one thing that cannot be looked up: about a ticket it is asked until the tickets were listed twice, whatever a
   * person said before.
   */
  askedFrom({ key }: Pick<EffectFacts, 'key'>): number | undefined {
    const isOpen = ticketOf(key) !== undefined && (this.#gap?.ticketLists ?? 0) < 2;
    return isOpen ? this.#gap?.to : this.restoredAt;
  }

  /** As {@link restoredAt}, for what can be looked up: that is looked up ever after, for a charge may have waited while the gap was open. */
  get lookedUpFrom(): number | undefined {
    return this.#gap?.to;
  }

  /** May this have been done between the backup and now? Judged by household or ticket. */
  covers({ key, reason }: Pick<EffectFacts, 'key' | 'reason'>): boolean {
    if (this.#gap === undefined) return false;
    const { households, tickets } = this.#known;
    const uid = ticketOf(key);
    const household = reason.householdId === undefined ? undefined : households.peek(reason.householdId);
    const seenAt = uid === undefined ? this.#gap.seenAt : this.#gap.ticketsSeenAt;
    const firstSeenAt = (uid === undefined ? household : tickets.entry(uid))?.firstSeenAt;
    return seenAt === null || firstSeenAt === undefined || firstSeenAt <= seenAt;
  }

  /** The item says what is so, also after a restart. @throws SyncError STORE_… */
  async settleItem(): Promise<void> {
    if (this.#gap === undefined || this.#gap.closed) await this.#known.attention.clear(restoredKey);
    else await this.#known.attention.raise(restoredItem(this.#gap));
  }

  /**
   * A complete scan is over. The second one in live mode tells what is new; from then on a person's yes closes the gap, and not before: what
   * may have been done was not asked yet.
   * @throws SyncError STORE_…
   */
  async noteScan(): Promise<void> {
    const { attention, isLive, clock } = this.#known;
    if (this.#gap === undefined || this.#gap.closed || !isLive()) return;
    let gap = this.#gap;
    if (gap.seenAt === null) {
      const scans = gap.scans + 1;
      gap = { ...gap, scans, seenAt: scans < 2 ? null : clock() };
    }
    if (gap.seenAt !== null && (await attention.isApproved(restoredKey))) gap = { ...gap, closed: true };
    if (gap === this.#gap) return;
    await this.#save(gap);
    if (gap.closed) await attention.clear(restoredKey);
  }

  /** A complete list of Innago's tickets is in the ticket book. @throws SyncError STORE_… */
  async noteTickets(): Promise<void> {
    const { isLive, clock } = this.#known;
    if (this.#gap === undefined || this.#gap.ticketLists >= 2 || !isLive()) return;
    const { ticketLists, ticketsSeenAt } = this.#gap;
    await this.#save({ ...this.#gap, ticketLists: ticketLists + 1, ticketsSeenAt: ticketsSeenAt ?? clock() });
  }

  async #save(gap: Gap): Promise<void> {
    await this.#known.facts.set(factName, JSON.stringify(gap));
    this.#gap = gap;
  }
}

/** @returns uid of the ticket that an effect is about */
function ticketOf(key: string): string | undefined {
  return /\/ticket:([^/]+)/.exec(key)?.[1];
}

function restoredItem({ from, to }: Gap): AttentionItem {
  const when = (at: number) => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return {
    key: restoredKey,
    code: 'STORE_RESTORED',
    where: 'the database',
    why: `The database is a backup of ${when(from)}, put in place at ${when(to)}. What was done in between is looked for in UISP and Innago before it is written again. Mails and comments can't be looked up: each that may have gone out then is asked.`,
    todo: 'Answer the items about mails and comments: "send-again" or "ignore". Look at the plans of households that asked for another one in between. Then approve: from then on all is sent as usual.',
    verbs: ['approve'],
  };
}
