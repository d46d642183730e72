/** Attention, breakers, facts, households: what the rooms keep in the store. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttentionItem } from '../../nodes/state/store-port.ts';
import { carryThrough, claimOf, lease, minute, stage, tick } from './stage.ts';

const item: AttentionItem = {
  key: 'onu-missing/unit:1',
  code: 'ONU_MISSING',
  where: 'unit 101',
  why: 'There is no ONU.',
  todo: 'Plug it in.',
  leaseUid: 'a',
  verbs: ['approve', 'ignore'],
};

test('an item is told of once when it is raised and once when it is cleared; cleared and raised again it is new', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const told: string[] = [];
  const stop = store.attention.listen((change, { why }) => told.push(`${change} ${why}`));
  await store.attention.raise(item);
  await store.attention.raise(item);
  await store.attention.raise({ ...item, why: 'Still none.' });
  assert.deepEqual(
    store.attention.list().map(({ why, since }) => [why, since]),
    [['Still none.', clock()]],
  );
  await store.attention.clear(item.key);
  await store.attention.clear(item.key);
  await store.attention.clear('unknown');
  clock.forward(minute);
  await store.attention.raise(item);
  stop();
  await store.attention.clear(item.key);
  assert.deepEqual(told, ['raised There is no ONU.', 'cleared Still none.', 'raised There is no ONU.']);
  assert.equal((await store.attention.history()).length, 2);
});

test('open items, their age and what a person said of them outlive a restart', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const since = clock();
  await store.attention.raise(item);
  await store.attention.judge(item.key, 'approved');
  await store.close();
  clock.forward(minute);
  const again = await open();
  assert.deepEqual(again.attention.list(), [{ ...item, since, verdict: 'approved' }]);
  assert.equal(await again.attention.isApproved(item.key), true);
});

test('approved until it is cleared; ignored: unseen until its cause is gone, then new', async (t) => {
  const store = await (await stage(t)).open();
  assert.equal(await store.attention.judge(item.key, 'approved'), false);
  await store.attention.raise(item);
  assert.equal(await store.attention.isApproved(item.key), false);
  await store.attention.judge(item.key, 'ignored');
  await store.attention.raise({ ...item, why: 'Still none.' });
  assert.deepEqual(store.attention.list(), []);
  await store.attention.clear(item.key);
  await store.attention.raise(item);
  assert.equal(store.attention.list().length, 1);
  assert.equal(await store.attention.isApproved(item.key), false);
  assert.deepEqual(
    (await store.audit.list()).map(({ kind, outcome }) => [kind, outcome]),
    [['attention', 'ignored']],
  );
});

test('raising what is raised already writes nothing', async (t) => {
  const store = await (await stage(t)).open();
  await store.attention.raise(item);
  const changes = () => store.database.run((knex) => knex.raw('SELECT total_changes() AS n'));
  const before = await changes();
  await store.attention.raise({ ...item });
  await store.attention.clear('unknown');
  assert.deepEqual(await changes(), before);
});

test('raising at the same time is one item', async (t) => {
  const store = await (await stage(t)).open();
  await Promise.all([store.attention.raise(item), store.attention.raise(item), store.attention.raise(item)]);
  assert.equal((await store.attention.history()).length, 1);
});

test('a breaker answers at once and outlives a restart', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  assert.equal(store.breakers.openUntil('UISP CRM'), 0);
  store.breakers.open('UISP CRM', clock() + 30_000, 'timeout');
  assert.equal(store.breakers.openUntil('UISP CRM'), clock() + 30_000);
  await store.close();
  const again = await open();
  assert.equal(again.breakers.openUntil('UISP CRM'), clock() + 30_000);
  again.breakers.close('UISP CRM');
  assert.equal(again.breakers.openUntil('UISP CRM'), 0);
  await again.close();
  assert.equal((await open()).breakers.openUntil('UISP CRM'), 0);
});

test('a server that stays away for more than 15 minutes is one item, gone with its first answer', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const told: string[] = [];
  store.attention.listen((change, { code }) => told.push(`${change} ${code}`));
  for (let n = 0; n < 6; n += 1) {
    store.breakers.open('UISP CRM', clock() + 30_000, 'timeout');
    clock.forward(5 * minute);
    await store.breakers.settled();
    assert.equal(told.length, n >= 4 ? 1 : 0, `after ${n * 5} minutes`);
  }
  store.breakers.close('UISP CRM');
  await store.breakers.settled();
  assert.deepEqual(told, ['raised SERVER_AWAY', 'cleared SERVER_AWAY']);
});

test('a household’s ids are changed only under a claim, and outlive a restart', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const work = (await tick(store, clock, [lease('a', '101')])).get('a');
  const claim = await claimOf(store, 'lease:a');
  const id = work?.householdId ?? 0;
  await store.households.update(claim, id, { clientId: 1001, siteId: 'site', adopted: true, plan: 'Village Fiber 1G' });
  await store.claims.release(claim);
  await assert.rejects(store.households.update(claim, id, { clientId: 7 }), { code: 'CLAIM_LOST' });
  await store.close();
  const again = await open();
  const household = await again.households.get(id);
  assert.deepEqual(
    [household.clientId, household.siteId, household.adopted, household.plan, household.serviceId],
    [1001, 'site', true, 'Village Fiber 1G', null],
  );
  assert.equal((await again.households.byClient(1001))?.id, id);
  assert.equal(await again.households.byClient(7), undefined);
  await assert.rejects(again.households.get(99), { code: 'HOUSEHOLD_MISSING' });
});

test('one UISP client never serves two households', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const due = await tick(store, clock, [lease('a', '101'), lease('b', '102')]);
  const [first, second] = [due.get('a')?.householdId ?? 0, due.get('b')?.householdId ?? 0];
  await store.households.update(await claimOf(store, 'lease:a'), first, { clientId: 1001 });
  const claim = await claimOf(store, 'lease:b');
  await assert.rejects(store.households.update(claim, second, { clientId: 1001 }), { code: 'CLIENT_TAKEN' });
  await store.households.update(claim, second, { clientId: 1002 });
});

test('done clears the lease’s items, but not one that this very run has confirmed', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await store.attention.raise({ ...item, key: 'old' });
  await store.attention.raise({ ...item, key: 'confirmed' });
  const work = (await tick(store, clock, [lease('a', '101')])).get('a');
  const since = store.attention.mark();
  await store.attention.raise({ ...item, key: 'confirmed' });
  await store.attention.raise({ ...item, key: 'new' });
  assert.ok(work);
  await store.leases.done(await claimOf(store, work.key), work, { since });
  assert.deepEqual(
    store.attention.list().map(({ key }) => key),
    ['confirmed', 'new'],
  );
  store.leases.retry('a');
  await carryThrough(store, (await tick(store, clock, [lease('a', '101')])).get('a'));
});

test('what is no lease’s matter is told in the log when it is raised and when it has settled', async (t) => {
  const { open, lines } = await stage(t);
  const store = await open();
  const before = lines.length;
  const item = { where: 'read Innago', why: 'The scan failed.', todo: 'Look.', verbs: ['ignore'] as const };
  await store.attention.raise({ ...item, key: 'A', code: 'TIME_ZONE_UNKNOWN' });
  await store.attention.raise({ ...item, key: 'A', code: 'TIME_ZONE_UNKNOWN' });
  await store.attention.raise({ ...item, key: 'B', code: 'ONU_MISSING', leaseUid: 'lease-1' });
  await store.attention.clear('A');
  await store.attention.clear('B');
  assert.deepEqual(lines.slice(before), [
    'Needs a person (read Innago, TIME ZONE UNKNOWN): The scan failed. Look.',
    'Settled (read Innago, TIME ZONE UNKNOWN).',
  ]);
});
