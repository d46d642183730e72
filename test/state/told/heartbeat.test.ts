/** The heartbeat: alive with each scan, silent once, back once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../../../nodes/state/store.ts';
import { Heart } from '../../../nodes/state/told/heart.ts';
import { isSilent } from '../../../nodes/state/told/heartbeat.ts';
import { heartbeatFields } from '../../../nodes/state/told/heartbeat-fields.ts';
import { SyncError } from '../../../nodes/sync-error.ts';
import { type Clock, minute, type Stage, stage } from '../stage.ts';

const rhythm = { minutes: 5, mayMiss: 3 };

test('silent when all that may be missed was missed, and one more', () => {
  const silent = (pulse: Partial<Parameters<typeof isSilent>[0]>) =>
    isSilent({
      rhythm,
      lastComplete: undefined,
      listeningSince: 0,
      silentSince: undefined,
      now: 20 * minute,
      ...pulse,
    });
  assert.equal(silent({}), false);
  assert.equal(silent({ now: 20 * minute + 1 }), true);
  assert.equal(silent({ now: 25 * minute, lastComplete: 5 * minute }), false);
  assert.equal(silent({ now: 25 * minute, listeningSince: 5 * minute }), false, 'nobody listened before');
  assert.equal(
    silent({ now: 25 * minute, lastComplete: 21 * minute, silentSince: 22 * minute }),
    true,
    'told, and no scan since',
  );
  assert.equal(silent({ now: 25 * minute, lastComplete: 22 * minute, silentSince: 22 * minute }), false);
});

test('the fields', () => {
  assert.deepEqual(heartbeatFields({}), rhythm);
  assert.deepEqual(heartbeatFields({ scanMinutes: '1', mayMiss: '0' }), { minutes: 1, mayMiss: 0 });
  for (const bad of [{ scanMinutes: '0' }, { scanMinutes: 'x' }, { mayMiss: '-1' }, { mayMiss: '5000' }])
    assert.throws(() => heartbeatFields(bad), { code: 'HEARTBEAT_FIELDS' });
});

async function scanned(store: Store, clock: Clock, complete = true, why = '') {
  await store.scans.save('leases', { at: clock(), complete, seen: 1, due: 0, why });
}

/** A node that beats every five minutes. */
function beating({ clock }: Stage) {
  let slept = 0;
  const moment = () => ({ now: clock(), steady: clock() - slept });
  const heart = new Heart(moment());
  const beat = async (opened: Store | SyncError) => {
    clock.forward(5 * minute);
    return heart.beat(opened, rhythm, moment());
  };
  const sleep = (minutes: number) => {
    clock.forward(minutes * minute);
    slept += minutes * minute;
  };
  const beats = async (opened: Store | SyncError, count: number) => {
    const said: string[] = [];
    for (let number = 0; number < count; number += 1) said.push((await beat(opened)).is);
    return said;
  };
  return { beat, beats, sleep };
}

test('alive while scans are complete; incomplete ones do not count; silent once, back once', async (t) => {
  const place = await stage(t);
  const { clock, open } = place;
  const store = await open();
  const { beat, beats } = beating(place);
  await scanned(store, clock);
  const alive = await beat(store);
  assert.deepEqual(alive, {
    is: 'alive',
    beat: {
      lastCompleteScan: '2026-11-20T12:00:00.000Z',
      age: 300,
      lastError: null,
      paused: false,
      standby: false,
      mode: 'live',
    },
  });
  await scanned(store, clock, false, 'The pages do not add up.');
  assert.deepEqual(await beats(store, 3), ['alive', 'alive', 'alive']);
  const silent = await beat(store);
  assert.ok(silent.is === 'silent');
  assert.deepEqual([silent.beat.age, silent.beat.lastError], [1500, 'The pages do not add up.']);
  assert.match(
    silent.item.why,
    /No complete scan of the leases since 2026-11-20 12:00 UTC.*every 5 minutes\. The pages do not add up/,
  );
  assert.equal(store.attention.get('NO_COMPLETE_SCAN/leases')?.code, 'NO_COMPLETE_SCAN');
  assert.deepEqual(await beats(store, 3), ['silent-still', 'silent-still', 'silent-still']);
  await scanned(store, clock);
  assert.deepEqual(await beats(store, 2), ['back', 'alive']);
  assert.deepEqual(store.attention.all(), []);
});

test('a restart while it is silent says nothing again, and does not take it for alive', async (t) => {
  const place = await stage(t);
  const first = await place.open();
  assert.deepEqual(await beating(place).beats(first, 5), ['waiting', 'waiting', 'waiting', 'waiting', 'silent']);
  await first.close();
  const second = await place.open();
  const { beats } = beating(place);
  assert.deepEqual(await beats(second, 2), ['silent-still', 'silent-still']);
  await scanned(second, place.clock);
  assert.deepEqual(await beats(second, 1), ['back']);
});

test('after a night in which nothing ran it waits for the first scan, and is not alive yet', async (t) => {
  const place = await stage(t);
  const first = await place.open();
  await scanned(first, place.clock);
  await first.close();
  place.clock.forward(600 * minute);
  const second = await place.open();
  const { beats } = beating(place);
  assert.deepEqual(await beats(second, 1), ['waiting']);
  await scanned(second, place.clock);
  assert.deepEqual(await beats(second, 1), ['alive']);
});

test('while the machine sleeps nothing can be heard: it listens anew, as after a start', async (t) => {
  const place = await stage(t);
  const store = await place.open();
  await scanned(store, place.clock);
  const { beats, sleep } = beating(place);
  assert.deepEqual(await beats(store, 1), ['alive']);
  sleep(600);
  assert.deepEqual(await beats(store, 5), ['waiting', 'waiting', 'waiting', 'waiting', 'waiting']);
  assert.deepEqual(await beats(store, 1), ['silent']);
});

test('paused is not silent; silent before it was paused stays so', async (t) => {
  const place = await stage(t);
  const store = await place.open();
  const { beats } = beating(place);
  await store.pause.set(true);
  assert.deepEqual(new Set(await beats(store, 8)), new Set(['alive']));
  await store.pause.set(false);
  assert.deepEqual(await beats(store, 1), ['silent']);
  await store.pause.set(true);
  assert.deepEqual(await beats(store, 2), ['silent-still', 'silent-still']);
});

test('a store that cannot be opened is silent in time, one that another process has is not', async (t) => {
  const place = await stage(t);
  const damaged = new SyncError('The file is damaged.', { code: 'STORE_DAMAGED', trouble: 'operator' });
  const broken = beating(place);
  assert.deepEqual(await broken.beats(damaged, 5), ['waiting', 'waiting', 'waiting', 'waiting', 'silent']);
  const store = await place.open();
  assert.deepEqual(await broken.beats(store, 1), ['silent-still']);
  assert.ok(store.attention.get('NO_COMPLETE_SCAN/leases'));
  await scanned(store, place.clock);
  assert.deepEqual(await broken.beats(store, 1), ['back']);
  const inUse = new SyncError('Another process has it.', { code: 'STORE_IN_USE', trouble: 'state' });
  const { beat } = beating(place);
  const said = await beat(inUse);
  assert.deepEqual([said.is, said.beat.standby], ['alive', true]);
});

test('a store that cannot be written: the message holds what no item could', async (t) => {
  const place = await stage(t);
  const store = await place.open();
  const { beats, beat } = beating(place);
  await beats(store, 4);
  await store.database.run((knex) => knex.raw('PRAGMA query_only = ON'));
  const said = await beat(store);
  assert.ok(said.is === 'silent' && said.item.key === 'NO_COMPLETE_SCAN/leases');
  assert.match(
    said.item.why,
    /one is expected every 5 minutes\. The database .* cannot be opened for reading and writing\.$/,
  );
  assert.equal(store.attention.get('NO_COMPLETE_SCAN/leases'), undefined);
  assert.deepEqual(await beats(store, 2), ['silent-still', 'silent-still']);
  await store.database.run((knex) => knex.raw('PRAGMA query_only = OFF'));
  await beats(store, 1);
  assert.ok(store.attention.get('NO_COMPLETE_SCAN/leases'), 'raised as soon as it can be');
});
