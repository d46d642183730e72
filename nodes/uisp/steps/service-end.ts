/** The end of a household's stay in a unit (design §4, "Lease ended"): its service ends on its last day, and the site is free for the next. */
import type { Household, HouseholdPatch } from '../../state/store-port.ts';
import type { LeaseWork } from '../../state/work.ts';
import { reasonOf, type StepContext, type StepResult } from './context.ts';
import { hasNeverRun } from './live-service.ts';
import { inHouseholdTurn } from './plan-change-context.ts';
import { raiseIfWelcomed } from './service-end-cancelled.ts';
import { type Ending, endService, isCancelled } from './service-end-effects.ts';
import { freeSite } from './service-end-site.ts';
import { serviceToEnd } from './service-end-target.ts';
import { noteLastDay } from './service-terms.ts';

type Leave = NonNullable<LeaseWork['leaves']>[number];

/**
 * Ends the household's service in each unit that it has left (`work.leaves`). What has ended by then, or is gone from UISP, counts as ended. In
 * dry-run it is planned.
 * @returns text `ended service 5001`; undefined: it has left none
 * @throws SyncError as `endService` and `freeSite`; CLAIM_LOST
 */
export async function endStays(context: StepContext): Promise<StepResult | undefined> {
  const { store, work, claim } = context;
  const { leaves = [], reason, householdId } = work;
  if (leaves.length === 0 || reason === 'billing') return undefined;
  await store.renew(claim);
  return inHouseholdTurn(store, householdId, async () => {
    let result: StepResult | undefined;
    for (const leave of leaves) {
      const ended = await endStay(context, leave);
      if (ended.outcome !== 'found' || result === undefined) result = ended;
    }
    return result;
  });
}

async function endStay(context: StepContext, leave: Leave): Promise<StepResult> {
  const { store, work } = context;
  const { unitUid, unitLabel, lastDay } = leave;
  const household = await store.households.inUnit(work.householdId, unitUid);
  const stays = await store.households.stays(household.id);
  // The message is older than what was done.
  if (stays.some((stay) => stay.unitUid === unitUid && stay.endedOn !== null)) return nothingToEnd;
  const reason = { ...reasonOf(context), unit: unitLabel };
  const service = await serviceToEnd(context, household, unitUid, reason);
  if (service === undefined) {
    await raiseIfWelcomed(context, leave);
    await storeEnd(context, household, leave, household.serviceId !== null);
    return nothingToEnd;
  }
  const ending: Ending = { unit: { uid: unitUid, label: unitLabel }, household, service, lastDay, reason };
  const hasRun = !isCancelled(ending) && !hasNeverRun(service);
  const change = await endService(context, ending);
  // Before the site is free: the next household of the same batch may look at any moment.
  if (hasRun) await noteLastDay(store, unitUid, lastDay);
  const changes = [change, await freeSite(context, ending)];
  if (changes.includes('planned')) return { outcome: 'planned', text: 'plan: end service' };
  await raiseIfWelcomed(context, leave);
  await storeEnd(context, household, leave, hasRun);
  return { outcome: changes.includes('done') ? 'done' : 'found', text: `ended service ${service.id}` };
}

const nothingToEnd: StepResult = { outcome: 'found', text: 'no service to end' };

/** @param hasRun a service that never ran is forgotten: whoever comes next need not begin after it */
async function storeEnd(
  { store, work, claim }: StepContext,
  household: Household,
  { unitUid, lastDay }: Leave,
  hasRun: boolean,
): Promise<void> {
  if (store.mode === 'dry-run') return;
  if (hasRun) await noteLastDay(store, unitUid, lastDay);
  const others = (await store.households.stays(household.id)).filter((stay) => stay.unitUid !== unitUid);
  const isOver = work.state === 'ended' && others.every(({ endedOn }) => endedOn !== null);
  // A plan that was asked for and never began begins no more.
  const plan: HouseholdPatch = isOver && household.nextPlan !== null ? { nextPlan: null } : {};
  const service = hasRun ? {} : { serviceId: null };
  await store.households.update(claim, household.id, { ...service, endedOn: lastDay, ...plan }, unitUid);
}
