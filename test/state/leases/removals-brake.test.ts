/** The brake on removals (design §4, "Lease ended"): what is let through, what is held, and who lets it go. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hour, type lease } from '../stage.ts';
import { day, over, type Tenancies, tenancies, village as villageOf } from './tenancies.ts';

type Lease = ReturnType<typeof lease>;

async function served(t: Parameters<typeof tenancies>[0], size: number, options?: Parameters<typeof tenancies>[1]) {
  const village = await tenancies(t, options);
  const { units, leases } = villageOf(size);
  assert.equal((await village.run(leases, { units })).length, size);
  /** The first so many have ended suddenly, yesterday; the others run. */
  const ended = (many: number, from = 0) =>
    leases.map((one, n) => (n >= from && n < from + many ? over(one, '2026-11-19') : one));
  const run = async (seen: readonly Lease[]) => (await village.run(seen, { units })).map((line) => line.slice(0, 4));
  return { village, units, leases, ended, run };
}

const labels = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `l${from + n}`);

function heldItem({ store }: Tenancies) {
  const items = store.attention.list().filter(({ code }) => code === 'REMOVALS_HELD');
  assert.ok(items.length < 2);
  return items[0];
}

for (const [size, most] of [
  [118, 5],
  [12, 3],
] as const) {
  test(`${size} units: ${most} sudden ends go, the others are held and listed, once`, async (t) => {
    const { village, ended, run } = await served(t, size);
    assert.deepEqual(await run(ended(most - 1)), labels(101, 99 + most));
    assert.equal(heldItem(village), undefined);
    assert.deepEqual(await run(ended(most + 2)), labels(100 + most, 100 + most));
    const item = heldItem(village);
    assert.match(
      item?.why ?? '',
      new RegExp(`^.* 2 more are held, .*: ${101 + most} \\(November 19, 2026\\), ${102 + most} \\(`),
    );
    assert.deepEqual([item?.key, item?.verbs], ['REMOVALS_HELD/property', ['approve', 'ignore']]);
    assert.deepEqual(await run(ended(most + 2)), []);
    const raised = village.store.attention.mark();
    assert.deepEqual(await run(ended(most + 2)), []);
    assert.equal(village.store.attention.isConfirmedSince('REMOVALS_HELD/property', raised), false);
    assert.deepEqual(await run(ended(most + 3)), []);
    assert.match(heldItem(village)?.why ?? '', / 3 more are held/);
    assert.equal(heldItem(village)?.since, item?.since);
  });
}

test('all at once, on the same tick or over the day: no more than five, and what is held stays held until a person says so', async (t) => {
  const { village, ended, run, leases } = await served(t, 118);
  assert.deepEqual(await run(ended(118)), labels(101, 105));
  for (let days = 0; days < 4; days += 1) {
    village.clock.forward(day);
    assert.deepEqual(await run(ended(118)), [], `day ${days}: a window that has passed does not make a list right`);
    if (days === 1) await village.restart();
  }
  assert.match(heldItem(village)?.why ?? '', / 113 more are held, .* and 73 more\.$/);
  assert.deepEqual(await run(leases), labels(101, 105), 'only those that were let go');
  assert.equal(heldItem(village), undefined);
  assert.deepEqual(await run(leases), []);
});

test('rolling: 24 hours after they were let go, as many may go again; also over a restart', async (t) => {
  const { village, ended, run } = await served(t, 118);
  assert.equal((await run(ended(3))).length, 3);
  village.clock.forward(12 * hour);
  assert.equal((await run(ended(5))).length, 2);
  village.clock.forward(12 * hour - 1);
  await village.restart();
  assert.deepEqual(await run(ended(6)), []);
  village.clock.forward(1);
  const next = await run([...ended(6).slice(0, 6), ...ended(3, 6).slice(6)]);
  assert.deepEqual(next, labels(107, 109), 'the first three are a day ago; what was held before waits');
  assert.match(heldItem(village)?.why ?? '', / 1 more is held/);
});

test('five that come back make no room for five others', async (t) => {
  const { village, ended, run } = await served(t, 118);
  assert.equal((await run(ended(5))).length, 5);
  assert.deepEqual(await run(ended(0)), labels(101, 105), 'served again');
  assert.deepEqual(await run(ended(5, 5)), []);
  assert.match(heldItem(village)?.why ?? '', / 5 more are held/);
});

test('foreseen ends go beside them: 30 % a day, beyond that as sudden ones', async (t) => {
  const village = await tenancies(t);
  const { units, leases } = villageOf(118, (n) => (n < 50 ? { end: '2026-11-30' } : {}));
  await village.run(leases, { units });
  const seen = leases.map((one, n) => (n < 50 ? over(one) : n >= 112 ? over(one, '2026-11-25') : one));
  const lines = await village.runOn('2026-12-01', seen, { units });
  const isSudden = (line: string) => Number(line.slice(1, 4)) >= 113 + 100;
  assert.deepEqual([lines.length, lines.filter(isSudden).length], [35 + 5, 5], 'the earlier last days come first');
  assert.match(heldItem(village)?.why ?? '', / 16 more are held/);
});

test('approved: exactly those of the list go, also when more have come since; those that come back are off the list', async (t) => {
  const { village, ended, run, units } = await served(t, 118);
  await run(ended(8));
  const back = ended(8).map((one) => (one.uid === 'l106' ? { ...one, ...ended(0)[5] } : one));
  await run(back);
  assert.match(heldItem(village)?.why ?? '', / 2 more are held, .*: 107 .*, 108 /);
  await village.restart();
  await run(back);
  assert.equal(await village.store.leases.release('removals'), 2);
  const more = back.map((one) => (one.uid === 'l120' ? over(one, '2026-11-19') : one));
  assert.deepEqual(await run(more), ['l107', 'l108']);
  assert.match(heldItem(village)?.why ?? '', / 1 more is held, .*: 120 /);
  assert.deepEqual(await run(more), []);
  await village.restart();
  assert.deepEqual((await village.run(more, { units })).length, 0);
});

test('a release that is not carried out yet holds over a restart, and not for one that came back', async (t) => {
  const { village, ended, run, units } = await served(t, 12);
  await run(ended(6));
  assert.equal(await village.store.leases.release('removals'), 3);
  await village.restart();
  assert.deepEqual([...(await village.see(ended(5), { units })).keys()].slice(0, 2), ['l104', 'l105']);
  await run(ended(5));
  assert.deepEqual(await run(ended(6)), [], 'l106 is to be seen by a person again');
  assert.match(heldItem(village)?.why ?? '', / 1 more is held, .*: 106 /);
});

test('three hundred ends that are held at once are stored, too', async (t) => {
  const { village, ended, run } = await served(t, 600);
  assert.equal((await run(ended(600))).length, 30);
  assert.match(heldItem(village)?.why ?? '', / 570 more are held/);
});

test('dry-run holds and plans the same, tick by tick, and stores nothing of it', async (t) => {
  const { village, ended, run } = await served(t, 118);
  await village.restart({ mode: 'dry-run' });
  assert.deepEqual(await run(ended(3)), labels(101, 103));
  assert.deepEqual(await run(ended(7)), labels(104, 105));
  assert.match(heldItem(village)?.why ?? '', / 2 more are held/);
  assert.deepEqual(await run(ended(7)), []);
  village.clock.forward(2 * day);
  assert.deepEqual(await run(ended(7)), [], 'held there, too');
  assert.equal(await village.store.leases.release('removals'), 2);
  assert.deepEqual(await run(ended(7)), labels(106, 107));
  assert.deepEqual((await run(ended(0))).sort(), labels(101, 107), 'planned no more');
  assert.deepEqual(await run(ended(0)), []);
  await village.restart({});
  assert.deepEqual(await run(ended(7)), labels(101, 105), 'live computes afresh');
  assert.match(heldItem(village)?.why ?? '', / 2 more are held/);
});
