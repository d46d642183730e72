/** Mails and comments once more: one whose fate is unknown, or the welcome because a person wants it. */
import { leaseKey } from '../leases/lease-entry.ts';
import { mailOfItem } from '../mail/mail-desk.ts';
import { ticketOfMail } from '../mail/mail-key.ts';
import { askForWelcome } from '../mail/welcome-wish.ts';
import { sendCommentAgain } from '../tickets/ticket-verbs.ts';
import { actionable, type Entry, named, placeOf } from './leases-of-key.ts';
import { noSuchItem, note, type OperatorVerb, refused } from './verb.ts';

/** It did not arrive: a person has found out. */
export const sendAgain: OperatorVerb = {
  needs: ['key'],
  carryOut: async (asked) => {
    const { store, key } = asked;
    const item = store.attention.get(key);
    const mail = mailOfItem(key);
    const comment = item === undefined ? undefined : await sendCommentAgain(store, key);
    if (comment !== undefined) {
      await note(asked, { outcome: 'send-again' });
      return comment;
    }
    if (item === undefined || mail === undefined) throw noSuchItem(key);
    const wasUnknown = await store.once.sendAgain(mail);
    await note(asked, { outcome: 'send-again', leaseUid: item.leaseUid });
    await store.attention.clear(key);
    if (!wasUnknown) return 'nothing to send: the outcome has become known';
    const ticketUid = ticketOfMail(mail);
    if (ticketUid !== undefined) store.tickets.retry(ticketUid);
    else if (item.leaseUid !== undefined) store.leases.retry(item.leaseUid);
    return 'sent again at the next scan';
  },
};

/** The welcome goes once more to every tenant with an address, of an adopted household, too. */
export const welcomeAgain: OperatorVerb = {
  needs: ['key'],
  carryOut: async (asked) => {
    const { store, key } = asked;
    const entry = counting(actionable(store, key));
    if (entry === undefined) {
      throw refused('NOTHING_TO_DO', 'The lease has ended: nobody is welcomed.');
    }
    if (store.claims.isHeld(leaseKey(entry.lease.uid))) {
      throw refused('LEASE_BUSY', `${named([entry])} is being worked on right now.`, 'Try again in a minute.');
    }
    const tenants = await askForWelcome(store, entry);
    if (tenants.length === 0) {
      throw refused('NO_ADDRESS', `None of the tenants of ${named([entry])} has a usable e-mail address.`);
    }
    store.leases.retry(entry.lease.uid);
    await note(asked, { outcome: 'welcome-again', ...placeOf(entry), after: { tenants } });
    const count = tenants.length === 1 ? '1 tenant' : `${tenants.length} tenants`;
    const when = store.mode === 'live' ? 'goes out' : 'is planned (dry-run)';
    return `${named([entry])}: the welcome to ${count} ${when} at the next scan, once the unit is served`;
  },
};

/** Of several leases in a unit the one that runs, else the one that starts first. */
function counting(entries: readonly Entry[]): Entry | undefined {
  const going = entries.filter(({ standing, state }) => standing !== 'leaving' && state !== 'ended');
  const starts = going.toSorted((one, other) => ((one.lease.start ?? '') < (other.lease.start ?? '') ? -1 : 1));
  return starts.find(({ state }) => state === 'active') ?? starts[0];
}
