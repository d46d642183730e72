/**
 * The UISP service plan behind one of our packages, and its monthly period (contracts/uisp-crm.md §4, "Service plan").
 */
import { isSyncError, SyncError } from '../../sync-error.ts';
import type { CrmServicePlan } from '../ports.ts';
import type { UispAccess } from './context.ts';

const minuteMs = 60_000;

/** A plan that a service can be made on. */
export interface MonthlyPlan {
  readonly plan: CrmServicePlan;
  readonly periodId: number;
}

/**
 * The one plan of exactly this name that is not archived, with its enabled monthly period.
 * @throws SyncError PLAN_MISSING, PLAN_AMBIGUOUS, PLAN_ARCHIVED, PLAN_PERIOD_MISSING (trouble operator)
 */
export async function monthlyPlan(
  { directory, signal, store }: Pick<UispAccess, 'directory' | 'signal' | 'store'>,
  name: string,
): Promise<MonthlyPlan> {
  try {
    return findMonthlyPlan(await directory.servicePlans({}, signal), name);
  } catch (thrown) {
    if (!isSyncError(thrown) || thrown.trouble !== 'operator') throw thrown;
    // What a person has mended meanwhile counts at once, yet a whole batch of leases asks once.
    return findMonthlyPlan(await directory.servicePlans({ since: store.clock() - minuteMs }, signal), name);
  }
}

/** As {@link monthlyPlan}, in a list. */
function findMonthlyPlan(plans: readonly CrmServicePlan[], name: string): MonthlyPlan {
  const plan = findPlan(plans, name);
  const period = plan === undefined ? undefined : monthlyPeriod(plan);
  if (plan === undefined) throw missing(name);
  if (period === undefined) throw periodMissing(name);
  return { plan, periodId: period.id };
}

/**
 * The one plan of exactly this name that is not archived, with or without a monthly period.
 * @returns undefined when there is none of that name
 * @throws SyncError PLAN_AMBIGUOUS, PLAN_ARCHIVED (trouble operator)
 */
export function findPlan(plans: readonly CrmServicePlan[], name: string): CrmServicePlan | undefined {
  const named = plans.filter((plan) => plan.name === name);
  const [plan, ...others] = named.filter((one) => !one.archived);
  if (plan === undefined && named.length > 0) throw archived(name);
  if (others.length > 0) throw ambiguous(name, named.length);
  return plan;
}

/** Only an enabled one: new services can't have another. */
export function monthlyPeriod({ periods }: CrmServicePlan): CrmServicePlan['periods'][number] | undefined {
  return periods.find(({ months, enabled }) => months === 1 && enabled);
}

/** All households on a plan share its troubles. */
function aboutPlan(name: string): string {
  return `service plan ${name}`;
}

function missing(name: string): SyncError {
  return new SyncError(`UISP has no service plan "${name}".`, {
    code: 'PLAN_MISSING',
    trouble: 'operator',
    hint: 'Run "prepare all units", which makes the plans of fiber-plans, or make it in UISP under exactly this name.',
    about: aboutPlan(name),
  });
}

function ambiguous(name: string, count: number): SyncError {
  return new SyncError(`UISP has ${count} service plans "${name}".`, {
    code: 'PLAN_AMBIGUOUS',
    trouble: 'operator',
    hint: 'In UISP, rename or archive all but one of them.',
    about: aboutPlan(name),
  });
}

function archived(name: string): SyncError {
  return new SyncError(`UISP's service plan "${name}" is archived.`, {
    code: 'PLAN_ARCHIVED',
    trouble: 'operator',
    hint: 'In UISP, restore the plan, or name another one in fiber-plans.',
    about: aboutPlan(name),
  });
}

/** PLAN_PERIOD_MISSING (trouble operator). */
export function periodMissing(name: string): SyncError {
  return new SyncError(`UISP's service plan "${name}" has no enabled period of one month.`, {
    code: 'PLAN_PERIOD_MISSING',
    trouble: 'operator',
    hint: 'Run "prepare all units", or enable the 1-month period of this plan in UISP and set its price.',
    about: aboutPlan(name),
  });
}
