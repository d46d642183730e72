/** Whose client in UISP a ticket belongs to (design §4, "Maintenance ticket"). */
import type { CalendarDate } from '../../village/lease.ts';
import { type PlanRequester, planRequester } from '../../village/plan-requests/plan-requester.ts';
import type { Ticket } from '../../village/tickets/ticket.ts';
import { type LeaseOfTicket, requesterOf } from '../../village/tickets/ticket-requester.ts';
import { indexUnits, unitLabel } from '../../village/unit-label.ts';
import type { Households } from '../households.ts';
import type { LeaseBook } from '../leases/lease-book.ts';
import type { Units } from '../units.ts';

/** Whose it is, as far as UISP is concerned. */
export type TicketOwner =
  /** The household’s client, or the former tenant’s own. */
  | { readonly kind: 'client'; readonly clientId: number; readonly householdId: number; readonly leaseUid: string }
  /** The household has no client yet: its lease is not through. In dry-run there never is one. */
  | { readonly kind: 'waiting'; readonly householdId: number | null; readonly leaseUid: string }
  /** A common area, a vacant unit, a unit that the property does not have, a former tenant without a client. */
  | { readonly kind: 'nobody'; readonly why: 'common-area' | 'vacant' | 'unknown-unit' | 'former-tenant' };

interface Parts {
  readonly leases: LeaseBook;
  readonly households: Households;
  readonly units: Units;
}

export class TicketHouseholds {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @param today in the property's zone */
  ownerOf(ticket: Ticket, today: CalendarDate): TicketOwner {
    const { households } = this.#parts;
    const requester = requesterOf(ticket, { ...this.#concerned(ticket), today });
    if (requester.kind === 'nobody') return requester;
    const { householdId, leaseUid, former } = requester;
    const clientId = households.peek(householdId)?.clientId ?? null;
    if (clientId !== null && householdId !== null) return { kind: 'client', clientId, householdId, leaseUid };
    return former ? { kind: 'nobody', why: 'former-tenant' } : { kind: 'waiting', householdId, leaseUid };
  }

  /** May its writer change the plan of its unit? @param today in the property's zone */
  planRequesterOf(ticket: Ticket, today: CalendarDate): PlanRequester {
    return planRequester(ticket, { ...this.#concerned(ticket), today });
  }

  /** The ticket's unit, and all leases of that unit and of the ticket's person. */
  #concerned(ticket: Ticket): { unitUid: string | undefined; leases: LeaseOfTicket[] } {
    const { leases, units } = this.#parts;
    const unitUid = indexUnits(units.all()).byLabel.get(unitLabel(ticket.unitName))?.uid;
    const concerned: LeaseOfTicket[] = [];
    for (const { lease, unit, state, householdId } of leases.entries()) {
      const isOfUnit = unitUid !== undefined && unit?.uid === unitUid;
      const isOfPerson = ticket.personUid !== null && lease.tenants.some(({ uid }) => uid === ticket.personUid);
      if (!isOfUnit && !isOfPerson) continue;
      const { uid: leaseUid, start, end, tenants } = lease;
      concerned.push({ leaseUid, unitUid: unit?.uid, start, end, state, tenants, householdId });
    }
    return { unitUid, leases: concerned };
  }
}
