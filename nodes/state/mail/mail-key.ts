/** What the mails of a household are known by (design §3: at most one accepted mail for each household, template and address). */
import { createHash } from 'node:crypto';

/** The address itself is in no key: keys stand in logs and attention items. Upper and lower case are one address. */
export function mailKey(householdId: number, template: string, address: string): string {
  const digest = createHash('sha256').update(address.trim().toLowerCase()).digest('hex').slice(0, 16);
  return `${mailKeys(householdId, template)}${digest}`;
}

/** The beginning of all keys of a household's mails of one template. */
export function mailKeys(householdId: number, template: string): string {
  return `mail/household:${householdId}/${template}/`;
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
