/** Action `adoption`: who lived here before go-live, and which UISP client each has, as rows and as CSV. */
import { adoptionFile, adoptionList } from '../adoption/adoption-list.ts';
import { statusOf } from '../status.ts';
import type { Action } from './action.ts';

/** In: anything. Out: `{mode, rows, counts, summary, csv}`, a `topic`, and a `filename` for the CSV. @throws SyncError STORE_… */
export const adoption: Action =
  ({ openStore }) =>
  async (message) => {
    const store = await openStore();
    const payload = adoptionList(store);
    const open = store.adoption.undecided().length;
    return {
      send: { ...message, payload, topic: payload.summary, filename: adoptionFile(store.clock()) },
      status: open === 0 ? statusOf.done(`${payload.rows.length} adopted`) : statusOf.waiting(`${open} to decide`),
    };
  };
