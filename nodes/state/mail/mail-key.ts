/**
 * What mails are known by: a welcome by household, template and address (design §3: at most one accepted mail for each), an answer to a
 * ticket by what it answers and the address.
 */
import { createHash } from 'node:crypto';

/** The address itself is in no key: keys stand in logs and attention items. Upper and lower case are one address. */
export function mailKey(householdId: number, template: string, address: string): string {
  return `${mailKeys(householdId, template)}${digestOf(address)}`;
}

/** The beginning of all keys of a household's mails of one template. */
export function mailKeys(householdId: number, template: string): string {
  return `mail/household:${householdId}/${template}/`;
}

/** @param answerKey see PlanOrder */
export function answerMailKey(ticketUid: string, answerKey: string, address: string): string {
  return `${answerMailKeys(ticketUid, answerKey)}${digestOf(address)}`;
}

/** The beginning of all keys of the mails that answer this. */
export function answerMailKeys(ticketUid: string, answerKey: string): string {
  return `mail/ticket:${ticketUid}/${answerKey}/`;
}

/** The ticket that a mail with this key answers; undefined: it answers none. */
export function ticketOfMail(key: string): string | undefined {
  return /^mail\/ticket:([^/]+)\//.exec(key)?.[1];
}

function digestOf(address: string): string {
  return createHash('sha256').update(address.trim().toLowerCase()).digest('hex').slice(0, 16);
}

/**
 * Stable, so that a mail sent again after an unknown outcome is the same mail to the receiver.
 * @param from the sender's address, with or without a name; its domain is the id's
 */
export function messageId(key: string, from: string): string {
  const domain = /@([a-z0-9.-]+)>?\s*$/i.exec(from)?.[1] ?? 'localhost';
  const local = key.replaceAll('/', '.').replace(/[^a-z0-9.-]/gi, '-');
  return `<${local}@${domain}>`;
}
