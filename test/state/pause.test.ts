/** The switch that stops everything: nothing is begun, recorded or sent while it is on, no lease is blamed, and nothing is lost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EffectFacts } from '../../nodes/state/effect.ts';
import { pauseEverything } from '../../nodes/state/pause.ts';
import { planRequest } from '../../nodes/state/plans/plan-request-step.ts';
import { undoPlan } from '../../nodes/state/plans/plan-undo.ts';
import { failureOf } from '../../nodes/state/run-node.ts';
import type { Store } from '../../nodes/state/store.ts';
import type { Claim } from '../../nodes/state/work.ts';
import { indexUnits } from '../../nodes/village/unit-label.ts';
import { errorOf } from '../error-of.ts';
import { ada, flow, home, written } from './flow.ts';
import { claimOf, codes, effectOf, lease, rules, stage, tick } from './stage.ts';

const paused = { code: 'PAUSED', trouble: 'state' };
const mail: EffectFacts = {
  key: 'mail/household:1/welcome/abc',
  kind: 'mail',
  fingerprint: 'f',
  reason: { leaseUid: 'a', because: 'welcome' },
  before: null,
  after: { template: 'welcome' },
};

async function recorded(store: Store): Promise<number> {
  return (await store.database.run((knex) => knex('effects'))).length;
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

test('paused while a write is prepared: nothing is recorded; while it is under way: what it did is, and it is not done again', async (t) => {
  const store = await (await stage(t)).open();
  const written: string[] = [];
  const prepare = async () => {
    await pauseEverything(store, true);
    return null;
  };
  await assert.rejects(store.ledger.apply(await claimOf(store), effectOf('A', written, { prepare })), paused);
  assert.deepEqual([written, await recorded(store)], [[], 0]);
  await pauseEverything(store, false);
  const write = async () => {
    await pauseEverything(store, true);
    written.push('A');
    return 'A';
  };
  await assert.rejects(store.ledger.apply(await claimOf(store), effectOf('A', written, { write })), {
    code: 'CLAIM_LOST',
  });
  await pauseEverything(store, false);
  assert.equal((await store.ledger.apply(await claimOf(store), effectOf('A', written))).outcome, 'skipped');
  assert.deepEqual(written, ['A']);
});

/** Pauses right when the next intent is committed, before whoever waits for it goes on. */
function pauseAfterNextIntent(store: Store): void {
  const { database } = store;
  const run = database.run.bind(database);
  database.run = async (statements) => {
    const result = await run(statements);
    const [intent] = await run((knex) => knex('effects').where({ state: 'intent' }));
    if (intent === undefined) return result;
    database.run = run;
    await store.pause.set(true);
    return result;
  };
}

test('paused while an intent is being stored: it is closed as not done, and nothing is sent', async (t) => {
  const store = await (await stage(t)).open();
  const claim = await claimOf(store);
  const written: string[] = [];
  for (const begin of [
    () => store.ledger.apply(claim, effectOf('A', written)),
    () => store.once.beginOnce(claim, mail),
  ]) {
    pauseAfterNextIntent(store);
    assert.equal((await errorOf(begin())).code, 'PAUSED');
    await store.pause.set(false);
  }
  const rows = await store.database.run((knex) => knex('effects').select('state', 'error_code'));
  const closed = { state: 'failed', error_code: 'PAUSED' };
  assert.deepEqual([written, rows], [[], [closed, closed]]);
  assert.equal((await store.ledger.apply(claim, effectOf('A', written))).outcome, 'done');
  assert.equal(await store.once.beginOnce(claim, mail), 'send');
});

test('a mail that is refused does not stand for the one that tries whether the mail server is back', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const claim = await claimOf(store);
  const { key } = mail;
  const welcome = {
    key,
    template: 'welcome',
    householdId: 1,
    leaseUid: 'a',
    unit: '101',
    tenantUid: 'ada',
    unaddressed: [],
  };
  assert.deepEqual(await store.mails.send(claim, welcome, 'f'), { send: true });
  await store.mails.failed(claim, welcome, 'ECONNREFUSED', 'connect ECONNREFUSED');
  clock.forward(31_000);
  await pauseEverything(store, true);
  await assert.rejects(store.mails.send(claim, welcome, 'f'), paused);
  await pauseEverything(store, false);
  assert.deepEqual(await store.mails.send(await claimOf(store), welcome, 'f'), { send: true });
});

const names = Array.from({ length: 30 }, (_, n) => String(1000 + n));
const many = names.map((name) => lease(`lease-${name}`, name));
const units = indexUnits(names.map((name) => ({ uid: `unit-${name}`, name })));

test('the desk drops what waits, gives back what is in flight, takes nothing in, and the tick after the resume gives all of it again', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const begun = new Map<string, Claim>();
  const begin = async () => {
    const works = await tick(store, clock, many, { units });
    for (const work of works.values()) {
      await store.desk.begin({ work, owner: store, start: (claim) => begun.set(work.key, claim) });
    }
    return works.size;
  };
  assert.deepEqual([await begin(), begun.size], [30, 20]);
  const [claim] = begun.values();
  assert.ok(claim);
  const shown: number[] = [];
  store.desk.watch('lease', ({ total }) => shown.push(total));
  await pauseEverything(store, true);
  assert.deepEqual([store.desk.progress(), shown], [{ finished: 0, total: 0, inFlight: 0 }, [0]]);
  assert.equal(await store.desk.done(claim), undefined);
  assert.equal(
    await store.desk.failed(claim, failureOf(await errorOf(store.ledger.apply(claim, effectOf('A', []))))),
    undefined,
  );
  assert.equal(store.desk.workOf(claim), undefined);
  begun.clear();
  assert.deepEqual([await begin(), begun.size, store.desk.progress().total], [30, 0, 0]);
  await pauseEverything(store, false);
  assert.equal(begun.size, 0, 'what was computed long ago is not carried out');
  assert.deepEqual([await begin(), begun.size], [30, 20]);
});

test('a refusal because of the pause is not a failure of the lease', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const work = (await tick(store, clock, [lease('a', '101')])).get('a');
  assert.ok(work);
  for (let time = 0; time < 5; time += 1) {
    const claim = await claimOf(store, work.key);
    // The claim of a step that was refused right before the claims were taken away.
    await store.pause.set(true);
    const failure = failureOf(await errorOf(store.ledger.apply(claim, effectOf('A', []))));
    await store.pause.set(false);
    await store.leases.failed(claim, work, failure);
  }
  const entry = store.leases.entry('a');
  assert.deepEqual([entry?.failures, entry?.retryAt, codes(store)], [0, null, []]);
  assert.deepEqual([...(await tick(store, clock, [lease('a', '101')])).keys()], ['a']);
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

async function fill(store: Store, size: number): Promise<void> {
  for (let n = 0; ; n += 1) {
    try {
      await store.facts.set(`filler ${size} ${n}`, 'x'.repeat(size));
    } catch {
      return;
    }
  }
}

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
