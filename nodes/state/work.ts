/**
 * The messages that travel the lease workflow, and the claim each of them carries (design §2, "Claims").
 */
import * as v from 'valibot';
import { SyncError, thisNode } from '../sync-error.ts';
import type { CalendarDate, Lease, LeaseState, Property, Unit } from '../village/lease.ts';

const text = v.string();
const nullableText = v.nullable(v.string());

const tenantSchema = v.object({ uid: text, firstName: text, lastName: text, email: nullableText, phone: nullableText });
const flagSchema = v.nullable(v.boolean());

/** A lease as it is kept in the store and in messages. */
export const leaseSchema = v.object({
  uid: text,
  unitName: text,
  propertyName: text,
  start: nullableText,
  end: nullableText,
  flags: v.object({ active: flagSchema, expired: flagSchema, expiring: flagSchema, future: flagSchema }),
  dueOn: v.nullable(v.number()),
  paymentFrequency: nullableText,
  tenants: v.array(tenantSchema),
}) satisfies v.GenericSchema<unknown, Lease>;

/** A unit as it is kept in the store and in messages; `label` is what its name comes down to, `101`. */
export const unitSchema = v.object({ uid: text, name: text, label: text }) satisfies v.GenericSchema<unknown, Unit>;

const propertySchema = v.object({
  uid: text,
  name: text,
  street: text,
  city: text,
  zipCode: text,
}) satisfies v.GenericSchema<unknown, Property>;

/** One due lease: what the whole chain needs to know of it. The household's UISP ids are read from the store, not from here. */
export const leaseWorkSchema = v.object({
  kind: v.literal('lease'),
  /** `lease:<leaseUid>`; what is claimed. */
  key: text,
  lease: leaseSchema,
  unit: unitSchema,
  property: propertySchema,
  householdId: v.number(),
  state: v.picklist(['future', 'active', 'ended', 'unclear']) satisfies v.GenericSchema<unknown, LeaseState>,
  /**
   * Why it is due: first seen, something we apply has changed, a failure's back-off is over, or a date has come. `billing`: all is applied,
   * and only charges are to be looked at; the steps before them ask for nothing.
   */
  reason: v.picklist(['new', 'changed', 'retry', 'date', 'billing']),
  /** Of what is to be applied; becomes the lease's applied fingerprint when the chain is through. */
  fingerprint: text,
  /** Of what decides its charges; becomes the lease's billed fingerprint when the chain is through. Absent: nothing is charged. */
  billing: v.optional(text),
  /** True for a lease begun before go-live: found, never made, never welcomed, never charged for the past (design §5). */
  adopt: v.boolean(),
  /**
   * Other households' leases on the unit that come before this one: only when each of them has its service, or is over, can this one's
   * be bound to the unit's site. Household null: none could be made for that lease yet. Absent: nobody comes before.
   */
  earlier: v.optional(v.array(v.object({ leaseUid: text, householdId: v.nullable(v.number()) }))),
  /**
   * Units that the household has left: its service there ends on this day, and the site is freed. Of a lease that has ended (state `ended`) its
   * own unit; of one that was moved to another unit by an edit, the one before. Absent: none.
   */
  leaves: v.optional(v.array(v.object({ unitUid: text, unitLabel: text, lastDay: text }))),
  /** Today in the property's zone when the tick began. */
  today: text,
});
/** One due lease, in flight as `msg.payload`. */
export type LeaseWork = v.InferOutput<typeof leaseWorkSchema>;

/** The lease by which a household is charged, whatever it is charged for. */
export interface LeaseToBill {
  readonly lease: Lease;
  readonly unit: Unit;
  readonly householdId: number;
  readonly state: LeaseState;
  /** In the property's zone. */
  readonly today: CalendarDate;
}

/** The action "prepare all units" (design §4): all units of the property in one message. */
export const prepareWorkSchema = v.object({
  kind: v.literal('prepare'),
  key: v.literal('action:prepare'),
  units: v.array(unitSchema),
  property: propertySchema,
  today: text,
  /** False: show what would be done (always so in dry-run mode); true: do it. */
  apply: v.boolean(),
});
/** "Prepare all units", in flight as `msg.payload`. */
export type PrepareWork = v.InferOutput<typeof prepareWorkSchema>;

/** The right to act on one piece of work, until another process, a redeploy or 15 minutes without renewal take it away. */
export const claimSchema = v.object({ key: text, token: text, epoch: v.number() });
/** In flight as `msg.claim`. */
export type Claim = v.InferOutput<typeof claimSchema>;

/** Something that must come first and is nobody's fault: the rest of the lease's chain is done all the same. */
export const waitingSchema = v.object({
  why: text,
  /** The step that waits, by its node's name. */
  step: v.exactOptional(text),
  /** First day on which it can be different, when known. */
  until: v.exactOptional(text),
  /** Instant (epoch ms) from which on it can be different; with a day, too, whichever comes first. */
  at: v.exactOptional(v.number()),
});
/** Name of the step that charges. */
export const invoiceStep = 'invoice-line';
/** In flight as `msg.waiting`, one or a list. */
export type Waiting = v.InferOutput<typeof waitingSchema>;

/** What the steps have noted in `msg.waiting`, as list or single; anything else is left out. */
export function waitingOf(message: Readonly<Record<string, unknown>>): Waiting[] {
  const noted: unknown = message['waiting'];
  const list: readonly unknown[] = Array.isArray(noted) ? noted : [noted];
  return list.flatMap((item) => {
    const parsed = v.safeParse(waitingSchema, item);
    return parsed.success ? [parsed.output] : [];
  });
}

/**
 * What came in, as lease work with its claim.
 * @throws SyncError BAD_MESSAGE (trouble operator) naming the first property that is wrong.
 */
export function parseLeaseMessage(message: unknown): { work: LeaseWork; claim: Claim } {
  return parseMessage(leaseWorkSchema, message);
}

/** As {@link parseLeaseMessage}, for the action "prepare all units". */
export function parsePrepareMessage(message: unknown): { work: PrepareWork; claim: Claim } {
  return parseMessage(prepareWorkSchema, message);
}

/** What came in, as work of this schema with its claim. @throws SyncError BAD_MESSAGE (trouble operator) */
export function parseMessage<T>(schema: v.GenericSchema<unknown, T>, message: unknown): { work: T; claim: Claim } {
  const parsed = v.safeParse(v.object({ payload: schema, claim: claimSchema }), message);
  if (parsed.success) return { work: parsed.output.payload, claim: parsed.output.claim };
  const issue = parsed.issues[0];
  throw new SyncError(
    `The message is not work from "sync-state: begin": ${v.getDotPath(issue) ?? 'message'}: ${issue.message}`,
    {
      code: 'BAD_MESSAGE',
      trouble: 'operator',
      hint: 'Wire this node behind sync-state (begin) and leave msg.payload and msg.claim as they are.',
      about: thisNode,
    },
  );
}
