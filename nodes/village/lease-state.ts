/**
 * What a lease is today (design §4, "Lease state").
 */
import type { CalendarDate, Lease, LeaseState } from './lease.ts';

/**
 * - `future`: starts after today. Innago's flags may already say "active" (they are reckoned in another zone): the date decides.
 * - `active`: active or expiring flag; both may be true.
 * - `ended`: expired flag, not active, end before today; also one that ended before it began, which was cancelled.
 * - `unclear`: no flag is set, or flags (or flag and date) contradict each other: no effect, no removal. So is a lease that is to end before
 *   it begins, until Innago says that it has expired.
 * @param today in the property's zone
 */
export function leaseState(lease: Lease, today: CalendarDate): LeaseState {
  const running = lease.flags.active === true || lease.flags.expiring === true;
  const expired = lease.flags.expired === true;
  const future = lease.flags.future === true;
  if (Number(running) + Number(expired) + Number(future) !== 1) return 'unclear';
  const startsLater = lease.start !== null && lease.start > today;
  const isCancelled = lease.start !== null && lease.end !== null && lease.end < lease.start;
  if (expired) return lease.end !== null && lease.end < today && (isCancelled || !startsLater) ? 'ended' : 'unclear';
  if (isCancelled) return 'unclear';
  if (startsLater) return 'future';
  return running ? 'active' : 'unclear';
}
