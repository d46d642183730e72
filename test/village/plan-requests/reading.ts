/** Reads texts with the shipped words and the brief's plans. */

import type { FiberPlan } from '../../../nodes/village/plan.ts';
import { planChangesFromConfig } from '../../../nodes/village/plan-requests/plan-changes-config.ts';
import { readPlanRequest } from '../../../nodes/village/plan-requests/plan-request.ts';
import { defaultPlanRows, parsePlans, planByName } from '../../../nodes/village/plans.ts';

export const plans = parsePlans(defaultPlanRows);
export const { words } = planChangesFromConfig({});

export interface Circumstances {
  readonly subject?: string;
  readonly unit?: string;
  readonly current?: string | null;
  readonly offered?: readonly FiberPlan[];
}

/** @returns `Village Fiber 2G`, `unclear: question`, `none`; with ` + fault` when one is reported */
export function read(
  text: string,
  { subject = '', unit = '101', current = 'Village Fiber 500', offered = plans }: Circumstances = {},
): string {
  const { request, fault } = readPlanRequest(
    { subject, text, unitLabel: unit, current: current === null ? null : (planByName(offered, current) ?? null) },
    offered,
    words,
  );
  const what =
    request.kind === 'change' ? request.plan.name : request.kind === 'unclear' ? `unclear: ${request.why}` : 'none';
  return fault ? `${what} + fault` : what;
}
