/** A switch of the mode while something is under way: it is finished, or surely not begun. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { switchMode } from '../../nodes/state/mode.ts';
import type { Store } from '../../nodes/state/store.ts';
import { flow, home, payloadOf } from './flow.ts';
import { claimOf, effectOf, lease, stage, tick } from './stage.ts';
import { afterNextIntent, mail } from './under-way.ts';

const yes = { confirm: true };

/** The switch alone: the claims that are held stay. */
function switchOf({ modeSwitch }: Store): () => void {
  return () => {
    modeSwitch.begin('dry-run');
    modeSwitch.finish('dry-run');
  };
}

async function states(store: Store): Promise<string[]> {
  const rows = await store.database.run((knex) => knex('effects').orderBy('id'));
  return rows.map(({ state, error_code: code }) => (code === null ? state : `${state} ${code}`));
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

test('back to dry-run while an intent is being stored: it is closed as not done, and nothing is sent or mailed', async (t) => {
  const store = await (await stage(t)).open();
  const written: string[] = [];
  const claim = await claimOf(store);
  afterNextIntent(store, switchOf(store));
  await assert.rejects(store.ledger.apply(claim, effectOf('A', written)), { code: 'CLAIM_LOST' });
  assert.deepEqual([written, await states(store)], [[], ['failed CLAIM_LOST']]);
  await switchMode(store, 'live', 'operator', yes);
  const again = await claimOf(store);
  afterNextIntent(store, switchOf(store));
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
