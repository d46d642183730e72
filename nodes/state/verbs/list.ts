/** What is open, without doing anything. */
import type { OpenItem } from '../attention/attention.ts';
import type { Store } from '../store.ts';
import { labelOf } from './leases-of-key.ts';

/** A lease that a person leaves alone. */
interface IgnoredLease {
  /** `lease:<uid>`, for the verbs `retry` and `heed`. */
  readonly key: string;
  readonly leaseUid: string;
  readonly where: string;
}

/** What every command is answered with, beside what was done. */
export interface Open {
  /** Open items, without ignored ones; members of a group among them. */
  readonly items: readonly OpenItem[];
  readonly ignored: readonly IgnoredLease[];
  /** Since when everything is paused, ISO; null: it is not. */
  readonly paused: string | null;
}

export function openOf(store: Store): Open {
  const ignored = [...store.leases.entries()].filter((entry) => entry.ignored);
  return {
    items: store.attention.list(),
    ignored: ignored.map((entry) => ({
      key: `lease:${entry.lease.uid}`,
      leaseUid: entry.lease.uid,
      where: `unit ${labelOf(entry)}`,
    })),
    paused: store.pause.since === undefined ? null : new Date(store.pause.since).toISOString(),
  };
}
