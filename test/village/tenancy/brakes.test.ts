/** The brakes, by themselves (design §4, "Lease ended"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brakeRemovals, isForeseen, mayBeMade } from '../../../nodes/village/tenancy/brakes.ts';

const foreseen = { endSeenOn: '2026-05-01', end: '2026-11-30' };
const sudden = { endSeenOn: '2026-11-25', end: '2026-11-30' };
const none = { foreseen: 0, sudden: 0 };

function verdicts(removals: Parameters<typeof brakeRemovals>[0], letGo: typeof none, active: number): string {
  return brakeRemovals(removals, letGo, active)
    .map((verdict) => verdict?.[0] ?? '-')
    .join('');
}

test('foreseen is what was seen seven days before', () => {
  assert.equal(isForeseen({ endSeenOn: '2026-11-23', end: '2026-11-30' }), true);
  assert.equal(isForeseen({ endSeenOn: '2026-11-24', end: '2026-11-30' }), false);
  assert.equal(isForeseen({ endSeenOn: null, end: '2026-11-30' }), false);
  assert.equal(isForeseen({ endSeenOn: '2026-01-01', end: null }), false);
});

test('sudden ends: three, or 5 % of what is active, less those of the day', () => {
  const many = Array.from({ length: 8 }, () => sudden);
  for (const [active, letGo, said] of [
    [0, 0, 'sss-----'],
    [12, 0, 'sss-----'],
    [79, 0, 'sss-----'],
    [80, 0, 'ssss----'],
    [118, 0, 'sssss---'],
    [119, 3, 'ss------'],
    [118, 5, '--------'],
    [118, 9, '--------'],
    [10_000, 0, 'ssssssss'],
  ] as const) {
    assert.equal(verdicts(many, { foreseen: 0, sudden: letGo }, active), said, `${active} ${letGo}`);
  }
});

test('foreseen ends do not count, up to 30 % of what is active; beyond that they are as sudden ones', () => {
  const many = Array.from({ length: 8 }, () => foreseen);
  assert.equal(verdicts(many, none, 12), 'fffsss--');
  assert.equal(verdicts(many, { foreseen: 2, sudden: 2 }, 12), 'fs------');
  assert.equal(verdicts(many, { foreseen: 0, sudden: 3 }, 12), 'fff-----');
  assert.equal(verdicts([sudden, foreseen, sudden, sudden, sudden, foreseen], none, 12), 'sfss-f');
});

test('new households: five, or 10 % of the units, less those of the day', () => {
  for (const [units, made, may] of [
    [0, 0, 5],
    [12, 0, 5],
    [12, 5, 0],
    [12, 6, 0],
    [59, 0, 5],
    [60, 0, 6],
    [118, 0, 11],
    [118, 4, 7],
  ] as const) {
    assert.equal(mayBeMade(units, made), may, `${units} ${made}`);
  }
});
