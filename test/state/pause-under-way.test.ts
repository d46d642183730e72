/** A pause while something is under way: it is finished, or surely not begun. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pauseEverything } from '../../nodes/state/pause.ts';
import { failureOf } from '../../nodes/state/run-node.ts';
import type { Claim } from '../../nodes/state/work.ts';
import { indexUnits } from '../../nodes/village/unit-label.ts';
import { errorOf } from '../error-of.ts';
import { paused, recorded } from './pause-scene.ts';
import { claimOf, codes, effectOf, lease, stage, tick } from './stage.ts';
import { afterNextIntent, mail } from './under-way.ts';

const names = Array.from({ length: 30 }, (_, n) => String(1000 + n));

const many = names.map((name) => lease(`lease-${name}`, name));

const units = indexUnits(names.map((name) => ({ uid: `unit-${name}`, name })));

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

test('paused while an intent is being stored: it is closed as not done, and nothing is sent', async (t) => {
  const store = await (await stage(t)).open();
  const claim = await claimOf(store);
  const written: string[] = [];
  for (const begin of [
    () => store.ledger.apply(claim, effectOf('A', written)),
    () => store.once.beginOnce(claim, mail),
  ]) {
    afterNextIntent(store, () => store.pause.set(true));
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
