/**
 * Innago's list of leases is short, wrong or broken, in every way and at every page: nobody is taken for gone, a person is told once (also
 * over a restart), and everything goes on when the answers are right again.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultName } from '../simulator/faults.ts';
import { nobodyIsTouched, pageSize, type QuietVillage, quietVillage } from './quiet-village.ts';
import { counted } from './village.ts';

const pages = [1, 2, 3, 4] as const;
const list = { server: 'innago', path: '/v1/leases', times: Number.POSITIVE_INFINITY } as const;

/** Eight bad ticks, a restart, four more, then good ones. */
async function endure(place: QuietVillage, codes: readonly string[]): Promise<void> {
  for (let tick = 1; tick <= 12; tick += 1) {
    if (tick === 9) await place.again();
    assert.deepEqual(await place.tick(), [], `tick ${tick}`);
    nobodyIsTouched(place);
  }
  assert.deepEqual(
    place.told,
    codes.map((code) => `raised ${code}`),
  );
  place.simulator.faults.clear();
  assert.deepEqual(await place.tick(), []);
  nobodyIsTouched(place);
  assert.deepEqual(place.openItems(), []);
  place.requests();
  assert.deepEqual(await place.tick(), []);
  assert.deepEqual(
    counted(place.requests()).filter((request) => !request.includes('properties')),
    ['1 x GET /v2/maintenances', `${pages.length} x GET /v1/leases`],
  );
  assert.equal(place.told.length, 2 * codes.length, 'all of it has gone by itself');
}

function atPage(page: number) {
  return { ...list, query: new RegExp(`pageNumber=${page}\\b`) };
}

for (const fault of ['empty-list', 'bad-page-count', 'page-missing'] as const) {
  test(`${fault}, on every page`, async (t) => {
    const place = await quietVillage(t);
    place.simulator.faults.next(list, fault);
    await endure(place, ['SCAN_INCOMPLETE']);
  });
}

const badPages: readonly FaultName[] = [
  'empty-list',
  'bad-page-count',
  'page-missing',
  'short-page',
  'page-before',
  'duplicate-page',
];

for (const fault of badPages) {
  for (const page of pages) {
    if (page === 1 && (fault === 'page-before' || fault === 'empty-list')) continue;
    test(`${fault} at page ${page}`, async (t) => {
      const place = await quietVillage(t);
      place.simulator.faults.next(atPage(page), fault);
      await endure(place, ['SCAN_INCOMPLETE']);
    });
  }
}

for (const fault of ['500', '403-html', 'html', 'truncated-json', 'reset-before', '401'] as const) {
  for (const page of fault === '500' ? pages : ([1, 3] as const)) {
    test(`${fault} at page ${page}`, async (t) => {
      const place = await quietVillage(t);
      place.simulator.faults.next(atPage(page), fault);
      // A server that does not give the first page is away: its breaker tells.
      await endure(place, [page === 1 ? 'SERVER_AWAY' : 'SCAN_INCOMPLETE']);
    });
  }
}

for (const page of pages) {
  test(`no row of page ${page} can be read: each is told once, the others go on, and none is gone`, async (t) => {
    const place = await quietVillage(t);
    place.simulator.faults.next(atPage(page), 'unreadable-rows');
    await endure(
      place,
      Array.from({ length: pageSize }, () => 'LEASE_UNREADABLE'),
    );
  });
}

test('a list that collapses is told at once, one that is a little short after three ticks', async (t) => {
  const place = await quietVillage(t);
  const short = place.simulator.faults.next(atPage(4), 'short-page');
  await place.tick();
  assert.deepEqual(place.told, []);
  short.cancel();
  const hidden = [...place.simulator.world.leases.values()].slice(3);
  for (const lease of hidden) lease.listed = false;
  place.simulator.faults.next(list, 'bad-page-count');
  await place.tick();
  assert.deepEqual(place.told, ['raised SCAN_INCOMPLETE']);
  assert.match(place.store.attention.get('SCAN_INCOMPLETE')?.why ?? '', /shows 3 leases, and 12 were running/);
  for (const lease of hidden) lease.listed = true;
  await place.tick();
  await place.tick();
  assert.deepEqual(
    [place.told.length, place.openItems()],
    [1, ['SCAN_INCOMPLETE Innago']],
    'still open, and not told again',
  );
  await place.again();
  for (let tick = 1; tick <= 3; tick += 1) await place.tick();
  assert.equal(place.told.length, 1);
  nobodyIsTouched(place);
});
