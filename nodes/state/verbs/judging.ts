/** A person's yes to an item, and "leave it" of an item, a lease or a unit. */
import { answerFact, answerText } from '../adoption/adoption-answers.ts';
import { adoptionGroupKey, ambiguousCode, labels, noMatchCode } from '../adoption/adoption-items.ts';
import { leaseKey } from '../leases/lease-entry.ts';
import { approveTicket, asksForPlan } from '../tickets/ticket-verbs.ts';
import { clearItems } from './clear-items.ts';
import { isPlace, leasesOf, named, placeOf } from './leases-of-key.ts';
import { heldKind, releaseHeld } from './releasing.ts';
import { type Asked, noSuchItem, note, type OperatorVerb, refused } from './verb.ts';

/** Yes, do it: what that means depends on the item. */
export const approve: OperatorVerb = {
  needs: ['key'],
  carryOut: async (asked) => {
    const { store, key } = asked;
    if (key === adoptionGroupKey) return approveAdoption(asked);
    if (heldKind(key) !== undefined) return releaseHeld(asked);
    const item = store.attention.get(key);
    if (asksForPlan(key) && item?.verbs?.includes('approve') === false) throw noSuchItem(key);
    if (item?.code === ambiguousCode) {
      throw refused(
        'CHOICE_MISSING',
        `${item.why} A yes does not say which.`,
        'Send {"verb": "choose"} with the client.',
      );
    }
    await approveItem(asked, key);
    return (await approveTicket(store.tickets, key)) ?? 'approved';
  },
};

/** All that no client fits get new ones: those that the item in view tells of. */
async function approveAdoption(asked: Asked): Promise<string> {
  const { store, key } = asked;
  const group = store.attention.get(key);
  if (group === undefined) throw noSuchItem(key);
  const members = store.adoption.approvable();
  if (members.length === 0) {
    throw refused('CHOICE_MISSING', `${group.why} A yes does not say which.`, 'Choose a client, unit by unit.');
  }
  for (const member of members) await approveItem(asked, member.key);
  const units = labels(members);
  await note(asked, { outcome: 'approved', before: group.why, after: `new clients: ${units}` });
  const left = store.adoption.undecided().length;
  const rest = left === 0 ? '' : `; ${left} more wait for a person`;
  return `approved: new clients are made at the next scan for ${units}${rest}`;
}

async function approveItem({ store, by }: Asked, key: string): Promise<void> {
  if (!(await store.attention.judge(key, 'approved', by))) throw noSuchItem(key);
  const item = store.attention.get(key);
  if (item?.leaseUid === undefined) return;
  if (item.code === noMatchCode) await store.facts.set(answerFact(item.leaseUid), answerText({ kind: 'new' }));
  store.leases.retry(item.leaseUid);
}

/** An item is hidden until its cause is gone; a lease is left alone until `retry` or `heed`. */
export const ignore: OperatorVerb = {
  needs: ['key'],
  carryOut: async (asked) => {
    const { store, key, by } = asked;
    if (isPlace(key)) return ignoreLeases(asked);
    if (!(await store.attention.judge(key, 'ignored', by))) throw noSuchItem(key);
    return 'ignored until its cause is gone';
  },
};

async function ignoreLeases(asked: Asked): Promise<string> {
  const { store, key } = asked;
  const found = leasesOf(store, key);
  const entries = found.filter(({ ignored, standing }) => !ignored && standing !== 'ended');
  if (entries.length === 0) {
    const isOver = found.every(({ ignored }) => !ignored);
    throw refused('NOTHING_TO_DO', `${isOver ? 'Over already' : 'Left alone already'}: ${named(found)}.`);
  }
  for (const entry of entries) {
    const { uid } = entry.lease;
    await store.leases.setIgnored(uid, true);
    await note(asked, { outcome: 'ignored', ...placeOf(entry), before: entry.standing, after: 'ignored' });
    // What is under way for it stops before its next write or mail.
    await store.claims.revoke(leaseKey(uid));
    await clearItems(asked, entry);
  }
  return `${named(entries)}: left alone until {"verb": "retry"}; not provisioned, not ended, not charged meanwhile`;
}
