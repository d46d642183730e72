/** First and last day of a service (design §4, "Lease started" and "Lease ended"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceFirstDay, serviceLastDay } from '../../../nodes/village/tenancy/service-dates.ts';

test('the first day: the lease’s, or earlier by what is granted, and never before the day after the one before', () => {
  for (const [start, previousLastDay, earlyAccessDays, first] of [
    ['2026-12-01', undefined, 0, '2026-12-01'],
    ['2026-12-01', undefined, 3, '2026-11-28'],
    ['2026-12-01', '2026-11-30', 0, '2026-12-01'],
    ['2026-12-01', '2026-12-01', 0, '2026-12-02'],
    ['2026-12-01', '2026-12-09', 0, '2026-12-10'],
    ['2026-12-01', '2026-11-29', 3, '2026-11-30'],
    ['2026-12-01', '2026-10-31', 3, '2026-11-28'],
    ['2027-01-01', undefined, 1, '2026-12-31'],
  ] as const) {
    assert.equal(serviceFirstDay({ start, previousLastDay, earlyAccessDays }), first, `${start} ${previousLastDay}`);
  }
});

test('the last day: the lease’s, or later by what is granted, not into the next lease, and never before its own', () => {
  for (const [end, nextStart, lateCutoffDays, last] of [
    ['2026-11-30', undefined, 0, '2026-11-30'],
    ['2026-11-30', undefined, 2, '2026-12-02'],
    ['2026-11-30', '2026-12-02', 2, '2026-12-01'],
    ['2026-11-30', '2026-12-03', 2, '2026-12-02'],
    ['2026-11-30', '2026-12-09', 2, '2026-12-02'],
    ['2026-11-30', '2026-12-01', 2, '2026-11-30'],
    ['2026-11-30', '2026-11-30', 2, '2026-11-30'],
    ['2026-11-30', '2026-12-09', 0, '2026-11-30'],
  ] as const) {
    assert.equal(serviceLastDay({ end, nextStart, lateCutoffDays }), last, `${end} ${nextStart} ${lateCutoffDays}`);
  }
});
