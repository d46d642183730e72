/** What is decided, by who asks and what the household has. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DecisionFacts, decide, type HouseholdFacts } from '../../../nodes/state/plans/plan-rules.ts';
import type { PlanRequest } from '../../../nodes/village/plan-requests/plan-reading.ts';
import { planByName } from '../../../nodes/village/plans.ts';
import { rules } from '../stage.ts';

const plan = (name: string) => {
  const found = planByName(rules.plans, `Village Fiber ${name}`);
  assert.ok(found);
  return found;
};
const asks = (name: string): PlanRequest => ({ kind: 'change', plan: plan(name) });
const tenant = { kind: 'tenant', leaseUid: 'a', householdId: 1 } as const;
const stranger = { kind: 'stranger', leaseUid: 'a', householdId: 1 } as const;

function has(name: string, change: Partial<HouseholdFacts> = {}): HouseholdFacts {
  const current = plan(name);
  const plain = { current, currentName: current.name, running: current, runningSince: null, upgrades: 0, lines: [] };
  return { ...plain, ...change };
}

function decided(request: PlanRequest, household: HouseholdFacts | null, change: Partial<DecisionFacts> = {}) {
  return decide({
    reading: { request, fault: false, elsewhere: false },
    requester: tenant,
    household,
    held: false,
    approved: false,
    decidedFrom: null,
    rules: { upgradesPerMonth: 2, downgradeTakesEffect: 'now' },
    today: '2026-11-20',
    ...change,
  });
}

const inWords = (result: ReturnType<typeof decide>) => `${result.kind} ${result.why ?? result.to}`;

test('a tenant’s clear request is a change, at once', () => {
  assert.deepEqual(decided(asks('2G'), has('500')), {
    kind: 'change',
    why: null,
    from: 'Village Fiber 500',
    to: 'Village Fiber 2G',
    fromCents: 0,
    householdId: 1,
    leaseUid: 'a',
    fault: false,
    elsewhere: false,
    takesEffect: null,
    unpaid: false,
  });
});

test('what is unclear stays unclear, and no request is none; before go-live nothing is done', () => {
  assert.equal(inWords(decided({ kind: 'unclear', why: 'question' }, has('500'))), 'unclear question');
  assert.equal(inWords(decided({ kind: 'none' }, has('500'))), 'none no-request');
  assert.equal(inWords(decided(asks('2G'), has('500'), { held: true })), 'none before-go-live');
});

test('a stranger’s clear request is a person’s; with a yes it is the household’s change, but never the stranger’s lease', () => {
  const asked = decided(asks('2G'), has('500'), { requester: stranger });
  assert.deepEqual(
    [inWords(asked), asked.to, asked.householdId, asked.leaseUid],
    ['person stranger', 'Village Fiber 2G', 1, null],
  );
  const approved = decided(asks('2G'), has('500'), { requester: stranger, approved: true });
  assert.deepEqual([approved.kind, approved.householdId, approved.leaseUid], ['change', 1, null]);
});

test('where nobody’s plan can be meant, no yes helps', () => {
  for (const why of ['common-area', 'vacant', 'unknown-unit'] as const) {
    const asked = decided(asks('2G'), null, { requester: { kind: 'nobody', why }, approved: true });
    assert.deepEqual([inWords(asked), asked.householdId], [`person ${why}`, null]);
  }
});

test('the plan that they have, or are about to have, is no change', () => {
  assert.equal(inWords(decided(asks('1G'), has('1G'))), 'unclear same-plan');
  const pending = has('2G', { current: plan('500'), currentName: 'Village Fiber 500' });
  assert.equal(inWords(decided(asks('500'), pending)), 'unclear same-plan');
  assert.equal(inWords(decided(asks('2G'), pending)), 'change Village Fiber 2G');
});

test('at the limit of upgrades a person is asked; downgrades are free', () => {
  assert.equal(inWords(decided(asks('2G'), has('1G', { upgrades: 1 }))), 'change Village Fiber 2G');
  assert.equal(inWords(decided(asks('2G'), has('1G', { upgrades: 2 }))), 'person limit');
  assert.equal(inWords(decided(asks('500'), has('1G', { upgrades: 2 }))), 'change Village Fiber 500');
  assert.equal(inWords(decided(asks('2G'), has('1G', { upgrades: 2 }), { approved: true })), 'change Village Fiber 2G');
  const none = { rules: { upgradesPerMonth: 0, downgradeTakesEffect: 'now' } } as const;
  assert.equal(inWords(decided(asks('2G'), has('1G'), none)), 'person limit');
});

test('from a plan that is not offered any paid one is dearer', () => {
  const old = has('500', { current: null, currentName: 'Old 100', running: null, upgrades: 2 });
  assert.equal(inWords(decided(asks('1G'), old)), 'person limit');
  const change = decided(asks('500'), old);
  assert.deepEqual([inWords(change), change.from, change.fromCents], ['change Village Fiber 500', 'Old 100', 0]);
});

test('a downgrade waits for the end of what is paid, where it is set so', () => {
  const later = { rules: { upgradesPerMonth: 2, downgradeTakesEffect: 'end of paid month' } } as const;
  const line = (month: string) => ({ month, amountCents: 1000, at: 1 });
  const on = (lines: HouseholdFacts['lines'], to: string, from = '1G', set: Partial<DecisionFacts> = later) =>
    decided(asks(to), has(from, { lines }), set).takesEffect;
  assert.equal(on([line('2026-10'), line('2026-11')], '500'), '2026-12-01');
  assert.equal(on([line('2026-12'), line('2026-11')], '500'), '2027-01-01');
  assert.equal(on([line('2026-10')], '500'), null);
  assert.equal(on([], '500'), null);
  assert.equal(on([line('2026-11')], '2G'), null);
  assert.equal(on([line('2026-11')], '1G', '2G'), '2026-12-01');
  assert.equal(on([line('2026-11')], '500', '1G', {}), null);
});

test('a paid plan that is dropped before a line of it was sent is noted', () => {
  const line = { month: '2026-11', amountCents: 1000, at: 50 };
  const unpaid = (from: string, to: string, change: Partial<HouseholdFacts> = {}) =>
    decided(asks(to), has(from, change)).unpaid;
  assert.equal(unpaid('1G', '500'), true);
  assert.equal(unpaid('1G', '500', { lines: [line] }), false);
  assert.equal(unpaid('2G', '500', { lines: [line] }), true, 'that line was for 1G');
  assert.equal(
    unpaid('1G', '500', { lines: [line], runningSince: 51 }),
    true,
    'that line was for an earlier time on it',
  );
  assert.equal(unpaid('1G', '2G'), false);
  assert.equal(unpaid('500', '1G'), false);
});
