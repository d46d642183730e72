/** The last day of a household's service in a unit (design §4, "Lease ended"; contracts/uisp-crm.md §4, "End of lease"). */
import type { EffectReason } from '../../state/effect.ts';
import type { Household } from '../../state/store-port.ts';
import { isSyncError, SyncError } from '../../sync-error.ts';
import { addDays } from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import type { CrmService } from '../ports.ts';
import { isMissing } from '../refused.ts';
import { applyUnlessThere } from './apply.ts';
import type { UispAccess } from './context.ts';
import { hasNeverRun } from './live-service.ts';
import { afterSending, lookAgain } from './plan-change-move.ts';
import { cancelDeferred } from './plan-change-period.ts';
import { lookedAt } from './plan-change-service.ts';
import { endInWords, type ServiceResult, serviceEndKey, serviceResult } from './service-keys.ts';

/** A service that is to end. */
export interface Ending {
  readonly unit: { readonly uid: string; readonly label: string };
  /** Seen in this unit. */
  readonly household: Household;
  /** As read just now. */
  readonly service: CrmService;
  readonly lastDay: CalendarDate;
  readonly reason: EffectReason;
}

/** `found`: it was so already, by whomever. */
export type EndChange = 'done' | 'found' | 'planned';

const ended: readonly number[] = [2, 5];

/** By this day, or before it ever began. */
export function hasEnded(service: CrmService, lastDay: CalendarDate): boolean {
  if (ended.includes(service.status) || hasNeverRun(service)) return true;
  return service.activeTo !== null && service.activeTo <= lastDay;
}

/** It ends before its first day: it is cancelled. */
export function isCancelled({ service, lastDay }: Pick<Ending, 'service' | 'lastDay'>): boolean {
  return service.activeFrom !== null && lastDay < service.activeFrom;
}

/**
 * Ends the service, unless it has ended by then.
 * @throws SyncError SERVICE_NOT_ENDED (trouble data: UISP took it, but does not show it; operator: somebody opened it again); CLIENT_ARCHIVED,
 *   CLIENT_MISSING, PLAN_CHANGE_PENDING (operator); NEXT_PLAN_EARLY, CLAIM_LOST (state); and what the CRM throws
 */
export async function endService(access: UispAccess, ending: Ending): Promise<EndChange> {
  const { store, claim } = access;
  const { household, service, lastDay, unit, reason } = ending;
  const result: ServiceResult = { serviceId: service.id };
  const isOver = hasEnded(service, lastDay);
  const applied = await applyUnlessThere<ServiceResult, ServiceResult>(store, claim, {
    key: serviceEndKey(household.id, unit.uid),
    kind: 'uisp-service-end',
    fingerprint: contentFingerprint({ end: service.id, lastDay }),
    reason,
    before: { service: service.id, 'last day': service.activeTo },
    after: endInWords({ serviceId: service.id, lastDay }),
    there: async () => (isOver ? result : undefined),
    look: async () => (isOver ? result : undefined),
    write: async () => {
      const answer = await sendEnd(access, ending);
      await afterSending(() => shownEnded(access, ending, answer));
      return result;
    },
    result: serviceResult,
  });
  if (applied.outcome === 'skipped' && !isOver) throw notEnded(ending, 'operator');
  return applied.outcome === 'planned' ? 'planned' : applied.outcome === 'done' ? 'done' : 'found';
}

/** @returns UISP's answer, where it gave one */
async function sendEnd(access: UispAccess, ending: Ending): Promise<CrmService | undefined> {
  try {
    return await writeEnd(access, ending);
  } catch (refusal) {
    if (!isRefused(refusal)) throw refusal;
    const { household, service, unit, reason } = ending;
    const { nextPlan, serviceId } = household;
    if (nextPlan?.serviceId == null || serviceId !== service.id) throw await whyRefused(access, ending, refusal);
    // "Editing is not allowed until the deferred change is applied": the plan that was asked for never comes.
    await cancelDeferred(access, household, { key: serviceEndKey(household.id, unit.uid), reason });
    return writeEnd(access, ending);
  }
}

async function writeEnd({ crm, signal }: UispAccess, ending: Ending): Promise<CrmService | undefined> {
  const { service, lastDay } = ending;
  if (service.activeFrom === null || !isCancelled(ending)) return crm.setActiveTo(service.id, lastDay, signal);
  try {
    await crm.endService(service.id, signal);
    return undefined;
  } catch (refusal) {
    if (!isSyncError(refusal) || refusal.status !== 422) throw refusal;
    return crm.setActiveTo(service.id, addDays(service.activeFrom, -1), signal);
  }
}

async function shownEnded(access: UispAccess, ending: Ending, answer: CrmService | undefined): Promise<void> {
  const { service, lastDay } = ending;
  let seen = answer;
  const shown = await lookAgain(access, async () => {
    seen ??= await access.crm.service(service.id, access.signal);
    const isShown = hasEnded(seen, lastDay);
    seen = undefined;
    return isShown ? true : undefined;
  });
  if (shown === undefined) throw notEnded(ending, 'data');
}

/** UISP said no: 404 or 422. */
export function isRefused(error: unknown): error is SyncError {
  return isMissing(error) || (isSyncError(error) && error.status === 422);
}

/** An archived client, or a change of plan that was made by hand, is told in words. */
export async function whyRefused(
  access: UispAccess,
  { unit, service }: Ending,
  refusal: SyncError,
): Promise<SyncError> {
  return (await lookedAt(access, unit.label, service)) ?? refusal;
}

/** SERVICE_NOT_ENDED. */
export function notEnded({ unit, service, lastDay }: Ending, trouble: 'data' | 'operator'): SyncError {
  return new SyncError(
    `Unit ${unit.label}: service ${service.id} was ended on ${lastDay}, but UISP shows it as running.`,
    {
      code: 'SERVICE_NOT_ENDED',
      trouble,
      effect: trouble === 'data' ? 'unknown' : 'none',
      hint: `In UISP, end service ${service.id} on ${lastDay}.`,
    },
  );
}
