/** The switch that stops everything: nothing is begun, recorded or sent while it is on, no lease is blamed, and nothing is lost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pauseEverything } from '../../nodes/state/pause.ts';
import { planRequest } from '../../nodes/state/plans/plan-request-step.ts';
import { undoPlan } from '../../nodes/state/plans/plan-undo.ts';
import type { Store } from '../../nodes/state/store.ts';
import { errorOf } from '../error-of.ts';
import { ada, flow, home, written } from './flow.ts';
import { paused, recorded } from './pause-scene.ts';
import { claimOf, codes, effectOf, lease, rules, stage, tick } from './stage.ts';
import { mail } from './under-way.ts';

async function fill(store: Store, size: number): Promise<void> {
  for (let n = 0; ; n += 1) {
    try {
      await store.facts.set(`filler ${size} ${n}`, 'x'.repeat(size));
    } catch {
      return;
    }
  }
}

test('the switch outlives a restart; its item is raised once, and goes with the resume', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const told: string[] = [];
  store.attention.listen((change, { key }) => told.push(`${change} ${key}`));
  await pauseEverything(store, true);
  clock.forward(60_000);
  assert.match(await pauseEverything(store, true), /already/);
  await tick(store, clock, [lease('a', '101')]);
  await tick(store, clock, [lease('a', '101')]);
  assert.deepEqual([told, store.pause.since], [['raised PAUSED/everything'], Date.parse('2026-11-20T12:00:00Z')]);
  await store.close();

  const again = await open();
  again.attention.listen((change, { key }) => told.push(`${change} ${key}`));
  await tick(again, clock, [lease('a', '101')]);
  assert.deepEqual([again.pause.isOn, codes(again), told.length], [true, ['PAUSED'], 1]);
  await pauseEverything(again, false);
  assert.deepEqual([again.pause.isOn, codes(again), told.at(-1)], [false, [], 'cleared PAUSED/everything']);
  await again.close();
  assert.equal((await open()).pause.isOn, false);
});

test('the process dies between the switch and its item: the next start sets it right', async (t) => {
  const { open } = await stage(t);
  const store = await open();
  await store.pause.set(true);
  await store.close();
  const again = await open();
  assert.deepEqual(codes(again), ['PAUSED']);
  await again.pause.set(false);
  await again.close();
  assert.deepEqual(codes(await open()), []);
});

test('claims that are held are lost, none is handed out, and one that is being taken is given back', async (t) => {
  const store = await (await stage(t)).open();
  const held = await claimOf(store);
  const [taken] = await Promise.all([store.claims.take('lease:b'), pauseEverything(store, true)]);
  assert.equal(taken, undefined);
  await assert.rejects(store.renew(held), { code: 'CLAIM_LOST' });
  assert.equal(await store.claims.take('lease:c'), undefined);
  assert.deepEqual(await store.database.run((knex) => knex('claims')), []);
  await pauseEverything(store, false);
  await assert.rejects(store.renew(held), { code: 'CLAIM_LOST' });
  for (const key of ['lease:a', 'lease:b', 'lease:c']) assert.ok(await store.claims.take(key), key);
});

test('the ledger and mails refuse before anything is recorded, and do it after the resume', async (t) => {
  const store = await (await stage(t)).open();
  const before = await claimOf(store);
  await pauseEverything(store, true);
  const written: string[] = [];
  await assert.rejects(store.ledger.apply(before, effectOf('A', written)), paused);
  await assert.rejects(store.ledger.seek(before, effectOf('A', written)), paused);
  await assert.rejects(store.once.beginOnce(before, mail), paused);
  assert.deepEqual([written, await recorded(store)], [[], 0]);
  await pauseEverything(store, false);
  await assert.rejects(store.ledger.apply(before, effectOf('A', written)), { code: 'CLAIM_LOST' });
  const after = await claimOf(store);
  assert.equal((await store.ledger.apply(after, effectOf('A', written))).outcome, 'done');
  assert.equal(await store.once.beginOnce(after, mail), 'send');
});

test('in dry-run nothing is planned', async (t) => {
  const store = await (await stage(t)).open({ mode: 'dry-run' });
  const claim = await claimOf(store);
  await pauseEverything(store, true);
  await assert.rejects(store.ledger.apply(claim, effectOf('A', [])), paused);
  await assert.rejects(store.once.beginOnce(claim, mail), paused);
  assert.deepEqual(await store.plan(), []);
});

test('plan changes and undo refuse', async (t) => {
  const { open } = await stage(t);
  const store = await open();
  const claim = await claimOf(store, 'ticket:t');
  await pauseEverything(store, true);
  await assert.rejects(undoPlan(store, 'unit:101'), paused);
  const work = {
    kind: 'ticket',
    key: 'ticket:t',
    uid: 't',
    need: 'judge',
    reason: 'new',
    unit: '101',
    text: '',
    ticket: null,
    today: '2026-11-20',
  } as const;
  const { signal } = new AbortController();
  await assert.rejects(planRequest({ store, rules, work, claim, route: 'plan', signal }), paused);
});

test('a full disk keeps nobody from pausing', async (t) => {
  const store = await (await stage(t)).open({ maxPages: 90 });
  const claim = await claimOf(store);
  for (const size of [3_000, 100, 1]) await fill(store, size);
  assert.equal((await errorOf(pauseEverything(store, true))).code, 'STORE_FULL');
  await assert.rejects(store.ledger.apply(claim, effectOf('A', [])), paused);
  assert.equal(await store.claims.take('lease:b'), undefined);
});

test('through the nodes: a mail that is about to go does not, and goes after the resume; begin shows it', async (t) => {
  const { store, node, begun, due } = await flow(t);
  const [begin, welcome, send, accepted] = [node('begin'), node('welcome'), node('mail'), node('mail-accepted')];
  const alone = { ...home, tenants: [ada] };
  await welcome.receive(await begun(alone));
  const [message] = welcome.out(0);
  assert.ok(message);
  await pauseEverything(store, true);
  const error = await send.receive(written(message));
  assert.ok(error instanceof Error && 'code' in error && error.code === 'PAUSED');
  assert.deepEqual([send.out(0), send.out(1), await recorded(store)], [[], [], 0]);

  const [work] = await due([alone]);
  await begin.receive({ payload: work, _msgid: 'm' });
  assert.deepEqual([begin.out(), begin.shown], [[], { fill: 'grey', shape: 'ring', text: 'paused' }]);

  await pauseEverything(store, false);
  await welcome.receive(await begun(alone));
  await send.receive(written(welcome.out(0)[1] ?? {}));
  const [sent] = send.out(0);
  assert.ok(sent);
  // Its answer comes while everything is paused again: that it was accepted is noted all the same.
  await pauseEverything(store, true);
  await accepted.receive(sent);
  await pauseEverything(store, false);
  await welcome.receive(await begun(alone));
  assert.equal(welcome.out(0).length, 2, 'nobody is left to welcome');
});
