/** The occupancy statement from the store: what it goes by, when a month is closed, and that it then stays the same (issue 4, item 6). */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import * as v from 'valibot';
import { chargeKey } from '../../nodes/state/billing/charged-months.ts';
import { type Statement, statementOf } from '../../nodes/state/statements/statements.ts';
import type { Store, StoreOptions } from '../../nodes/state/store.ts';
import type { Lease } from '../../nodes/village/lease.ts';
import { carryThrough, claimOf, expired, future, hour, lease, rules, type Stage, stage, tick, units } from './stage.ts';

const zone = 'America/Chicago';
const gone = lease('b', '102', { end: '2026-11-12', flags: expired });
const later = lease('c', '103', { start: '2026-12-15', flags: future });
const all = [lease('a', '101'), gone, later];

interface Scene {
  readonly stage: Stage;
  readonly store: Store;
  /** A tick with a complete scan, at the clock’s time; every lease that is due goes through. */
  scanned(leases?: readonly Lease[]): Promise<void>;
  /** The statement as it is asked for at the clock’s time. */
  asked(month: string, store?: Store): Promise<Statement>;
}

async function scene(t: TestContext, options: Partial<StoreOptions> & { at?: string } = {}): Promise<Scene> {
  const { at = '2026-11-20T18:00:00Z', ...storeOptions } = options;
  const made = await stage(t);
  const { clock } = made;
  clock.forward(Date.parse(at) - clock());
  const store = await made.open(storeOptions);
  await store.units.replace(units.units);
  return {
    stage: made,
    store,
    scanned: async (leases = all) => {
      const due = await tick(store, clock, leases);
      for (const work of due.values()) await carryThrough(store, work);
      const verdict = { at: clock(), complete: true, seen: leases.length, due: due.size, why: '' };
      await store.scans.save('leases', verdict);
    },
    asked: (month, from = store) => {
      const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(clock());
      return statementOf(from, month, { rules, zone, today });
    },
  };
}

/** A charge of 101’s household, as invoice-line notes it. @param answer false: it got lost */
async function charged(store: Store, { month = '2026-11', amountCents = 1000, answer = true } = {}): Promise<void> {
  const householdId = store.leases.entry('a')?.householdId ?? 0;
  const claim = await claimOf(store);
  const applied = store.ledger.apply(claim, {
    key: chargeKey(householdId, month),
    kind: 'innago-invoice',
    fingerprint: month,
    reason: { leaseUid: 'a', unit: '101', householdId, because: 'test' },
    before: null,
    after: { amountCents, item: `Village Fiber 1G, ${month}`, dueDate: `${month}-01`, leaseUid: 'a', tenantUid: 't' },
    look: async () => (answer ? { invoiceUid: 'i' } : undefined),
    write: async () => {
      if (answer) return { invoiceUid: 'i' };
      throw new Error('lost');
    },
    result: v.object({ invoiceUid: v.nullable(v.string()) }),
  });
  await applied.catch((thrown) => {
    if (answer) throw thrown;
  });
  await store.claims.release(claim);
}

const rows = ({ units }: Statement) => units.map(({ unit, state, days, plan }) => [unit, state, days, plan]);
const basic = 'Village Fiber 500';

test('units by their leases, plans by the history, add-ons as charged in that month', async (t) => {
  const { store, stage, scanned, asked } = await scene(t, { at: '2026-11-10T18:00:00Z' });
  await scanned([lease('a', '101'), lease('b', '102', { end: '2026-11-12' }), later]);
  await charged(store, { amountCents: 1000 });
  await charged(store, { month: '2026-12', amountCents: 1500 });
  const householdId = store.leases.entry('a')?.householdId ?? 0;
  const claim = await claimOf(store);
  const change = { householdId, unit: '101', leaseUid: 'a', ticketUid: 't1', at: stage.clock(), kind: 'up' } as const;
  const [one, two] = ['Village Fiber 1G', 'Village Fiber 2G'];
  await store.households.changePlan(
    claim,
    householdId,
    { plan: one },
    { ...change, from: basic, to: one, since: '2026-11-02' },
  );
  await store.households.changePlan(
    claim,
    householdId,
    { plan: two },
    { ...change, from: one, to: two, since: '2026-12-01' },
  );
  await store.claims.release(claim);
  stage.clock.forward(30 * 24 * hour);
  await scanned();
  const november = await asked('2026-11');
  assert.deepEqual(rows(november), [
    ['101', 'occupied', 30, one],
    ['102', 'partial', 12, basic],
    ['103', 'vacant', 0, null],
    ['104', 'vacant', 0, null],
  ]);
  const { uispCents, addOnCents, charges, totalCents } = november.totals;
  assert.deepEqual([uispCents, addOnCents, charges, totalCents], [10000, 1000, 1, 11000]);
  assert.deepEqual([november.units[0]?.addOnCents, november.property, november.notes], [1000, 'Victorian Village', []]);
  const december = await asked('2026-12');
  assert.deepEqual(rows(december).slice(0, 3), [
    ['101', 'occupied', 31, two],
    ['102', 'vacant', 0, null],
    ['103', 'partial', 17, basic],
  ]);
  assert.equal(december.totals.addOnCents, 1500);
});

test('a month that is over is closed at the first ask, and is the same ever after, also after a restart', async (t) => {
  const { store, stage, scanned, asked } = await scene(t, { at: '2026-12-03T18:00:00Z' });
  await scanned();
  await charged(store);
  const [first, twin] = await Promise.all([asked('2026-11'), asked('2026-11')]);
  assert.deepEqual([first?.provisional, first?.closedAt, twin], [false, '2026-12-03T18:00:00.000Z', first]);
  // Everything changes: units, leases, charges, prices.
  await store.units.replace(units.units.slice(0, 1));
  await scanned([lease('a', '101', { start: '2026-11-25' })]);
  await charged(store, { amountCents: 9900 });
  stage.clock.forward(90 * 24 * hour);
  await store.scans.save('leases', { at: 0, complete: false, seen: 0, due: 0, why: 'x' });
  assert.deepEqual(await asked('2026-11'), first);
  await store.close();
  assert.deepEqual(await asked('2026-11', await stage.open()), first);
});

test('the present month is never stored', async (t) => {
  const { store, stage, scanned, asked } = await scene(t);
  await scanned();
  const first = await asked('2026-11');
  assert.deepEqual([first.provisional, first.closedAt], [true, null]);
  assert.match(first.notes[0] ?? '', /^November 2026 is not over/);
  await charged(store);
  assert.equal((await asked('2026-11')).totals.addOnCents, 1000);
  // Six in the morning by UTC, still November in the village.
  stage.clock.forward(Date.parse('2026-12-01T05:59:00Z') - stage.clock());
  await scanned();
  assert.equal((await asked('2026-11')).provisional, true);
  stage.clock.forward(60_000);
  await scanned();
  assert.equal((await asked('2026-11')).provisional, false);
});

test('not closed before the leases were read completely after its end', async (t) => {
  const { store, stage, scanned, asked } = await scene(t, { at: '2026-11-30T18:00:00Z' });
  await scanned();
  stage.clock.forward(24 * hour);
  const stale = await asked('2026-11');
  assert.equal(stale.provisional, true);
  assert.match(stale.notes[0] ?? '', /not read completely/);
  const verdict = { at: stage.clock(), complete: false, seen: 1, due: 0, why: 'x' };
  await store.scans.save('leases', verdict);
  assert.equal((await asked('2026-11')).provisional, true);
  await scanned();
  assert.equal((await asked('2026-11')).provisional, false);
});

test('not closed while a lease of the month is still being taken over, or a charge’s fate is unknown', async (t) => {
  const { store, stage, scanned, asked } = await scene(t, { at: '2026-12-03T18:00:00Z' });
  const { clock } = stage;
  const due = await tick(store, clock, all);
  await store.scans.save('leases', { at: clock(), complete: true, seen: 3, due: 2, why: '' });
  assert.match((await asked('2026-11')).notes.join(), /still being taken over/);
  // Of December alone: not waited for.
  await carryThrough(store, due.get('a'));
  await charged(store, { answer: false });
  const unknown = await asked('2026-11');
  assert.deepEqual([unknown.provisional, unknown.totals.addOnCents], [true, 0]);
  assert.match(unknown.notes.join(), /whether a charge for the month arrived, of unit 101/);
  await charged(store);
  assert.equal((await asked('2026-11')).provisional, false);
  await scanned();
});

test('a lease that fails for good holds nothing up', async (t) => {
  const { store, stage, asked } = await scene(t, { at: '2026-12-03T18:00:00Z' });
  const work = (await tick(store, stage.clock, all)).get('a');
  assert.ok(work);
  await store.scans.save('leases', { at: stage.clock(), complete: true, seen: 3, due: 2, why: '' });
  const claim = await claimOf(store, work.key);
  const failure = { code: 'ONU_MISSING', trouble: 'operator', effect: 'none', text: 'x', hint: undefined } as const;
  await store.leases.failed(claim, work, failure);
  assert.equal((await asked('2026-11')).provisional, false);
});

test('in dry-run nothing is closed', async (t) => {
  const { scanned, asked } = await scene(t, { at: '2026-12-03T18:00:00Z', mode: 'dry-run' });
  await scanned();
  const dry = await asked('2026-11');
  assert.deepEqual([dry.provisional, rows(dry)[0]], [true, ['101', 'occupied', 30, basic]]);
  assert.match(dry.notes.join(), /In dry-run/);
});

test('a month before go-live goes by the leases, and says so', async (t) => {
  const { scanned, asked } = await scene(t, { at: '2026-12-03T18:00:00Z', goLive: '2026-11-15' });
  await scanned();
  const [before, since] = [await asked('2026-10'), await asked('2026-12')];
  assert.deepEqual(rows(before)[0], ['101', 'occupied', 31, basic]);
  assert.match(before.notes.join(), /without a plan: 102/, 'it was over before we ever saw it');
  assert.match(before.notes[0] ?? '', /^Go-live was on November 15, 2026/);
  assert.equal(before.provisional, false);
  assert.match((await asked('2026-11')).notes[0] ?? '', /^Go-live was/, 'also in the month of go-live');
  assert.doesNotMatch(since.notes.join(), /Go-live/);
});

test('a lease that is gone from Innago ends on the day it was first absent', async (t) => {
  const { stage, scanned, asked } = await scene(t, { at: '2026-11-21T05:30:00Z' });
  await scanned();
  // Still the 20th in the village.
  await scanned([gone]);
  stage.clock.forward(15 * 24 * hour);
  await scanned([gone]);
  assert.deepEqual(rows(await asked('2026-11'))[0], ['101', 'partial', 20, basic]);
});
