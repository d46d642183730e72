/** A person has done by hand what was to be done for a lease. */
import { clearItems } from './clear-items.ts';
import { actionable, named, placeOf } from './leases-of-key.ts';
import { note, type OperatorVerb, refused } from './verb.ts';

/**
 * What is wanted now counts as applied (in dry-run: as planned), failures and waiting are forgotten, its items go. What it is charged is
 * looked at as ever.
 */
export const markDone: OperatorVerb = {
  needs: ['key'],
  carryOut: async (asked) => {
    const { store, key } = asked;
    const entries = actionable(store, key);
    if (!store.leases.isScanned) {
      throw refused(
        'NOT_SCANNED',
        'Innago was not read since the start: nobody knows what is wanted.',
        'Wait for a scan.',
      );
    }
    if (store.pause.isOn) {
      throw refused('PAUSED', 'Everything is paused: nothing can be marked as done.', 'Resume first.');
    }
    for (const entry of entries) {
      const before = {
        failures: entry.failures,
        waiting: entry.waiting.map(({ why }) => why),
        items: store.attention.ofLease(entry.lease.uid).map((item) => item.key),
      };
      await store.leases.markDone(entry.lease.uid);
      const after = store.mode === 'live' ? 'applied' : 'planned';
      await note(asked, { outcome: 'mark-done', ...placeOf(entry), before, after });
      await clearItems(asked, entry);
    }
    return `${named(entries)}: done by hand; nothing is done until something changes. What is charged stays as it was`;
  },
};
