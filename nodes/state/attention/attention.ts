/**
 * Attention (design §2): whatever needs a person is one item, raised once, gone by itself when its cause is. Open items live in
 * memory, too, so that raising what is raised already costs nothing.
 */
import * as v from 'valibot';
import { type Database, jsonColumn, rowsOf } from '../database/database.ts';
import { writeAudit } from '../ledger/audit.ts';
import type { AttentionItem, AttentionPort } from '../store-port.ts';
import { itemVerbs } from './item-verbs.ts';

/** What a person has said of an item. */
export type Verdict = 'approved' | 'ignored';

/** An item that is not cleared, ignored ones included. */
export interface OpenItem extends AttentionItem {
  /** Epoch ms. */
  readonly since: number;
  readonly verdict: Verdict | null;
}

/** Hears each item once when it is raised anew, when a person judges it, and when it is cleared; not when only its text changes. */
export type AttentionListener = (change: 'raised' | 'judged' | 'cleared', item: OpenItem) => void;

const verbsSchema = v.array(v.picklist(itemVerbs));
const choicesSchema = v.array(v.object({ client: v.number(), text: v.string() }));
const rowSchema = v.object({
  key: v.string(),
  code: v.string(),
  place: v.string(),
  why: v.string(),
  todo: v.string(),
  lease_uid: v.nullable(v.string()),
  verbs_json: v.string(),
  member_of: v.nullable(v.picklist(['adoption'])),
  choices_json: v.nullable(v.string()),
  raised_at: v.number(),
  cleared_at: v.nullable(v.number()),
  verdict: v.nullable(v.picklist(['approved', 'ignored'])),
});

/**
 * All open items of a store, in memory and in the table `attention`. Everything that writes throws SyncError STORE_…
 * (trouble state).
 */
export class Attention implements AttentionPort {
  readonly #database: Database;
  readonly #clock: () => number;
  readonly #open: Map<string, OpenItem>;
  readonly #listeners = new Set<AttentionListener>();
  /** When each item was last raised or confirmed, counted in raises. */
  readonly #confirmed = new Map<string, number>();
  #raises = 0;

  private constructor(database: Database, clock: () => number, open: Map<string, OpenItem>) {
    this.#database = database;
    this.#clock = clock;
    this.#open = open;
  }

  /** Reads the items that were open when the store was closed. */
  static async load({ database, clock }: { database: Database; clock: () => number }): Promise<Attention> {
    const rows = await database.run((knex) =>
      rowsOf(rowSchema, knex('attention').whereNull('cleared_at').orderBy('id')),
    );
    return new Attention(database, clock, new Map(rows.map((row) => [row.key, toItem(row)])));
  }

  /** Opens the item, or takes over its new text; one that is open with this very text costs nothing. */
  async raise(item: AttentionItem): Promise<void> {
    this.#raises += 1;
    this.#confirmed.set(item.key, this.#raises);
    const known = this.#open.get(item.key);
    if (known === undefined) return this.#raiseNew(item);
    if (sameText(known, item)) return;
    const changed = { ...plain(item), since: known.since, verdict: known.verdict };
    this.#open.set(item.key, changed);
    await this.#database.run((knex) => knex('attention').where(openRow(item.key)).update(columns(item)));
  }

  /** Closes the item; it stays in the history. */
  async clear(key: string): Promise<void> {
    const known = this.#open.get(key);
    if (known === undefined) return;
    this.#open.delete(key);
    this.#confirmed.delete(key);
    try {
      await this.#database.run((knex) => knex('attention').where(openRow(key)).update({ cleared_at: this.#clock() }));
    } catch (thrown) {
      if (!this.#open.has(key)) this.#open.set(key, known);
      throw thrown;
    }
    this.#tell('cleared', known);
  }

  /** As in {@link AttentionPort}. */
  async isApproved(key: string): Promise<boolean> {
    return this.#open.get(key)?.verdict === 'approved';
  }

  /**
   * A person's yes or "leave it". An ignored item stays open, unseen, until its cause is gone.
   * @param verdict null: neither any more
   * @param by as in the audit's `because`
   * @param unit the label of the unit that it is about, for the audit
   * @returns false: no such item
   */
  async judge(key: string, verdict: Verdict | null, by = 'operator', unit?: string): Promise<boolean> {
    const known = this.#open.get(key);
    if (known === undefined) return false;
    await this.#database.transaction(async (transaction) => {
      await transaction('attention').where(openRow(key)).update({ verdict });
      await writeAudit(transaction, this.#clock(), {
        reason: {
          because: by,
          ...(known.leaseUid === undefined ? {} : { leaseUid: known.leaseUid }),
          ...(unit === undefined ? {} : { unit }),
        },
        kind: 'attention',
        key,
        before: known.verdict,
        after: verdict,
        outcome: verdict ?? 'heed',
      });
    });
    const judged = { ...known, verdict };
    this.#open.set(key, judged);
    this.#tell('judged', judged);
    return true;
  }

  /** A point in the sequence of raises, for {@link isConfirmedSince}. */
  mark(): number {
    return this.#raises;
  }

  /** Was the item raised, or raised again with the same text, after this mark? Never, when there is no mark. */
  isConfirmedSince(key: string, mark: number | undefined): boolean {
    return mark !== undefined && (this.#confirmed.get(key) ?? 0) > mark;
  }

  /** Ignored ones included; undefined when it is not open. */
  get(key: string): OpenItem | undefined {
    return this.#open.get(key);
  }

  /** Oldest first; without those a person ignores. */
  list(): OpenItem[] {
    return [...this.#open.values()].filter((item) => item.verdict !== 'ignored');
  }

  /** Oldest first: those that a person is told of, without ignored ones and without members of a group. */
  told(): OpenItem[] {
    return this.list().filter((item) => item.group === undefined);
  }

  /** Oldest first, ignored ones included. */
  all(): OpenItem[] {
    return [...this.#open.values()];
  }

  /** Oldest first, ignored ones included. */
  ofLease(leaseUid: string): OpenItem[] {
    return [...this.#open.values()].filter((item) => item.leaseUid === leaseUid);
  }

  /** Open and cleared ones, newest first. */
  async history(limit = 200): Promise<(OpenItem & { readonly clearedAt: number | null })[]> {
    const rows = await this.#database.run((knex) =>
      rowsOf(rowSchema, knex('attention').orderBy('id', 'desc').limit(limit)),
    );
    return rows.map((row) => ({ ...toItem(row), clearedAt: row.cleared_at }));
  }

  /** @returns the way to stop listening */
  listen(listener: AttentionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #raiseNew(item: AttentionItem): Promise<void> {
    const since = this.#clock();
    const opened: OpenItem = { ...plain(item), since, verdict: null };
    this.#open.set(item.key, opened);
    try {
      await this.#database.run((knex) => knex('attention').insert({ ...columns(item), raised_at: since }));
    } catch (thrown) {
      if (this.#open.get(item.key) === opened) this.#open.delete(item.key);
      throw thrown;
    }
    this.#tell('raised', opened);
  }

  #tell(change: Parameters<AttentionListener>[0], item: OpenItem): void {
    for (const listener of this.#listeners) listener(change, item);
  }
}

function openRow(key: string) {
  return { key, cleared_at: null };
}

function plain(item: AttentionItem): AttentionItem {
  const { key, code, where, why, todo, leaseUid, verbs, group, choices } = item;
  return {
    key,
    code,
    where,
    why,
    todo,
    ...(leaseUid === undefined ? {} : { leaseUid }),
    ...(verbs === undefined ? {} : { verbs: [...verbs] }),
    ...(group === undefined ? {} : { group }),
    ...(choices === undefined ? {} : { choices: choices.map((choice) => ({ ...choice })) }),
  };
}

function columns(item: AttentionItem) {
  return {
    key: item.key,
    code: item.code,
    place: item.where,
    why: item.why,
    todo: item.todo,
    lease_uid: item.leaseUid ?? null,
    verbs_json: JSON.stringify(item.verbs ?? []),
    member_of: item.group ?? null,
    choices_json: item.choices === undefined ? null : JSON.stringify(item.choices),
  };
}

function toItem(row: v.InferOutput<typeof rowSchema>): OpenItem {
  const verbs = jsonColumn(verbsSchema, row.verbs_json);
  return {
    key: row.key,
    code: row.code,
    where: row.place,
    why: row.why,
    todo: row.todo,
    ...(row.lease_uid === null ? {} : { leaseUid: row.lease_uid }),
    ...(verbs.length === 0 ? {} : { verbs }),
    ...(row.member_of === null ? {} : { group: row.member_of }),
    ...(row.choices_json === null ? {} : { choices: jsonColumn(choicesSchema, row.choices_json) }),
    since: row.raised_at,
    verdict: row.verdict,
  };
}

function sameText(known: AttentionItem, item: AttentionItem): boolean {
  return JSON.stringify(columns(known)) === JSON.stringify(columns(item));
}
