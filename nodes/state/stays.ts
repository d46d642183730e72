/** A household's stays: in which units it has, or had, its internet (design §4, "Lease changed": a transfer has two for a while). */
import * as v from 'valibot';
import type { CalendarDate } from '../village/lease.ts';
import type { Statements } from './database/database.ts';
import type { HouseholdPatch } from './store-port.ts';

/** Why an end was let through the brake on removals: its day was known a week ahead, it was not, or a person has said so. */
export type LetGoAs = 'foreseen' | 'sudden' | 'released';

/** A row of the table `stays`: one per household and unit. */
export interface Stay {
  readonly householdId: number;
  readonly unitUid: string;
  readonly unitLabel: string;
  /** The lease that counts in this unit. */
  readonly leaseUid: string;
  readonly siteId: string | null;
  /** The service in the unit; kept when it has ended, see `endedOn`. */
  readonly serviceId: number | null;
  readonly onuId: string | null;
  /** Last day of the service, once it is decided that it ends. */
  readonly lastDay: CalendarDate | null;
  /** Epoch ms at which that was let through the brake. */
  readonly letGoAt: number | null;
  readonly letGoAs: LetGoAs | null;
  /** Last day of the service that has been ended; null: the stay goes on. */
  readonly endedOn: CalendarDate | null;
}

/** A row of the table. */
export const stayRowSchema = v.pipe(
  v.object({
    household_id: v.number(),
    unit_uid: v.string(),
    unit_label: v.string(),
    lease_uid: v.string(),
    site_id: v.nullable(v.string()),
    service_id: v.nullable(v.number()),
    onu_id: v.nullable(v.string()),
    last_day: v.nullable(v.string()),
    let_go_at: v.nullable(v.number()),
    let_go_as: v.nullable(v.picklist(['foreseen', 'sudden', 'released'])),
    ended_on: v.nullable(v.string()),
  }),
  v.transform(
    (row): Stay => ({
      householdId: row.household_id,
      unitUid: row.unit_uid,
      unitLabel: row.unit_label,
      leaseUid: row.lease_uid,
      siteId: row.site_id,
      serviceId: row.service_id,
      onuId: row.onu_id,
      lastDay: row.last_day,
      letGoAt: row.let_go_at,
      letGoAs: row.let_go_as,
      endedOn: row.ended_on,
    }),
  ),
);

/** A stay that begins: nothing is there yet. */
export function newStay(householdId: number, unit: Pick<Stay, 'unitUid' | 'unitLabel' | 'leaseUid'>): Stay {
  return {
    householdId,
    ...unit,
    siteId: null,
    serviceId: null,
    onuId: null,
    lastDay: null,
    letGoAt: null,
    letGoAs: null,
    endedOn: null,
  };
}

/** Its service is there, and has not been ended. */
export function isServed({ serviceId, endedOn }: Pick<Stay, 'serviceId' | 'endedOn'>): boolean {
  return serviceId !== null && endedOn === null;
}

/** The stay after a patch of its household. A service that is found or made begins the stay anew; one that was ended ends it. */
export function patchedStay(stay: Stay, { siteId, serviceId, onuId, endedOn }: HouseholdPatch): Stay {
  const begun: Partial<Stay> =
    serviceId == null ? {} : { serviceId, lastDay: null, letGoAt: null, letGoAs: null, endedOn: null };
  return {
    ...stay,
    ...(siteId === undefined ? {} : { siteId }),
    ...(onuId === undefined ? {} : { onuId }),
    ...(serviceId === null ? { serviceId } : begun),
    ...(endedOn === undefined ? {} : { endedOn }),
  };
}

/** Does the patch change anything of a stay? */
export function concernsStay({ siteId, serviceId, onuId, endedOn }: HouseholdPatch): boolean {
  return [siteId, serviceId, onuId, endedOn].some((value) => value !== undefined);
}

/** Stores stays as they are, new or known, in the transaction given; 200 at most. @throws SyncError STORE_… */
export async function saveStays(statements: Statements, stays: readonly Stay[]): Promise<void> {
  if (stays.length === 0) return;
  const rows = stays.map((stay) => ({
    household_id: stay.householdId,
    unit_uid: stay.unitUid,
    unit_label: stay.unitLabel,
    lease_uid: stay.leaseUid,
    site_id: stay.siteId,
    service_id: stay.serviceId,
    onu_id: stay.onuId,
    last_day: stay.lastDay,
    let_go_at: stay.letGoAt,
    let_go_as: stay.letGoAs,
    ended_on: stay.endedOn,
  }));
  await statements('stays').insert(rows).onConflict(['household_id', 'unit_uid']).merge();
}
