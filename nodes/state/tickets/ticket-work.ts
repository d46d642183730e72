/** The messages that travel the maintenance part of the flow. */
import * as v from 'valibot';
import type { CalendarDate } from '../../village/lease.ts';
import type { Ticket } from '../../village/tickets/ticket.ts';
import type { EffectReason } from '../effect.ts';
import type { Claim } from '../work.ts';
import { parseMessage } from '../work.ts';
import { type TicketEntry, ticketKey } from './ticket-entry.ts';

const text = v.string();
const nullableText = v.nullable(text);

const ticketSchema = v.object({
  uid: text,
  title: text,
  description: text,
  category: nullableText,
  status: nullableText,
  urgent: v.boolean(),
  submittedOn: nullableText,
  submittedAt: nullableText,
  resolvedOn: nullableText,
  propertyName: text,
  unitName: text,
  personUid: nullableText,
  personName: text,
  files: v.array(v.object({ name: text, url: nullableText })),
}) satisfies v.GenericSchema<unknown, Ticket>;

/** One ticket that something is to be done for. What the book knows of it is read from the store, not from here. */
export const ticketWorkSchema = v.object({
  kind: v.literal('ticket'),
  /** `ticket:<maintenanceUid>`; what is claimed. */
  key: text,
  uid: text,
  /**
   * `judge`: the keyword router is asked whose it is. `sync`: it is ours, and its two sides differ. `plan`: its plan change is under way, was
   * approved or is taken back; the text does not matter, and may not be known.
   */
  need: v.picklist(['judge', 'sync', 'plan']),
  reason: v.picklist(['new', 'changed', 'retry']),
  /** Fingerprint of the text that is to be judged: it may change while the message travels. */
  text,
  /** Label of the unit; empty: a common area. */
  unit: text,
  /** As last seen in Innago; null for one that is no longer in its list of open ones. */
  ticket: v.nullable(ticketSchema),
  /** Today in the property's zone when the tick began. */
  today: text,
});
export type TicketWork = v.InferOutput<typeof ticketWorkSchema>;

/**
 * What came in, as ticket work with its claim.
 * @throws SyncError BAD_MESSAGE (trouble operator) naming the first property that is wrong.
 */
export function parseTicketMessage(message: unknown): { work: TicketWork; claim: Claim } {
  return parseMessage(ticketWorkSchema, message);
}

/** Why something is written for a ticket. */
export function ticketReason({ uid, unit }: TicketWork, householdId: number | null): EffectReason {
  return {
    ...(unit === '' ? {} : { unit }),
    ...(householdId === null ? {} : { householdId }),
    because: `ticket ${uid}`,
  };
}

/** Of two requests of one household the later one is the last word; whatever is under way without its text comes first. */
export function inOrder({ ticket: one }: TicketWork, { ticket: other }: TicketWork): number {
  const [first, second] = [one?.submittedAt ?? '', other?.submittedAt ?? ''];
  return first === second ? 0 : first < second ? -1 : 1;
}

/** The message of a ticket; a copy, since flows may change what they get. */
export function workOf(entry: TicketEntry, need: TicketWork['need'], today: CalendarDate): TicketWork {
  const { uid, unit, ticket, failures, forced, judged, text: judgedText } = entry;
  return {
    kind: 'ticket',
    key: ticketKey(uid),
    uid,
    need,
    reason: failures > 0 || forced ? 'retry' : judged === null ? 'new' : 'changed',
    text: judgedText,
    unit,
    ticket: ticket === undefined ? null : { ...ticket, files: ticket.files.map((file) => ({ ...file })) },
    today,
  };
}
