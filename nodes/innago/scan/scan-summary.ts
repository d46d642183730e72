/** What a scan tells of itself: in numbers for a message, and in one line for the log. */
import type { SyncError } from '../../sync-error.ts';
import type { CalendarDate } from '../../village/lease.ts';

/** Becomes `msg.payload` of the third output of innago-poll. */
export interface ScanSummary {
  /** All leases and all open tickets were seen. */
  readonly complete: boolean;
  readonly today: CalendarDate;
  /** How many the lists hold. */
  readonly leases: number;
  readonly tickets: number;
  readonly units: number;
  /** How many messages come out. */
  readonly due: number;
  readonly dueTickets: number;
  /** A person has stopped everything: what was read is noted, and nothing comes out. */
  readonly paused: boolean;
  /** Leases that complete lists no longer show, and of which Innago has not said that they are over. */
  readonly missing: number;
  /** Missing leases that Innago was to be asked for at this tick, how many of them it says are over, and what went wrong. */
  readonly asked?: { readonly leases: number; readonly gone: number; readonly code?: string; readonly why?: string };
  /** Done but for something that they wait for. */
  readonly waiting: number;
  /** Failed last time. */
  readonly failing: number;
  /** Answers of Innago that were used; token requests and repeated tries apart. */
  readonly requests: number;
  readonly ms: number;
  /** Leases, units and tickets with which something is wrong; each is an open attention item. */
  readonly wrong: number;
  /** When not complete, or a ticket that left the list could not be looked at: what does not add up, or what went wrong. */
  readonly code?: string;
  readonly why?: string;
}

/** Code and words of what went wrong, where something did. */
export function inShort(error: SyncError | undefined): { code?: string; why?: string } {
  return error === undefined ? {} : { code: error.code, why: error.message };
}

/** Of the first scan after a start. */
export function inWords({ complete, leases, tickets, units, due, requests, ms, why }: ScanSummary): string {
  const seen = `${leases} leases, ${tickets} open tickets, ${units} units in ${requests} requests and ${(ms / 1000).toFixed(1)} s`;
  return `First scan of Innago: ${seen}; ${due === 1 ? '1 lease is' : `${due} leases are`} due.${complete ? '' : ` It is not complete: ${why}`}`;
}
