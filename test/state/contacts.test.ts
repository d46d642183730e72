/** Whose contact is whose, kept across restarts and guarded by the claim. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorOf } from '../error-of.ts';
import { claimOf, lease, stage, tick } from './stage.ts';

test('noted, noted anew, taken out; of each household its own; a new process knows the same', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const works = await tick(store, clock, [lease('a', '101'), lease('b', '102')]);
  const [first = 0, second = 0] = [...works.values()].map(({ householdId }) => householdId);
  const claim = await claimOf(store);
  assert.deepEqual([...store.contacts.of(first)], []);
  const note = (id: number, noted: Record<string, number | null>) =>
    store.contacts.note(claim, id, new Map(Object.entries(noted)));
  await note(first, { ann: 1, bo: 2, cy: 3 });
  await note(second, { ann: 9 });
  await note(first, { ann: 4, bo: null, di: null });
  await store.close();
  for (const known of [store, await open()]) {
    assert.deepEqual([...known.contacts.of(first)].sort(), [
      ['ann', 4],
      ['cy', 3],
    ]);
    assert.deepEqual([...known.contacts.of(second)], [['ann', 9]]);
  }
});

test('without the claim nothing is noted, and what is so already costs no write', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const [work] = (await tick(store, clock, [lease('a', '101')])).values();
  const id = work?.householdId ?? 0;
  const claim = await claimOf(store);
  await store.contacts.note(claim, id, new Map([['ann', 1]]));
  await store.claims.release(claim);
  assert.equal((await errorOf(store.contacts.note(claim, id, new Map([['ann', null]])))).code, 'CLAIM_LOST');
  assert.deepEqual([...store.contacts.of(id)], [['ann', 1]]);
  await store.contacts.note(claim, id, new Map([['ann', 1]]));
  await store.close();
  assert.deepEqual([...(await open()).contacts.of(id)], [['ann', 1]]);
});
