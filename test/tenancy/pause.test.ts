/** A pause in the middle of a lease's way, over real HTTP and a file: its next write does not happen, and after the resume it is finished, once. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { pauseEverything } from '../../nodes/state/pause.ts';
import type { Store } from '../../nodes/state/store.ts';
import { Ground } from './ground.ts';

const minute = 60_000;

/** One lease that begins today. */
async function ground(t: TestContext): Promise<Ground> {
  const made = await Ground.begin({
    units: 3,
    begins: Date.parse('2026-11-20T18:00:00Z'),
    isInProcess: false,
    pageSize: 10,
  });
  t.after(() => made.end());
  made.simulator.world.addLease({
    unit: made.simulator.world.unit([...made.simulator.world.units.keys()][0] ?? '').label,
  });
  return made;
}

function storeOf(place: Ground): Promise<Store> {
  return place.look(async (store) => store);
}

function writes({ simulator }: Ground): string[] {
  return simulator.requests
    .filter(({ isWrite, server }) => isWrite && server !== 'token')
    .map(({ method, path }) => `${method} ${path}`);
}

async function ticks(place: Ground, count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) {
    place.clock.now += 5 * minute;
    await place.tick();
  }
}

/** What a lease costs that nobody disturbs. */
async function undisturbed(t: TestContext): Promise<{ written: string[]; mails: number }> {
  const place = await ground(t);
  await ticks(place, 3);
  return { written: writes(place).sort(), mails: place.simulator.mail.messages.length };
}

for (const path of ['/clients', '/sites', '/clients/{id}/services']) {
  for (const isRestarted of [false, true]) {
    test(`paused while POST ${path} is under way${isRestarted ? ', and restarted' : ''}`, async (t) => {
      const whole = await undisturbed(t);
      const place = await ground(t);
      let pausing: Promise<string> | undefined;
      const stop = place.simulator.faults.hook((request, moment) => {
        if (moment !== 'before-effect' || request.method !== 'POST' || request.path !== path) return;
        pausing ??= storeOf(place).then((store) => pauseEverything(store, true));
        return pausing.then(() => undefined);
      });
      await ticks(place, 1);
      stop();
      assert.ok(pausing, `nothing was written to ${path}`);
      const soFar = writes(place);
      assert.equal(soFar.at(-1), `POST ${path}`, 'nothing after what was under way');
      if (isRestarted) place.kill();
      await ticks(place, 3);
      if (isRestarted) await ticks(place, 1);
      const store = await storeOf(place);
      assert.deepEqual([writes(place), place.simulator.mail.messages.length], [soFar, 0]);
      assert.deepEqual(
        store.attention.list().map(({ code }) => code),
        ['PAUSED'],
      );
      const [entry] = store.leases.entries();
      assert.deepEqual([entry?.failures, entry?.retryAt], [0, null]);
      await pauseEverything(store, false);
      await ticks(place, 2);
      assert.deepEqual([writes(place).sort(), place.simulator.mail.messages.length], [whole.written, whole.mails]);
      assert.deepEqual(store.attention.list(), []);
      const before = writes(place).length;
      await ticks(place, 1);
      assert.equal(writes(place).length, before, 'and then it is quiet');
    });
  }
}
