/** Action `plan`: what live would write now, as rows and as CSV. */
import { planCsv } from '../plan-view/plan-csv.ts';
import { planFile, readPlan } from '../plan-view/plan-rows.ts';
import { statusOf } from '../status.ts';
import type { Action } from './action.ts';

/** In: anything. Out: `{mode, rows, csv, summary}`, a `topic`, and a `filename` for the CSV. @throws SyncError NOT_CONFIGURED, STORE_… */
export const plan: Action =
  ({ openStore }) =>
  async (message) => {
    const store = await openStore();
    const { mode, rows, summary } = await readPlan(store);
    const payload = { mode, rows, csv: planCsv(rows), summary };
    return {
      send: { ...message, payload, topic: summary, filename: planFile(store.clock()) },
      status: mode === 'live' ? statusOf.done('live: no plan') : statusOf.planned(`plan: ${rows.length}`),
    };
  };
