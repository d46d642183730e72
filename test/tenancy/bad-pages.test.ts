/**
 * The whole product before an Innago that answers badly, over real HTTP and a file: the building stays connected, a person is told once, and
 * when the answers are right again all goes on, what has really happened meanwhile included.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { FaultKind } from '../simulator/faults.ts';
import { Ground } from './ground.ts';

const minute = 60_000;
const units = 8;
const pageSize = 2;
const pages = [1, 2, 3, 4];

interface Village {
  readonly ground: Ground;
  readonly labels: readonly string[];
  /** Items, each time one was raised or cleared. */
  readonly told: string[];
  /** Writes to UISP and Innago. */
  readonly written: string[];
  readonly ticks: (count: number, every?: number) => Promise<void>;
  readonly restart: () => Promise<void>;
}

/** Eight households, all served, and nothing due. */
async function village(t: TestContext): Promise<Village> {
  const ground = await Ground.begin({
    units,
    begins: Date.parse('2026-11-20T18:00:00Z'),
    isInProcess: false,
    pageSize,
  });
  t.after(() => ground.end());
  const { world } = ground.simulator;
  const labels = [...world.units.values()].map(({ label }) => label);
  for (const unit of labels) world.addLease({ unit, startDate: '2026-10-01' });
  const told: string[] = [];
  const written: string[] = [];
  ground.simulator.faults.hook(({ isWrite, method, path, server }, moment) => {
    if (isWrite && server !== 'token' && moment === 'before-effect') written.push(`${method} ${path}`);
  });
  const ticks = async (count: number, every = 5): Promise<void> => {
    for (let tick = 0; tick < count; tick += 1) {
      ground.clock.now += every * minute;
      await ground.tick();
    }
  };
  const { crm } = world;
  for (let tick = 1; (await dueNow(ground)) > 0 || crm.services.size < units; tick += 1) assert.ok(tick < 20);
  const listen = () =>
    ground.look(async ({ attention }) => {
      attention.listen((change, { code }) => told.push(`${change} ${code}`));
    });
  await listen();
  const restart = async () => {
    ground.kill();
    // The tick in which it dies, then the first one after.
    await ticks(2);
    await listen();
  };
  return { ground, labels, told, written, ticks, restart };
}

async function dueNow(ground: Ground): Promise<number> {
  ground.clock.now += 5 * minute;
  return (await ground.tick()).due;
}

/** Services of UISP that run, by client and site, with their last day. */
function served({ ground }: Village): string[] {
  return [...ground.simulator.world.crm.services.values()]
    .map(({ clientId, activeTo, unmsClientSiteId }) => `${clientId} ${activeTo} ${unmsClientSiteId}`)
    .sort();
}

function openItems({ ground }: Village): Promise<string[]> {
  return ground.look(async ({ attention }) => attention.all().map(({ code }) => code));
}

/** What the bad answers must leave alone. */
async function endure(place: Village, expected: readonly string[]): Promise<void> {
  const { ground, told, ticks, restart, labels } = place;
  const { world } = ground.simulator;
  const before = served(place);
  const writes = place.written.length;
  await ticks(4);
  await restart();
  await ticks(3);
  assert.deepEqual([served(place), place.written.length, told], [before, writes, expected]);
  const absent = await ground.look(async ({ leases }) => leases.absent.list());
  assert.deepEqual(absent, []);

  ground.simulator.faults.clear();
  // What has really happened meanwhile is done as ever.
  world.endLease(labels[0] ?? '', '2026-11-19');
  await ticks(2);
  assert.deepEqual(await openItems(place), []);
  assert.equal(served(place).filter((service) => service.includes('2026-11-19')).length, 1);
  const quiet = place.written.length;
  await ticks(1);
  assert.equal(place.written.length, quiet);
}

const everyPage: readonly FaultKind[] = ['empty-list', 'bad-page-count', 'page-missing'];
for (const fault of everyPage) {
  test(`${fault} on every page: nobody is cut off`, async (t) => {
    const place = await village(t);
    place.ground.simulator.faults.next({ path: '/v1/leases', times: Number.POSITIVE_INFINITY }, fault);
    await endure(place, ['raised SCAN_INCOMPLETE']);
  });
}

const onePage: readonly [FaultKind, readonly number[]][] = [
  ['500', pages],
  ['short-page', pages],
  ['duplicate-page', [2]],
  ['unreadable-rows', [3]],
];
for (const [fault, at] of onePage) {
  for (const page of at) {
    test(`${fault} at page ${page}: nobody is cut off`, async (t) => {
      const place = await village(t);
      const query = new RegExp(`pageNumber=${page}\\b`);
      place.ground.simulator.faults.next({ path: '/v1/leases', query, times: Number.POSITIVE_INFINITY }, fault);
      const unreadable = Array.from({ length: pageSize }, () => 'raised LEASE_UNREADABLE');
      // Of a server that does not even give the first page its breaker tells; this product has none in its store.
      const gone = fault === '500' && page === 1;
      await endure(place, fault === 'unreadable-rows' ? unreadable : gone ? [] : ['raised SCAN_INCOMPLETE']);
    });
  }
}

for (const left of [1, units / 2]) {
  test(`${left} of ${units} leases for two days, the totals agree, and Innago still knows the others: nobody is cut off`, async (t) => {
    const place = await village(t);
    const before = served(place);
    const writes = place.written.length;
    const { leases } = place.ground.simulator.world;
    const hidden = [...leases.values()].slice(left);
    for (const lease of hidden) lease.listed = false;
    await place.ticks(24, 60);
    await place.restart();
    await place.ticks(24, 60);
    assert.deepEqual([served(place), place.written.length, place.told], [before, writes, ['raised LEASES_MISSING']]);
    for (const lease of hidden) lease.listed = true;
    await place.ticks(2);
    assert.deepEqual([served(place), place.written.length, await openItems(place)], [before, writes, []]);
  });
}
