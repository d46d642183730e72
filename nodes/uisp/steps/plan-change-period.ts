/**
 * A plan that begins with UISP's next uninvoiced period: a request that is accepted makes a new service, deferred until its first day, on
 * which it takes the present one's place (contracts/uisp-crm.md §4, "plan change" 2).
 */
import type { EffectReason } from '../../state/effect.ts';
import type { Household } from '../../state/store-port.ts';
import { isSyncError, SyncError } from '../../sync-error.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import type { CrmService } from '../ports.ts';
import { isMissing } from '../refused.ts';
import type { UispInvoices } from './context.ts';
import { isLive } from './live-service.ts';
import { isRefusal, type PlanAccess } from './plan-change-context.ts';
import {
  afterSending,
  lookAgain,
  type PlanMove,
  type PlanMoved,
  type PlanMoveOutcome,
  planNotTaken,
  planResult,
  planWords,
  wordsOf,
} from './plan-change-move.ts';
import { deferred, refusedChange } from './plan-change-service.ts';
import { neverInvoiced } from './service-terms.ts';

/**
 * Asks UISP for the change and accepts it.
 * @throws SyncError PLAN_NEXT_PERIOD (trouble operator), before anything is sent; otherwise as `movePlan`
 */
export async function deferPlan(
  access: PlanAccess & { readonly settings: { readonly uispInvoices: UispInvoices } },
  move: PlanMove,
): Promise<PlanMoveOutcome> {
  const { store, claim, crm, settings, signal } = access;
  const { service, target, key, asked, reason, unit } = move;
  if (settings.uispInvoices === 'never' || service.invoicingStart === neverInvoiced) throw neverComes(unit, service);
  let waitingRequest: string | undefined;
  let refusal: unknown;
  const find = async () => resultOf(await deferredService(access, service.clientId, target.periodId));
  try {
    const applied = await store.ledger.apply<PlanMoved>(claim, {
      key,
      kind: 'uisp-plan-change',
      fingerprint: contentFingerprint(asked),
      reason,
      before: await planWords(access, service),
      after: { ...wordsOf(target.plan), from: 'the next period' },
      look: async () => {
        const made = await find();
        if (made === undefined) waitingRequest = await requestOf(access, service.id, target.periodId);
        return made;
      },
      write: async () => {
        const request =
          waitingRequest ??
          (await crm.requestServiceChange(service.id, target.periodId, signal).catch(async (error: unknown) => {
            throw await refusedChange(access, move, error);
          }));
        return afterSending(async () => {
          await crm.acceptServiceChange(request, signal).catch(async (error: unknown) => {
            refusal = await refusedChange(access, move, error);
            throw refusal;
          });
          const made = await lookAgain(access, find);
          if (made === undefined) throw planNotTaken(unit, service.id, target.plan.name);
          return made;
        });
      },
      result: planResult,
    });
    if (applied.outcome === 'planned') return applied;
    return { outcome: applied.outcome === 'done' ? 'done' : 'found', result: applied.result };
  } catch (thrown) {
    // The request is there, so the next try looks first; but what UISP says to it is a plain no.
    if (isRefusal(refusal)) throw refusal;
    throw thrown;
  }
}

/**
 * Takes back the change that waits, so that the service can be changed again.
 * @param household with `nextPlan.serviceId`
 * @param key of the ledger
 * @returns `planned`: in dry-run it still waits
 * @throws SyncError NEXT_PLAN_EARLY (trouble state); CLAIM_LOST; and what the CRM throws
 */
export async function cancelDeferred(
  access: PlanAccess,
  household: Household,
  { key, reason }: { readonly key: string; readonly reason: EffectReason },
): Promise<'planned' | 'cancelled'> {
  const { store, claim, crm, signal } = access;
  const { nextPlan, serviceId, id } = household;
  if (nextPlan === null || nextPlan.serviceId === null || serviceId === null) return 'cancelled';
  const next = nextPlan.serviceId;
  const waitingService = async () => {
    const made = await crm.service(next, signal).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (made === undefined || !isLive(made)) return undefined;
    if (made.status !== deferred) throw begunEarly(household.unitLabel, made);
    return made;
  };
  const applied = await store.ledger.apply<PlanMoved>(claim, {
    key: `${key}/cancel`,
    kind: 'uisp-plan-change',
    fingerprint: contentFingerprint({ cancel: next }),
    reason,
    before: { service: serviceId, 'next plan': nextPlan.plan, from: nextPlan.from },
    after: { service: serviceId, 'next plan': null },
    look: async () => ((await waitingService()) === undefined ? { serviceId } : undefined),
    write: async () => {
      await crm.cancelServiceChange(serviceId, signal).catch(async (error: unknown) => {
        const isRefused = isSyncError(error) && (error.status === 422 || isMissing(error));
        if (!isRefused || (await waitingService()) !== undefined) throw error;
      });
      return { serviceId };
    },
    result: planResult,
  });
  if (applied.outcome === 'planned') return 'planned';
  // Until another plan takes its place, the one that was asked for still begins on its day: then by a change of the present service.
  await store.households.update(claim, id, { nextPlan: { ...nextPlan, serviceId: null } });
  return 'cancelled';
}

function resultOf(service: CrmService | undefined): PlanMoved | undefined {
  return service === undefined || service.activeFrom === null
    ? undefined
    : { serviceId: service.id, from: service.activeFrom };
}

/** The client's, on this plan; of several the newest. */
async function deferredService(
  { crm, signal }: PlanAccess,
  clientId: number,
  periodId: number,
): Promise<CrmService | undefined> {
  const services = await crm.services({ clientId, statuses: [deferred] }, signal);
  const fitting = services.filter((one) => one.status === deferred && one.servicePlanPeriodId === periodId);
  return fitting.toSorted((one, other) => other.id - one.id)[0];
}

async function requestOf(
  { crm, signal }: PlanAccess,
  serviceId: number,
  periodId: number,
): Promise<string | undefined> {
  const waiting = await crm.serviceChangeRequests(signal);
  return waiting.find((one) => one.serviceId === serviceId && one.targetServicePlanPeriodId === periodId)?.id;
}

/** UISP's day has begun, and the property's has not: from the next one on the new service is the household's. */
function begunEarly(unit: string, { id }: CrmService): SyncError {
  return new SyncError(`Unit ${unit}: UISP has changed over to service ${id} already.`, {
    code: 'NEXT_PLAN_EARLY',
    trouble: 'state',
    hint: 'Nothing to do: it is tried again.',
  });
}

function neverComes(unit: string, { id }: CrmService): SyncError {
  return new SyncError(`Unit ${unit}: UISP never invoices service ${id}, so its next uninvoiced period never comes.`, {
    code: 'PLAN_NEXT_PERIOD',
    trouble: 'operator',
    hint: 'Set the node that changes plans to "now": "at the next period" is for services that UISP invoices.',
  });
}
