/**
 * The audit of UISP: compares it with what should be, repairs what the operator allows, tells of the rest. A quiet one writes nothing and
 * costs as many requests as UISP's lists have pages.
 */
import { expectedStays, type SettledStay, servedUnits } from '../../state/expected-stays.ts';
import { KeyQueue } from '../../state/ledger/key-queue.ts';
import { forgetDrifts } from '../../state/ledger/plan-table.ts';
import { propertyToday } from '../../state/property-today.ts';
import { renamedOnus } from '../../state/renamed-onus.ts';
import type { Store } from '../../state/store.ts';
import { SyncError } from '../../sync-error.ts';
import { findDrifts, massKinds } from '../../village/drift/drift.ts';
import { type DriftRow, driftCsv } from '../../village/drift/drift-csv.ts';
import type { ExpectedStay, UispShown } from '../../village/drift/drift-facts.ts';
import type { Drift } from '../../village/drift/drift-found.ts';
import type { DriftKind } from '../../village/drift/drift-kinds.ts';
import { oddAnswers } from '../../village/drift/odd-answer.ts';
import { onuReadings } from '../onu-readings.ts';
import { inHouseholdTurn } from '../steps/plan-change-context.ts';
import type { AuditContext } from './audit-context.ts';
import { againItem, massItem, settleItems, unitItem } from './drift-items.ts';
import { expectedStay } from './expected.ts';
import { readUisp } from './reading.ts';
import { RepairBook } from './repair-book.ts';
import { type Decided, Repairing } from './repairing.ts';

/** What an audit has found and done; becomes `msg.payload`. */
export interface AuditReport {
  /** Households in a unit that were compared. */
  readonly checked: number;
  /** How many of each kind; a kind without any is left out. */
  readonly drifts: Readonly<Partial<Record<DriftKind, number>>>;
  /** Put right now, or begun for the next tick. */
  readonly repaired: number;
  /** Dry-run: would be repaired. */
  readonly planned: number;
  readonly rows: readonly DriftRow[];
  readonly csv: string;
  /** Why nothing could be compared, in words. */
  readonly waiting?: string;
  /** What ended the repairs before all were tried; it is tried again by the next audit. */
  readonly error?: SyncError;
}

const hourMs = 3_600_000;
/** UISP may just be starting. */
const zonePatienceMs = 5_000;
const queues = new WeakMap<Store, KeyQueue>();

/**
 * One audit; two of one store come one after the other.
 * @throws SyncError UISP_INCOMPLETE (trouble server): the answer lacks much of what is known, so nothing is said of it; TIME_ZONE_UNKNOWN
 *   (operator); STORE_… (state); and what the CRM and the NMS throw
 */
export function auditUisp(context: AuditContext): Promise<AuditReport> {
  const queue = queues.get(context.store) ?? new KeyQueue();
  queues.set(context.store, queue);
  return queue.run('audit', () => audit(context));
}

async function audit(context: AuditContext): Promise<AuditReport> {
  const { store, rules, signal } = context;
  if (!store.leases.isScanned) return nothingChecked('no complete look at Innago since the start');
  const began = store.clock();
  const today = await propertyToday(store, rules, zonePatienceMs, signal);
  const before = expectedStays(store);
  const stays = before.settled.map((settled) => expected(context, settled));
  const shown = await readUisp(context);
  const odd = oddAnswers(stays, shown);
  if (odd.length > 0) throw incomplete(odd);
  await noteOnus(context, before.settled, shown);
  const unitCount = servedUnits(store, before.settled);
  const { drifts, unsettledUnits } = await stillTrue(context, stays, await drifted(context, stays, shown));
  const mass = massKinds(drifts, unitCount);
  const book = await RepairBook.load(store);
  const repairing = new Repairing(context, { book, mass, today, settled: before.settled });
  const touched = await repairing.finishBegun(drifts);
  const decided = await repairing.decideAll(drifts.filter(({ unitUid }) => !touched.has(unitUid)));
  if (repairing.stopped === undefined) await forgetDrifts(store.database, began);
  await settleItems(store.attention, itemsOf(decided, mass, unitCount), new Set([...unsettledUnits, ...touched]));
  return reportOf(stays.length, decided, repairing.stopped);
}

/** Read anyway: so the dashboard need not ask. */
function noteOnus({ store, rules }: AuditContext, settled: readonly SettledStay[], shown: UispShown): Promise<void> {
  const labelOfSite = new Map(
    settled.flatMap(({ stay, unit }) => (stay.siteId === null ? [] : [[stay.siteId, unit.label]])),
  );
  const property = settled[0]?.lease.propertyName.trim() ?? '';
  return store.onus.noteAll(
    onuReadings(shown.onus.values(), { rules, units: store.units.all(), property, labelOfSite }),
  );
}

function expected({ rules, settings }: AuditContext, settled: SettledStay): ExpectedStay {
  return expectedStay(settled, { rules, uispInvoices: settings.uispInvoices });
}

/** An ONU that was named within the last hour may still show its old name. */
async function drifted({ store }: AuditContext, stays: readonly ExpectedStay[], shown: UispShown): Promise<Drift[]> {
  const drifts = findDrifts(stays, shown);
  if (!drifts.some(({ kind }) => kind === 'onu-renamed')) return drifts;
  const renamed = await renamedOnus(store.database, store.clock() - hourMs);
  return drifts.filter(({ kind, id }) => kind !== 'onu-renamed' || !renamed.has(id));
}

/**
 * UISP was read while tickets and leases went on: a drift counts only if what should be is the same before and after, and nobody is
 * changing the household's plan just then.
 */
async function stillTrue(context: AuditContext, stays: readonly ExpectedStay[], drifts: readonly Drift[]) {
  const { store } = context;
  for (const id of new Set(drifts.map(({ householdId }) => householdId))) {
    await inHouseholdTurn(store, id, async () => undefined);
  }
  const after = expectedStays(store);
  const texts = new Set(after.settled.map((settled) => JSON.stringify(expected(context, settled))));
  const unchanged = new Set(stays.filter((stay) => texts.has(JSON.stringify(stay))).map(keyOf));
  const isTrue = (drift: Drift) => unchanged.has(keyOf(drift));
  const doubtful = drifts.filter((drift) => !isTrue(drift)).map(({ unitUid }) => unitUid);
  return { drifts: drifts.filter(isTrue), unsettledUnits: new Set([...after.unsettledUnits, ...doubtful]) };
}

function keyOf({ householdId, unitUid }: Pick<Drift, 'householdId' | 'unitUid'>): string {
  return `${householdId}/${unitUid}`;
}

function itemsOf(decided: readonly Decided[], mass: ReadonlySet<DriftKind>, unitCount: number) {
  const open = decided.filter(({ outcome }) => !isSettled(outcome));
  const single = open.filter(({ drift }) => !mass.has(drift.kind));
  const many = [...mass].flatMap((kind) => {
    const drifts = open.filter(({ drift }) => drift.kind === kind).map(({ drift }) => drift);
    return drifts.length === 0 ? [] : [massItem(kind, drifts, unitCount)];
  });
  return [
    ...single.map(({ drift, outcome, trouble }) =>
      outcome === 'changed again' ? againItem(drift) : unitItem(drift, trouble),
    ),
    ...many,
  ];
}

function isSettled(outcome: Decided['outcome']): boolean {
  return outcome === 'repaired' || outcome === 'begun';
}

function reportOf(checked: number, decided: readonly Decided[], error: SyncError | undefined): AuditReport {
  const rows = decided.map(({ drift, outcome, trouble }): DriftRow => {
    const { unit, kind, where, before, after, why, todo } = drift;
    return { unit, kind, where, before, after, why, todo, outcome: trouble ? `${outcome}: ${trouble}` : outcome };
  });
  const kinds = Map.groupBy(decided, ({ drift }) => drift.kind);
  return {
    checked,
    drifts: Object.fromEntries([...kinds].map(([kind, all]) => [kind, all.length])),
    repaired: decided.filter(({ outcome }) => isSettled(outcome)).length,
    planned: decided.filter(({ outcome }) => outcome === 'planned').length,
    rows,
    csv: driftCsv(rows),
    ...(error === undefined ? {} : { error }),
  };
}

function nothingChecked(waiting: string): AuditReport {
  return { ...reportOf(0, [], undefined), waiting };
}

function incomplete(odd: readonly string[]): SyncError {
  return new SyncError(`UISP's answer cannot be whole (${odd.join('; ')}): nothing is compared with it.`, {
    code: 'UISP_INCOMPLETE',
    trouble: 'server',
    hint: 'Look at UISP. If all is there, the next audit sees it, too.',
    about: 'UISP',
  });
}
