/** One mail on its way through the flow: `msg.mail`. It belongs to a lease (welcome) or to a ticket (answer). */
import * as v from 'valibot';
import { SyncError, thisNode } from '../../sync-error.ts';
import type { EffectReason, Json } from '../effect.ts';
import { type Claim, claimSchema } from '../work.ts';

const text = v.string();

/** The welcome of a tenant, from "sync-state: welcome". */
const welcomeSchema = v.looseObject({
  /** See mail-key.ts. */
  key: text,
  template: text,
  householdId: v.number(),
  leaseUid: text,
  /** The unit's label. */
  unit: text,
  tenantUid: text,
  /** Uids of the lease's tenants who had no usable address when it was written. */
  unaddressed: v.array(text),
  /** A person has asked for it. */
  asked: v.optional(v.boolean()),
});

/** The answer to a ticket, from "sync-state: answer by mail". */
const answerSchema = v.looseObject({
  key: text,
  ticketUid: text,
  /** See PlanOrder. */
  answerKey: text,
  householdId: v.nullable(v.number()),
  leaseUid: v.nullable(text),
  unit: text,
  tenantUid: text,
});
export type AnswerMail = v.InferOutput<typeof answerSchema>;

const mailSchema = v.union([answerSchema, welcomeSchema]);
/** What `msg.mail` holds: which mail it is, and of whom, by uid; neither address nor name. */
export type Mail = v.InferOutput<typeof mailSchema>;

/** @throws SyncError BAD_MESSAGE (trouble operator) */
export function parseMailMessage(message: unknown): { mail: Mail; claim: Claim } {
  const parsed = v.safeParse(v.object({ mail: mailSchema, claim: claimSchema }), message);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new SyncError(
    `The message is not a mail from "sync-state: welcome" or "sync-state: answer by mail": ${v.getDotPath(issue) ?? 'message'} is missing.`,
    {
      code: 'BAD_MESSAGE',
      trouble: 'operator',
      hint: 'Wire this node behind sync-state (welcome, or answer by mail) and leave msg.mail and msg.claim as they are.',
      about: thisNode,
    },
  );
}

/** What the ledger notes of a mail: why it is sent, and which it is. */
export function effectOfMail(mail: Mail): { readonly reason: EffectReason; readonly after: Json } {
  const { unit, tenantUid } = mail;
  if (!isAnswer(mail)) {
    const { leaseUid, householdId, template, unaddressed, asked } = mail;
    return {
      reason: { leaseUid, unit, householdId, because: asked === true ? 'operator: welcome again' : 'welcome' },
      after: { template, unit, tenantUid, unaddressed },
    };
  }
  const { leaseUid, householdId, ticketUid, answerKey } = mail;
  const whose = { ...(leaseUid === null ? {} : { leaseUid }), ...(householdId === null ? {} : { householdId }) };
  return { reason: { unit, ...whose, because: `ticket ${ticketUid}` }, after: { answer: answerKey, unit, tenantUid } };
}

/** The lease whose attention item a mail is; an answer is its ticket's, which is in the key. */
export function leaseOfMail(mail: Mail): { readonly leaseUid?: string } {
  return isAnswer(mail) ? {} : { leaseUid: mail.leaseUid };
}

/** `101 welcomed`, `101 answered` */
export function acceptedInWords(mail: Mail): string {
  return `${mail.unit} ${isAnswer(mail) ? 'answered' : 'welcomed'}`;
}

function isAnswer(mail: Mail): mail is AnswerMail {
  return v.is(answerSchema, mail);
}
