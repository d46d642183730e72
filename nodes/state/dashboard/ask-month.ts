import { todayIn } from '../../village/calendar-date.ts';
import { statementFile, unitsCsv } from '../../village/occupancy/occupancy-csv.ts';
import { compareLabels } from '../../village/unit-label.ts';
import { chargesOfMonth, type MonthCharge } from '../billing/charged-months.ts';
import { propertyZone } from '../property-today.ts';
import { statementMonth, statementOf } from '../statements/statements.ts';
import type { FileAnswer, MonthAnswer } from './answers.ts';
import type { Asked } from './ask.ts';
import type { AskContext } from './ask-context.ts';
import type { Charge } from './unit-answers.ts';

/** UISP may just be starting, too. */
const patienceMs = 2_000;

/**
 * A month's invoice lines and its occupancy statement; this month unless told.
 * @throws SyncError STATEMENT_MONTH, NOT_CONFIGURED, PLANS_…, TIME_ZONE_UNKNOWN (trouble operator); STORE_…
 */
export async function askMonth(
  { store, rules: rulesOf, signal }: AskContext,
  { month: wanted, csv }: Asked<'month'>,
): Promise<MonthAnswer | FileAnswer> {
  const rules = rulesOf();
  const zone = await propertyZone(store, rules, patienceMs, signal);
  const today = todayIn(zone, store.clock());
  const month = statementMonth(wanted ?? 'this', today);
  const made = await statementOf(store, month, { rules, zone, today });
  if (csv) return { file: { name: statementFile(made), text: unitsCsv(made) } };
  const charges = (await chargesOfMonth(store, month)).map(chargeShown);
  charges.sort((one, other) => compareLabels(one.unit, other.unit));
  const { property, provisional, closedAt, notes, totals } = made;
  return {
    month,
    charges,
    totalCents: charges.reduce((sum, { isCertain, amountCents }) => sum + (isCertain ? amountCents : 0), 0),
    statement: { property, provisional, closedAt, notes, totals },
  };
}

function chargeShown({ unit, month, item, amountCents, dueDate, isCertain }: MonthCharge): Charge {
  return { unit, month, item, amountCents, dueDate, isCertain };
}
