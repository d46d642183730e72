/** Now, whatever it has failed with or waits for: a lease, a unit, a ticket, a cause that many share. */
import { isCauseItem } from '../attention/shared-cause.ts';
import { leaseKey } from '../leases/lease-entry.ts';
import { retryTicket, sortTicketsAgain } from '../tickets/ticket-verbs.ts';
import { actionable, type Entry, leasesOf, named, placeOf } from './leases-of-key.ts';
import { type Asked, noSuchItem, note, type OperatorVerb, refused } from './verb.ts';

/** A lease that was ignored is taken up again with it. */
export const retry: OperatorVerb = {
  needs: ['key'],
  carryOut: async (asked) => {
    const { store, key } = asked;
    if (key.startsWith('unit:')) return retryUnit(asked);
    const item = store.attention.get(key);
    const leaseUid = item?.leaseUid ?? /^lease:(.+)$/.exec(key)?.[1];
    const sorted = sortTicketsAgain(store.tickets, key);
    const entry = leaseUid === undefined ? undefined : store.leases.entry(leaseUid);
    if (item !== undefined && isCauseItem(item)) store.leases.retryCause(key);
    else if (
      leaseUid !== undefined ? !store.leases.retry(leaseUid) : !sorted && !(await retryTicket(store.tickets, key))
    )
      throw noSuchItem(key);
    const isHeeded = entry !== undefined && (await takeUp(asked, entry));
    await note(asked, { outcome: 'retry', leaseUid });
    if (isHeeded) return 'taken up again at the next scan';
    return sorted ?? 'tried again at the next scan';
  },
};

async function retryUnit(asked: Asked): Promise<string> {
  const { store, key } = asked;
  const ignored = leasesOf(store, key).filter((entry) => entry.ignored);
  const entries = ignored.length > 0 ? ignored : actionable(store, key);
  for (const entry of entries) {
    await takeUp(asked, entry);
    store.leases.retry(entry.lease.uid);
    await note(asked, { outcome: 'retry', ...placeOf(entry) });
  }
  const inFlight = entries.filter(({ lease }) => store.claims.isHeld(leaseKey(lease.uid)));
  const now = inFlight.length === 0 ? '' : `; ${named(inFlight)} is being worked on right now`;
  return `${named(entries)}: ${ignored.length > 0 ? 'taken up again' : 'tried again'} at the next scan${now}`;
}

/** An ignored item is in the list again; a lease that was left alone is acted on again. */
export const heed: OperatorVerb = {
  needs: ['key'],
  carryOut: async (asked) => {
    const { store, key, by, unit } = asked;
    if (store.attention.get(key)?.verdict === 'ignored') {
      await store.attention.judge(key, null, by, unit);
      return 'taken up again: it needs a person until its cause is gone';
    }
    const found = leasesOf(store, key);
    const entries = found.filter(({ ignored }) => ignored);
    if (entries.length === 0) throw refused('NOTHING_TO_DO', `Nobody has said to ignore ${named(found)}.`);
    for (const entry of entries) {
      await takeUp(asked, entry);
      store.leases.retry(entry.lease.uid);
    }
    return `${named(entries)}: taken up again at the next scan`;
  },
};

/** @returns whether it was ignored */
async function takeUp(asked: Asked, entry: Entry): Promise<boolean> {
  if (!entry.ignored) return false;
  await asked.store.leases.setIgnored(entry.lease.uid, false);
  await note(asked, { outcome: 'heed', ...placeOf(entry), before: 'ignored', after: 'taken up again' });
  return true;
}
