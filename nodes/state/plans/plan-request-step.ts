/**
 * A ticket at "sync-state: plan request": what is decided about it, and the order that travels on (design §4, "Plan change"). The same ticket comes
 * here again until its decision is settled; it then gets the same order, so that whatever was cut short is finished.
 */
import { isDeepStrictEqual } from 'node:util';
import type { FiberPlan } from '../../village/plan.ts';
import type { PlanReading } from '../../village/plan-requests/plan-reading.ts';
import { readPlanRequest } from '../../village/plan-requests/plan-request.ts';
import type { PlanRequester } from '../../village/plan-requests/plan-requester.ts';
import { planByName } from '../../village/plans.ts';
import type { PropertyRules } from '../../village/property-rules.ts';
import { effective, latestEffect } from '../ledger/effect-rows.ts';
import { propertyZone } from '../property-today.ts';
import type { Store } from '../store.ts';
import type { TicketEntry } from '../tickets/ticket-entry.ts';
import { isOpenChange } from '../tickets/ticket-plan.ts';
import type { TicketWork } from '../tickets/ticket-work.ts';
import type { Claim } from '../work.ts';
import { type PlanDecision, planChangeKey } from './plan-decision.ts';
import { householdFacts, isHouseholdKnown } from './plan-household.ts';
import type { PlanOrder } from './plan-order.ts';
import { changeOrder, tellOrder, undoOrder } from './plan-orders.ts';
import { busy, notOffered, textChanged, waits } from './plan-request-errors.ts';
import { type Decided, decide } from './plan-rules.ts';
import { undoRefusal } from './plan-undo.ts';

export interface PlanRequestContext {
  readonly store: Store;
  readonly rules: PropertyRules;
  readonly work: TicketWork;
  readonly claim: Claim;
  /** What the keyword router took the ticket for. From `fault` only a clear change is carried out, and the rest is an internet problem. */
  readonly route: 'plan' | 'fault';
  readonly signal: AbortSignal;
  /** Reads the text; {@link readPlanRequest} but in tests. */
  readonly read?: typeof readPlanRequest;
}

/** Where it goes: carried out (or put back), answered with plans and prices, left to a person, or no plan request. */
export interface PlanRequestOutcome {
  readonly to: 'change' | 'unclear' | 'person' | 'none';
  /** null for `none`. */
  readonly order: PlanOrder | null;
}

const none: PlanRequestOutcome = { to: 'none', order: null };

/**
 * @throws SyncError PLAN_BUSY, PLAN_TEXT_CHANGED (trouble state: the next scan tries again), PLAN_WAITS (data), PLAN_NOT_OFFERED
 *   (operator), CLAIM_LOST, PAUSED, STORE_…
 */
export async function planRequest(context: PlanRequestContext): Promise<PlanRequestOutcome> {
  const { store, work } = context;
  store.pause.check();
  const entry = store.tickets.entry(work.uid);
  if (entry === undefined) return none;
  const { plan } = entry;
  if (plan?.state === 'undoing') return undo(context, entry, plan);
  if (plan !== null && (await store.tickets.plans.hasBegun(entry))) {
    return isOpenChange(plan) ? carryOut(context, entry, plan) : none;
  }
  if (entry.innago.place !== 'listed') return none;
  if (entry.text !== work.text) throw textChanged(work.uid);
  const isSettledText = plan !== null && plan.text === entry.text && !entry.forced && !plan.approved;
  if (plan !== null && isSettledText && !isOpenChange(plan)) return outcomeOf(context, entry, plan);
  return decideNow(context, entry);
}

async function decideNow(context: PlanRequestContext, entry: TicketEntry): Promise<PlanRequestOutcome> {
  const { store, work, claim, rules, route } = context;
  const { plans } = store.tickets;
  const before = entry.plan?.text === entry.text ? entry.plan : null;
  const requester = plans.requesterOf(work.uid, work.today) ?? requesterBefore(before);
  if (requester === undefined) throw textChanged(work.uid);
  const householdId = requester.kind === 'nobody' ? null : requester.householdId;
  const takesTurn = () => householdId === null || plans.takeTurn(claim, householdId);
  // Several faults of one household do not wait for each other.
  const isAboutPlan = readingOf(context, entry, before, null).request.kind !== 'none';
  if (isAboutPlan && !takesTurn()) throw busy(work);
  const household = store.households.peek(householdId);
  const isKnown = household !== undefined && isHouseholdKnown(store, household);
  const zone = await propertyZone(store, rules, 0, context.signal);
  const facts = isKnown
    ? await householdFacts(store, household, { plans: rules.plans, today: work.today, zone })
    : null;
  const reading = readingOf(context, entry, before, requester.kind === 'tenant' ? (facts?.current ?? null) : null);
  // A yes is for the household that it was asked about.
  const approved = before?.approved === true && before.householdId === householdId;
  const decided = decide({
    reading,
    requester,
    household: facts,
    held: entry.held,
    approved,
    decidedFrom: approved || before?.kind === 'change' ? (before?.from ?? null) : null,
    rules: rules.planChanges,
    today: work.today,
  });
  if (householdId !== null && decided.kind !== 'change') plans.leaveTurn(claim, householdId);
  if (decided.kind === 'change' && !takesTurn()) throw busy(work);
  if (decided.kind === 'change' && facts === null) throw waits(work);
  return keep(context, entry, before, withFault(decided, route));
}

/** Stores it, unless it is what was decided before. */
async function keep(
  context: PlanRequestContext,
  entry: TicketEntry,
  before: PlanDecision | null,
  decided: Decided,
): Promise<PlanRequestOutcome> {
  const { store, work, claim, route } = context;
  const isPassedOn = decided.kind === 'none' || (route === 'fault' && decided.kind !== 'change');
  const plan: PlanDecision = {
    ...decided,
    text: entry.text,
    textVersion: entry.textVersion,
    approved: before?.approved === true && decided.kind === 'change',
    before: null,
    putBack: false,
    unread: false,
    undoRefused: null,
    state: isPassedOn ? 'settled' : 'open',
  };
  if (before !== null && isSame(before, plan)) return outcomeOf(context, entry, plan);
  const { kind, why, from, to, takesEffect, fault, approved, householdId, leaseUid } = plan;
  await store.tickets.plans.decide(claim, work.uid, plan, {
    judged: work.need === 'judge' && !isPassedOn ? entry.text : null,
    audit: {
      reason: {
        ...(leaseUid === null ? {} : { leaseUid }),
        ...(work.unit === '' ? {} : { unit: work.unit }),
        ...(householdId === null ? {} : { householdId }),
        because: `ticket ${work.uid}`,
      },
      kind: 'plan-request',
      key: `plan-request/ticket:${work.uid}`,
      before: { plan: from },
      after: { decision: kind, why, plan: to, from: takesEffect, fault, approved },
      outcome: kind,
    },
  });
  return outcomeOf(context, entry, plan);
}

function outcomeOf(context: PlanRequestContext, entry: TicketEntry, plan: PlanDecision): PlanRequestOutcome {
  const { kind } = plan;
  if (kind === 'none' || (context.route === 'fault' && kind !== 'change')) return none;
  if (kind === 'change') return { to: 'change', order: changeOrder(context, entry, plan) };
  return { to: kind, order: tellOrder(context, plan) };
}

function carryOut(context: PlanRequestContext, entry: TicketEntry, plan: PlanDecision): PlanRequestOutcome {
  const { store, claim, work } = context;
  if (plan.householdId !== null && !store.tickets.plans.takeTurn(claim, plan.householdId)) throw busy(work);
  return { to: 'change', order: changeOrder(context, entry, plan) };
}

/** Looked at once more until it has begun: a line may have been sent since a person said so. */
async function undo(context: PlanRequestContext, entry: TicketEntry, plan: PlanDecision): Promise<PlanRequestOutcome> {
  const { store, claim, work, rules } = context;
  if (plan.householdId !== null && !store.tickets.plans.takeTurn(claim, plan.householdId)) throw busy(work);
  const begun = plan.putBack || (await latestEffect(store.database, `${planChangeKey(work.uid)}/undo`, effective));
  const refusal = begun ? undefined : await undoRefusal(store, entry);
  if (refusal !== undefined) {
    await store.tickets.plans.stopUndo(claim, work.uid, `${refusal.message} ${refusal.hint ?? ''}`.trim());
    return none;
  }
  return { to: 'change', order: undoOrder({ work, rules }, entry, plan) };
}

function readingOf(
  { rules, work, read = readPlanRequest }: PlanRequestContext,
  { ticket }: TicketEntry,
  before: PlanDecision | null,
  current: FiberPlan | null,
): PlanReading {
  // What a person said yes to, or is half done: whatever the words and rules are by now.
  if (work.need === 'plan' && before?.to != null) {
    const plan = planByName(rules.plans, before.to);
    if (plan === undefined) throw notOffered(work, before.to);
    return { request: { kind: 'change', plan }, fault: before.fault, elsewhere: before.elsewhere ?? false };
  }
  if (ticket === undefined) throw textChanged(work.uid);
  const text = { subject: ticket.title, text: ticket.description, unitLabel: work.unit, current };
  return read(text, rules.plans, rules.planChanges.words);
}

/** The ticket's text is not known, but what was decided about it is. */
function requesterBefore(before: PlanDecision | null): PlanRequester | undefined {
  if (before === null || before.householdId === null) return undefined;
  const { householdId, leaseUid } = before;
  return leaseUid === null
    ? { kind: 'stranger', leaseUid: '', householdId }
    : { kind: 'tenant', leaseUid, householdId };
}

/**
 * The router took it for an internet problem, and as one it goes on while a person is asked. Of a change the text itself tells: to the router
 * "internet" alone is one.
 */
function withFault(decided: Decided, route: PlanRequestContext['route']): Decided {
  return route === 'fault' && decided.kind === 'person' ? { ...decided, fault: true } : decided;
}

function isSame(before: PlanDecision, now: PlanDecision): boolean {
  return isDeepStrictEqual({ ...before, state: now.state }, now);
}
