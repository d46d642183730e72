import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LeaseFlags, LeaseState } from '../../nodes/village/lease.ts';
import { leaseState } from '../../nodes/village/lease-state.ts';
import { lease, noFlags } from './leases.ts';

const today = '2026-12-15';
const unknown = { active: null, expired: null, expiring: null, future: null };

const cases: readonly {
  readonly is: LeaseState;
  readonly when: string;
  readonly start?: string | null;
  readonly end?: string | null;
  readonly flags: Partial<LeaseFlags>;
}[] = [
  { is: 'active', when: 'the active flag is set', flags: { active: true } },
  { is: 'active', when: 'expiring alone is set', flags: { expiring: true } },
  { is: 'active', when: 'active and expiring are both set', flags: { active: true, expiring: true } },
  { is: 'active', when: 'it starts today', start: today, flags: { active: true } },
  {
    is: 'active',
    when: 'its end has passed and the flag says active',
    start: '2026-01-01',
    end: '2026-12-10',
    flags: { active: true },
  },
  { is: 'unclear', when: 'active, and to end before it began', end: '2026-11-30', flags: { active: true } },
  {
    is: 'unclear',
    when: 'to begin, and to end before that',
    start: '2027-01-01',
    end: '2026-12-20',
    flags: { future: true },
  },
  { is: 'active', when: 'it is month to month', end: null, flags: { active: true } },
  { is: 'active', when: 'the other flags are not in the answer', flags: { ...unknown, active: true } },
  { is: 'future', when: 'it starts tomorrow', start: '2026-12-16', flags: { future: true } },
  {
    is: 'future',
    when: 'it starts tomorrow and another zone says active',
    start: '2026-12-16',
    flags: { active: true },
  },
  { is: 'ended', when: 'expired and its end has passed', end: '2026-12-14', flags: { expired: true } },
  { is: 'unclear', when: 'expired and it ends today', end: today, flags: { expired: true } },
  { is: 'unclear', when: 'expired without an end', end: null, flags: { expired: true } },
  { is: 'unclear', when: 'expired and not begun', start: '2026-12-20', flags: { expired: true } },
  {
    is: 'ended',
    when: 'it ended before it began',
    start: '2027-01-01',
    end: '2026-12-01',
    flags: { expired: true },
  },
  {
    is: 'unclear',
    when: 'it is to end today and to begin later',
    start: '2027-01-01',
    end: today,
    flags: { expired: true },
  },
  { is: 'unclear', when: 'expired and active', end: '2026-12-14', flags: { expired: true, active: true } },
  { is: 'unclear', when: 'expired and expiring', end: '2026-12-14', flags: { expired: true, expiring: true } },
  { is: 'unclear', when: 'future and active', start: '2026-12-16', flags: { future: true, active: true } },
  { is: 'unclear', when: 'future and expired', start: '2026-12-16', flags: { future: true, expired: true } },
  { is: 'unclear', when: 'the future flag, but it has begun', start: '2026-12-15', flags: { future: true } },
  { is: 'unclear', when: 'the future flag without a start', start: null, flags: { future: true } },
  { is: 'unclear', when: 'no flag is set', flags: {} },
  { is: 'unclear', when: 'no flag is set and it starts later', start: '2027-01-01', flags: {} },
  { is: 'unclear', when: 'no flag is in the answer', flags: unknown },
];

for (const { is, when, start = '2026-12-01', end = '2027-11-30', flags } of cases) {
  test(`${is}: ${when}`, () => {
    assert.equal(leaseState(lease({ start, end, flags: { ...noFlags, ...flags } }), today), is);
  });
}
