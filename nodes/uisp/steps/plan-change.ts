/** A household gets the plan that a ticket asks for (design §4, "Plan change"): in UISP, and then in its row. */

import { planChangeKey } from '../../state/plans/plan-decision.ts';
import type { Household } from '../../state/store-port.ts';
import { ticketReason } from '../../state/tickets/ticket-work.ts';
import { SyncError, thisNode } from '../../sync-error.ts';
import { laterDate } from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import { defaultPlan, planByName } from '../../village/plans.ts';
import type { CrmService } from '../ports.ts';
import { beginNextPlan } from './plan-change-begin.ts';
import { inHouseholdTurn, type PlanChangeContext, type PlanChangeResult, planText } from './plan-change-context.ts';
import { movePlan, type PlanMove, planResult, wordsOf } from './plan-change-move.ts';
import { type Change, carriedBefore, carriedOut, isThrough } from './plan-change-noted.ts';
import { checkOnuCarries } from './plan-change-onu.ts';
import { cancelDeferred, deferPlan } from './plan-change-period.ts';
import { householdService } from './plan-change-service.ts';
import { type MonthlyPlan, monthlyPlan } from './service-plan.ts';

/**
 * Carries out the order of a ticket: nothing is sent for what is so already, or was done by an earlier try. A plan that begins on a later
 * day, and that of a household without a service yet, are only noted in the household's row.
 * @throws SyncError PLAN_MISSING, PLAN_AMBIGUOUS, PLAN_ARCHIVED, PLAN_PERIOD_MISSING, PLAN_NOT_OFFERED, PLAN_ONU_TOO_SLOW,
 *   PLAN_NEXT_PERIOD, PLAN_CHANGE_PENDING, SERVICE_GONE, SERVICE_ENDED, SERVICE_ELSEWHERE, CLIENT_ARCHIVED, CLIENT_MISSING,
 *   NEXT_PLAN_GONE, BAD_MESSAGE (trouble operator); PLAN_NOT_TAKEN (data, effect unknown); NEXT_PLAN_LATE, NEXT_PLAN_EARLY, CLAIM_LOST (state); and what
 *   the CRM throws
 */
export async function changePlan(context: PlanChangeContext): Promise<PlanChangeResult> {
  const { order, store, claim } = context;
  const { householdId } = order;
  if (householdId === null || order.to === null || order.kind === 'tell') throw notToChange();
  return inHouseholdTurn(store, householdId, async () => {
    await store.renew(claim);
    const change = changeOf(context, householdId, order.to ?? '');
    const carried = await carriedBefore(context, householdId);
    if (carried !== undefined && (await isThrough(context, change))) {
      return { outcome: 'found', text: planText('', change.to), firstDay: carried.since };
    }
    const result = await carryOut(context, change);
    return carried === undefined ? result : { ...result, firstDay: carried.since };
  });
}

function changeOf({ order, work, store, rules }: PlanChangeContext, householdId: number, to: string): Change {
  const key = planChangeKey(work.uid);
  if (order.kind !== 'undo') return { order, householdId, to, key };
  // What the household had, and not what it was about to get.
  const before = store.tickets.entry(work.uid)?.plan?.before;
  const plan = before == null ? to : (before.plan ?? defaultPlan(rules.plans).name);
  return { order, householdId, to: plan, key: `${key}/undo` };
}

async function carryOut(context: PlanChangeContext, change: Change): Promise<PlanChangeResult> {
  const { work, order } = context;
  const household = await readyHousehold(context, change);
  const target = await checkedPlan(context, change, household);
  const reason = reasonOf(context, household.id);
  const waiting = await cancelDeferred(context, household, { key: change.key, reason });
  const { kind, takesEffect } = order;
  if (kind === 'change' && takesEffect !== null && takesEffect > work.today) {
    return planForLater(context, change, takesEffect);
  }
  if (household.serviceId === null) return planWithoutService(context, change, household, target);
  const service = await householdService(context, household, household.serviceId);
  const result = await changeService(context, change, { household, service, target });
  return waiting === 'planned' ? planned(context, change, result.firstDay) : result;
}

/** A plan whose day has come begins first, so that what follows starts from what is. */
async function readyHousehold(context: PlanChangeContext, { householdId }: Change): Promise<Household> {
  const { store, work } = context;
  const household = await store.households.get(householdId);
  const isDue = household.nextPlan !== null && household.nextPlan.from <= work.today;
  if (!isDue) return household;
  const begun = await beginNextPlan(context, household, reasonOf(context, householdId));
  if (begun === 'waiting') throw nextPlanLate(household);
  return store.households.get(householdId);
}

/** @throws SyncError of the plan in UISP, PLAN_NOT_OFFERED, PLAN_ONU_TOO_SLOW (trouble operator) */
async function checkedPlan(
  context: PlanChangeContext,
  { order, to }: Change,
  household: Household,
): Promise<MonthlyPlan> {
  const offered = planByName(context.rules.plans, to);
  if (offered === undefined && order.kind === 'change') {
    throw new SyncError(`Unit ${household.unitLabel}: "${to}" is no longer among the plans that are offered.`, {
      code: 'PLAN_NOT_OFFERED',
      trouble: 'operator',
      hint: 'Put the plan back into fiber-plans, or answer the tenant by hand.',
    });
  }
  const target = await monthlyPlan(context, to);
  await checkOnuCarries(context, household, offered ?? target.plan);
  return target;
}

async function changeService(
  context: PlanChangeContext,
  change: Change,
  { household, service, target }: { household: Household; service: CrmService; target: MonthlyPlan },
): Promise<PlanChangeResult> {
  const { when, work } = context;
  const reason = reasonOf(context, household.id);
  const move: PlanMove = {
    key: change.key,
    asked: { plan: change.to },
    reason,
    unit: household.unitLabel,
    service,
    target,
  };
  const isDeferred = when === 'next period' && change.order.kind === 'change' && mayBeDeferred(service, target);
  const { outcome, result } = isDeferred ? await deferPlan(context, move) : await movePlan(context, move);
  if (outcome === 'planned') return planned(context, change);
  const { from } = result ?? {};
  const firstDay = from ?? laterDate(work.today, service.activeFrom ?? work.today);
  await carriedOut(context, change, {
    firstDay,
    ...(from === undefined || result === undefined ? {} : { serviceId: result.serviceId }),
  });
  return { outcome, text: planText('', change.to), firstDay };
}

/** One that has not begun is changed at once, before anything is invoiced; one that bears the plan already keeps it. */
function mayBeDeferred({ status, servicePlanPeriodId }: CrmService, { periodId }: MonthlyPlan): boolean {
  const prepared = 0;
  return status !== prepared && servicePlanPeriodId !== periodId;
}

/** Nothing is to be done in UISP now. */
async function planForLater(
  context: PlanChangeContext,
  change: Change,
  firstDay: CalendarDate,
): Promise<PlanChangeResult> {
  if (context.store.mode === 'dry-run') return planned(context, change, firstDay);
  await carriedOut(context, change, { firstDay });
  return { outcome: 'done', text: planText('', change.to), firstDay };
}

/** The service will be made on it ({@link ensureService} goes by the household's plan). */
async function planWithoutService(
  context: PlanChangeContext,
  change: Change,
  household: Household,
  target: MonthlyPlan,
): Promise<PlanChangeResult> {
  const { store, claim, work, rules } = context;
  const start = store.leases.entry(change.order.leaseUid ?? household.leaseUid)?.lease.start ?? work.today;
  const firstDay = laterDate(work.today, start);
  if (store.mode === 'dry-run') {
    const name = household.plan ?? defaultPlan(rules.plans).name;
    await store.ledger.apply(claim, {
      key: change.key,
      kind: 'uisp-plan-change',
      fingerprint: contentFingerprint({ plan: change.to }),
      reason: reasonOf(context, household.id),
      before: wordsOf(planByName(rules.plans, name) ?? { name, downloadMbps: null }),
      after: wordsOf(target.plan),
      look: async () => undefined,
      write: () => Promise.reject(new Error('nothing is written in a dry-run')),
      result: planResult,
    });
    return planned(context, change, firstDay);
  }
  await carriedOut(context, change, { firstDay });
  return { outcome: 'done', text: planText('', change.to), firstDay };
}

function planned({ work }: PlanChangeContext, { to }: Change, firstDay = work.today): PlanChangeResult {
  return { outcome: 'planned', text: planText('plan: ', to), firstDay };
}

function reasonOf({ work }: PlanChangeContext, householdId: number) {
  return ticketReason(work, householdId);
}

function notToChange(): SyncError {
  return new SyncError('The message holds no plan change that can be carried out.', {
    code: 'BAD_MESSAGE',
    trouble: 'operator',
    hint: 'Wire this node behind the first output of "sync-state: plan request".',
    about: thisNode,
  });
}

function nextPlanLate({ unitLabel, nextPlan }: Household): SyncError {
  return new SyncError(
    `Unit ${unitLabel}: UISP has not changed over to ${nextPlan?.plan ?? 'the next plan'} yet, although its day has come.`,
    { code: 'NEXT_PLAN_LATE', trouble: 'state', hint: 'Nothing to do: it is tried again.' },
  );
}
