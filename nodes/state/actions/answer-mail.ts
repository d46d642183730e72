/** Action `answer-mail`: a ticket's answer that could not be posted becomes a mail to the tenant who asked. */
import { textField } from '../../red.ts';
import { SyncError } from '../../sync-error.ts';
import { plainText } from '../../village/plain-text.ts';
import { answerItemKey, answerRecipient, earlierAnswerMail, noAddressItem } from '../mail/answer-mail.ts';
import type { AnswerMail } from '../mail/mail.ts';
import { answerMailKey } from '../mail/mail-key.ts';
import { checkSender } from '../mail/outgoing-mail.ts';
import { parsePlanOrder } from '../plans/plan-order.ts';
import { statusOf } from '../status.ts';
import { parseTicketMessage } from '../tickets/ticket-work.ts';
import { type Action, usualSender } from './action.ts';

const usualSubject = 'Your internet plan - Unit {unit}';

/**
 * In: a ticket with `msg.plan`, and its answer in `msg.comment`. Out: first output the mail for the action `mail`, second the ticket
 * when there is nobody to write to.
 * @throws SyncError BAD_MESSAGE, MAIL_HEADER, MAIL_TEXT, STORE_…
 */
export const answerMail: Action =
  ({ config, openStore }) =>
  async (message) => {
    const { work, claim } = parseTicketMessage(message);
    const order = parsePlanOrder(message);
    const { answerKey, unit, householdId } = order;
    const text = message['comment'];
    if (typeof text !== 'string' || text.trim() === '') throw noText();
    const from = checkSender(textField(config['from']) ?? usualSender);
    const store = await openStore();
    const earlier = await earlierAnswerMail(store, work.uid, answerKey);
    const recipient = answerRecipient(store, work, order);
    if (recipient === undefined) {
      if (earlier === undefined) await store.attention.raise(noAddressItem(work, answerKey));
      return { send: [null, message], status: statusOf.waiting(`${unit}: no address`) };
    }
    await store.attention.clear(answerItemKey(work.uid, answerKey));
    const { address, leaseUid, tenantUid } = recipient;
    const key = earlier ?? answerMailKey(work.uid, answerKey, address);
    const mail: AnswerMail = { key, ticketUid: work.uid, answerKey, householdId, leaseUid, unit, tenantUid };
    store.mails.expect(claim, [key]);
    const topic = plainText((textField(config['subject']) ?? usualSubject).replaceAll('{unit}', unit));
    return {
      send: [{ ...message, to: address, from, topic, payload: text, mail }, null],
      status: statusOf.done(`mail to ${unit}`),
    };
  };

function noText(): SyncError {
  return new SyncError('There is no text to answer with.', {
    code: 'MAIL_TEXT',
    trouble: 'operator',
    hint: 'Correct the template node before the comment: Mustache, plain text, output to msg.comment.',
  });
}
