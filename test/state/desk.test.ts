/** The desk: 20 at once, the others in turn, and what was taken up is summed up in one line. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Batch } from '../../nodes/state/desk/batch.ts';
import type { Store } from '../../nodes/state/store.ts';
import type { Claim, LeaseWork, PrepareWork } from '../../nodes/state/work.ts';
import { indexUnits } from '../../nodes/village/unit-label.ts';
import { carryThrough, codes, lease, minute, property, stage, tick } from './stage.ts';

const many = 50;
const unitNames = Array.from({ length: many }, (_, n) => String(1000 + n));
const village = indexUnits(unitNames.map((name) => ({ uid: `unit-${name}`, name })));
const leases = unitNames.map((name) => lease(`lease-${name}`, name));
const owner = {};
const dataFailure = { code: 'UISP_CRM_422', trouble: 'data', effect: 'none', text: 'no', hint: undefined } as const;

/** Puts work on the desk. @returns the claims of what has begun, by lease uid */
async function begin(
  store: Store,
  works: Iterable<LeaseWork | PrepareWork>,
  begun = new Map<string, Claim>(),
  of: object = owner,
) {
  await Promise.all(
    [...works].map((work) => store.desk.begin({ work, owner: of, start: (claim) => begun.set(work.key, claim) })),
  );
  return begun;
}

/** Waits until something that the desk does by itself has happened. */
async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('20 begin at once; each that is through makes room for the next; one line tells how it ended', async (t) => {
  const { open, clock, lines } = await stage(t);
  const store = await open();
  const works = await tick(store, clock, leases, { units: village });
  const begun = await begin(store, works.values());
  assert.equal(begun.size, 20);
  assert.deepEqual(store.desk.progress(), { finished: 0, total: many, inFlight: 20 });
  const finished = new Set<string>();
  let greatest = 0;
  while (finished.size < many) {
    await until(() => [...begun.keys()].some((key) => !finished.has(key)));
    for (const [key, claim] of [...begun]) {
      if (finished.has(key)) continue;
      finished.add(key);
      greatest = Math.max(greatest, store.desk.progress().inFlight);
      if (finished.size === 7) await store.desk.failed(claim, dataFailure);
      else await store.desk.done(claim, finished.size === 9 ? [{ why: 'previous household' }] : []);
    }
  }
  assert.equal(greatest, 20);
  assert.deepEqual(lines.slice(-3), [
    '20 of 50 are through',
    '40 of 50 are through',
    '50 taken up: 48 done, 1 done but waiting (previous household: unit 1008), 1 not yet (UISP CRM 422: unit 1006).',
  ]);
  assert.deepEqual(store.desk.progress(), { finished: 0, total: 0, inFlight: 0 });
});

test('of a lease that is queued twice the newest message counts, once', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const works = await tick(store, clock, leases, { units: village });
  const begun = await begin(store, works.values());
  const waiting = [...works.values()].find((work) => !begun.has(work.key));
  assert.ok(waiting);
  const started: string[] = [];
  await store.desk.begin({ work: { ...waiting, reason: 'retry' }, owner, start: () => started.push('new') });
  assert.equal(store.desk.progress().total, many);
  for (const claim of begun.values()) await store.desk.done(claim);
  await until(() => begun.size === many - 1 && started.length > 0);
  assert.deepEqual([started, begun.has(waiting.key)], [['new'], false]);
});

test('a failed run never begins twice, and done or failed without the claim changes nothing', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const begun = await begin(store, (await tick(store, clock, [lease('a', '101')])).values());
  const claim = begun.get('lease:a');
  assert.ok(claim);
  assert.equal(store.desk.workOf(claim)?.key, 'lease:a');
  await store.desk.failed(claim, dataFailure);
  assert.equal(store.desk.workOf(claim), undefined);
  assert.equal(await store.desk.failed(claim, dataFailure), undefined);
  assert.equal(await store.desk.done(claim), undefined);
  assert.equal(store.leases.entry('a')?.failures, 1);
});

test('a message that is lost on the way holds its place for 15 minutes, then the lease is taken up again', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const begun = await begin(store, (await tick(store, clock, [lease('a', '101')])).values());
  const lost = begun.get('lease:a');
  clock.forward(15 * minute);
  const again = await begin(store, (await tick(store, clock, [lease('a', '101')])).values());
  assert.ok(lost);
  assert.equal(await store.desk.done(lost), undefined);
  assert.equal(store.desk.progress().inFlight, 1);
  assert.notEqual(again.get('lease:a')?.token, lost.token);
});

test('the node that began it closes: its queue is dropped, its claims are free at once', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const begun = await begin(store, (await tick(store, clock, leases, { units: village })).values());
  await store.desk.abandon(owner);
  const [claim] = begun.values();
  assert.ok(claim);
  await assert.rejects(store.renew(claim), { code: 'CLAIM_LOST' });
  assert.equal(await store.desk.done(claim), undefined);
  const again = await begin(store, (await tick(store, clock, leases, { units: village })).values(), new Map(), {});
  assert.equal(again.size, 20);
});

test('a failure that cannot be stored (full disk) frees the place, and the next tick takes the lease up again', async (t) => {
  const { open, clock, lines } = await stage(t);
  const store = await open({ maxPages: 80 });
  const works = await tick(store, clock, [lease('a', '101')]);
  const begun = await begin(store, works.values());
  const claim = begun.get('lease:a');
  assert.ok(claim);
  await fill(store);
  const big = { ...dataFailure, trouble: 'operator', text: 'x'.repeat(400_000) } as const;
  assert.equal(await store.desk.failed(claim, big), undefined);
  assert.ok(lines.some((line) => line.includes('could not be stored')));
  assert.equal(store.claims.isHeld('lease:a'), false);
  await store.database.run((knex) => knex('facts').delete());
  const again = await begin(store, (await tick(store, clock, [lease('a', '101')])).values());
  assert.equal(again.size, 1);
});

async function fill(store: Store): Promise<void> {
  for (let n = 0; ; n += 1) {
    try {
      await store.facts.set(`filler ${n}`, 'x'.repeat(3_000));
    } catch {
      return;
    }
  }
}

test('prepare all units runs beside the leases; its failure is told, its success clears it', async (t) => {
  const { open } = await stage(t);
  const store = await open();
  const work: PrepareWork = {
    kind: 'prepare',
    key: 'action:prepare',
    units: [],
    property,
    today: '2026-11-20',
    apply: true,
  };
  const run = async () => (await begin(store, [work])).get('action:prepare');
  const first = await run();
  assert.ok(first);
  await store.desk.failed(first, { ...dataFailure, code: 'PARENT_SITE_MISSING', trouble: 'operator' });
  assert.deepEqual(codes(store), ['PARENT_SITE_MISSING']);
  const second = await run();
  assert.ok(second);
  assert.equal(await store.desk.done(second), work);
  assert.deepEqual(codes(store), []);
});

test('"prepare all units", done and not only shown, wakes the leases that wait for a person', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const missing = { ...dataFailure, code: 'PLAN_MISSING', trouble: 'operator' } as const;
  for (let n = 0; n < 4; n += 1) {
    const work = (await tick(store, clock, [lease('a', '101')])).get('a');
    assert.ok(work);
    const begun = await begin(store, [work]);
    await store.desk.failed(begun.get('lease:a') ?? assert.fail(), missing);
  }
  const due = async () => (await tick(store, clock, [lease('a', '101')])).size;
  assert.equal(await due(), 0, 'after three quick looks it waits an hour');
  const prepare = { kind: 'prepare', key: 'action:prepare', units: [], property, today: '2026-11-20' } as const;
  for (const apply of [false, true]) {
    const begun = await begin(store, [{ ...prepare, units: [], apply }]);
    await store.desk.done(begun.get('action:prepare') ?? assert.fail());
    assert.equal(await due(), apply ? 1 : 0);
  }
});

test('a batch whose last lease is over before it begins still ends with its line', async (t) => {
  const { open, clock, lines } = await stage(t);
  const store = await open();
  const work = (await tick(store, clock, [lease('a', '101')])).get('a');
  assert.ok(work);
  await tick(store, clock, [], { complete: true });
  assert.deepEqual([...(await begin(store, [work])).keys()], []);
  assert.deepEqual(store.desk.progress(), { finished: 0, total: 0, inFlight: 0 });
  assert.match(lines.at(-1) ?? '', /^1 taken up: 0 done, 1 not yet/);
});

test('a batch of a few names the units that are done; tickets are counted by their name', () => {
  const few = new Batch('ticket');
  for (const [key, place] of Object.entries({ a: 'unit 101', b: 'unit 102', c: 'unit 101', d: 'common area' })) {
    few.took(key, place);
    few.ended(key, 'done');
  }
  assert.equal(few.summary(), '4 tickets taken up: 4 done (units 101, 102, common area).');
  const one = new Batch('ticket');
  one.took('a', 'unit 101');
  one.ended('a', 'done');
  assert.equal(one.summary(), '1 ticket taken up: 1 done (unit 101).');
});

test('a lease that is over before its turn comes never begins', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const works = await tick(store, clock, leases, { units: village });
  const begun = await begin(store, works.values());
  assert.equal(begun.size, 20);
  const waiting = [...works.values()].filter(({ key }) => !begun.has(key));
  const [gone] = waiting;
  assert.ok(gone);
  await tick(
    store,
    clock,
    leases.filter(({ uid }) => uid !== gone.lease.uid),
    { units: village },
  );
  for (let round = 0; begun.size < many - 1 || round < many; round += 1) {
    const [key, claim] = [...begun].find(([, one]) => store.claims.isOurs(one)) ?? [];
    if (key === undefined || claim === undefined) break;
    await store.desk.done(claim);
    await until(() => store.desk.progress().inFlight >= Math.min(20, many - 1 - round - 1) || begun.size >= many - 1);
  }
  assert.equal(begun.size, many - 1);
  assert.equal(begun.has(gone.key), false);
});

test('what is carried through outside the desk does not confuse it', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await carryThrough(store, (await tick(store, clock, [lease('a', '101')])).get('a'));
  assert.deepEqual(store.desk.progress(), { finished: 0, total: 0, inFlight: 0 });
});
