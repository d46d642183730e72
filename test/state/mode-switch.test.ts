/**
 * The switch between dry-run and live while the flow runs: below the settings' ceiling, over restarts, at once for what is in flight, and in
 * nothing different from a restart with the other mode.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modeOf, switchMode } from '../../nodes/state/mode.ts';
import { pauseEverything } from '../../nodes/state/pause.ts';
import { carryOut } from '../../nodes/state/verbs/carry-out.ts';
import { claimOf, effectOf, lease, stage, tick } from './stage.ts';

const yes = { confirm: true };

test('what the settings say holds until a person switches, and is the ceiling ever after, over restarts', async (t) => {
  const { open } = await stage(t);
  let store = await open();
  assert.deepEqual([store.mode, modeOf(store).ceiling, modeOf(store).canSwitch], ['live', 'live', true]);
  await switchMode(store, 'dry-run', 'operator');
  assert.equal(store.mode, 'dry-run');
  await store.close();

  store = await open();
  assert.equal(store.mode, 'dry-run');
  assert.match(modeOf(store).why, /^Mode dry-run, switched by operator on 2026-11-20 12:00 UTC: .*allow live/);
  await switchMode(store, 'live', 'dashboard: jane', yes);
  await store.close();

  store = await open({ mode: 'dry-run', modeWords: 'Mode dry-run, because SYNC_MODE is "dry-run".' });
  assert.deepEqual(modeOf(store), {
    mode: 'dry-run',
    ceiling: 'dry-run',
    canSwitch: false,
    why: 'Mode dry-run, because SYNC_MODE is "dry-run".',
  });
  await assert.rejects(switchMode(store, 'live', 'operator', yes), {
    code: 'MODE_CEILING',
    trouble: 'operator',
    message: /SYNC_MODE is "dry-run"/,
  });
  assert.equal(store.mode, 'dry-run');
  await store.close();

  store = await open();
  assert.match(modeOf(store).why, /^Mode live, switched by dashboard: jane/);
});

test('a switch that cannot be read is no yes to live', async (t) => {
  const { open } = await stage(t);
  const store = await open();
  await store.facts.set('mode', 'live');
  await store.close();
  assert.equal((await open()).mode, 'dry-run');
});

test('who and when is in the audit; a switch to what it is already is none', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const before = clock();
  await switchMode(store, 'dry-run', 'operator: jane');
  clock.forward(60_000);
  assert.match((await switchMode(store, 'dry-run', 'operator: joe')).text, /already/);
  await switchMode(store, 'live', 'dashboard: joe', yes);
  const entries = (await store.audit.list()).filter(({ key }) => key === 'mode').reverse();
  assert.deepEqual(
    entries.map(({ at, reason, before, after, outcome }) => [at, reason.because, before, after, outcome]),
    [
      [before, 'operator: jane', 'live', 'dry-run', 'dry-run'],
      [before + 60_000, 'dashboard: joe', 'dry-run', 'live', 'live'],
    ],
  );
});

test('live without "confirm" changes nothing and says how much would happen; back to dry-run asks nothing', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open({ isGoLiveUnset: true });
  await carryOut(store, { verb: 'dry-run' });
  const work = (await tick(store, clock, [lease('a', '101')])).get('a');
  const claim = await claimOf(store, 'lease:a');
  assert.equal((await store.ledger.apply(claim, effectOf('A', []))).outcome, 'planned');
  assert.ok(work);
  await store.leases.done(claim, work);
  const asked = await carryOut(store, { verb: 'live' }, 'operator: jane');
  assert.match(asked.text, /the next scan writes for 1 lease\. 1 change in 1 unit: 1 × ONU gets its name\./);
  assert.match(asked.text, /stores the go-live date\. It is still in dry-run\.$/, 'no command: a button may be there');
  assert.deepEqual([asked.mode, asked.ceiling, store.mode], ['dry-run', 'live', 'dry-run']);
  await pauseEverything(store, true);
  assert.match((await carryOut(store, { verb: 'live' })).text, /paused: it begins when a person resumes/);
  await pauseEverything(store, false);
  const done = await carryOut(store, { verb: 'live', confirm: true }, 'operator: jane');
  assert.match(done.text, /^live now\. By the plan the next scan writes for 1 lease/);
  assert.deepEqual([done.mode, store.mode], ['live', 'live']);
  assert.match((await carryOut(store, { verb: 'dry-run' })).text, /nothing is written or mailed any more/);
  await assert.rejects(carryOut(store, { verb: 'live', confirm: 'yes' }), { code: 'BAD_COMMAND' });
});

for (const to of ['dry-run', 'live'] as const) {
  test(`to ${to}: claims are lost, none is handed out meanwhile, what waits is dropped`, async (t) => {
    const { open, clock } = await stage(t);
    const store = await open();
    if (to === 'live') await switchMode(store, 'dry-run', 'operator');
    const due = await tick(store, clock, [lease('a', '101'), lease('b', '102')]);
    const held = await claimOf(store, 'lease:x');
    const begun: string[] = [];
    const begin = async (uid: string) => {
      const work = due.get(uid);
      assert.ok(work);
      await store.desk.begin({ work, owner: {}, start: () => begun.push(uid) });
    };
    await begin('a');
    const [taken] = await Promise.all([store.claims.take('lease:y'), switchMode(store, to, 'operator', yes)]);
    // Live is begun once it is known how much would happen; until then work goes on.
    if (to === 'dry-run') assert.equal(taken, undefined);
    if (taken !== undefined) await assert.rejects(store.renew(taken), { code: 'CLAIM_LOST' });
    await assert.rejects(store.renew(held), { code: 'CLAIM_LOST' });
    assert.deepEqual(await store.database.run((knex) => knex('claims')), []);
    assert.deepEqual(store.desk.progress(), { finished: 0, total: 0, inFlight: 0 });
    // Found due before the switch: the book does not know how the lease stands before the next scan.
    await begin('b');
    assert.deepEqual(begun, ['a']);
    assert.ok(await store.claims.take('lease:y'));
    assert.deepEqual([...(await tick(store, clock, [lease('a', '101'), lease('b', '102')])).keys()], ['a', 'b']);
  });
}

test('a command of a person and a switch come one after the other', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await tick(store, clock, [lease('a', '101')]);
  await Promise.all([
    carryOut(store, { verb: 'ignore', key: 'lease:a' }),
    switchMode(store, 'dry-run', 'operator'),
    carryOut(store, { verb: 'live', confirm: true }),
  ]);
  assert.equal(store.mode, 'live');
  assert.deepEqual(
    [...store.leases.entries()].map(({ ignored }) => ignored),
    [true],
  );
});
