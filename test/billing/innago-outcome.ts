/** What Innago holds in the end: the invoices it has got, and the requests that nobody carried out. */
import type { BillingWorld } from './billing-world.ts';
import type { Charge } from './expected-invoices-history.ts';
import { monthOf } from './own-calendar.ts';
import type { Tenancy } from './tenancy.ts';

/** What Innago has got through its API for the tenancy's leases, in order. */
export function invoicesOf({ simulator }: BillingWorld, tenancy: Tenancy): Charge[] {
  const uids = new Set(tenancy.leases.map(({ leaseUid }) => leaseUid));
  return [...simulator.world.invoices.values()]
    .filter(({ posted, leaseUid }) => posted && uids.has(leaseUid))
    .map(({ leaseUid, tenantUid, dueDate, amount, item }) => ({
      month: monthOf(dueDate),
      leaseUid,
      tenantUid,
      dueDate,
      cents: Math.round(amount * 100),
      item: item ?? '',
    }));
}

/** In words: requests that a tick has had every chance to carry out, but for those of people who left or have that plan. */
export function notCarriedOut({ simulator: { world }, tenancies }: BillingWorld): string[] {
  return tenancies.flatMap(({ unit, lease, asked, plan }) => {
    if (asked === undefined || asked.plan === plan) return [];
    const { personUid, comments } = world.ticket(asked.ticketUid);
    const isOver = lease.endDate !== null && lease.endDate < world.today;
    if (isOver || !lease.tenants.some(({ tenantUid }) => tenantUid === personUid)) return [];
    return [`unit ${unit}: ${asked.plan}, ${comments.at(-1)?.text ?? 'no answer'}`];
  });
}
