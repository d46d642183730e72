/** Proof of absence: a list alone removes nobody; Innago's own answer, after the operator's patience, does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nobodyIsTouched, type QuietVillage, quietVillage } from './quiet-village.ts';
import { counted } from './village.ts';

const hour = 60;
const one = '/v1/leases/{leaseUid}';
const quiet = ['1 x GET /v2/maintenances', '4 x GET /v1/leases'];

/** Requests of one tick, those for the property and its units (hourly) apart. */
async function requestsOf(place: QuietVillage): Promise<string[]> {
  place.requests();
  await place.tick();
  return counted(place.requests()).filter((request) => !request.includes('properties'));
}

function uidOf({ simulator }: QuietVillage, unit: string): string {
  return simulator.world.lease(unit).leaseUid;
}

/** Units whose leases are said to be gone. */
function gone({ store }: QuietVillage): string[] {
  return [...store.leases.entries()].filter(({ goneOn }) => goneOn !== null).map(({ unit }) => unit?.label ?? '');
}

/** Hidden, and absent for so long that it is asked for at the next tick. */
async function absentFor24Hours(place: QuietVillage, units: readonly string[], known = true): Promise<void> {
  const uids = units.map((unit) => uidOf(place, unit));
  for (const uid of uids) place.simulator.world.hideLease(uid, { known });
  await place.tick();
  place.clock.pass(24 * hour - 10);
  assert.deepEqual(await requestsOf(place), quietOf(place), 'five minutes before its time nobody is asked for');
}

function quietOf({ simulator }: QuietVillage): string[] {
  const { world } = simulator;
  const listed = [...world.leases.values()].filter((lease) => lease.listed).length;
  return ['1 x GET /v2/maintenances', `${Math.ceil(listed / world.settings.pageSize)} x GET /v1/leases`].sort();
}

test('still there by its own answer: asked after 24 hours, then once an hour, and never gone', async (t) => {
  const place = await quietVillage(t);
  await absentFor24Hours(place, ['101']);
  assert.deepEqual(place.told, ['raised LEASES_MISSING']);
  assert.deepEqual(
    await requestsOf(place),
    [...quietOf(place).toSorted().slice(0, 1), `2 x GET ${one}`, `4 x GET /v1/leases`].sort(),
  );
  assert.deepEqual(place.summary?.asked, { leases: 1, gone: 0 });
  assert.deepEqual([place.summary?.missing, place.summary?.complete], [1, true]);
  assert.match(
    place.store.attention.get('LEASES_MISSING/property')?.why ?? '',
    /does not say that they are over: unit 101/,
  );
  for (let tick = 0; tick < 11; tick += 1) assert.deepEqual(await requestsOf(place), quiet);
  assert.ok((await requestsOf(place)).includes(`2 x GET ${one}`), 'an hour later');
  assert.deepEqual([gone(place), place.told], [[], ['raised LEASES_MISSING']]);

  place.simulator.world.editLease('101', { listed: true });
  assert.deepEqual([await place.tick(), place.openItems()], [[], []]);
  nobodyIsTouched(place);
  assert.deepEqual(await requestsOf(place), quiet);
  assert.equal(place.summary?.missing, 0);
});

test('what the summary counts is what was asked', async (t) => {
  const place = await quietVillage(t);
  await absentFor24Hours(place, ['101', '102']);
  place.requests();
  await place.tick();
  assert.equal(place.summary?.requests, place.requests().length);
});

test('404 by its own answer: gone since the day on which it was first absent', async (t) => {
  const place = await quietVillage(t);
  const uid = uidOf(place, '101');
  await absentFor24Hours(place, ['101'], false);
  assert.deepEqual(gone(place), []);
  await place.tick();
  assert.deepEqual([gone(place), place.summary?.asked], [['101'], { leases: 1, gone: 1 }]);
  assert.equal(place.store.leases.entry(uid)?.goneOn, '2026-11-20');
  assert.deepEqual([place.summary?.missing, place.openItems()], [0, []]);
  assert.match(place.log.join('\n'), new RegExp(`Lease ${uid} is gone: Innago says 404`));
});

test('expired by its own answer: gone; expired and running at once: not proven', async (t) => {
  const place = await quietVillage(t);
  const { world } = place.simulator;
  world.editLease('101', { endDate: '2026-11-10', flags: {} });
  world.editLease('102', { flags: { isExpiredLease: true, isActiveLease: true } });
  world.editLease('103', { flags: { isExpiredLease: true, isActiveLease: false, isExpiringLease: true } });
  await absentFor24Hours(place, ['101', '102', '103']);
  await place.tick();
  assert.deepEqual([gone(place), place.summary?.asked], [['101'], { leases: 3, gone: 1 }]);
});

test('a server in trouble proves nothing, is not asked on, fails no scan, and is asked again at the next tick', async (t) => {
  const place = await quietVillage(t);
  await absentFor24Hours(place, ['101', '102'], false);
  place.simulator.faults.next({ path: one, nth: 2, times: 3 }, 500);
  place.requests();
  const { summary, error } = await (async () => {
    place.clock.pass(5);
    return place.scan();
  })();
  assert.deepEqual([error, summary.complete, summary.code], [undefined, true, undefined]);
  assert.deepEqual([summary.asked?.leases, summary.asked?.gone, summary.asked?.code], [2, 0, 'INNAGO_500']);
  assert.equal(
    place.requests().filter((request) => request.endsWith(one)).length,
    4,
    'one that is listed, and three tries',
  );
  assert.match(place.store.attention.get('LEASES_MISSING/property')?.why ?? '', /could not be asked \(INNAGO 500\)/);
  await place.tick();
  assert.deepEqual([gone(place).sort(), place.summary?.asked], [['101', '102'], { leases: 2, gone: 2 }]);
});

test('one answer that is refused keeps none of the others', async (t) => {
  const place = await quietVillage(t);
  await absentFor24Hours(place, ['101', '102'], false);
  place.simulator.faults.next({ path: one, nth: 2 }, 422);
  await place.tick();
  assert.deepEqual([gone(place).length, place.summary?.asked?.code, place.summary?.complete], [1, 'INNAGO_422', true]);
});

test('an Innago that does not find what it lists proves nothing: attention, once, gone when it does', async (t) => {
  const place = await quietVillage(t, { routes: 'getLease = GET /v1/invoices/{leaseUid}' });
  await absentFor24Hours(place, ['101'], false);
  for (let tick = 0; tick < 3; tick += 1) await place.tick();
  assert.deepEqual(gone(place), []);
  assert.deepEqual(place.told, ['raised LEASES_MISSING', 'raised INNAGO_LEASE_ROUTE']);
  assert.equal(place.summary?.asked?.code, 'INNAGO_LEASE_ROUTE');
  assert.equal(place.summary?.complete, true);
});

test('half a database: what is listed is found no more, and nobody is gone', async (t) => {
  const place = await quietVillage(t);
  await absentFor24Hours(place, ['101'], false);
  const lost = [...place.simulator.world.leases.values()];
  const { leases } = place.simulator.world;
  const find = leases.get.bind(leases);
  leases.get = () => undefined;
  await place.tick();
  assert.deepEqual([gone(place), lost.length], [[], 11]);
  assert.ok(place.openItems().includes('INNAGO_LEASE_ROUTE Innago'));
  leases.get = find;
  await place.tick();
  assert.deepEqual([gone(place), place.openItems()], [['101'], []]);
});

test('at most ten at a tick; an incomplete list asks for none', async (t) => {
  const place = await quietVillage(t, { simulator: { units: 30, pageSize: 100 } });
  const units = [...place.simulator.world.units.values()].slice(0, 12).map(({ label }) => label);
  await absentFor24Hours(place, units, false);
  place.simulator.faults.next({ path: '/v1/leases', times: 9 }, 'bad-page-count');
  assert.deepEqual(
    (await requestsOf(place)).filter((request) => request.endsWith(one)),
    [],
  );
  place.simulator.faults.clear();
  const asked: (number | undefined)[] = [];
  for (let tick = 0; tick < 3; tick += 1) {
    await place.tick();
    asked.push(place.summary?.asked?.leases);
  }
  assert.deepEqual([asked, gone(place).length], [[10, 2, undefined], 12]);
});

for (const left of [1, 6]) {
  test(`${left} of 12 leases, and the totals agree: told at once, and their own answers keep all of them`, async (t) => {
    const place = await quietVillage(t);
    const hidden = [...place.simulator.world.leases.values()].slice(left);
    for (const lease of hidden) lease.listed = false;
    assert.deepEqual(await place.tick(), []);
    assert.deepEqual([place.told, place.summary?.complete], [['raised LEASES_MISSING'], true]);
    for (let tick = 0; tick < 30; tick += 1) {
      place.clock.pass(hour - 5);
      assert.deepEqual(await place.tick(), []);
      if (tick === 26) await place.again();
    }
    assert.deepEqual([gone(place), place.told], [[], ['raised LEASES_MISSING']]);
    for (const lease of hidden) lease.listed = true;
    assert.deepEqual([await place.tick(), place.openItems()], [[], []]);
    nobodyIsTouched(place);
    assert.deepEqual([await place.tick(), place.summary?.missing], [[], 0]);
  });
}
