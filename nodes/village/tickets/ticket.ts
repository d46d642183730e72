/** A maintenance ticket of the property, and what its two statuses mean (design §4, "Maintenance ticket"). */
import type { CalendarDate } from '../lease.ts';

/** A file that was attached to a ticket or a comment: it stays where it is, its name and link are kept in the text. */
export interface TicketFile {
  readonly name: string;
  readonly url: string | null;
}

/** As Innago shows it. It names its unit and property, but gives no uid of either (contracts/innago.md §3). */
export interface Ticket {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly category: string | null;
  /** As Innago spells it; probably NewRequest, OldRequest, Resolved, ReOpened. */
  readonly status: string | null;
  readonly urgent: boolean;
  readonly submittedOn: CalendarDate | null;
  /** As Innago gives it, e.g. `2026-12-01T14:03:00`. */
  readonly submittedAt: string | null;
  readonly resolvedOn: CalendarDate | null;
  readonly propertyName: string;
  readonly unitName: string;
  /** Of the tenant who filed it, where one did. */
  readonly personUid: string | null;
  readonly personName: string;
  /** Empty when Innago shows none. */
  readonly files: readonly TicketFile[];
}

/** What is kept in step between the two sides: only this, not the finer statuses. */
export type TicketClass = 'open' | 'solved';

/** 0 New, 1 Open, 2 Pending, 3 Solved (contracts/uisp-crm.md §5). */
export type UispTicketStatus = 0 | 1 | 2 | 3;

const solvedWords = new Set(['resolved', 'closed', 'completed', 'solved', 'done']);
const openWords = new Set(['newrequest', 'oldrequest', 'reopened', 'new', 'old', 'open', 'reopen', 'inprogress']);

/** Innago's strings are not published for sure, so case and spaces do not matter; for an unknown one the date of its solution tells. */
export function innagoClass({ status, resolvedOn }: Pick<Ticket, 'status' | 'resolvedOn'>): TicketClass {
  const word = (status ?? '').toLowerCase().replaceAll(/[^a-z]/g, '');
  if (solvedWords.has(word)) return 'solved';
  if (openWords.has(word)) return 'open';
  return resolvedOn === null ? 'open' : 'solved';
}

/** Was the ticket opened again, as Innago spells it? */
export function isReopened(status: string | null): boolean {
  return (status ?? '')
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '')
    .startsWith('reopen');
}

export function uispClass(status: number): TicketClass {
  return status === 3 ? 'solved' : 'open';
}
