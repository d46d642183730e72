/**
 * Action `mail-failed`, behind a Catch node on the e-mail node. Surely not sent: the lease or ticket fails. Unknown: a person is asked, and
 * it goes on. What it means is told in words that hold no address, to Catch or else to the log.
 */
import { SyncError, toSyncError } from '../../sync-error.ts';
import { caughtFailure } from '../failure-of-message.ts';
import { type Mail, parseMailMessage } from '../mail/mail.ts';
import type { Failure } from '../run-node.ts';
import { statusOf, statusOfError } from '../status.ts';
import { digestNoteOf } from '../told/digest-mail.ts';
import { type Action, workMessage } from './action.ts';

/**
 * In: what Catch hands on of the e-mail node. Out: the lease’s or ticket’s message, if this was its last mail; and the failure,
 * to Catch. A digest is told again at its next occasion.
 */
export const mailFailed: Action =
  ({ node, openStore }) =>
  async (message) => {
    const { code, text } = caughtFailure(message);
    try {
      const note = digestNoteOf(message);
      if (note !== undefined) {
        if (note.digest !== 'store') await (await openStore()).digests.failed(note, code, text);
        return { status: statusOf.failed('digest not sent') };
      }
      const { mail, claim } = parseMailMessage(message);
      const store = await openStore();
      const work = store.desk.workOf(claim);
      const { failure, isUnsent, isComplete } = await store.mails.failed(claim, mail, code, text);
      if (isUnsent) await store.desk.failed(claim, failure);
      const status = isUnsent ? statusOfError(failure.code) : statusOf.waiting(`${mail.unit}: unknown`);
      const error = inWords(mail, failure);
      if (!isComplete || work === undefined) return { status, error };
      const { error: _error, failure: _failure, ...rest } = message;
      return { send: workMessage(rest, work, claim.key), status, error };
    } catch (thrown) {
      // An error here would be caught, and come here again.
      const error = toSyncError(thrown);
      node.warn(`The outcome of a mail (${code ?? 'no code'}) could not be noted: ${error.message}`);
      return { status: statusOfError(error.code) };
    }
  };

function inWords({ unit }: Mail, { text, code, trouble, effect, hint }: Failure): SyncError {
  const details = { code, trouble, effect, ...(hint === undefined ? {} : { hint }) };
  return new SyncError(`Unit ${unit}: ${text}${hint === undefined ? '' : ` ${hint}`}`, details);
}
