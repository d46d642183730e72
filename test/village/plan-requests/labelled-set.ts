/** The labelled sets of plan requests, and how well the rules read them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { FiberPlan } from '../../../nodes/village/plan.ts';
import type { PlanReading } from '../../../nodes/village/plan-requests/plan-reading.ts';
import { readPlanRequest } from '../../../nodes/village/plan-requests/plan-request.ts';
import { planByName } from '../../../nodes/village/plans.ts';
import { plans, words } from './reading.ts';

const caseSchema = v.object({
  id: v.string(),
  subject: v.string(),
  text: v.string(),
  unit: v.string(),
  current: v.nullable(v.string()),
  label: v.object({
    request: v.picklist(['change', 'unclear', 'none']),
    plan: v.optional(v.nullable(v.string())),
    fault: v.boolean(),
  }),
  kind: v.string(),
});
type LabelledRequest = v.InferOutput<typeof caseSchema>;
const planSchema = v.object({
  name: v.string(),
  downloadMbps: v.number(),
  uploadMbps: v.number(),
  rateCents: v.number(),
  addOnCents: v.number(),
  isDefault: v.boolean(),
});
const addedSchema = v.object({ plans: v.array(planSchema), cases: v.array(caseSchema) });

interface LabelledSet {
  readonly plans: readonly FiberPlan[];
  readonly cases: readonly LabelledRequest[];
}

function parsed(name: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, `${name}-requests.json`), 'utf8'));
}

/** The rules are tuned on all but the unseen ones, which nobody who tunes may read; the last has two more plans. */
export const sets: Readonly<Record<'labelled' | 'other-voices' | 'unseen' | 'added-plan', LabelledSet>> = {
  labelled: { plans, cases: v.parse(v.array(caseSchema), parsed('labelled')) },
  'other-voices': { plans, cases: v.parse(v.array(caseSchema), parsed('other-voices')) },
  unseen: { plans, cases: v.parse(v.array(caseSchema), parsed('unseen')) },
  'added-plan': v.parse(addedSchema, parsed('added-plan')),
};

export interface Judged {
  readonly one: LabelledRequest;
  readonly reading: PlanReading;
  readonly isFalseChange: boolean;
  readonly isCarriedOut: boolean;
}

export function judged({ plans: offered, cases }: LabelledSet): Judged[] {
  return cases.map((one) => {
    const current = one.current === null ? null : (planByName(offered, one.current) ?? null);
    const reading = readPlanRequest({ ...one, unitLabel: one.unit, current }, offered, words);
    const isChange = reading.request.kind === 'change';
    const isRight =
      reading.request.kind === 'change' &&
      one.label.request === 'change' &&
      reading.request.plan.name === one.label.plan;
    return { one, reading, isFalseChange: isChange && !isRight, isCarriedOut: isRight };
  });
}
