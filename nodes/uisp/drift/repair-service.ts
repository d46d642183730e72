import * as v from 'valibot';
import type { Household } from '../../state/store-port.ts';
import { SyncError } from '../../sync-error.ts';
import { addDays } from '../../village/calendar-date.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import { defaultPlan } from '../../village/plans.ts';
import type { CrmService } from '../ports.ts';
import { isMissing } from '../refused.ts';
import { applyUnlessThere } from '../steps/apply.ts';
import { isLive } from '../steps/live-service.ts';
import { inHouseholdTurn } from '../steps/plan-change-context.ts';
import { movePlan } from '../steps/plan-change-move.ts';
import { checkOwner, householdService } from '../steps/plan-change-service.ts';
import { monthlyPlan } from '../steps/service-plan.ts';
import { siteNameOf } from '../steps/site-match.ts';
import { placeOf } from './expected.ts';
import { driftReason, type Repair, type Repaired } from './repair-order.ts';

const serviceResult = v.object({ serviceId: v.number() });

function inUnit({ access, drift }: Repair): Promise<Household> {
  return access.store.households.inUnit(drift.householdId, drift.unitUid);
}

/**
 * The household's own plan again, at the plan's own price. Never beside a change that a ticket asks for: that one comes first, and
 * then nothing is to be put back.
 * @throws SyncError as `movePlan`, `householdService` and `monthlyPlan`
 */
export function planBack(repair: Repair): Promise<Repaired> {
  const { access, drift, occasion } = repair;
  return inHouseholdTurn(access.store, drift.householdId, async () => {
    const household = await inUnit(repair);
    if (household.serviceId !== Number(drift.id) || household.nextPlan !== null) return 'done';
    const plan = household.plan ?? defaultPlan(access.rules.plans).name;
    if (plan !== drift.before) return 'done';
    const target = await monthlyPlan(access, plan);
    const service = await householdService(access, household, household.serviceId);
    const { outcome } = await movePlan(access, {
      key: `uisp-plan-change/household:${household.id}/unit:${drift.unitUid}/drift`,
      asked: { plan, service: service.id, occasion },
      reason: driftReason(drift),
      unit: drift.unit,
      service,
      target,
    });
    return outcome === 'planned' ? 'planned' : 'done';
  });
}

/** The household's service onto the unit's site again. @throws SyncError SERVICE_GONE, SERVICE_ENDED, SERVICE_ELSEWHERE (operator) */
export async function bindAgain(repair: Repair): Promise<Repaired> {
  const { access, drift, settled, occasion } = repair;
  const { store, claim, crm, directory, signal } = access;
  const household = await inUnit(repair);
  const { siteId } = household;
  if (siteId === null || household.serviceId !== Number(drift.id)) return 'done';
  const service = await householdService(access, household, household.serviceId);
  const bound = (one: CrmService) => (one.unmsClientSiteId === siteId ? { serviceId: one.id } : undefined);
  const applied = await applyUnlessThere(store, claim, {
    key: `uisp-service/household:${household.id}/unit:${drift.unitUid}/drift`,
    kind: 'uisp-service',
    fingerprint: contentFingerprint({ bind: service.id, siteId, occasion }),
    reason: driftReason(drift),
    before: { service: service.id, site: null },
    after: { service: service.id, site: siteNameOf(access, placeOf(settled)) },
    there: async () => bound(service),
    look: async () => {
      const fresh = await crm.service(service.id, signal);
      checkOwner(household, fresh);
      return bound(fresh);
    },
    write: async () => {
      const { id, status, clientId } = await crm.bindSite(service.id, siteId, signal);
      const site = (await directory.sites({}, signal)).find((one) => one.id === siteId);
      if (site !== undefined) directory.noteSite({ ...site, service: { id, status, clientId } });
      return { serviceId: id };
    },
    result: serviceResult,
  });
  return applied.outcome === 'planned' ? 'planned' : 'done';
}

/**
 * A service that was ended by hand: the stay is told so, as of yesterday, and its lease becomes due; its chain then makes a service
 * that begins today, or takes the one that somebody has made instead. No past is invented: days without a service stay so.
 */
export async function endedByHand(repair: Repair): Promise<Repaired> {
  const { access, drift, settled, today } = repair;
  const { store, claim, crm, signal } = access;
  const serviceId = Number(drift.id);
  const service = await crm.service(serviceId, signal).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (service !== undefined && isLive(service)) return 'done';
  if (store.mode === 'dry-run') return planNewService(repair);
  if ((await inUnit(repair)).serviceId !== serviceId) return 'done';
  await store.households.update(claim, drift.householdId, { endedOn: addDays(today, -1) }, drift.unitUid);
  const { where: key, before, after } = drift;
  const entry = { reason: driftReason(drift), kind: 'drift', key, before, after, outcome: 'a new one is to begin' };
  await store.audit.write(entry);
  store.leases.retry(settled.lease.uid);
  return 'begun';
}

async function planNewService({ access, drift, settled, today }: Repair): Promise<Repaired> {
  const { store, claim, rules } = access;
  const plan = settled.household.plan ?? defaultPlan(rules.plans).name;
  await store.ledger.apply(claim, {
    key: `uisp-service/household:${drift.householdId}/unit:${drift.unitUid}/drift`,
    kind: 'uisp-service',
    fingerprint: contentFingerprint({ plan, instead: drift.id, today }),
    reason: driftReason(drift),
    before: { service: drift.id, state: drift.after },
    after: { plan, activeFrom: today, site: siteNameOf(access, placeOf(settled)) },
    look: async () => undefined,
    write: () =>
      Promise.reject(new SyncError('Nothing is written in a dry-run.', { code: 'DRY_RUN', trouble: 'state' })),
    result: serviceResult,
  });
  return 'planned';
}
