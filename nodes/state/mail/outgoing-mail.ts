/**
 * A mail as the palette's e-mail node gets it. That node (node-red-node-email 5.2.5) takes much from the message: whoever is in
 * `cc`, `bcc` or `envelope` gets the mail, `header` makes it a reply, a text with a tag becomes HTML. So everything it reads is
 * either set here or taken away.
 */

import type { Message } from '../../red.ts';
import { SyncError, thisNode } from '../../sync-error.ts';
import { mailBody } from '../../village/welcome.ts';
import { messageId } from './mail-key.ts';

/** What the e-mail node would use of a message beside what we set. */
const stripped = [
  'inReplyTo',
  'references',
  'cc',
  'bcc',
  'replyTo',
  'attachments',
  'envelope',
  'header',
  'priority',
  'title',
  'filename',
  'description',
  'plaintext',
];

/** Of characters; what is longer is no subject of ours. */
const longestSubject = 200;

/**
 * @param message with `payload` the text, `topic` the subject, `to` and `from`
 * @throws SyncError MAIL_TEXT (trouble operator): no text, or placeholders the template left; MAIL_HEADER (trouble operator): subject or
 *   sender that cannot be one; MAIL_ADDRESS (trouble data)
 */
export function outgoingMail(message: Message, key: string): Message {
  const { payload, topic, to, from } = message;
  const text = checkText(payload);
  const subject = checkHeader(topic, 'subject');
  const sender = checkSender(from);
  if (typeof to !== 'string' || !isOneAddress(to)) {
    throw new SyncError('The address of the mail is not one address.', {
      code: 'MAIL_ADDRESS',
      trouble: 'data',
      hint: 'Correct the tenant’s e-mail address in Innago.',
    });
  }
  const outgoing: Message = { ...message };
  for (const property of stripped) delete outgoing[property];
  return {
    ...outgoing,
    ...mailBody(text),
    topic: subject,
    to: to.trim(),
    from: sender,
    headers: { 'Message-ID': messageId(key, sender) },
  };
}

/** A sender: an address, with or without a name before it. @throws SyncError MAIL_HEADER */
export function checkSender(from: unknown): string {
  const sender = checkHeader(from, 'sender');
  const address = /^[^<>]*<([^<>]+)>$/.exec(sender)?.[1] ?? sender;
  if (isOneAddress(address)) return sender;
  throw new SyncError(`"${sender}" is no sender's address.`, {
    code: 'MAIL_HEADER',
    trouble: 'operator',
    hint: 'Write it as internet@example.com or Name <internet@example.com> in the field "Sender" of sync-state (welcome, answer by mail), or set EMAIL_FROM.',
    about: thisNode,
  });
}

function checkText(payload: unknown): string {
  if (typeof payload === 'string' && payload.trim() !== '' && !payload.includes('{{')) return payload;
  const why = typeof payload === 'string' && payload.includes('{{') ? 'still holds placeholders {{…}}' : 'is empty';
  throw new SyncError(`The text of the mail ${why}.`, {
    code: 'MAIL_TEXT',
    trouble: 'operator',
    hint: 'Correct the template node that writes it: Mustache, plain text; output to msg.payload, of an answer to a ticket to msg.comment.',
  });
}

function checkHeader(value: unknown, what: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break in a header would begin another header
  const isBad = typeof value !== 'string' || value.trim() === '' || /[\u0000-\u001f\u007f\u2028\u2029]/.test(value);
  if (!isBad && value.length <= longestSubject && !value.includes('{{')) return value.trim();
  throw new SyncError(`The ${what} of the mail is empty, too long, or holds line breaks or placeholders.`, {
    code: 'MAIL_HEADER',
    trouble: 'operator',
    hint: `Check what fills in the ${what} before this node.`,
  });
}

/** An address, without a name; at most 254 characters, as mail servers take them: what reads addresses gets slow with endless ones. */
export function isOneAddress(address: string): boolean {
  if (address.trim().length > 254) return false;
  return /^[^\s@,;:<>()[\]\\"]+@[^\s@,;:<>()[\]\\"]+$/u.test(address.trim()) && !/[\r\n]/.test(address);
}
