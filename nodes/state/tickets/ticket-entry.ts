/**
 * A maintenance ticket as the book keeps it: how it was judged, which UISP ticket is its other half, what was last seen on either side,
 * and what is still to be said. Its text is not stored: the scan gives it anew (design §3.8).
 */
import * as v from 'valibot';
import type { Ticket } from '../../village/tickets/ticket.ts';
import { planDecisionSchema } from '../plans/plan-decision.ts';

const classSchema = v.picklist(['open', 'solved']);
const fileSchema = v.object({ name: v.string(), url: v.nullable(v.string()) });

/** Something that one side is to be told. */
const outgoingSchema = v.object({
  /**
   * What it comes from; each is told once: `text:2` (version of the tenant's text), `comment:77`, `pending:78` (UISP activity),
   * `said:<fingerprint>` (words of a flow).
   */
  source: v.string(),
  kind: v.picklist(['text', 'comment', 'pending', 'said']),
  text: v.string(),
  files: v.array(fileSchema),
});
export type Outgoing = v.InferOutput<typeof outgoingSchema>;

const innagoSchema = v.object({
  class: classSchema,
  /** As Innago spells it. */
  status: v.nullable(v.string()),
  /** Opened again since both sides agreed. */
  reopened: v.boolean(),
  /** Number of the reading: the larger, the later, across both sides. */
  reading: v.number(),
  /** `listed`: among the open ones; `left`: no longer; `gone`: Innago says 404. */
  place: v.picklist(['listed', 'left', 'gone']),
});

const uispSchema = v.object({
  class: classSchema,
  status: v.number(),
  clientId: v.nullable(v.number()),
  /** Epoch ms by UISP's clock. */
  lastActivityAt: v.nullable(v.number()),
  reopened: v.boolean(),
  reading: v.number(),
  /** Why it cannot be worked on; null: it can. */
  gone: v.nullable(v.picklist(['deleted', 'archived'])),
});

/** Its other half in UISP. */
export const ticketLinkSchema = v.object({
  ticketId: v.number(),
  clientId: v.number(),
  householdId: v.nullable(v.number()),
  /** The unit's label when the UISP ticket was made. */
  unit: v.string(),
});
export type TicketLink = v.InferOutput<typeof ticketLinkSchema>;

const verdictSchema = v.picklist(['internet', 'upgrade', 'other']);
/** What the keyword router said of a ticket. */
export type TicketVerdict = v.InferOutput<typeof verdictSchema>;

/** What is stored of a ticket. */
export const storedSchema = v.object({
  /** Of its text: title, description, category. */
  text: v.string(),
  /** Counts the versions of the text, from 1. */
  textVersion: v.number(),
  /** Label of its unit; empty: a common area. */
  unit: v.string(),
  innago: innagoSchema,
  /** null: not judged yet. `text`: of the text that was judged. */
  judged: v.nullable(v.object({ verdict: verdictSchema, text: v.string() })),
  /** Submitted before go-live: judged, but nothing is done until a person says so (design §5). */
  held: v.boolean(),
  /** What was decided about its asking for a plan; null: nothing. */
  plan: v.optional(v.nullable(planDecisionSchema), null),
  link: v.nullable(ticketLinkSchema),
  uisp: v.nullable(uispSchema),
  /** What both sides were when they last agreed, and how often that has changed. */
  agreed: classSchema,
  revision: v.number(),
  /** UISP activities that are dealt with. */
  heard: v.array(v.number()),
  /** Fingerprints of what we have written into UISP: never taken for a technician's words. */
  said: v.array(v.string()),
  /**
   * What we are writing as the status of the UISP ticket: noted before the request, so that a change of the status which turns up there
   * is known for our own, even if the answer was lost. `arrived`: it has turned up; what is left is to note that it was written.
   */
  writing: v.optional(v.nullable(v.object({ to: classSchema, arrived: v.boolean() })), null),
  /** The same for the ticket in Innago. `since`: number of the reading from which on it may be seen there. */
  writingInnago: v.optional(v.nullable(v.object({ to: classSchema, since: v.number() })), null),
  toUisp: v.array(outgoingSchema),
  toInnago: v.array(outgoingSchema),
  /** Comments for Innago of which nobody knows whether they arrived: a person decides. */
  unsure: v.optional(v.array(outgoingSchema), []),
  /** Last day of its household's service, where the UISP ticket was told that the household has left; null: it was not. */
  movedOut: v.optional(v.nullable(v.string()), null),
  /** Failures in a row. */
  failures: v.number(),
  failureTrouble: v.nullable(v.picklist(['server', 'data', 'operator', 'state'])),
  /** Epoch ms; null: the next tick. */
  retryAt: v.nullable(v.number()),
});
type StoredTicket = v.InferOutput<typeof storedSchema>;

/** Never changed in place: each change makes a new one. */
export interface TicketEntry extends Readonly<StoredTicket> {
  readonly uid: string;
  readonly firstSeenAt: number;
  /** As last seen; undefined: not since this process began. */
  readonly ticket: Ticket | undefined;
  /** A person asked for it: due whatever else. */
  readonly forced: boolean;
  /** Dry-run: what is owed has been planned already, in this state. */
  readonly planned: boolean;
}

/** What is claimed for a ticket. */
export function ticketKey(uid: string): string {
  return `ticket:${uid}`;
}

/**
 * We may have made a UISP ticket for it, and nobody has seen the answer: its text counts as said before it is sent. Such a ticket is looked
 * for, whatever has become of the one in Innago.
 */
export function mayBeMade({ link, said }: TicketEntry): boolean {
  return link === null && said.length > 0;
}
