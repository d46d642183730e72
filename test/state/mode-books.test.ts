/** What the books make of a switch, and of one that fails half-way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { switchMode } from '../../nodes/state/mode.ts';
import type { Store } from '../../nodes/state/store.ts';
import { carryThrough, claimOf, effectOf, lease, stage, tick } from './stage.ts';
import { ticket } from './tickets/tickets.ts';

const yes = { confirm: true };

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
