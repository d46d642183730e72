/** What a pause refuses, and what was recorded all the same. */
import type { Store } from '../../nodes/state/store.ts';

export const paused = { code: 'PAUSED', trouble: 'state' };

export async function recorded(store: Store): Promise<number> {
  return (await store.database.run((knex) => knex('effects'))).length;
}
