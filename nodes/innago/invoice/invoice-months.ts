/**
 * Which months of a household the ledger knows (design §3.3: at most one charge per household and calendar month of the due date).
 */
import * as v from 'valibot';
import { type EffectRow, effectsOfHousehold } from '../../state/ledger/effect-rows.ts';
import type { Store } from '../../state/store.ts';
import type { CalendarMonth } from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';

/** A household's months that are dealt with, or may be. */
export interface KnownMonths {
  /** A charge was issued, or found as ours. */
  readonly charged: readonly CalendarMonth[];
  /** A charge was sent, and its answer was lost: it is looked for before anything else happens in that month. */
  readonly unknown: readonly SentCharge[];
  /** The due date has passed in dry-run: such a month is never charged afterwards (design §4, "Not charged"). */
  readonly spentInDryRun: readonly CalendarMonth[];
}

/** What was sent, as the ledger's intent has it. */
export type SentCharge = v.InferOutput<typeof sentSchema> & { readonly month: CalendarMonth };
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

/** @param today a month that was only planned is spent when its due date lies before */
export async function knownMonths(
  store: Pick<Store, 'database'>,
  householdId: number,
  today: CalendarDate,
): Promise<KnownMonths> {
  const start = keyStart(householdId);
  const charged: CalendarMonth[] = [];
  const unknown: SentCharge[] = [];
  const spentInDryRun: CalendarMonth[] = [];
  for (const [key, rows] of Map.groupBy(
    await effectsOfHousehold(store.database, householdId, start),
    ({ key }) => key,
  )) {
    const month = key.slice(start.length);
    const effective = rows.findLast(({ state }) => state === 'intent' || state === 'done' || state === 'adopted');
    if (effective?.state === 'intent') unknown.push({ ...v.parse(sentSchema, effective.after), month });
    else if (effective !== undefined) charged.push(month);
    else if (rows.some((row) => row.state === 'planned' && plannedDueDate(row) < today)) spentInDryRun.push(month);
  }
  return { charged, unknown, spentInDryRun };
}

function keyStart(householdId: number): string {
  return `innago-invoice/household:${householdId}/month:`;
}

/** '' when it cannot be read: the month then counts as spent, because a charge cannot be undone. */
function plannedDueDate(row: EffectRow): CalendarDate {
  const parsed = v.safeParse(v.object({ dueDate: v.string() }), row.after);
  return parsed.success ? parsed.output.dueDate : '';
}
