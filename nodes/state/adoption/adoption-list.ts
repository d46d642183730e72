/** All households that lived here before go-live, and which UISP client each of them has, or may have: a list to go through (design §5). */
import { csvText } from '../../village/csv-text.ts';
import { compareLabels } from '../../village/unit-label.ts';
import type { LeaseEntry } from '../leases/lease-entry.ts';
import type { Store } from '../store.ts';
import type { ClientChoice, Mode } from '../store-port.ts';
import { answerFact, matchFact, parseAnswer } from './adoption-answers.ts';
import { adoptionKeyOf, ambiguousCode, noMatchCode } from './adoption-items.ts';

/**
 * - `matched`: found in UISP (in dry-run: would be taken), or taken over earlier.
 * - `chosen`: a person has said which. `approved`: a person has said that a new one is to be made, or it has been.
 * - `no match`, `ambiguous`: a person has to say. `waiting`: not looked at yet, or kept from it; why, is said.
 */
type AdoptionState = 'matched' | 'chosen' | 'approved' | 'no match' | 'ambiguous' | 'waiting';

interface AdoptionRow {
  /** Its label. */
  readonly unit: string;
  readonly leaseUid: string;
  readonly state: AdoptionState;
  /** Id of the UISP client that it has, or is to have; null: none yet. */
  readonly client: number | null;
  readonly choices: readonly ClientChoice[];
  readonly why: string;
  /** Of the attention item, for `approve` and `choose`; null: there is nothing to answer. */
  readonly key: string | null;
}

export interface AdoptionList {
  readonly mode: Mode;
  /** By unit. Empty before Innago was read for the first time after a start. */
  readonly rows: readonly AdoptionRow[];
  /** Rows by state. */
  readonly counts: Readonly<Partial<Record<AdoptionState, number>>>;
  /** In words, one line. */
  readonly summary: string;
  readonly csv: string;
}

/** What the list is made of. */
type Source = Pick<Store, 'mode' | 'leases' | 'households' | 'attention' | 'facts'>;

export function adoptionList(store: Source): AdoptionList {
  const rows = store.leases.adoptable().map((entry) => rowOf(store, entry));
  rows.sort((one, other) => compareLabels(one.unit, other.unit) || (one.leaseUid < other.leaseUid ? -1 : 1));
  const counts: Partial<Record<AdoptionState, number>> = {};
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
  const parts = Object.entries(counts).map(([state, count]) => `${count} ${state}`);
  const many = rows.length === 1 ? '1 household' : `${rows.length} households`;
  const summary = parts.length === 0 ? 'nobody to adopt' : `${many} from before go-live: ${parts.join(', ')}`;
  return { mode: store.mode, rows, counts, summary, csv: csvOf(rows) };
}

/** `adoption-2026-11-20.csv` */
export function adoptionFile(now: number): string {
  return `adoption-${new Date(now).toISOString().slice(0, 10)}.csv`;
}

function rowOf(store: Source, entry: Readonly<LeaseEntry>): AdoptionRow {
  const { uid } = entry.lease;
  const answer = parseAnswer(store.facts.peek(answerFact(uid)));
  const chosen = answer !== undefined && 'client' in answer ? answer.client : undefined;
  const about = (state: AdoptionState, why: string, client?: number | null): AdoptionRow => {
    const item = itemOf(store, uid);
    const { key = null, choices = [] } = item ?? {};
    return { unit: entry.unit?.label ?? '', leaseUid: uid, state, client: client ?? null, choices, why, key };
  };
  const household = store.households.peek(entry.householdId);
  if (household?.clientId != null) {
    if (!household.adopted) return about('approved', 'a new client, as approved', household.clientId);
    return chosen === household.clientId
      ? about('chosen', 'chosen by a person', chosen)
      : about('matched', 'taken over', household.clientId);
  }
  const item = itemOf(store, uid);
  if (chosen !== undefined) return about('chosen', 'taken at the next scan, if it is still free', chosen);
  if (answer?.kind === 'new' || (item?.code === noMatchCode && item.verdict === 'approved')) {
    return about('approved', 'a new client is made');
  }
  if (item !== undefined) return about(item.code === ambiguousCode ? 'ambiguous' : 'no match', item.why);
  const match = Number(store.facts.peek(matchFact(uid)) ?? 0);
  if (match > 0) return about('matched', 'found; taken over when live', match);
  return about('waiting', waitsFor(store, entry));
}

function itemOf({ attention }: Source, leaseUid: string) {
  return attention.get(adoptionKeyOf(ambiguousCode, leaseUid)) ?? attention.get(adoptionKeyOf(noMatchCode, leaseUid));
}

function waitsFor({ attention }: Source, { lease, ignored }: Readonly<LeaseEntry>): string {
  if (ignored) return 'a person has said to leave this lease alone';
  const [item] = attention.ofLease(lease.uid);
  return item?.why ?? 'not looked at yet';
}

function csvOf(rows: readonly AdoptionRow[]): string {
  const header = ['unit', 'lease', 'state', 'client', 'choices', 'why', 'key'];
  const lines = rows.map(({ unit, leaseUid, state, client, choices, why, key }) => [
    unit,
    leaseUid,
    state,
    client === null ? '' : String(client),
    choices.map(({ text }) => text).join('; '),
    why,
    key ?? '',
  ]);
  return csvText([header, ...lines]);
}
