/**
 * Which months of a household the ledger knows (design §3.3: at most one charge per household and calendar month of the due date).
 */
import * as v from 'valibot';
import { SyncError } from '../../sync-error.ts';
import type { CalendarMonth } from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { Database } from '../database/database.ts';
import { type EffectRow, effectsOfHousehold, effectsOfKind } from '../ledger/effect-rows.ts';

/** Whatever has the database of the ledger. */
interface Ledgered {
  readonly database: Database;
}

/** A household's months that are dealt with, or may be. */
export interface KnownMonths {
  /** A charge was issued, or found as ours. */
  readonly charged: readonly CalendarMonth[];
  /** What was issued in them, oldest first. */
  readonly charges: readonly SentCharge[];
  /** A charge was sent, and its answer was lost: it is looked for before anything else happens in that month. */
  readonly unknown: readonly SentCharge[];
  /** The due date has passed in dry-run: such a month is never charged afterwards (design §4, "Not charged"). */
  readonly spentInDryRun: readonly CalendarMonth[];
}

/** What was sent, as the ledger's intent has it. */
export type SentCharge = v.InferOutput<typeof sentSchema> & {
  readonly month: CalendarMonth;
  /** Epoch ms. */
  readonly sentAt: number;
};
const sentSchema = v.object({
  item: v.string(),
  amountCents: v.number(),
  dueDate: v.string(),
  leaseUid: v.string(),
  tenantUid: v.string(),
});

/** The ledger's key of a household's charge for a month: whatever changes later, there is one for each. */
export function chargeKey(householdId: number, month: CalendarMonth): string {
  return `${keyStart(householdId)}${month}`;
}

/**
 * @param today a month that was only planned is spent when its due date lies before
 * @throws SyncError STORE_…, EFFECT_UNREADABLE
 */
export async function knownMonths(store: Ledgered, householdId: number, today: CalendarDate): Promise<KnownMonths> {
  const charged: CalendarMonth[] = [];
  const charges: SentCharge[] = [];
  const unknown: SentCharge[] = [];
  const spentInDryRun: CalendarMonth[] = [];
  for (const [month, rows] of await rowsByMonth(store, householdId)) {
    const effective = effectiveOf(rows);
    if (effective?.state === 'intent') unknown.push(unknownCharge(month, effective));
    else if (effective !== undefined) {
      charged.push(month);
      charges.push(...readCharge(month, effective));
    } else if (isSpent(rows, today)) spentInDryRun.push(month);
  }
  return { charged, charges, unknown, spentInDryRun };
}

/**
 * The months of {@link knownMonths}, whatever became of them.
 * @returns by month, whether that is certain, and so stays: false while the answer to a charge is lost
 * @throws SyncError STORE_…
 */
export async function settledMonths(
  store: Ledgered,
  householdId: number,
  today: CalendarDate,
): Promise<Map<CalendarMonth, boolean>> {
  const settled = new Map<CalendarMonth, boolean>();
  for (const [month, rows] of await rowsByMonth(store, householdId)) {
    const effective = effectiveOf(rows);
    if (effective !== undefined || isSpent(rows, today)) settled.set(month, effective?.state !== 'intent');
  }
  return settled;
}

/** What a household was charged, or may have been: those whose answer was lost are among them. @throws SyncError STORE_… */
export async function issuedCharges(store: Ledgered, householdId: number): Promise<SentCharge[]> {
  return [...(await rowsByMonth(store, householdId))].flatMap(([month, rows]) => {
    const effective = effectiveOf(rows);
    return effective === undefined ? [] : readCharge(month, effective);
  });
}

/** A charge as a list shows it. */
export interface MonthCharge extends SentCharge {
  readonly householdId: number;
  /** Label of the unit. */
  readonly unit: string;
  /** False: its answer was lost, and it has not been looked for yet. */
  readonly isCertain: boolean;
}

/** Of all households, past ones included, what was charged for a month. @throws SyncError STORE_… */
export async function chargesOfMonth({ database }: Ledgered, month: CalendarMonth): Promise<MonthCharge[]> {
  const rows = await effectsOfKind(database, 'innago-invoice', `/month:${month}`);
  return [...Map.groupBy(rows, ({ key }) => key).values()].flatMap((ofHousehold) => {
    const effective = effectiveOf(ofHousehold);
    if (effective === undefined) return [];
    const { reason, state } = effective;
    const more = { householdId: reason.householdId ?? 0, unit: reason.unit ?? '', isCertain: state !== 'intent' };
    return readCharge(month, effective).map((charge) => ({ ...charge, ...more }));
  });
}

async function rowsByMonth({ database }: Ledgered, householdId: number) {
  const start = keyStart(householdId);
  return Map.groupBy(await effectsOfHousehold(database, householdId, start), ({ key }) => key.slice(start.length));
}

/** What is true of a month, or may be; undefined: nothing was sent, or surely nothing arrived. */
function effectiveOf(rows: readonly EffectRow[]): EffectRow | undefined {
  return rows.findLast(({ state }) => state === 'intent' || state === 'done' || state === 'adopted');
}

/** It was planned in dry-run, and its due date has passed. */
function isSpent(rows: readonly EffectRow[], today: CalendarDate): boolean {
  return rows.some((row) => row.state === 'planned' && plannedDueDate(row) < today);
}

/** Empty when it cannot be read: the month is charged all the same. */
function readCharge(month: CalendarMonth, { after, begunAt }: EffectRow): SentCharge[] {
  const parsed = v.safeParse(sentSchema, after);
  return parsed.success ? [{ ...parsed.output, month, sentAt: begunAt }] : [];
}

/** @throws SyncError EFFECT_UNREADABLE (trouble operator): nobody can look for what nobody knows, and nothing may be sent in its month */
function unknownCharge(month: CalendarMonth, row: EffectRow): SentCharge {
  const [charge] = readCharge(month, row);
  if (charge !== undefined) return charge;
  throw new SyncError(`What was noted of the charge ${row.key} cannot be read.`, {
    code: 'EFFECT_UNREADABLE',
    trouble: 'operator',
    hint: 'Look in Innago whether the invoice is there. This is a defect of this package: please report it.',
  });
}

function keyStart(householdId: number): string {
  return `innago-invoice/household:${householdId}/month:`;
}

/** '' when it cannot be read: the month then counts as spent, because a charge cannot be undone. */
function plannedDueDate(row: EffectRow): CalendarDate {
  const parsed = v.safeParse(v.object({ dueDate: v.string() }), row.after);
  return parsed.success ? parsed.output.dueDate : '';
}
