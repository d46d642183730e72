/** Action `statement`: the occupancy statement of a month, as numbers and as CSV. */
import * as v from 'valibot';
import { configNode } from '../../red.ts';
import { todayIn } from '../../village/calendar-date.ts';
import { statementFile, totalsCsv, unitsCsv } from '../../village/occupancy/occupancy-csv.ts';
import type { FiberPlansNode } from '../../village/property-rules.ts';
import { propertyZone } from '../property-today.ts';
import { statementMonth, statementOf } from '../statements/statements.ts';
import { statusOf } from '../status.ts';
import type { Action } from './action.ts';

/** UISP may just be starting, too. */
const patienceMs = 5_000;
const askedSchema = v.looseObject({ month: v.optional(v.unknown()) });

/**
 * In: `payload` may hold `{month}`: `YYYY-MM`, `this` or `last` (also without). Out: the statement with `csv` and `totalsCsv`, a
 * `topic`, and a `filename` for the first of them.
 * @throws SyncError STATEMENT_MONTH, NOT_CONFIGURED, TIME_ZONE_UNKNOWN, STORE_…
 */
export const statement: Action =
  ({ red, config, openStore }) =>
  async (message, signal) => {
    const asked = v.safeParse(askedSchema, message['payload']);
    const store = await openStore();
    const rules = configNode<FiberPlansNode>(red, config['plans'], 'rules', 'fiber-plans').rules();
    const zone = await propertyZone(store, rules, patienceMs, signal);
    const today = todayIn(zone, store.clock());
    const month = statementMonth(asked.success ? asked.output.month : undefined, today);
    const made = await statementOf(store, month, { rules, zone, today });
    const payload = { ...made, csv: unitsCsv(made), totalsCsv: totalsCsv(made) };
    const topic = `Occupancy of ${made.property}, ${month}${made.provisional ? ' (provisional)' : ''}`;
    const { occupied, partial } = made.totals;
    const text = `${month}: ${occupied + partial} let`;
    return {
      send: { ...message, payload, topic, filename: statementFile(made) },
      status: made.provisional ? statusOf.waiting(text) : statusOf.done(text),
    };
  };
