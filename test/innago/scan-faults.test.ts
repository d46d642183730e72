/** Bad answers: the right code, and nothing ended or lost. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { Scanner } from '../../nodes/innago/scan/scan.ts';
import { errorOf } from '../error-of.ts';
import type { FaultName } from '../simulator/faults.ts';
import { clientOf, fieldsOf } from './account.ts';
import { type Village, village } from './village.ts';

const leasePage = { server: 'innago', path: '/v1/leases' } as const;

/** No lease counts as gone. */
function nobodyAbsent({ store, simulator }: Village): void {
  for (const uid of simulator.world.leases.keys()) {
    const entry = store.leases.entry(uid);
    if (entry !== undefined) assert.equal(entry.absentSince, null, uid);
  }
}

const refused: readonly [FaultName, string][] = [
  ['html', 'INNAGO_NOT_JSON'],
  ['truncated-json', 'INNAGO_TRUNCATED'],
  [401, 'INNAGO_401'],
  ['403-html', 'INNAGO_403'],
  ['redirect-301', 'INNAGO_REDIRECT'],
  [500, 'INNAGO_500'],
  ['reset-before', 'INNAGO_RESET'],
];

for (const [fault, code] of refused) {
  test(`${fault} for the list of leases: nothing is done, and the next scan is whole`, async (t) => {
    const place = await village(t);
    place.simulator.faults.next({ ...leasePage, times: Number.POSITIVE_INFINITY }, fault);
    const error = await errorOf(place.scan());
    assert.deepEqual([error.code, error.trouble], [code, fault === 'redirect-301' ? 'operator' : 'server']);
    assert.equal(place.store.leases.entry([...place.simulator.world.leases.keys()][0] ?? ''), undefined);
    place.simulator.faults.clear();
    place.clock.pass(5);
    const { due, summary } = await place.scan();
    assert.ok(summary.complete && due.length > 100);
    nobodyAbsent(place);
  });

  test(`${fault} for the second page: the first page's leases go on, the others come with the next scan`, async (t) => {
    const place = await village(t);
    const all = (await (await village(t)).scan()).due.length;
    place.simulator.faults.next({ ...leasePage, nth: 2, times: Number.POSITIVE_INFINITY }, fault);
    const { due, summary, error } = await place.scan();
    assert.deepEqual([error?.code, summary.code, summary.complete], [code, code, false]);
    assert.ok(due.length > 20 && due.length <= 50, `${due.length} due`);
    place.simulator.faults.clear();
    place.clock.pass(5);
    const next = await place.scan();
    assert.deepEqual([next.summary.complete, next.due.length], [true, all]);
    nobodyAbsent(place);
  });
}

/** The scan, in a row, after which a person is asked: none of 115 leases is told at once. */
const notBelieved: readonly [FaultName, string, number][] = [
  ['empty-list', 'INNAGO_EMPTY', 1],
  ['bad-page-count', 'INNAGO_PAGES_DO_NOT_ADD_UP', 3],
];

for (const [fault, code, asksAt] of notBelieved) {
  test(`${fault}: nobody is taken for gone; after ${asksAt} in a row a person is asked, and no longer after a good one`, async (t) => {
    const place = await village(t);
    await place.scan();
    for (let tick = 1; tick <= 4; tick += 1) {
      place.simulator.faults.next({ ...leasePage, times: 20 }, fault);
      place.clock.pass(5);
      const { error, summary } = await place.scan();
      assert.deepEqual([error?.code, error?.trouble, summary.complete], [code, 'server', false]);
      assert.deepEqual(place.openItems(), tick < asksAt ? [] : ['SCAN_INCOMPLETE Innago']);
      place.simulator.faults.clear();
    }
    nobodyAbsent(place);
    const { summary } = await place.scan();
    assert.equal(summary.complete, true);
    assert.deepEqual(place.openItems(), []);
    assert.equal(place.store.scans.last('leases')?.complete, true);
  });
}

test('an empty list of a property that never had a lease is fine', async (t) => {
  const place = await village(t, { simulator: { village: 'empty' } });
  const { summary, error } = await place.scan();
  assert.deepEqual([summary.complete, summary.leases, error], [true, 0, undefined]);
});

test('an empty list of units is not believed', async (t) => {
  const place = await village(t);
  place.simulator.faults.next({ path: /\/units$/ }, 'empty-list');
  assert.equal((await errorOf(place.scan())).code, 'INNAGO_EMPTY');
  assert.equal((await place.scan()).summary.complete, true);
});

test('an unreachable server', async (t) => {
  const place = await village(t);
  const fields = {
    ...fieldsOf(place.simulator),
    apiUrl: 'http://127.0.0.1:9/openapi',
    tokenUrl: 'http://127.0.0.1:9/token',
  };
  const innago = clientOf(t, fields);
  const scanner = new Scanner({ innago, store: place.store, log: () => undefined });
  const error = await errorOf(scanner.scan(place.rules(), new AbortController().signal));
  assert.deepEqual([error.code, error.trouble], ['INNAGO_UNREACHABLE', 'server']);
});

test('tickets that cannot be read keep no lease waiting', async (t) => {
  const place = await village(t);
  place.simulator.faults.next({ path: '/v2/maintenances', times: 20 }, 'html');
  const { due, tickets, error, summary } = await place.scan();
  assert.ok(due.length > 100);
  assert.deepEqual([tickets.length, error?.code, summary.complete], [0, 'INNAGO_NOT_JSON', false]);
  place.simulator.faults.clear();
  const next = await place.scan();
  assert.ok(next.summary.complete && next.tickets.length > 0);
});

test('a lease that is absent from an incomplete scan is not absent; from a complete one it is', async (t) => {
  const place = await village(t);
  await place.scan();
  const [gone] = place.simulator.world.leases.values();
  assert.ok(gone);
  place.simulator.world.hideLease(gone.leaseUid);
  place.simulator.faults.next({ ...leasePage, times: 20 }, 'bad-page-count');
  await place.scan();
  assert.equal(place.store.leases.entry(gone.leaseUid)?.absentSince, null);
  place.simulator.faults.clear();
  await place.scan();
  assert.equal(place.store.leases.entry(gone.leaseUid)?.absentSince, place.clock.now);
});

test('pages that were read but not worked on are read again', async (t) => {
  const place = await village(t);
  place.simulator.world.addLease({ unit: null, unitName: 'Attic' });
  place.simulator.faults.next({ path: /\/units$/, nth: 2, times: 9 }, '403-html');
  assert.equal((await errorOf(place.scan())).code, 'INNAGO_403');
  place.simulator.faults.clear();
  assert.ok((await place.scan()).due.length > 100);
});

test('while another program has the database locked nothing is lost: the next scan reads all rows again', async (t) => {
  const place = await village(t);
  const unlock = await lockedByAnother(place.store.file);
  t.after(unlock);
  const error = await errorOf(place.scan());
  assert.deepEqual([error.code, error.trouble], ['STORE_LOCKED', 'state']);
  await unlock();
  const { due, summary } = await place.scan();
  assert.ok(summary.complete && due.length > 100);
});

/** Another process that is writing to the file, until the function returned is called. */
async function lockedByAnother(file: string): Promise<() => Promise<void>> {
  const script = `const { DatabaseSync } = require('node:sqlite');
    new DatabaseSync(${JSON.stringify(file)}).exec('BEGIN IMMEDIATE');
    console.log('locked');
    process.stdin.on('end', () => process.exit()).resume();`;
  const other = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'ignore'] });
  await once(other.stdout, 'data');
  return async () => {
    if (other.exitCode !== null) return;
    other.stdin.end();
    await once(other, 'exit');
  };
}
