/** What a brake holds is released by a person with the list in view; everything is paused and goes on (design §4). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../../../nodes/state/store.ts';
import { carryOut } from '../../../nodes/state/verbs/carry-out.ts';
import { indexUnits } from '../../../nodes/village/unit-label.ts';
import { errorOf } from '../../error-of.ts';
import { type carryThrough, claimOf, codes, expired, hour, lease, minute, stage, tick } from '../stage.ts';

const indices = [1, 2, 3, 4] as const;
const running = indices.map((n) => lease(`l${n}`, `10${n}`));

async function served(store: Store, work: Parameters<typeof carryThrough>[1]): Promise<void> {
  assert.ok(work);
  const claim = await claimOf(store, work.key);
  const { householdId } = work;
  await store.households.update(claim, householdId, { clientId: householdId, siteId: 's', serviceId: householdId });
  await store.leases.done(claim, work);
}

test('ends that the brake holds are released by approve, or release, with the list in the audit', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  for (const work of (await tick(store, clock, running)).values()) await served(store, work);
  clock.forward(24 * hour);
  const over = running.map((one) => ({ ...one, end: '2026-11-20', flags: expired }));
  assert.equal((await tick(store, clock, over)).size, 3);
  assert.deepEqual(codes(store), ['REMOVALS_HELD']);
  const held = store.attention.list()[0]?.why;
  const { text } = await carryOut(store, { verb: 'approve', key: 'REMOVALS_HELD/property' });
  assert.match(text, /^released: 1 /);
  const [entry] = await store.audit.list();
  assert.deepEqual([entry?.outcome, entry?.before, entry?.after], ['released', held, { removals: 1 }]);
  assert.equal((await tick(store, clock, over)).size, 4);
  const again = await errorOf(carryOut(store, { verb: 'release', key: 'REMOVALS_HELD/property' }));
  assert.equal(again.code, 'NO_SUCH_ITEM');
});

test('households that the brake holds are released', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const labels = Array.from({ length: 12 }, (_, n) => String(101 + n));
  const all = { units: indexUnits(labels.map((name) => ({ uid: `unit-${name}`, name }))) };
  const leases = labels.map((label) => lease(`l${label}`, label));
  await tick(store, clock, leases.slice(0, 1), all);
  clock.forward(minute);
  const due = await tick(store, clock, leases, all);
  const held = 12 - due.size;
  assert.ok(held > 0);
  assert.deepEqual(codes(store), ['CREATIONS_HELD']);
  await store.close();
  const again = await open();
  const command = { verb: 'release', key: 'CREATIONS_HELD/property' };
  assert.equal((await errorOf(carryOut(again, command))).code, 'NOT_SCANNED', 'nobody knows yet whom the list holds');
  assert.equal((await tick(again, clock, leases, all)).size, due.size);
  const { text } = await carryOut(again, command);
  assert.equal(text, `released: ${held} households are provisioned at the next scan`);
  assert.equal((await tick(again, clock, leases, all)).size, 12);
  assert.deepEqual(codes(again), []);
});

test('paused and resumed by a person: in the audit, in view as long as it lasts, also over ticks', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  assert.equal((await carryOut(store, { verb: 'resume' })).text, 'nothing was paused');
  const { paused } = await carryOut(store, { verb: 'pause' }, 'operator: ann');
  assert.equal(paused, new Date(clock()).toISOString());
  for (let n = 0; n < 3; n += 1) {
    clock.forward(5 * minute);
    await tick(store, clock, running);
    assert.deepEqual(codes(store), ['PAUSED'], `tick ${n}`);
  }
  const [item] = store.attention.list();
  assert.deepEqual([item?.verbs, /[{}]/.test(item?.todo ?? '{')], [['resume'], false], 'a button, and no command');
  for (const verb of ['approve', 'ignore']) {
    assert.equal((await errorOf(carryOut(store, { verb, key: 'PAUSED/everything' }))).code, 'NO_SUCH_ITEM');
  }
  assert.deepEqual(codes(store), ['PAUSED'], 'still in view');
  assert.equal((await carryOut(store, { verb: 'resume', key: 'PAUSED/everything' })).paused, null);
  assert.deepEqual(codes(store), []);
  const said = (await store.audit.list()).map(({ outcome, before, after, key, reason }) => [
    outcome,
    before,
    after,
    key,
    reason.because,
  ]);
  assert.deepEqual(said, [
    ['resumed', 'paused', 'running', 'everything', 'operator'],
    ['paused', 'running', 'paused', 'everything', 'operator: ann'],
    ['resumed', 'running', 'running', 'everything', 'operator'],
  ]);
});
