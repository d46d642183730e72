/** Is a workable lease due, and why (design §2, "Level-triggered")? */
import type { CalendarDate } from '../../village/lease.ts';
import type { Mode } from '../store-port.ts';
import type { LeaseWork } from '../work.ts';
import type { LeaseEntry } from './lease-entry.ts';

/**
 * @returns the reason; `later`: something is still owed, but not now; `settled`: nothing until the lease, the rules or the day change
 */
export function dueNow(
  entry: LeaseEntry,
  { mode, now, today }: { mode: Mode; now: number; today: CalendarDate },
): LeaseWork['reason'] | 'later' | 'settled' {
  if (entry.forced) return 'retry';
  const carried = mode === 'live' || entry.applied === entry.wanted ? entry.applied : entry.planned;
  if (carried === entry.wanted) return waitingFor(entry, now, today);
  const failedSo = entry.failures > 0 && entry.tried === entry.wanted;
  if (failedSo) return (entry.retryAt ?? 0) > now ? 'later' : 'retry';
  return carried === null ? 'new' : 'changed';
}

/** All is applied but for what the lease waits for: looked at when its day has come, or from time to time when no day is known. */
function waitingFor(entry: LeaseEntry, now: number, today: CalendarDate): LeaseWork['reason'] | 'later' | 'settled' {
  if (entry.waiting.length === 0) return 'settled';
  const open = entry.waiting.find(({ until }) => until === undefined || until <= today);
  if (open === undefined || (entry.retryAt ?? 0) > now) return 'later';
  return open.until === undefined ? 'retry' : 'date';
}
