/** Is a workable lease due, and why (design §2, "Level-triggered")? */
import type { CalendarDate } from '../../village/lease.ts';
import type { Mode } from '../store-port.ts';
import { invoiceStep, type LeaseWork, type Waiting } from '../work.ts';
import type { LeaseEntry } from './lease-entry.ts';

interface Tick {
  readonly mode: Mode;
  /** Epoch ms. */
  readonly now: number;
  readonly today: CalendarDate;
}

/**
 * @returns the reason; `later`: something is still owed, but not now; `settled`: nothing until the lease, the rules or the day change
 */
export function dueNow(entry: LeaseEntry, tick: Tick): LeaseWork['reason'] | 'later' | 'settled' {
  if (entry.forced || (entry.wished && !isPaused(entry, tick))) return 'retry';
  const reason = owed(entry, tick);
  return entry.wished && reason === 'settled' ? 'later' : reason;
}

function owed(entry: LeaseEntry, tick: Tick): ReturnType<typeof dueNow> {
  const carried = tick.mode === 'live' || entry.applied === entry.wanted ? entry.applied : entry.planned;
  if (carried === entry.wanted) return afterwards(entry, tick);
  const failedSo = entry.failures > 0 && entry.tried === entry.wanted;
  if (failedSo && isPaused(entry, tick)) return entry.standing === 'leaving' ? 'later' : meanwhile(entry, tick);
  if (failedSo) return 'retry';
  return carried === null ? 'new' : 'changed';
}

/** Between two tries for a household that is served: at most so often, in milliseconds. */
const billingPause = 60 * 60_000;

/**
 * What keeps a household that has its service from being brought up to date (its ONU, say) is no reason to charge it late: its charges
 * go out by themselves meanwhile.
 */
function meanwhile(entry: LeaseEntry, tick: Tick): 'billing' | 'later' {
  const isServed = tick.mode === 'live' && entry.applied !== null;
  const isCharged = entry.waiting.some((wait) => isForBilling(wait) && isOpen(wait, tick));
  const isTime = entry.billingTriedAt === null || entry.billingTriedAt + billingPause <= tick.now;
  return isServed && isTime && (isCharged || !isBilled(entry, tick.mode)) ? 'billing' : 'later';
}

/**
 * All is applied but for what the lease waits for: looked at when its day has come, or from time to time when no day is known. What
 * concerns its charges alone goes to billing alone, whatever else it waits for.
 */
function afterwards(entry: LeaseEntry, tick: Tick): LeaseWork['reason'] | 'later' | 'settled' {
  const open = entry.waiting.find((wait) => !isForBilling(wait) && isOpen(wait, tick));
  if (open !== undefined && !isPaused(entry, tick)) return isDated(open) ? 'date' : 'retry';
  const isCharged = entry.waiting.some((wait) => isForBilling(wait) && isOpen(wait, tick));
  const isUnbilled = !isBilled(entry, tick.mode);
  const hasFailed = entry.failureTrouble !== null && isPaused(entry, tick);
  if ((isUnbilled || isCharged) && !hasFailed) return 'billing';
  return entry.waiting.length === 0 && !isUnbilled ? 'settled' : 'later';
}

function isPaused({ retryAt }: LeaseEntry, { now }: Tick): boolean {
  return (retryAt ?? 0) > now;
}

/** A charge whose time is known; one that waits for something else (its service, say) comes with the whole chain. */
function isForBilling(wait: Waiting): boolean {
  return wait.step === invoiceStep && isDated(wait);
}

function isDated({ until, at }: Waiting): boolean {
  return until !== undefined || at !== undefined;
}

function isOpen({ until, at }: Waiting, { now, today }: Tick): boolean {
  if (until === undefined && at === undefined) return true;
  return (until !== undefined && until <= today) || (at !== undefined && at <= now);
}

function isBilled({ billed, billing, standing }: LeaseEntry, mode: Mode): boolean {
  if (standing === 'leaving') return true;
  return (billed ?? '') === billing || (mode === 'dry-run' && billed === billedMark('dry-run', billing));
}

/** What is noted of billing that is through: live looks again at what was only planned. */
export function billedMark(mode: Mode, billing: string): string {
  return mode === 'live' || billing === '' ? billing : `dry-run ${billing}`;
}
