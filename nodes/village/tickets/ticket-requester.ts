/**
 * Whose household a maintenance ticket belongs to (design §4, "Maintenance ticket"): that of the requester, by uid, else by name on the
 * unit's leases; else that of the unit on the day of the ticket. Who is known as a former tenant never gets to the unit's new household.
 */
import type { CalendarDate, Tenant } from '../lease.ts';
import { unitLabel } from '../unit-label.ts';
import { type DatedLease, leasesOnDay, unitHolderOf } from './lease-on-day.ts';
import { personNames, tenantName } from './person-name.ts';
import type { Ticket } from './ticket.ts';

/** What matters of a lease here. */
export interface LeaseOfTicket extends DatedLease {
  /** Undefined: the property has no such unit. */
  readonly unitUid: string | undefined;
  readonly tenants: readonly Pick<Tenant, 'uid' | 'firstName' | 'lastName'>[];
}

export type Requester =
  /** `former`: the lease was over on the day of the ticket, or is by now. */
  | {
      readonly kind: 'household';
      readonly leaseUid: string;
      readonly householdId: number | null;
      readonly former: boolean;
    }
  /** `vacant`: nobody's lease covers the day; also one of two former tenants of the same name. */
  | { readonly kind: 'nobody'; readonly why: 'common-area' | 'vacant' | 'unknown-unit' };

interface Where {
  /** Of the ticket's unit; undefined: the property has no such unit, or the ticket names none. */
  readonly unitUid: string | undefined;
  /** All leases of the unit, and all of the ticket's `personUid` anywhere; in any order. */
  readonly leases: readonly LeaseOfTicket[];
  /** In the property's zone. */
  readonly today: CalendarDate;
}

/**
 * In this order, on the day the ticket was submitted (unknown: today); see {@link leasesOnDay} for what covers a day:
 * 1. `personUid` is a tenant: their lease on the unit that covers the day; their lease elsewhere that does (they moved); a lease of theirs
 *    that is to begin (the ticket's unit first); the one that ended last.
 * 2. `personName` is that of one tenant of the unit, on a lease that covers the day; else on one to begin; else on one that is over. Several
 *    people of the name: on leases that cover the day rule 3 decides; on others nobody, for either would be a guess.
 * 3. The unit's lease that covers the day, see {@link unitHolderOf}.
 */
export function requesterOf(
  ticket: Pick<Ticket, 'personUid' | 'personName' | 'submittedOn' | 'unitName'>,
  { unitUid, leases, today }: Where,
): Requester {
  const day = ticket.submittedOn ?? today;
  const isOfUnit = (lease: LeaseOfTicket) => unitUid !== undefined && lease.unitUid === unitUid;

  const theirs = leasesOnDay(leases.filter(isTenant(ticket.personUid)), day, today);
  const own =
    theirs.now.find(isOfUnit) ?? theirs.now[0] ?? theirs.later.find(isOfUnit) ?? theirs.later[0] ?? theirs.over[0];
  if (own !== undefined) return household(own, theirs.over.includes(own));

  if (unitLabel(ticket.unitName) === '') return { kind: 'nobody', why: 'common-area' };
  if (unitUid === undefined) return { kind: 'nobody', why: 'unknown-unit' };

  const { now, later, over } = leasesOnDay(leases.filter(isOfUnit), day, today);
  const names = personNames(ticket.personName);
  for (const some of [now, later, over]) {
    const bearers = some.filter(({ tenants }) => tenants.some((tenant) => names.includes(tenantName(tenant))));
    const [first] = bearers;
    if (first === undefined) continue;
    if (bearers.length === 1 || isOnePerson(bearers, names)) return household(first, some === over);
    if (some === now) break;
    return { kind: 'nobody', why: 'vacant' };
  }
  const holder = unitHolderOf(now);
  return holder === undefined ? { kind: 'nobody', why: 'vacant' } : household(holder, false);
}

function household({ leaseUid, householdId, state }: LeaseOfTicket, isOver: boolean): Requester {
  return { kind: 'household', leaseUid, householdId, former: isOver || state === 'ended' };
}

function isTenant(personUid: string | null): (lease: LeaseOfTicket) => boolean {
  return ({ tenants }) => tenants.some(({ uid }) => uid === personUid);
}

function isOnePerson(leases: readonly LeaseOfTicket[], names: readonly string[]): boolean {
  const bearers = leases.flatMap(({ tenants }) => tenants.filter((tenant) => names.includes(tenantName(tenant))));
  return new Set(bearers.map(({ uid }) => uid)).size === 1;
}
