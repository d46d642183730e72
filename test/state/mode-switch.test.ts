/**
 * The switch between dry-run and live while the flow runs: below the settings' ceiling, over restarts, at once for what is in flight, and in
 * nothing different from a restart with the other mode.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EffectFacts } from '../../nodes/state/effect.ts';
import { modeOf, switchMode } from '../../nodes/state/mode.ts';
import { pauseEverything } from '../../nodes/state/pause.ts';
import type { Store } from '../../nodes/state/store.ts';
import { carryOut } from '../../nodes/state/verbs/carry-out.ts';
import { flow, home, payloadOf } from './flow.ts';
import { carryThrough, claimOf, effectOf, lease, stage, tick } from './stage.ts';
import { ticket } from './tickets/tickets.ts';

const yes = { confirm: true };
const mail: EffectFacts = {
  key: 'mail/household:1/welcome/abc',
  kind: 'mail',
  fingerprint: 'f',
  reason: { leaseUid: 'a', because: 'welcome' },
  before: null,
  after: { template: 'welcome' },
};

async function states(store: Store): Promise<string[]> {
  const rows = await store.database.run((knex) => knex('effects').orderBy('id'));
  return rows.map(({ state, error_code: code }) => (code === null ? state : `${state} ${code}`));
}

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
  assert.match(asked.text, /stores the go-live date.*"confirm": true/);
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

test('back to dry-run while a write is prepared: nothing is recorded or sent; while it is under way: what it did is noted, and not done again', async (t) => {
  const store = await (await stage(t)).open();
  const written: string[] = [];
  const back = () => switchMode(store, 'dry-run', 'operator');
  const prepare = async () => {
    await back();
    return null;
  };
  await assert.rejects(store.ledger.apply(await claimOf(store), effectOf('A', written, { prepare })), {
    code: 'CLAIM_LOST',
  });
  assert.deepEqual([written, await states(store)], [[], []]);
  await switchMode(store, 'live', 'operator', yes);
  const write = async () => {
    await back();
    written.push('A');
    return 'A';
  };
  await assert.rejects(store.ledger.apply(await claimOf(store), effectOf('A', written, { write })), {
    code: 'CLAIM_LOST',
  });
  assert.deepEqual(await states(store), ['done']);
  // In dry-run, too, it is known to be done.
  assert.equal((await store.ledger.apply(await claimOf(store), effectOf('A', written))).outcome, 'skipped');
  await switchMode(store, 'live', 'operator', yes);
  assert.equal((await store.ledger.apply(await claimOf(store), effectOf('A', written))).outcome, 'skipped');
  assert.deepEqual(written, ['A']);
});

/** Begins the switch right when the next intent is committed, before whoever waits for it goes on; its claim is still held then. */
function switchAfterNextIntent(store: Store): void {
  const { database } = store;
  const run = database.run.bind(database);
  database.run = async (statements) => {
    const result = await run(statements);
    const [intent] = await run((knex) => knex('effects').where({ state: 'intent' }));
    if (intent === undefined) return result;
    database.run = run;
    store.modeSwitch.begin('dry-run');
    store.modeSwitch.finish('dry-run');
    return result;
  };
}

test('back to dry-run while an intent is being stored: it is closed as not done, and nothing is sent or mailed', async (t) => {
  const store = await (await stage(t)).open();
  const written: string[] = [];
  const claim = await claimOf(store);
  switchAfterNextIntent(store);
  await assert.rejects(store.ledger.apply(claim, effectOf('A', written)), { code: 'CLAIM_LOST' });
  assert.deepEqual([written, await states(store)], [[], ['failed CLAIM_LOST']]);
  await switchMode(store, 'live', 'operator', yes);
  const again = await claimOf(store);
  switchAfterNextIntent(store);
  await assert.rejects(store.once.beginOnce(again, mail), { code: 'CLAIM_LOST' });
  await switchMode(store, 'live', 'operator', yes);
  assert.equal(await store.once.beginOnce(await claimOf(store), mail), 'send');
});

test('work keeps the mode it began with, and can write nothing after the switch', async (t) => {
  const store = await (await stage(t)).open();
  await switchMode(store, 'dry-run', 'operator');
  const begun = await store.forWork();
  const claim = await claimOf(store);
  assert.equal(await store.forWork(), begun);
  const isSwitched = switchMode(store, 'live', 'operator', yes);
  // Asked for while the switch is under way: it comes after it.
  const next = await store.forWork();
  await isSwitched;
  assert.deepEqual([begun.mode, next.mode, store.mode], ['dry-run', 'live', 'live']);
  assert.deepEqual([begun.isCurrent, next.isCurrent, store.isCurrent], [false, true, true]);
  assert.throws(() => begun.checkCurrent(), { code: 'CLAIM_LOST' });
  assert.doesNotThrow(() => next.checkCurrent());
  const written: string[] = [];
  await assert.rejects(begun.ledger.apply(claim, effectOf('A', written)), { code: 'CLAIM_LOST' });
  await assert.rejects(begun.once.beginOnce(claim, mail), { code: 'CLAIM_LOST' });
  assert.deepEqual([written, await states(store)], [[], []]);
  assert.equal(begun.leases, next.leases);
});

test('what was planned is due in live; the first live scan stores the go-live date; what live has applied is not due in dry-run', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open({ isGoLiveUnset: true });
  await switchMode(store, 'dry-run', 'operator');
  const lodger = lease('a', '101', { start: '2026-11-20' });
  await carryThrough(store, (await tick(store, clock, [lodger])).get('a'));
  assert.deepEqual([...(await tick(store, clock, [lodger])).keys()], []);
  assert.equal(store.facts.peek('goLive'), undefined);
  clock.forward(24 * 60 * 60_000);
  await switchMode(store, 'live', 'operator', yes);
  assert.equal(store.leases.isScanned, false);
  const due = (await tick(store, clock, [lodger])).get('a');
  assert.deepEqual([due?.reason, due?.adopt], ['new', true]);
  assert.equal(store.facts.peek('goLive'), '2026-11-21');
  await carryThrough(store, due);
  await switchMode(store, 'dry-run', 'operator');
  assert.deepEqual([...(await tick(store, clock, [lodger])).keys()], []);
});

test('what a dry-run has decided in memory is no decision: an end that it let through the brake is let through anew in live', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await carryThrough(store, (await tick(store, clock, [lease('a', '101')])).get('a'));
  const { householdId } = store.leases.entry('a') ?? {};
  await store.households.update(await claimOf(store), householdId ?? 0, { serviceId: 7, siteId: 's', clientId: 1 });
  await switchMode(store, 'dry-run', 'operator');
  const over = lease('a', '101', {
    end: '2026-11-19',
    flags: { active: false, expired: true, expiring: false, future: false },
  });
  assert.equal((await tick(store, clock, [over])).get('a')?.leaves?.length, 1);
  const letGo = () => store.households.staysIn('unit-101').map(({ letGoAs }) => letGoAs);
  assert.deepEqual(letGo(), ['sudden']);
  await switchMode(store, 'live', 'operator', yes);
  assert.deepEqual(letGo(), [null]);
  assert.equal((await tick(store, clock, [over])).get('a')?.leaves?.length, 1);
  assert.deepEqual(letGo(), ['sudden']);
});

test('a scan that is being taken over when the switch comes is waited for; one that was read before it and comes after it is refused', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const read = await store.forWork();
  const taking = tick(store, clock, [lease('a', '101')]);
  await switchMode(store, 'dry-run', 'operator');
  await taking;
  assert.equal(store.leases.entry('a')?.standing, 'unclear');
  assert.ok(store.leases.entry('a')?.householdId);
  assert.throws(() => read.checkCurrent());
  assert.deepEqual([...(await tick(store, clock, [lease('a', '101')])).keys()], ['a']);
  assert.equal((await store.database.run((knex) => knex('households'))).length, 1);
});

/** Until it is repaired. */
function failWhile(store: Store, when: () => boolean): () => void {
  const { database } = store;
  const whole = database.run.bind(database);
  database.run = async (statements) => {
    if (when()) throw Object.assign(new Error('full'), { code: 'STORE_FULL' });
    return whole(statements);
  };
  return () => {
    database.run = whole;
  };
}

test('a disk that is full: live is not begun and dry-run goes on; back to dry-run holds all the same, until a restart', async (t) => {
  const { open } = await stage(t);
  const store = await open();
  await switchMode(store, 'dry-run', 'operator');
  const repair = failWhile(store, () => true);
  await assert.rejects(switchMode(store, 'live', 'operator', yes), /full/);
  repair();
  assert.deepEqual([store.mode, store.modeSwitch.isHeld], ['dry-run', false]);
  assert.ok(await store.claims.take('lease:a'));
  await switchMode(store, 'live', 'operator', yes);

  const once = failWhile(store, () => store.modeSwitch.mode === 'dry-run');
  const claim = await store.claims.take('lease:b');
  await assert.rejects(switchMode(store, 'dry-run', 'operator'), /full/);
  once();
  assert.equal(store.mode, 'dry-run');
  // Half-way: nothing begins until it is tried again.
  assert.equal(await store.claims.take('lease:c'), undefined);
  assert.ok(claim);
  const written: string[] = [];
  assert.equal((await store.ledger.apply(claim, effectOf('A', written))).outcome, 'planned');
  assert.deepEqual(written, []);
  await switchMode(store, 'dry-run', 'operator');
  assert.ok(await store.claims.take('lease:c'));
  await store.close();
  assert.equal((await open()).mode, 'dry-run');
});

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

test('the node "begin" drops what was found due before a switch, and takes what comes after it, or says nothing of it', async (t) => {
  const { store, node, due } = await flow(t);
  const begin = node('begin');
  const command = node('command');
  const work = () => due([home]).then(([first]) => first);
  await command.receive({ payload: { verb: 'dry-run' } });
  assert.equal(payloadOf<{ mode: string }>(command).mode, 'dry-run');
  const payload = await work();
  await begin.receive({ payload, modeTurn: 0 });
  assert.deepEqual([begin.out(), begin.lastStatus()], [[], 'mode switched']);
  await begin.receive({ payload, modeTurn: store.turn });
  assert.equal(begin.out().length, 1);
  await command.receive({ payload: { verb: 'live', confirm: true } });
  await begin.receive({ payload: await work() });
  assert.equal(begin.out().length, 2);
});

test('what is asked in turn never meets: neither two switches, nor a switch and a command', async (t) => {
  const { modeSwitch } = await (await stage(t)).open();
  const heard: string[] = [];
  const slow = modeSwitch.inTurn(async () => {
    heard.push('first begins');
    await new Promise((resolve) => setImmediate(resolve));
    heard.push('first fails');
    throw new Error('no');
  });
  const next = modeSwitch.inTurn(async () => heard.push('second'));
  await assert.rejects(slow, /no/);
  await next;
  assert.deepEqual(heard, ['first begins', 'first fails', 'second']);
});

test('the switch to live breaks off when it is half done: still dry-run, and work goes on', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await switchMode(store, 'dry-run', 'operator');
  const { turn } = store;
  const repair = failWhile(store, () => store.turn > turn);
  await assert.rejects(switchMode(store, 'live', 'operator', yes), /full/);
  repair();
  assert.deepEqual([store.mode, store.facts.peek('mode')?.includes('dry-run')], ['dry-run', true]);
  assert.deepEqual([...(await tick(store, clock, [lease('a', '101')])).keys()], ['a']);
  assert.ok(await store.claims.take('lease:a'));
});

test('dry-run that cannot be stored is told, and holds until a restart', async (t) => {
  const { open } = await stage(t);
  const store = await open();
  let failures = 0;
  const repair = failWhile(store, () => failures++ === 0);
  await assert.rejects(switchMode(store, 'dry-run', 'operator'), /full/);
  repair();
  assert.equal(store.mode, 'dry-run');
  assert.ok(await store.claims.take('lease:a'), 'all else is in dry-run, and goes on');
  await store.close();
  assert.equal((await open()).mode, 'live');
});

test('what a write prepares while the mode changes is not even recorded', async (t) => {
  const store = await (await stage(t)).open();
  const prepare = async () => {
    store.modeSwitch.begin('dry-run');
    store.modeSwitch.finish('dry-run');
    return null;
  };
  await assert.rejects(store.ledger.apply(await claimOf(store), effectOf('A', [], { prepare })), {
    code: 'CLAIM_LOST',
  });
  assert.deepEqual(await states(store), []);
});

test('tickets: what a dry-run has noted is forgotten, and readings go on where they were', async (t) => {
  const store = await (await stage(t)).open();
  await store.tickets.absorb({ changed: [ticket('t1')], reading: store.tickets.beginReading(), today: '2026-11-20' });
  await switchMode(store, 'dry-run', 'operator');
  await store.tickets.absorb({ changed: [ticket('t2')], reading: store.tickets.beginReading(), today: '2026-11-20' });
  assert.deepEqual([store.tickets.entry('t1')?.uid, store.tickets.entry('t2')?.uid], ['t1', 't2']);
  const reading = store.tickets.beginReading();
  const { plans } = store.tickets;
  await switchMode(store, 'live', 'operator', yes);
  assert.deepEqual([store.tickets.entry('t1')?.uid, store.tickets.entry('t2')], ['t1', undefined]);
  assert.equal(store.tickets.beginReading(), reading + 1);
  assert.notEqual(store.tickets.plans, plans);
  await store.tickets.absorb({ changed: [ticket('t3')], reading: store.tickets.beginReading(), today: '2026-11-20' });
  const rows = await store.database.run((knex) => knex('tickets').orderBy('uid'));
  assert.deepEqual(
    rows.map(({ uid }) => uid),
    ['t1', 't3'],
  );
});

test('what waits for its turn at a server may not leave any more, paused or in dry-run', async (t) => {
  const { breakers, pause, ...store } = await (await stage(t)).open();
  assert.doesNotThrow(() => breakers.mayWrite());
  await pause.set(true);
  assert.throws(() => breakers.mayWrite(), { code: 'PAUSED', effect: 'none' });
  await pause.set(false);
  store.modeSwitch.begin('dry-run');
  assert.throws(() => breakers.mayWrite(), { code: 'CLAIM_LOST', effect: 'none' });
  store.modeSwitch.finish('dry-run');
  assert.throws(() => breakers.mayWrite(), { code: 'CLAIM_LOST' });
  store.modeSwitch.begin('live');
  assert.throws(() => breakers.mayWrite(), { code: 'CLAIM_LOST' });
  store.modeSwitch.finish('live');
  assert.doesNotThrow(() => breakers.mayWrite());
});
