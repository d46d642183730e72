/**
 * Whether the writer of a ticket may change the plan of its unit (design §4, "Plan change"): only a tenant of a running or future lease of
 * that unit may. Stricter than whose ticket it is (tickets/ticket-requester.ts), for a charge cannot be taken back.
 */
import type { CalendarDate } from '../lease.ts';
import { leasesOnDay, unitHolderOf } from '../tickets/lease-on-day.ts';
import { personNames, tenantName } from '../tickets/person-name.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { LeaseOfTicket } from '../tickets/ticket-requester.ts';
import { unitLabel } from '../unit-label.ts';

export type PlanRequester =
  /** `householdId` null: none was made for the lease yet. */
  | { readonly kind: 'tenant'; readonly leaseUid: string; readonly householdId: number | null }
  /** Somebody else; it is the plan of this household, which lives in the unit now. */
  | { readonly kind: 'stranger'; readonly leaseUid: string; readonly householdId: number }
  /** There is no household whose plan it could be. */
  | { readonly kind: 'nobody'; readonly why: 'common-area' | 'vacant' | 'unknown-unit' };

interface Where {
  /** Of the ticket's unit; undefined: the property has no such unit, or the ticket names none. */
  readonly unitUid: string | undefined;
  /** All leases of the unit, and all of the ticket's `personUid` anywhere, ended ones too; in any order. */
  readonly leases: readonly LeaseOfTicket[];
  /** In the property's zone. */
  readonly today: CalendarDate;
}

/**
 * A tenant is known by `personUid`; only where that is nobody's, or absent, by a name that exactly one tenant of the unit's running and future
 * leases bears. Of several leases the running one counts. Leases whose state is unclear count for nobody.
 */
export function planRequester(
  { personUid, personName, unitName }: Pick<Ticket, 'personUid' | 'personName' | 'unitName'>,
  { unitUid, leases, today }: Where,
): PlanRequester {
  if (unitLabel(unitName) === '') return { kind: 'nobody', why: 'common-area' };
  if (unitUid === undefined) return { kind: 'nobody', why: 'unknown-unit' };
  const ofUnit = leases.filter((lease) => lease.unitUid === unitUid && isRunningOrFuture(lease));
  const { now, later } = leasesOnDay(ofUnit, today, today);
  const open = [...now, ...later];
  const isSomebody = leases.some(({ tenants }) => tenants.some(({ uid }) => uid === personUid));
  const writer = isSomebody ? personUid : onlyBearer(open, personName);
  const own = open.find(({ tenants }) => tenants.some(({ uid }) => uid === writer));
  if (own !== undefined) return { kind: 'tenant', leaseUid: own.leaseUid, householdId: own.householdId };
  const holder = unitHolderOf(now);
  if (holder === undefined || holder.householdId === null) return { kind: 'nobody', why: 'vacant' };
  return { kind: 'stranger', leaseUid: holder.leaseUid, householdId: holder.householdId };
}

function isRunningOrFuture({ state }: LeaseOfTicket): boolean {
  return state === 'active' || state === 'future';
}

/** @returns the uid of the one tenant of that name; null: nobody's, or that of several */
function onlyBearer(leases: readonly LeaseOfTicket[], name: string): string | null {
  const names = personNames(name);
  const bearers = leases.flatMap(({ tenants }) => tenants.filter((tenant) => names.includes(tenantName(tenant))));
  const [uid, ...others] = new Set(bearers.map((tenant) => tenant.uid));
  return uid !== undefined && others.length === 0 ? uid : null;
}
