/** Action `mail`, just before the e-mail node: checks the mail, notes the intent, and lets it out at most once. */
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import { parseMailMessage } from '../mail/mail.ts';
import { outgoingMail } from '../mail/outgoing-mail.ts';
import { statusOf } from '../status.ts';
import { type Action, workMessage } from './action.ts';

/**
 * In: the finished text. Out: first output the mail, second the lease’s or ticket’s message when nothing is to be sent.
 * @throws SyncError BAD_MESSAGE, MAIL_TEXT, MAIL_HEADER, MAIL_ADDRESS, SMTP_PAUSED, EFFECT_UNKNOWN, CLAIM_LOST,
 *   STORE_…
 */
export const mail: Action =
  ({ openStore }) =>
  async (message) => {
    const { mail: facts, claim } = parseMailMessage(message);
    const store = await openStore();
    const outgoing = outgoingMail(message, facts.key);
    const sending = await store.mails.send(claim, facts, contentFingerprint(facts.key));
    if (sending.send) return { send: [outgoing, null], status: statusOf.working(`mail for ${facts.unit}`) };
    const status = sending.why === 'planned' ? statusOf.planned() : statusOf.waiting(`${facts.unit}: ${sending.why}`);
    const work = store.desk.workOf(claim);
    if (!sending.isComplete || work === undefined) return { status };
    return { send: [null, workMessage(message, work, claim.key)], status };
  };
