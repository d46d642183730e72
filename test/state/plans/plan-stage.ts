/** A store with unit 101, its tenant Ada and her household on the included plan, and tickets that ask for another. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { planCarriedOut } from '../../../nodes/state/plans/plan-carried.ts';
import type { PlanDecision } from '../../../nodes/state/plans/plan-decision.ts';
import type { PlanOrder } from '../../../nodes/state/plans/plan-order.ts';
import { planRequest } from '../../../nodes/state/plans/plan-request-step.ts';
import type { Store } from '../../../nodes/state/store.ts';
import type { HouseholdPatch } from '../../../nodes/state/store-port.ts';
import type { readPlanRequest } from '../../../nodes/village/plan-requests/plan-request.ts';
import type { PropertyRules } from '../../../nodes/village/property-rules.ts';
import type { Ticket } from '../../../nodes/village/tickets/ticket.ts';
import { claimOf, lease, rules, stage } from '../stage.ts';
import { absorb, village } from '../tickets/book.ts';
import { ticket } from '../tickets/tickets.ts';

/** Household 1 of lease a in unit 101 with service 51, and ticket t1 by its tenant. */
export async function planStage(t: TestContext, { leases = [lease('a', '101')] } = {}) {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock, leases);
  await patchHousehold(store, { serviceId: 51 });
  await absorb(store, [asks('2G please.')]);
  return { store, clock, open };
}

export async function patchHousehold(store: Store, patch: HouseholdPatch, id = 1): Promise<void> {
  const claim = await claimOf(store, 'lease:patch');
  await store.households.update(claim, id, patch);
  await store.claims.release(claim);
}

export function decision(change: Partial<PlanDecision> = {}): PlanDecision {
  return {
    text: 'text',
    textVersion: 1,
    kind: 'change',
    why: null,
    from: 'Village Fiber 500',
    to: 'Village Fiber 2G',
    fromCents: 0,
    householdId: 1,
    leaseUid: 'a',
    fault: false,
    takesEffect: null,
    unpaid: false,
    approved: false,
    before: null,
    putBack: false,
    unread: false,
    undoRefused: null,
    state: 'open',
    ...change,
  };
}

export function order(change: Partial<PlanOrder> = {}): PlanOrder {
  return {
    kind: 'change',
    householdId: 1,
    leaseUid: 'a',
    unit: '101',
    from: 'Village Fiber 500',
    to: 'Village Fiber 2G',
    takesEffect: null,
    fault: false,
    answerKey: 'plan/1/change',
    answer: {},
    ...change,
  };
}

/** Gives the ticket this decision, as the action "plan request" would. */
export async function decided(store: Store, plan: PlanDecision, uid = 't1'): Promise<void> {
  const claim = await claimOf(store, `ticket:${uid}`);
  const entry = await store.tickets.change(claim, uid, (before) => ({
    ...before,
    judged: { verdict: 'upgrade', text: before.text },
    plan: { ...plan, text: before.text, textVersion: before.textVersion },
  }));
  assert.ok(entry.plan);
  await store.claims.release(claim);
}

/** Stands in for the rules of plan requests: plans by their names in the description, and what stops them by its own word. */
const read: typeof readPlanRequest = ({ text, current }, plans) => {
  const named = plans.filter(({ name }) => text.includes(name.replace('Village Fiber ', '')));
  const [plan, ...others] = named;
  const beside = { fault: text.includes('down'), elsewhere: text.includes('sink') };
  if (text.includes('?')) return { request: { kind: 'unclear', why: 'question' }, ...beside };
  if (plan === undefined) return { request: { kind: 'none' }, ...beside };
  if (others.length > 0) return { request: { kind: 'unclear', why: 'several-plans' }, ...beside };
  if (plan.name === current?.name) return { request: { kind: 'unclear', why: 'same-plan' }, ...beside };
  return { request: { kind: 'change', plan }, ...beside };
};

interface RunOptions {
  readonly route?: 'plan' | 'fault';
  readonly planChanges?: Partial<PropertyRules['planChanges']>;
}

/** What is due after a scan, claimed, as it comes to "plan request". */
async function dueWork(store: Store, uid = 't1') {
  const work = (await store.tickets.due('judge', '2026-11-20')).find((one) => one.uid === uid);
  assert.ok(work, `${uid} is not due`);
  return { work, claim: await claimOf(store, work.key) };
}

/** The action “plan request” on what is due, which stays claimed. */
export async function request(store: Store, uid = 't1', { route = 'plan', planChanges = {} }: RunOptions = {}) {
  const { work, claim } = await dueWork(store, uid);
  const context = {
    store,
    work,
    claim,
    route,
    read,
    rules: { ...rules, planChanges: { ...rules.planChanges, ...planChanges } },
    signal: new AbortController().signal,
  };
  try {
    return { work, claim, ...(await planRequest(context)) };
  } catch (thrown) {
    await store.claims.release(claim);
    throw thrown;
  }
}

/** The whole chain: decided, carried out when it is to be, answered, done. */
export async function carryThrough(store: Store, uid = 't1', options: RunOptions = {}) {
  const { work, claim, to, order: made } = await request(store, uid, options);
  if (to === 'change' && made !== null) {
    const firstDay = made.takesEffect ?? '2026-11-20';
    await planCarriedOut(store, claim, work, made, { plans: rules.plans, firstDay });
  }
  // On the route of upgrade requests.
  if (to === 'none' && work.need === 'judge') await store.tickets.judge(claim, work, 'upgrade');
  await store.tickets.done(claim, work);
  return { to, order: made };
}

/** What is due after a scan: `t1 judge`. */
export async function due(store: Store): Promise<string[]> {
  return (await store.tickets.due('judge', '2026-11-20')).map(({ uid, need }) => `${uid} ${need}`);
}

/** A request of unit 101 by its tenant: its description is what is asked. */
export function asks(description: string, uid = 't1', change: Partial<Ticket> = {}): Ticket {
  return ticket(uid, { title: 'Internet upgrade', description, ...change });
}
