/** A person's yes to an item, and "leave it" of an item, a lease or a unit. */
import { answerFact, answerText } from '../adoption/adoption-answers.ts';
import { adoptionGroupKey, ambiguousCode, labels, noMatchCode } from '../adoption/adoption-items.ts';
import type { OpenItem } from '../attention/attention.ts';
import { leaseKey } from '../leases/lease-entry.ts';
import { approveTicket, asksForPlan } from '../tickets/ticket-verbs.ts';
import { clearItems } from './clear-items.ts';
import { isPlace, leasesOf, named, placeOf } from './leases-of-key.ts';
import { heldKind, releaseHeld } from './releasing.ts';
import { unitOfKey } from './unit-of-key.ts';
import { type Asked, noSuchItem, note, type OperatorVerb, refused } from './verb.ts';

/** Yes, do it: what that means depends on the item. */
export const approve: OperatorVerb = {
  needs: ['key'],
  carryOut: async (asked) => {
    const { store, key } = asked;
    if (key === adoptionGroupKey) return approveAdoption(asked);
    if (heldKind(key) !== undefined) return releaseHeld(asked);
    const item = store.attention.get(key);
    if (isPauseItem(item)) throw noSuchItem(key);
    if (asksForPlan(key) && item?.verbs?.includes('approve') === false) throw noSuchItem(key);
    if (item?.code === ambiguousCode) {
      throw refused(
        'CHOICE_MISSING',
        `${item.why} A yes does not say which.`,
        'Choose one: "choose" takes its number.',
      );
    }
    await approveItem(asked, key);
    return (await approveTicket(store.tickets, key)) ?? 'approved';
  },
};

/** Only a resume answers it: a yes would do nothing, and out of sight it would be forgotten. */
function isPauseItem(item: OpenItem | undefined): boolean {
  return item?.verbs?.includes('resume') === true;
}

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
  if (!(await store.attention.judge(key, 'approved', by, unitOfKey(store, key)))) throw noSuchItem(key);
  const item = store.attention.get(key);
  if (item?.leaseUid === undefined) return;
  if (item.code === noMatchCode) await store.facts.set(answerFact(item.leaseUid), answerText({ kind: 'new' }));
  store.leases.retry(item.leaseUid);
}

/** An item is hidden until its cause is gone, or `heed`; a lease is left alone until `retry` or `heed`. */
export const ignore: OperatorVerb = {
  needs: ['key'],
  carryOut: async (asked) => {
    const { store, key, by, unit } = asked;
    if (isPlace(key)) return ignoreLeases(asked);
    if (isPauseItem(store.attention.get(key))) throw noSuchItem(key);
    if (!(await store.attention.judge(key, 'ignored', by, unit))) throw noSuchItem(key);
    return 'ignored until its cause is gone, or it is taken up again';
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
  return `${named(entries)}: left alone until "retry"; not provisioned, not ended, not charged meanwhile`;
}
