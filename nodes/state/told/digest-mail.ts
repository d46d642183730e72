/** A digest as a message for the palette's e-mail node, and what comes back of it behind Complete and Catch. */
import * as v from 'valibot';
import type { Message } from '../../red.ts';
import { SyncError, thisNode } from '../../sync-error.ts';
import { isOneAddress } from '../mail/outgoing-mail.ts';
import type { Digest, OpenMatter } from './digest-plan.ts';
import type { DigestText } from './digest-text.ts';

const noteSchema = v.object({
  /** `store`: that the store cannot be used, which cannot be noted in it. */
  digest: v.picklist(['digest', 'urgent', 'sign-of-life', 'store']),
  /** Epoch ms at which it was written. */
  at: v.number(),
  /** Rows of attention items that it tells of, as open and as settled. */
  open: v.array(v.number()),
  settled: v.array(v.number()),
  /** Open ones that could not be stored, by {@link unstoredName}. */
  unstored: v.array(v.string()),
});
/** What `msg.mail` holds of a digest: which matters it tells of. */
export type DigestNote = v.InferOutput<typeof noteSchema>;

/** @returns undefined: it is another mail, a tenant's */
export function digestNoteOf(message: Message): DigestNote | undefined {
  const parsed = v.safeParse(noteSchema, message['mail']);
  return parsed.success ? parsed.output : undefined;
}

export function digestNote({ kind, fresh, settled }: Digest, at: number): DigestNote {
  const unstored = fresh.filter(({ id }) => id === null).map(unstoredName);
  return {
    digest: kind,
    at,
    open: fresh.flatMap(({ id }) => id ?? []),
    settled: settled.map(({ id }) => id),
    unstored,
  };
}

/** The same once more, another day, is another matter. */
export function unstoredName({ key, since }: Pick<OpenMatter, 'key' | 'since'>): string {
  return `${key}@${since}`;
}

/** Where it goes, and from whom. */
export interface DigestEnvelope {
  /** One address, or several with commas between. */
  readonly to: string;
  readonly from: string;
}

/**
 * A message of its own: whatever the trigger carries, the e-mail node would take for copies, attachments and replies. It sends `payload` as
 * HTML and `plaintext` beside it.
 */
export function digestMessage(
  { subject, text, html }: DigestText,
  { to, from }: DigestEnvelope,
  mail: DigestNote,
): Message {
  return { topic: subject, payload: html, plaintext: text, to, from, mail };
}

/** @throws SyncError MAIL_ADDRESS (trouble operator) */
export function checkRecipients(text: string): string {
  const addresses = text
    .split(/[,;]/)
    .map((address) => address.trim())
    .filter((address) => address !== '');
  if (addresses.length > 0 && addresses.every(isOneAddress)) return addresses.join(', ');
  throw new SyncError('The address for digests is none.', {
    code: 'MAIL_ADDRESS',
    trouble: 'operator',
    hint: 'Write it as operator@example.com in the field "To" of sync-state (digest), several with commas between, or set OPERATOR_EMAIL.',
    about: thisNode,
  });
}
