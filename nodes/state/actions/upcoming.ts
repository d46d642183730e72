/** Action `upcoming`: who moves in and out in the next days, as rows and as CSV. */
import * as v from 'valibot';
import { configNode } from '../../red.ts';
import type { FiberPlansNode } from '../../village/property-rules.ts';
import { statusOf } from '../status.ts';
import { upcomingDays, upcomingFile, upcomingList } from '../upcoming/upcoming-moves.ts';
import type { Action } from './action.ts';

/** UISP may just be starting, too. */
const patienceMs = 5_000;
const askedSchema = v.looseObject({ days: v.optional(v.unknown()) });

/**
 * In: `payload` may hold `{days}`, or be the number of days; 60 unless told. Out: `{mode, today, days, rows, csv, summary, moves}`, a `topic`,
 * and a `filename` for the CSV.
 * @throws SyncError UPCOMING_DAYS, NOT_CONFIGURED, TIME_ZONE_UNKNOWN, STORE_…
 */
export const upcoming: Action =
  ({ red, config, openStore }) =>
  async (message, signal) => {
    const days = upcomingDays(askedDays(message['payload']));
    const rules = configNode<FiberPlansNode>(red, config['plans'], 'rules', 'fiber-plans').rules();
    const payload = await upcomingList(await openStore(), { days, rules, patienceMs, signal });
    const { moves, summary, today } = payload;
    return {
      send: { ...message, payload, topic: summary, filename: upcomingFile(today) },
      status: statusOf.done(moves === 1 ? '1 move' : `${moves} moves`),
    };
  };

/** An inject's time stamp asks for nothing. */
function askedDays(payload: unknown): unknown {
  const asked = v.safeParse(askedSchema, payload);
  if (asked.success) return asked.output.days;
  return typeof payload === 'number' && payload < 1_000_000 ? payload : undefined;
}
