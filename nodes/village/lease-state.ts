/**
 * What a lease is today (design §4, "Lease state").
 */
import type { CalendarDate, Lease, LeaseState } from './lease.ts';

/**
 * - `future`: starts after today. Innago's flags may already say "active" (they are reckoned in another zone): the date decides.
 * - `active`: active or expiring flag; both may be true.
 * - `ended`: expired flag, not active, end before today.
 * - `unclear`: no flag is set, or flags (or flag and date) contradict each other: no effect, no removal.
 * @param today in the property's zone
 */
export function leaseState(lease: Lease, today: CalendarDate): LeaseState {
  const running = lease.flags.active === true || lease.flags.expiring === true;
  const expired = lease.flags.expired === true;
  const future = lease.flags.future === true;
  if (Number(running) + Number(expired) + Number(future) !== 1) return 'unclear';
  const startsLater = lease.start !== null && lease.start > today;
  if (expired) return !startsLater && lease.end !== null && lease.end < today ? 'ended' : 'unclear';
  if (startsLater) return 'future';
  return running ? 'active' : 'unclear';
}
