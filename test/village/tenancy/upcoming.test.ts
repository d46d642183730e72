/** Who moves in and out in the next days (design §4). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCsv } from '../../../nodes/village/csv.ts';
import type { Lease, LeaseState, Tenant } from '../../../nodes/village/lease.ts';
import { type UpcomingDays, upcomingMoves } from '../../../nodes/village/tenancy/upcoming.ts';
import type { UpcomingLease } from '../../../nodes/village/tenancy/upcoming-book.ts';
import { countMoves, upcomingCsv, upcomingSummary } from '../../../nodes/village/tenancy/upcoming-csv.ts';

const window: UpcomingDays = {
  today: '2026-11-20',
  days: 60,
  rules: { earlyAccessDays: 0, lateCutoffDays: 0 },
};
const households = new Map<string, number>();

function tenant(firstName: string, lastName = 'Lovelace'): Tenant {
  return { uid: firstName, firstName, lastName, email: null, phone: null };
}

/** `from..to` of a unit; who shares the first tenant is one household. */
function lease(
  uid: string,
  unit: string,
  [start, end]: readonly [string | null, string | null],
  change: Partial<UpcomingLease> & { readonly tenants?: readonly Tenant[] } = {},
): UpcomingLease {
  const { tenants = [tenant(`T${uid}`)], ...rest } = change;
  const first = tenants[0]?.uid ?? uid;
  const householdId = households.get(first) ?? households.size + 1;
  households.set(first, householdId);
  const full: Lease = {
    uid,
    unitName: unit,
    propertyName: 'Victorian Village',
    start,
    end,
    flags: { active: null, expired: null, expiring: null, future: null },
    dueOn: 1,
    paymentFrequency: 'Monthly',
    tenants,
  };
  const state: LeaseState =
    end !== null && end < window.today ? 'ended' : (start ?? '') > window.today ? 'future' : 'active';
  return { lease: full, unit, householdId, state, trouble: null, leaving: null, ...rest };
}

function told(leases: readonly UpcomingLease[], change: Partial<UpcomingDays> = {}): string[] {
  return upcomingMoves(leases, { ...window, ...change }).map(
    ({ day, unit, what, who, note }) => `${day} ${unit} ${what}: ${who}${note === '' ? '' : ` (${note})`}`,
  );
}

const ada = tenant('Ada');

test('in and out, sorted by day; out before in on one day; units as people count them', () => {
  const leases = [
    lease('c', '1001', ['2026-12-01', '2027-11-30']),
    lease('b', '101', ['2026-12-01', null], { tenants: [tenant('Bob'), tenant('Eve')] }),
    lease('a', '99', ['2026-01-01', '2026-12-01']),
    lease('d', '102', ['2026-01-01', '2026-11-25']),
  ];
  assert.deepEqual(told(leases), [
    '2026-11-25 102 moves out: Td Lovelace (vacant afterwards)',
    '2026-12-01 99 moves out: Ta Lovelace (vacant afterwards)',
    '2026-12-01 101 moves in: Bob Lovelace, Eve Lovelace',
    '2026-12-01 1001 moves in: Tc Lovelace',
  ]);
});

test('the window: today and its last day belong to it, the days around do not; what has no date has no day', () => {
  const day = (start: string) => lease(start, `u${start}`, [start, null]);
  const leases = ['2026-11-19', '2026-11-20', '2027-01-19', '2027-01-20'].map(day);
  assert.deepEqual(
    told(leases).map((row) => row.slice(0, 10)),
    ['2026-11-20', '2027-01-19'],
  );
  assert.deepEqual(
    told(leases, { days: 0 }).map((row) => row.slice(0, 10)),
    ['2026-11-20'],
  );
  assert.deepEqual(told([lease('x', '101', [null, null]), lease('y', '102', ['2025-01-01', null])]), []);
});

test('a renewal stays, and nobody moves out; month to month says nothing', () => {
  const old = lease('old', '101', ['2025-12-01', '2026-11-30'], { tenants: [ada] });
  const renewal = lease('new', '101', ['2026-12-01', '2027-11-30'], { tenants: [ada] });
  assert.deepEqual(told([old, renewal]), ['2026-12-01 101 stays: Ada Lovelace']);
  assert.deepEqual(told([lease('m', '101', ['2025-12-01', null])]), []);
  const gap = lease('new', '101', ['2026-12-20', '2027-11-30'], { tenants: [ada] });
  assert.deepEqual(told([old, gap], { days: 15 }), [
    '2026-11-30 101 stays: Ada Lovelace (next lease from December 20, 2026)',
  ]);
  const late = lease('late', '101', ['2027-01-15', null], { tenants: [ada] });
  assert.deepEqual(told([old, late]).length, 2, 'beyond 31 days it is another household');
});

test('a transfer is one row, from unit to unit; one that has begun still ends where it was', () => {
  const old = lease('old', '101', ['2025-12-01', '2026-11-30'], { tenants: [ada] });
  const after = lease('new', '205', ['2026-12-01', null], { tenants: [ada] });
  assert.deepEqual(told([old, after]), [
    '2026-12-01 205 moves from 101 to 205: Ada Lovelace (last day in 101: November 30, 2026)',
  ]);
  const begun = lease('new', '205', ['2026-11-15', null], { tenants: [ada] });
  assert.deepEqual(told([old, begun]), ['2026-11-30 101 moves out: Ada Lovelace (in 205 by now)']);
  const beyond = lease('new', '205', ['2026-12-25', null], { tenants: [ada] });
  assert.deepEqual(told([old, beyond], { days: 20 }), [
    '2026-11-30 101 moves out: Ada Lovelace (to 205 on December 25, 2026)',
  ]);
});

test('vacant in between; the same day is none; early access and late cut-off never cross', () => {
  const old = lease('old', '101', ['2025-12-01', '2026-11-30']);
  const next = (start: string) => lease('new', '101', [start, null]);
  assert.match(told([old, next('2026-12-11')])[0] ?? '', /\(vacant until December 10, 2026\)/);
  assert.deepEqual(told([old, next('2026-12-01')]), [
    '2026-11-30 101 moves out: Told Lovelace',
    '2026-12-01 101 moves in: Tnew Lovelace',
  ]);
  assert.deepEqual(told([old, next('2026-11-30')]), [
    '2026-11-30 101 moves out: Told Lovelace',
    '2026-11-30 101 moves in: Tnew Lovelace (internet from December 1, 2026)',
  ]);
  assert.deepEqual(told([old, next('2026-12-04')], { rules: { earlyAccessDays: 7, lateCutoffDays: 2 } }), [
    '2026-11-30 101 moves out: Told Lovelace (internet until December 2, 2026; vacant until December 3, 2026)',
    '2026-12-04 101 moves in: Tnew Lovelace (internet from December 3, 2026)',
  ]);
});

test('somebody stays in the unit beyond the day, and what keeps a lease from being acted on', () => {
  const holder = lease('old', '101', ['2025-12-01', null]);
  const next = lease('new', '101', ['2026-12-01', null], { trouble: 'held by the brake until a person releases it' });
  assert.deepEqual(told([holder, next]), [
    '2026-12-01 101 moves in: Tnew Lovelace (the unit is let until further notice; held by the brake until a person releases it)',
  ]);
});

test('an end that has come and is held or due is told however old it is; one that is over is not', () => {
  const over = lease('a', '101', ['2025-01-01', '2026-05-31']);
  const leaving = (as: 'due' | 'held') => ({ ...over, leaving: { lastDay: '2026-05-31', as } });
  assert.deepEqual(told([over]), []);
  assert.match(told([leaving('held')]).join(), /^2026-05-31 101 moves out: Ta Lovelace \(its end is held by the brake/);
  assert.match(told([leaving('due')]).join(), /its service is ended at the next scan; vacant afterwards/);
  const unclear = lease('u', '101', ['2026-12-01', null], { state: 'unclear' });
  assert.deepEqual(told([unclear]), [], 'nobody knows what it is');
});

test('names that are HTML or formulas: one plain line, and text in the CSV', () => {
  const hostile = lease('h', '101', ['2026-12-01', null], {
    tenants: [tenant('=HYPERLINK("http://x")\r\n', '<img src=x onerror=alert(1)>'), tenant('', '')],
  });
  const rows = upcomingMoves([hostile], window);
  assert.equal(rows[0]?.who, '=HYPERLINK("http://x") <img src=x onerror=alert(1)>');
  const cells = parseCsv(upcomingCsv(rows))[1]?.cells;
  assert.equal(cells?.[3], `'${rows[0]?.who}`);
  assert.doesNotMatch(upcomingCsv(rows), /(^|,|")=/m);
});

test('in one line: who moves is counted, who stays is beside it', () => {
  const rows = upcomingMoves(
    [
      lease('a', '101', ['2026-12-01', null]),
      lease('b1', '102', ['2025-01-01', '2026-12-31'], { tenants: [tenant('B')] }),
      lease('b2', '103', ['2027-01-01', null], { tenants: [tenant('B')] }),
      lease('c1', '104', ['2025-01-01', '2026-12-31'], { tenants: [tenant('C')] }),
      lease('c2', '104', ['2027-01-01', null], { tenants: [tenant('C')] }),
    ],
    window,
  );
  assert.equal(countMoves(rows), 2);
  assert.equal(upcomingSummary(rows, 60), '2 moves in the next 60 days: 1 in, 0 out, 1 to another unit; 1 stays.');
  assert.equal(upcomingSummary([], 30), 'No moves in the next 30 days; 0 stay.');
});
