/** A household's row in the table `households`, read and written. */
import * as v from 'valibot';
import type { CalendarDate } from '../village/lease.ts';
import type { Stay } from './stays.ts';
import type { Household, HouseholdPatch, NextPlan } from './store-port.ts';

/** A row of the table `households`, without what its stays tell. */
export interface HouseholdRow extends Omit<Household, 'siteId' | 'serviceId' | 'onuId'> {
  /** Start of its first lease, by which it is new or adopted (design §5). */
  readonly begun: CalendarDate | null;
  /** Epoch ms. */
  readonly firstSeenAt: number;
  /** `held` by the brake on creation, or `released` from it by a person; null: never held. */
  readonly creation: 'held' | 'released' | null;
}

/** A household as stored, with its stays. */
export interface StoredHousehold extends HouseholdRow, Household {
  readonly stays: readonly Stay[];
}

/** A row of the table `households`. */
export const householdRowSchema = v.pipe(
  v.object({
    id: v.number(),
    unit_uid: v.string(),
    unit_label: v.string(),
    lease_uid: v.string(),
    first_tenant_uid: v.string(),
    begun: v.nullable(v.string()),
    client_id: v.nullable(v.number()),
    plan: v.nullable(v.string()),
    plan_since: v.nullable(v.string()),
    plan_changed_at: v.nullable(v.number()),
    next_plan: v.nullable(v.string()),
    next_plan_from: v.nullable(v.string()),
    next_service_id: v.nullable(v.number()),
    adopted: v.number(),
    adopted_plan: v.nullable(v.string()),
    first_seen_at: v.number(),
    creation: v.nullable(v.picklist(['held', 'released'])),
  }),
  v.transform(
    (row): HouseholdRow => ({
      id: row.id,
      unitUid: row.unit_uid,
      unitLabel: row.unit_label,
      leaseUid: row.lease_uid,
      firstTenantUid: row.first_tenant_uid,
      begun: row.begun,
      clientId: row.client_id,
      plan: row.plan,
      planSince: row.plan_since,
      planChangedAt: row.plan_changed_at,
      nextPlan: nextPlanOf(row),
      adopted: row.adopted === 1,
      adoptedPlan: row.adopted_plan,
      firstSeenAt: row.first_seen_at,
      creation: row.creation,
    }),
  ),
);

interface NextPlanColumns {
  readonly next_plan: string | null;
  readonly next_plan_from: string | null;
  readonly next_service_id: number | null;
}
function nextPlanOf({ next_plan: plan, next_plan_from: from, next_service_id }: NextPlanColumns): NextPlan | null {
  return plan === null || from === null ? null : { plan, from, serviceId: next_service_id };
}

function nextPlanColumns(next: NextPlan | null): NextPlanColumns {
  return {
    next_plan: next?.plan ?? null,
    next_plan_from: next?.from ?? null,
    next_service_id: next?.serviceId ?? null,
  };
}
/** The columns of what changes in the table `households`. */
export function householdColumns(patch: HouseholdPatch): Record<string, string | number | boolean | null> {
  return {
    ...(patch.firstTenantUid === undefined ? {} : { first_tenant_uid: patch.firstTenantUid }),
    ...(patch.clientId === undefined ? {} : { client_id: patch.clientId }),
    ...(patch.plan === undefined ? {} : { plan: patch.plan }),
    ...(patch.planSince === undefined ? {} : { plan_since: patch.planSince }),
    ...(patch.planChangedAt === undefined ? {} : { plan_changed_at: patch.planChangedAt }),
    ...(patch.nextPlan === undefined ? {} : nextPlanColumns(patch.nextPlan)),
    ...(patch.adopted === undefined ? {} : { adopted: patch.adopted }),
    ...(patch.adoptedPlan === undefined ? {} : { adopted_plan: patch.adoptedPlan }),
  };
}
