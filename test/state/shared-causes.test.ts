/** A cause that many leases share: one attention item for all of them, for as long as one waits for it (design §2, "Attention"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Failure } from '../../nodes/state/run-node.ts';
import type { Store } from '../../nodes/state/store.ts';
import { raiseStray } from '../../nodes/state/stray-errors.ts';
import { carryOut } from '../../nodes/state/verbs/carry-out.ts';
import type { LeaseWork } from '../../nodes/state/work.ts';
import { outside } from './outside.ts';
import { carryThrough, claimOf, codes, expired, hour, lease, minute, rules, stage, tick } from './stage.ts';

const noPlan: Failure = {
  code: 'PLAN_MISSING',
  trouble: 'operator',
  effect: 'none',
  text: 'UISP has no service plan "Village Fiber 500".',
  hint: 'Make it in UISP.',
  about: 'service plan Village Fiber 500',
};
const key = 'PLAN_MISSING/service plan Village Fiber 500';
const noOnu: Failure = { ...noPlan, code: 'ONU_MISSING', text: 'No ONU.', about: undefined };
const paused: Failure = { ...noOnu, code: 'UISP_CRM_PAUSED', trouble: 'server' };
const wrongKey: Failure = {
  ...noPlan,
  code: 'UISP_CRM_401',
  trouble: 'server',
  text: 'UISP CRM answered 401 (GET /clients)',
  about: 'UISP CRM',
};

const [a, b, c] = [lease('a', '101'), lease('b', '102'), lease('c', '103')];
const keys = (store: Store) => store.attention.list().map((item) => item.key);

async function fail(store: Store, works: Map<string, LeaseWork>, how: Failure, ...uids: string[]): Promise<void> {
  for (const uid of uids.length > 0 ? uids : [...works.keys()]) {
    const work = works.get(uid);
    assert.ok(work, `${uid} is due`);
    await store.leases.failed(await claimOf(store, work.key), work, how);
  }
}

function changesOf(store: Store): string[] {
  const told: string[] = [];
  store.attention.listen((change, { code }) => told.push(`${change} ${code}`));
  return told;
}

test('one item for all leases, of the thing and not of a lease, raised once', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const told = changesOf(store);
  for (let n = 0; n < 4; n += 1) await fail(store, await tick(store, clock, [a, b, c]), noPlan);
  const [item, ...others] = store.attention.list();
  assert.deepEqual(item, {
    key,
    code: 'PLAN_MISSING',
    where: 'service plan Village Fiber 500',
    why: 'UISP has no service plan "Village Fiber 500".',
    todo: 'Make it in UISP.',
    verbs: ['retry', 'ignore'],
    since: clock(),
    verdict: null,
  });
  assert.deepEqual([others, told], [[], ['raised PLAN_MISSING']]);
  assert.equal((await tick(store, clock, [a, b, c])).size, 0, 'each backs off as by itself');
});

test('two things of one code are two items', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const works = await tick(store, clock, [a, b]);
  await fail(store, works, noPlan, 'a');
  await fail(store, works, { ...noPlan, about: 'service plan Village Fiber 1G' }, 'b');
  assert.deepEqual(keys(store), [key, 'PLAN_MISSING/service plan Village Fiber 1G']);
});

test('one that gets past it makes the others due at the next tick; the last one takes the item away', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await fail(store, await tick(store, clock, [a]), noPlan);
  for (let n = 0; n < 4; n += 1) await fail(store, await tick(store, clock, [a, b, c]), noPlan, 'b', 'c');
  const first = await tick(store, clock, [a, b, c]);
  assert.deepEqual([...first.keys()], ['a'], 'the others are looked at an hour later');
  await carryThrough(store, first.get('a'));
  assert.deepEqual(keys(store), [key], 'two still wait for it');
  const next = await tick(store, clock, [a, b, c]);
  assert.deepEqual([...next.keys()].sort(), ['b', 'c']);
  await carryThrough(store, next.get('b'));
  assert.deepEqual(keys(store), [key]);
  await carryThrough(store, next.get('c'));
  assert.deepEqual(keys(store), []);
});

test('another failure of the lease’s own is past it, too; a server’s trouble tells nothing', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const told = changesOf(store);
  await fail(store, await tick(store, clock, [a]), noPlan);
  await fail(store, await tick(store, clock, [a]), paused);
  assert.deepEqual(keys(store), [key]);
  await tick(store, clock, [a]);
  assert.deepEqual(keys(store), [key], 'it still waits');
  await fail(store, await tick(store, clock, [a]), noOnu);
  assert.deepEqual(keys(store), ['ONU_MISSING/lease:a']);
  assert.deepEqual(told, ['raised PLAN_MISSING', 'raised ONU_MISSING', 'cleared PLAN_MISSING']);
});

test('a lease that ends, or that owes nothing any more, waits for nothing', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await carryThrough(store, (await tick(store, clock, [b])).get('b'));
  const table = { ...rules, onuNamePattern: 'Box-{unit}' };
  await fail(store, await tick(store, clock, [a, b], { rules: table }), noPlan, 'a', 'b');
  await tick(store, clock, [{ ...a, flags: expired }, b], { rules: table });
  assert.deepEqual(keys(store), [key]);
  await tick(store, clock, [{ ...a, flags: expired }, b]);
  assert.deepEqual(keys(store), [], 'with the old pattern b is as it was applied');
});

test('over a restart the item and who waits for it are known; one that nobody waits for goes', async (t) => {
  const { open, clock } = await stage(t);
  const before = await open();
  const works = await tick(before, clock, [a, b]);
  await fail(before, works, noPlan);
  await before.attention.raise({
    ...noPlan,
    key: 'OLD/parent site',
    code: 'OLD',
    where: 'parent site',
    why: '',
    todo: '',
  });
  const since = clock();
  await before.close();
  clock.forward(minute);
  const store = await open();
  const again = await tick(store, clock, [a, b]);
  assert.deepEqual([keys(store), store.attention.get(key)?.since], [[key], since]);
  await carryThrough(store, again.get('a'));
  assert.deepEqual(keys(store), [key]);
  await carryThrough(store, again.get('b'));
  assert.deepEqual(keys(store), []);
});

test('retry: all that wait for it are due at the next tick; ignore: unseen until it is gone', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  for (let n = 0; n < 4; n += 1) await fail(store, await tick(store, clock, [a, b]), noPlan);
  await carryThrough(store, (await tick(store, clock, [a, b, c])).get('c'));
  await carryOut(store, { verb: 'retry', key });
  const due = await tick(store, clock, [a, b, c]);
  assert.deepEqual([...due.keys()].sort(), ['a', 'b']);
  await carryOut(store, { verb: 'ignore', key });
  await fail(store, due, noPlan);
  assert.deepEqual(keys(store), []);
  await carryOut(store, { verb: 'retry', key });
  for (const work of (await tick(store, clock, [a, b, c])).values()) await carryThrough(store, work);
  assert.equal(store.attention.get(key), undefined);
  await assert.rejects(carryOut(store, { verb: 'retry', key }), { code: 'NO_SUCH_ITEM' });
  const audited = (await store.audit.list()).map(({ outcome }) => outcome);
  assert.deepEqual(audited, ['retry', 'ignored', 'retry']);
});

test('a refused key: told at once, in the words of who met it first, and nobody backs off', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const told = changesOf(store);
  for (let n = 0; n < 3; n += 1) {
    const works = await tick(store, clock, [a, b, c]);
    assert.equal(works.size, 3);
    await fail(store, works, wrongKey, 'a');
    await fail(store, works, { ...wrongKey, text: 'UISP CRM answered 401 (GET /services)' }, 'b');
    await fail(store, works, paused, 'c');
    clock.forward(5 * minute);
  }
  const items = store.attention.list().map(({ where, why }) => [where, why]);
  assert.deepEqual(items, [['UISP CRM', 'UISP CRM answered 401 (GET /clients)']]);
  for (const work of (await tick(store, clock, [a, b, c])).values()) await carryThrough(store, work);
  assert.deepEqual(told, ['raised UISP_CRM_401', 'cleared UISP_CRM_401']);
});

test('met by leases and by a node without a lease it is still one item, as long as either has it', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const works = await tick(store, clock, [a]);
  await raiseStray(store.attention, wrongKey, { name: 'read UISP' });
  await fail(store, works, wrongKey);
  assert.deepEqual(keys(store), ['UISP_CRM_401/UISP CRM']);
  const next = await tick(store, clock, [a]);
  await raiseStray(store.attention, wrongKey, { name: 'read UISP' });
  await carryThrough(store, next.get('a'));
  assert.deepEqual(codes(store), ['UISP_CRM_401'], 'the node has met it since the tick');
  await tick(store, clock, [a]);
  assert.deepEqual(codes(store), ['UISP_CRM_401']);
  await tick(store, clock, [a]);
  assert.deepEqual(codes(store), []);
});

test('data refused by what is not the API: shared, but a person is asked at the third failure', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const elsewhere: Failure = { ...wrongKey, code: 'UISP_CRM_404', trouble: 'data' };
  for (const [wait, raised] of [
    [5 * minute, 0],
    [15 * minute, 0],
    [hour, 1],
  ] as const) {
    await fail(store, await tick(store, clock, [a, b]), elsewhere, 'a', 'b');
    assert.equal(keys(store).length, raised);
    clock.forward(wait);
  }
});

test('a pattern that makes names too long is one item for all units, and gone once it is corrected', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const told = changesOf(store);
  const long = { rules: { ...rules, siteNamePattern: `Unit {unit}${'x'.repeat(95)}` } };
  for (let n = 0; n < 2; n += 1) assert.equal((await tick(store, clock, [a, b, c], long)).size, 0);
  assert.deepEqual(keys(store), ['PLANS_NAME_LENGTH/site name pattern']);
  const works = await tick(store, clock, [a, b, c]);
  for (const work of works.values()) await carryThrough(store, work);
  assert.deepEqual([keys(store), told], [[], ['raised PLANS_NAME_LENGTH', 'cleared PLANS_NAME_LENGTH']]);
});

test('other items are left to whoever raised them', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const item = { code: 'SERVER_AWAY', where: 'UISP CRM', why: 'No answer.', todo: 'Look.' };
  await store.attention.raise({ ...item, key: 'server-away/UISP CRM' });
  await store.attention.raise({ ...item, key: 'SERVER_AWAY/UISP CRM', leaseUid: 'x' });
  for (let n = 0; n < 3; n += 1) await tick(store, clock, [a]);
  assert.deepEqual(keys(store), ['server-away/UISP CRM', 'SERVER_AWAY/UISP CRM']);
});

test('a database from before: it is brought up to date, and items that were kept by node are closed', async (t) => {
  const { file, open, clock } = await stage(t);
  const store = await open();
  const item = { code: 'NOT_CONFIGURED', where: 'read Innago', why: 'No key.', todo: 'Fill it in.' };
  await store.attention.raise({ ...item, key: 'NOT_CONFIGURED/node:poll' });
  await fail(store, await tick(store, clock, [a]), noOnu);
  await store.close();
  await outside(file, async (knex) => {
    await knex.raw('ALTER TABLE leases DROP COLUMN shared_cause');
    await knex('village_fiber_migrations').where({ name: '0003-shared-causes' }).delete();
  });
  const again = await open();
  assert.deepEqual(keys(again), ['ONU_MISSING/lease:a']);
  assert.equal(again.leases.entry('a')?.cause, null);
});
