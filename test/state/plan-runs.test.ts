/** Which run has the last word on what is planned. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { forgetDrifts } from '../../nodes/state/ledger/plan-table.ts';
import { readPlan } from '../../nodes/state/plan-view/plan-rows.ts';
import { home, planned } from './plan-view-scene.ts';
import { client, invoice, onuName, run, service, site, welcome, whats } from './planned.ts';
import { future, hour, lease, stage, tick } from './stage.ts';
import { absorb, judged } from './tickets/book.ts';
import { ticket } from './tickets/tickets.ts';

async function dueAgain(store: Parameters<typeof tick>[0], clock: Parameters<typeof tick>[1]) {
  store.leases.retry('a');
  const work = (await tick(store, clock, [home])).get('a');
  assert.ok(work);
  return work;
}

test('a newer run has the word: what it no longer plans is out, what it plans anew is in once', async (t) => {
  const { store, clock } = await planned(t, [client, service, welcome]);
  const later = { ...home, start: '2026-12-15' };
  const moved = { ...service, after: { plan: 'Village Fiber 500', activeFrom: '2026-12-15', site: 'Unit 101' } };
  await run(store, (await tick(store, clock, [later])).get('a'), [client, moved]);
  const { rows } = await readPlan(store);
  assert.deepEqual(
    rows.map(({ what, after }) => `${what} ${after}`),
    ['UISP client Ada Lovelace, Unit 101, 2 contacts', 'service begins Village Fiber 500 from December 15, 2026'],
  );
});

test('a run that stops for a person plans as far as it came; one that a server stopped leaves the plan', async (t) => {
  const { store, clock } = await planned(t, [client, service, welcome]);
  const edited = { ...home, start: '2026-12-15' };
  await run(store, (await tick(store, clock, [edited])).get('a'), [client], 'failed: server');
  assert.equal((await whats(store)).length, 3);
  await run(store, (await tick(store, clock, [edited])).get('a'), [client], 'failed: operator');
  assert.deepEqual(await whats(store), ['101 UISP client']);
});

test('wishes that are again what live has applied: planned no more, although nothing runs again', async (t) => {
  const { open, clock } = await stage(t);
  const live = await open();
  await run(live, (await tick(live, clock, [home])).get('a'), [client]);
  await live.close();
  const dry = await open({ mode: 'dry-run' });
  const edited = { ...home, start: '2026-12-15' };
  await run(dry, (await tick(dry, clock, [edited])).get('a'), [service]);
  assert.deepEqual(await whats(dry), ['101 service begins']);
  assert.deepEqual([...(await tick(dry, clock, [home])).keys()], []);
  assert.deepEqual(await whats(dry), []);
});

test('done live since, or found there: out, also when a dry-run follows; live itself plans nothing', async (t) => {
  const { open, clock, store } = await planned(t, [client, service]);
  await store.close();
  const live = await open();
  assert.deepEqual((await readPlan(live)).summary, 'Live: what is due is done, nothing is planned.');
  assert.deepEqual(await whats(live), []);
  // The service was there: found by nature, it leaves no effect.
  await run(live, (await tick(live, clock, [home])).get('a'), [client]);
  await live.close();
  const dry = await open({ mode: 'dry-run' });
  await tick(dry, clock, [home]);
  assert.deepEqual(await whats(dry), []);
});

test('done live by somebody else’s run is out', async (t) => {
  const { open, clock, store } = await planned(t, [site, service]);
  await store.close();
  const live = await open();
  const other = lease('b', '101', { start: '2026-12-01', end: null, flags: future });
  await run(live, (await tick(live, clock, [other])).get('b'), [site]);
  await live.close();
  const dry = await open({ mode: 'dry-run' });
  await tick(dry, clock, [home]);
  assert.deepEqual(await whats(dry), ['101 service begins']);
});

test('two leases plan the site of their unit: it is one row, and stays when one of them is cancelled', async (t) => {
  const { clock, store } = await planned(t, [site]);
  const next = lease('b', '101', { start: '2027-12-01', end: null, flags: future });
  await run(store, (await tick(store, clock, [{ ...home, end: '2027-11-30' }, next])).get('b'), [site]);
  assert.deepEqual(await whats(store), ['101 subscriber site']);
  await tick(store, clock, [{ ...home, end: '2027-11-30' }]);
  assert.deepEqual(await whats(store), ['101 subscriber site']);
});

test('a run for billing alone takes nothing but invoice lines back', async (t) => {
  const { clock, store } = await planned(t, [client, invoice]);
  const [, work] = [clock.forward(hour), { ...(await dueAgain(store, clock)), reason: 'billing' as const }];
  await run(store, work, []);
  assert.deepEqual(await whats(store), ['101 UISP client']);
});

test('after a restart, until Innago is read, the plan from before stands and says so', async (t) => {
  const { open, clock, store } = await planned(t);
  await store.close();
  const again = await open({ mode: 'dry-run' });
  const { rows, summary } = await readPlan(again);
  assert.equal(rows.length, 4);
  assert.match(summary, /Innago has not been read since the start/);
  await tick(again, clock, []);
  assert.deepEqual(await whats(again), []);
});

test('a drift’s repair is no run of its lease: it stays until an audit does not plan it again', async (t) => {
  const { clock, store } = await planned(t, [client]);
  const claim = await store.claims.take('lease:a');
  assert.ok(claim);
  const reason = { leaseUid: 'a', unit: '101', because: 'drift' };
  const repair = { ...onuName, fingerprint: 'x', reason, look: async () => undefined };
  await store.ledger.apply(claim, { ...repair, write: async () => null, result: v.null() });
  await store.claims.release(claim);
  await run(store, await dueAgain(store, clock), [client]);
  assert.deepEqual(await whats(store), ['101 UISP client', '101 ONU gets its name']);
  assert.equal((await readPlan(store)).rows[1]?.why, 'changed in UISP by hand');
  await forgetDrifts(store.database, clock());
  assert.equal((await whats(store)).length, 2, 'planned by this audit');
  await forgetDrifts(store.database, clock() + 1);
  assert.deepEqual(await whats(store), ['101 UISP client']);
});

test('a run whose claim is gone plans nothing, not even what was planned before', async (t) => {
  const { clock, store } = await planned(t, []);
  const work = await dueAgain(store, clock);
  const mail = { ...welcome, kind: 'mail', fingerprint: 'x', reason: { because: 'welcome' } } as const;
  const claim = await store.claims.take(work.key);
  assert.ok(claim);
  await store.once.beginOnce(claim, mail);
  await store.claims.release(claim);
  assert.equal((await whats(store)).length, 1);
  for (const fingerprint of ['x', 'y']) {
    await assert.rejects(store.once.beginOnce(claim, { ...mail, fingerprint, after: null }), { code: 'CLAIM_LOST' });
  }
  assert.deepEqual(
    (await readPlan(store)).effects.map(({ after }) => after),
    [welcome.after],
  );
});

test('a ticket’s plan goes when the ticket is closed, and when its text is another', async (t) => {
  const { store } = await planned(t, []);
  await absorb(store, [ticket('t1')]);
  await judged(store, 't1', 'internet');
  const claim = await store.claims.take('ticket:t1');
  assert.ok(claim);
  await store.once.beginOnce(claim, {
    key: 'uisp-ticket/ticket:t1',
    kind: 'uisp-ticket',
    fingerprint: 't1',
    reason: { unit: '101', because: 'ticket t1' },
    before: null,
    after: { client: 1001, status: 'New' },
  });
  await store.claims.release(claim);
  assert.deepEqual(await whats(store), ['101 UISP ticket']);
  await absorb(store, [ticket('t1', { description: 'Fixed itself; the sink drips.' })]);
  assert.deepEqual(await whats(store), []);
  await absorb(store, [ticket('t1')]);
  await absorb(store, []);
  assert.deepEqual(await whats(store), []);
});
