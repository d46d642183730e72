/** A household's stays: in which units it has, or had, its internet (design §4, "Lease changed": a transfer has two for a while). */
import * as v from 'valibot';
import type { CalendarDate } from '../village/lease.ts';
import type { Statements } from './database/database.ts';

/** What the brake on removals said of an end: its day was known a week ahead, it was not, a person let it go, or it waits for one. */
export type LetGoAs = 'foreseen' | 'sudden' | 'released' | 'held';

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
  /** Last day of the service, once the brake was asked; null again when the household stays after all. */
  readonly lastDay: CalendarDate | null;
  /** Epoch ms at which an end of it was last let through the brake; kept when the household comes back, for it was one of that day's. */
  readonly letGoAt: number | null;
  /** null as `lastDay`. */
  readonly letGoAs: LetGoAs | null;
  /** Last day of the service that has been ended; null: the stay goes on. */
  readonly endedOn: CalendarDate | null;
}

/** What changes of a stay; what is absent stays. */
type StayPatch = Partial<Pick<Stay, 'siteId' | 'serviceId' | 'onuId'> & { readonly endedOn: CalendarDate }>;

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
    let_go_as: v.nullable(v.picklist(['foreseen', 'sudden', 'released', 'held'])),
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
export function patchedStay(stay: Stay, { siteId, serviceId, onuId, endedOn }: StayPatch): Stay {
  const begun: Partial<Stay> = serviceId == null ? {} : { serviceId, lastDay: null, letGoAs: null, endedOn: null };
  return {
    ...stay,
    ...(siteId === undefined ? {} : { siteId }),
    ...(onuId === undefined ? {} : { onuId }),
    ...(serviceId === null ? { serviceId } : begun),
    ...(endedOn === undefined ? {} : { endedOn }),
  };
}

/** Does the patch change anything of a stay? */
export function concernsStay({ siteId, serviceId, onuId, endedOn }: StayPatch): boolean {
  return [siteId, serviceId, onuId, endedOn].some((value) => value !== undefined);
}

/** Rows per statement: SQLite takes 500 at most. */
const batch = 200;

/** Stores stays as they are, new or known, in the transaction given. @throws SyncError STORE_… */
export async function saveStays(statements: Statements, stays: readonly Stay[]): Promise<void> {
  for (let from = 0; from < stays.length; from += batch) {
    const rows = stays.slice(from, from + batch).map(rowOf);
    await statements('stays').insert(rows).onConflict(['household_id', 'unit_uid']).merge();
  }
}

function rowOf(stay: Stay) {
  return {
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
  };
}
