/** Reads plan requests. */
import type { FiberPlan } from '../plan.ts';
import type { PlanWords } from './plan-change-rules.ts';
import type { PlanReading, PlanText } from './plan-reading.ts';

/**
 * What a text asks for (design §4, "Plan change"). When in doubt, nothing is changed: a charge cannot be taken back.
 * @param plans all that are offered
 */
export function readPlanRequest(_text: PlanText, _plans: readonly FiberPlan[], _words: PlanWords): PlanReading {
  return { request: { kind: 'none' }, fault: false };
}
