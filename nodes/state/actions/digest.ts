/** Action `digest`: what needs a person, by mail to the operator: one for all that is new, urgent matters at once. */
import * as v from 'valibot';
import { flagField, textField } from '../../red.ts';
import { toSyncError } from '../../sync-error.ts';
import { checkSender } from '../mail/outgoing-mail.ts';
import { statusOf, statusOfError } from '../status.ts';
import type { Store } from '../store.ts';
import { type DigestFields, digestFields } from '../told/digest-fields.ts';
import { checkRecipients, digestMessage } from '../told/digest-mail.ts';
import type { Digest } from '../told/digest-plan.ts';
import { type DigestWords, digestText, minuteOf } from '../told/digest-text.ts';
import { StoreTrouble } from '../told/store-trouble.ts';
import { type Action, usualSender } from './action.ts';

const askedSchema = v.looseObject({
  urgent: v.optional(v.unknown()),
  /** From `heartbeat`. */
  event: v.optional(v.unknown()),
  to: v.optional(v.string()),
  hours: v.optional(v.union([v.number(), v.string()])),
  /** From `heartbeat`: it may not be in the store. */
  item: v.optional(
    v.object({
      key: v.string(),
      code: v.string(),
      where: v.string(),
      why: v.string(),
      todo: v.string(),
      since: v.number(),
    }),
  ),
});

/**
 * In: any message, now and then; `payload.urgent`: only what is urgent; `payload.to` and `payload.hours` instead of the fields. Out: at most
 * one mail for the e-mail node, whose fate comes back through `mail-accepted` and `mail-failed`. Without an address nothing is sent.
 * @throws SyncError MAIL_ADDRESS, MAIL_HEADER, DIGEST_FIELDS, STORE_…
 */
export const digest: Action = ({ node, config, openStore }) => {
  const trouble = new StoreTrouble();
  let isSaid = false;
  return async (message) => {
    const parsed = v.safeParse(askedSchema, message['payload']);
    const asked = parsed.success ? parsed.output : {};
    const to = textField(asked.to) ?? textField(config['to']);
    if (to === undefined) {
      if (!isSaid) node.log('No digest is sent: no address is set (OPERATOR_EMAIL, or the field "To").');
      isSaid = true;
      return { status: statusOf.idle('no address') };
    }
    const fields = digestFields({ ...config, hours: asked.hours ?? config['hours'] });
    const envelope = { to: checkRecipients(to), from: checkSender(textField(config['from']) ?? usualSender) };
    const terms = { ...fields, onlyUrgent: flagField(asked.urgent) };
    const unstored = asked.item && { ...asked.item, id: null, isTold: false };
    let store: Store;
    try {
      store = await openStore();
    } catch (thrown) {
      const error = toSyncError(thrown);
      const words = trouble.mail(error, fields.address, Date.now(), unstored);
      const status = statusOfError(error.code);
      return words === undefined ? { status } : { send: digestMessage(words.text, envelope, words.note), status };
    }
    trouble.isOver();
    if (asked.event === 'back') store.digests.forgetUnstored();
    const due = await store.digests.next(terms, unstored);
    if (due === undefined) return { status: statusOf.idle('nothing new') };
    const text = digestText(due.digest, wordsOf(store, fields));
    return { send: digestMessage(text, envelope, due.note), status: statusOf.working(inShort(due.digest)) };
  };
};

function inShort({ kind, fresh, settled }: Digest): string {
  if (kind === 'sign-of-life') return 'sign of life';
  return kind === 'urgent' ? `urgent: ${fresh.length}` : `${fresh.length} new, ${settled.length} gone`;
}

function wordsOf(store: Store, { address }: DigestFields): DigestWords {
  const scan = store.scans.lastComplete('leases');
  const last =
    scan === undefined
      ? 'There was no complete scan of the leases yet.'
      : `Last complete scan of the leases: ${minuteOf(scan)}.`;
  const mode = store.mode === 'live' ? 'Mode: live.' : 'Mode: dry-run, nothing is written.';
  const title = store.world.kind === 'sandbox' ? 'SANDBOX - Village Fiber' : 'Village Fiber';
  return { title, address, closing: `${last} ${mode}` };
}
