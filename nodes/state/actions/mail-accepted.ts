/** Action `mail-accepted`, behind a Complete node on the e-mail node: the lease or ticket goes on when all of its mails are settled. */
import { acceptedInWords, parseMailMessage } from '../mail/mail.ts';
import { statusOf } from '../status.ts';
import { digestNoteOf } from '../told/digest-mail.ts';
import { type Action, workMessage } from './action.ts';

/**
 * In: the mail’s message behind Complete. Out: the lease’s or ticket’s message, once all of its mails are settled; nothing for a digest.
 * @throws SyncError BAD_MESSAGE, STORE_…
 */
export const mailAccepted: Action =
  ({ openStore }) =>
  async (message) => {
    const note = digestNoteOf(message);
    if (note !== undefined) {
      if (note.digest !== 'store') await (await openStore()).digests.accepted(note);
      return { status: statusOf.done('digest sent') };
    }
    const { mail, claim } = parseMailMessage(message);
    const store = await openStore();
    const isComplete = await store.mails.accepted(claim, mail);
    const status = statusOf.done(acceptedInWords(mail));
    const work = store.desk.workOf(claim);
    return isComplete && work !== undefined ? { send: workMessage(message, work, claim.key), status } : { status };
  };
