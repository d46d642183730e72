/** A service gets another plan at once, under its own id, and without an individual price (contracts/uisp-crm.md §4, "plan change" 1). */
import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import type { EffectReason, Json } from '../../state/effect.ts';
import { detailsOf, SyncError, toSyncError } from '../../sync-error.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import { speedText } from '../../village/plans.ts';
import type { CrmService } from '../ports.ts';
import { closed } from '../shared-reading.ts';
import { applyUnlessThere } from './apply.ts';
import type { PlanAccess } from './plan-change-context.ts';
import { refusedChange } from './plan-change-service.ts';
import type { MonthlyPlan } from './service-plan.ts';

const waits: readonly number[] = [1000, 2000, 4000];

/** What is stored of a change; with `from` (`YYYY-MM-DD`), the service is a new one that waits for its first day. */
export const planResult = v.object({ serviceId: v.number(), from: v.optional(v.string()) });
export type PlanMoved = v.InferOutput<typeof planResult>;

/** One change of one service. */
export interface PlanMove {
  /** Of the ledger: `uisp-plan-change/ticket:<uid>`. */
  readonly key: string;
  /** What was asked for: the same under the same key is done once. */
  readonly asked: Readonly<Record<string, Json>>;
  readonly reason: EffectReason;
  /** The unit's label. */
  readonly unit: string;
  /** As read just now. */
  readonly service: CrmService;
  readonly target: MonthlyPlan;
}

/** @returns `result` undefined in dry-run */
export interface PlanMoveOutcome {
  readonly outcome: 'done' | 'found' | 'planned';
  readonly result: PlanMoved | undefined;
}

/** On the plan's monthly period, at the plan's own price. */
export function isOnPlan(service: CrmService, { periodId }: MonthlyPlan): boolean {
  return service.servicePlanPeriodId === periodId && service.hasIndividualPrice !== true;
}

/**
 * Moves it, unless it is there, and reads it back.
 * @throws SyncError PLAN_NOT_TAKEN (trouble data, effect unknown: it is looked at, and sent again, by the next try); what
 *   {@link refusedChange} finds (operator); CLAIM_LOST; and what the CRM throws
 */
export async function movePlan(access: PlanAccess, move: PlanMove): Promise<PlanMoveOutcome> {
  const { store, claim, crm, signal } = access;
  const { service, target, key, asked, reason } = move;
  const moved: PlanMoved = { serviceId: service.id };
  const applied = await applyUnlessThere<PlanMoved, PlanMoved>(store, claim, {
    key,
    kind: 'uisp-plan-change',
    fingerprint: contentFingerprint(asked),
    reason,
    before: await planWords(access, service),
    after: { service: service.id, ...wordsOf(target.plan), 'individual price': null },
    there: async () => (isOnPlan(service, target) ? moved : undefined),
    look: async () => (isOnPlan(await crm.service(service.id, signal), target) ? moved : undefined),
    write: async () => {
      await crm
        .patchService(service.id, { servicePlanPeriodId: target.periodId, price: null }, signal)
        .catch(async (error: unknown) => {
          throw await refusedChange(access, move, error);
        });
      await afterSending(() => readBack(access, move));
      return moved;
    },
    result: planResult,
  });
  if (applied.outcome === 'found') return { outcome: 'found', result: applied.found };
  if (applied.outcome === 'planned') return applied;
  return { outcome: applied.outcome === 'done' ? 'done' : 'found', result: applied.result };
}

/** Once something was sent, no later failure says that nothing happened. */
export async function afterSending<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const error = toSyncError(thrown);
    throw new SyncError(error.message, { ...detailsOf(error), effect: 'unknown' });
  }
}

/** Tries `look` until it gives something, a few times. @returns undefined: it never did */
export async function lookAgain<T>(
  { nameWaits, signal }: Pick<PlanAccess, 'nameWaits' | 'signal'>,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  let found = await look();
  for (const wait of nameWaits ?? waits) {
    if (found !== undefined) break;
    await setTimeout(wait, undefined, { signal }).catch(() => {
      throw closed();
    });
    found = await look();
  }
  return found;
}

async function readBack(access: PlanAccess, { service, target, unit }: PlanMove): Promise<void> {
  const { crm, directory, store, signal } = access;
  let seen = service;
  const shown = await lookAgain(access, async () => {
    seen = await crm.service(service.id, signal);
    return isOnPlan(seen, target) && hasSpeed(seen, target.plan.downloadMbps) ? seen : undefined;
  });
  if (shown !== undefined) return;
  if (isOnPlan(seen, target)) {
    // The plan's own speed may have been edited since the plans were read.
    const plans = await directory.servicePlans({ since: store.clock() }, signal);
    const plan = plans.find(({ id }) => id === target.plan.id);
    if (plan !== undefined && hasSpeed(seen, plan.downloadMbps)) return;
  }
  throw planNotTaken(unit, service.id, target.plan.name);
}

function hasSpeed({ downloadMbps }: CrmService, wanted: number | null): boolean {
  return downloadMbps === null || wanted === null || downloadMbps === wanted;
}

/** PLAN_NOT_TAKEN (trouble data). */
export function planNotTaken(unit: string, serviceId: number, planName: string): SyncError {
  return new SyncError(
    `Unit ${unit}: UISP took the change of service ${serviceId} to ${planName}, but does not show it.`,
    {
      code: 'PLAN_NOT_TAKEN',
      trouble: 'data',
      effect: 'unknown',
      hint: `In UISP, look at the plan, the price and the speed of service ${serviceId}.`,
    },
  );
}

/** A service's plan as the audit shows it. */
export async function planWords({ directory, signal }: PlanAccess, service: CrmService): Promise<Record<string, Json>> {
  const plans = await directory.servicePlans({}, signal);
  const plan = plans.find(({ id }) => id === service.servicePlanId);
  const words = wordsOf({
    name: plan?.name ?? 'unknown',
    downloadMbps: service.downloadMbps ?? plan?.downloadMbps ?? null,
  });
  const price = service.hasIndividualPrice === true && service.price !== null ? `$${service.price}` : null;
  return { service: service.id, ...words, 'individual price': price };
}

/** `{plan: "Village Fiber 2G", speed: "2 Gbps"}` */
export function wordsOf({ name, downloadMbps }: { readonly name: string; readonly downloadMbps: number | null }): {
  plan: string;
  speed: string | null;
} {
  return { plan: name, speed: downloadMbps === null ? null : speedText(downloadMbps) };
}
