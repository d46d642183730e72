/** What a household's service in a unit is known by in the ledger, and what is noted of it. */
import * as v from 'valibot';
import type { Json, KnownEffect } from '../../state/effect.ts';
import type { StorePort } from '../../state/store-port.ts';
import type { CalendarDate } from '../../village/lease.ts';

/** Made, or bound to the unit's site. */
export function serviceKey(householdId: number, unitUid: string): string {
  return `uisp-service/household:${householdId}/unit:${unitUid}`;
}

/** Ended. */
export function serviceEndKey(householdId: number, unitUid: string): string {
  return `uisp-service-end/household:${householdId}/unit:${unitUid}`;
}

/** Its site freed. */
export function serviceUnbindKey(householdId: number, unitUid: string): string {
  return `uisp-service-unbind/household:${householdId}/unit:${unitUid}`;
}

/** Result of what is done to a service. */
export const serviceResult = v.object({ serviceId: v.number() });
export type ServiceResult = v.InferOutput<typeof serviceResult>;

const dateSchema = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));
const madeForSchema = v.object({ leaseStart: dateSchema, activeFrom: dateSchema });
/** For which start of the lease a service was made, and its first day. */
export type MadeFor = v.InferOutput<typeof madeForSchema>;

/** What {@link MadeFor} is kept as in the intent. @returns null when the lease has no start */
export function madeForNote(leaseStart: CalendarDate | null, activeFrom: CalendarDate): Json {
  return leaseStart === null ? null : { leaseStart, activeFrom };
}

/** Of the service that was made last. @returns undefined: it was not made by us, or by an older version */
export function madeForOf(effect: KnownEffect | undefined): MadeFor | undefined {
  const parsed = v.safeParse(madeForSchema, effect?.prepared);
  return parsed.success ? parsed.output : undefined;
}

/** Which service an effect was about, once that is known. */
export function serviceOf(effect: KnownEffect | undefined): number | undefined {
  const parsed = v.safeParse(serviceResult, effect?.result);
  return parsed.success ? parsed.output.serviceId : undefined;
}

const endSchema = v.object({ service: v.number(), 'last day': dateSchema });
/** A service that was ended, was begun to be, or in dry-run is planned to be. */
export interface EndOfService {
  readonly serviceId: number;
  readonly lastDay: CalendarDate;
}

/** `after` of an end. */
export function endInWords({ serviceId, lastDay }: EndOfService): Json {
  return { service: serviceId, 'last day': lastDay };
}

function endOf(after: Json | undefined): EndOfService | undefined {
  const parsed = v.safeParse(endSchema, after);
  return parsed.success ? { serviceId: parsed.output.service, lastDay: parsed.output['last day'] } : undefined;
}

/** The latest end that was sent for a service of the household in the unit, or may have been. @throws SyncError STORE_… */
export async function sentEnd({ ledger }: StorePort, householdId: number, unitUid: string) {
  return endOf((await ledger.latest(serviceEndKey(householdId, unitUid)))?.after);
}

/** The end that a dry-run plans there. @throws SyncError STORE_… */
export async function plannedEnd({ ledger }: StorePort, householdId: number, unitUid: string) {
  return endOf(await ledger.planned(serviceEndKey(householdId, unitUid)));
}
