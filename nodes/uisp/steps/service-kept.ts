/**
 * A service that the household has in the lease's unit already: is it still the right one? It is not when its lease was moved to another start
 * before it began, and when an end was sent for it and the lease goes on after all.
 */

import type { Household } from '../../state/store-port.ts';
import { addDays, longDate } from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { CrmService } from '../ports.ts';
import { reasonOf, remember, type StepContext, type StepResult } from './context.ts';
import { serviceIfThere } from './live-service.ts';
import { type Ending, endService, hasEnded, isCancelled } from './service-end-effects.ts';
import { freeSite } from './service-end-site.ts';
import { followPlan, forgetPlanAhead, isPlanBehind } from './service-kept-plan.ts';
import { madeForOf, sentEnd, serviceKey, serviceOf } from './service-keys.ts';
import { foundService } from './service-make.ts';
import { firstDay, noteLastDay } from './service-terms.ts';

/** What is to become of it. */
export type KeptService =
  | { readonly kind: 'kept'; readonly result: StepResult }
  /** Another one is to be made. `planned end`: in dry-run, this one would be ended. */
  | { readonly kind: 'ended' | 'planned end'; readonly serviceId: number };

/** The lease's start is another than the one that the service was made for. */
type Moved =
  /** The service has not begun: another is made, from this day. */
  | { readonly kind: 'before'; readonly first: CalendarDate }
  /** It has begun: nothing is done. */
  | { readonly kind: 'after' };

/** By what is stored here alone: nothing is asked of UISP. */
export async function isSettled(context: StepContext, household: Household): Promise<boolean> {
  if ((await endSent(context, household)) !== undefined || (await isPlanBehind(context, household))) return false;
  return (await movedStart(context, household)) === undefined;
}

/**
 * @param serviceId of the household, seen in the lease's unit
 * @throws SyncError as `endService`, `freeSite`, `followPlan`
 */
export async function keptService(context: StepContext, household: Household, serviceId: number): Promise<KeptService> {
  const end = await endSent(context, household);
  const moved = await movedStart(context, household);
  const isBehind = await isPlanBehind(context, household);
  const result = moved?.kind === 'after' ? startCorrected(context, serviceId) : foundService(serviceId);
  const isToLookAt = end !== undefined || moved?.kind === 'before' || isBehind;
  const service = isToLookAt ? await serviceIfThere(context, serviceId) : undefined;
  if (service === undefined) return { kind: 'kept', result };
  if (end !== undefined && hasEnded(service, end)) return endForGood(context, household, service, end);
  if (moved?.kind === 'before' && isToBegin(service, context.work.today) && service.activeFrom !== moved.first) {
    return endForGood(context, household, service, addDays(service.activeFrom ?? moved.first, -1));
  }
  return isBehind ? behind(context, household, service) : { kind: 'kept', result };
}

/** Last day of an end that was sent for this very service: the lease goes on after all, or was moved, and the process was killed. */
async function endSent({ store, work }: StepContext, { id, serviceId }: Household): Promise<CalendarDate | undefined> {
  const end = await sentEnd(store, id, work.unit.uid);
  return end?.serviceId === serviceId ? end?.lastDay : undefined;
}

/**
 * UISP lets nobody move the first day of a service (contracts/uisp-crm.md §4, "Not patchable"). One that was made for another lease of the
 * household is only ever replaced by an earlier one: that lease may merely be missing from Innago's list for now.
 */
async function movedStart(context: StepContext, { id, serviceId }: Household): Promise<Moved | undefined> {
  const { store, work } = context;
  const effect = await store.ledger.latest(serviceKey(id, work.unit.uid));
  const made = madeForOf(effect);
  const { start, uid } = work.lease;
  if (made === undefined || start === null || made.leaseStart === start) return undefined;
  if (serviceOf(effect) !== serviceId) return undefined;
  const isOwn = effect?.reason.leaseUid === uid;
  if (made.activeFrom <= work.today) return isOwn ? { kind: 'after' } : undefined;
  const first = await firstDay(context, undefined);
  return first < made.activeFrom || (isOwn && first > made.activeFrom) ? { kind: 'before', first } : undefined;
}

const preparedStatuses: readonly number[] = [0, 4];

function isToBegin({ status, activeFrom }: CrmService, today: CalendarDate): boolean {
  return preparedStatuses.includes(status) && activeFrom !== null && activeFrom > today;
}

/** The service is over while the stay goes on. */
async function endForGood(
  context: StepContext,
  household: Household,
  service: CrmService,
  lastDay: CalendarDate,
): Promise<KeptService> {
  const { unit } = context.work;
  const ending: Ending = { unit, household, service, lastDay, reason: reasonOf(context) };
  const changes = [await endService(context, ending), await freeSite(context, ending)];
  if (changes.includes('planned')) return { kind: 'planned end', serviceId: service.id };
  if (isCancelled(ending)) {
    // What was to be charged from its first day is charged from that of the next one.
    const isFirst = household.planSince !== null && household.planSince === service.activeFrom;
    const planSince = isFirst ? { planSince: await firstDay(context, undefined) } : {};
    await remember(context, household, { serviceId: null, ...planSince });
  } else {
    await noteLastDay(context.store, unit.uid, lastDay);
    await remember(context, household, { endedOn: lastDay });
  }
  return { kind: 'ended', serviceId: service.id };
}

async function behind(context: StepContext, household: Household, service: CrmService): Promise<KeptService> {
  const found = foundService(service.id);
  const followed = await followPlan(context, household, service);
  if (followed === 'planned') {
    return { kind: 'kept', result: { ...found, outcome: 'planned', text: 'plan: other plan' } };
  }
  await forgetPlanAhead(context);
  return { kind: 'kept', result: { ...found, outcome: 'done' } };
}

function startCorrected({ work }: StepContext, serviceId: number): StepResult {
  const { unit, lease } = work;
  const day = lease.start === null ? 'another day' : longDate(lease.start);
  const warning = `Unit ${unit.label}: the lease starts on ${day} now; its service ${serviceId} has begun already and is left as it is.`;
  return { ...foundService(serviceId), warnings: [warning] };
}
