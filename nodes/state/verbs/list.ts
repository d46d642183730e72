/** What is open, without doing anything. */
import type { OpenItem } from '../attention/attention.ts';
import type { Store } from '../store.ts';
import { labelOf } from './leases-of-key.ts';

/** What a person leaves alone: a lease, or an item, which has `code` and `why`. */
interface Ignored {
  /** `lease:<uid>`, for the verbs `retry` and `heed`; of an item its own, for `heed`. */
  readonly key: string;
  readonly leaseUid?: string;
  readonly where: string;
  readonly code?: string;
  readonly why?: string;
}

/** What every command is answered with, beside what was done. */
export interface Open {
  /** Open items, without ignored ones; members of a group among them. */
  readonly items: readonly OpenItem[];
  /** Leases, then items. */
  readonly ignored: readonly Ignored[];
  /** Since when everything is paused, ISO; null: it is not. */
  readonly paused: string | null;
}

export function openOf(store: Store): Open {
  const leases = [...store.leases.entries()].filter((entry) => entry.ignored);
  const items = store.attention.all().filter(({ verdict }) => verdict === 'ignored');
  return {
    items: store.attention.list(),
    ignored: [
      ...leases.map((entry) => ({
        key: `lease:${entry.lease.uid}`,
        leaseUid: entry.lease.uid,
        where: `unit ${labelOf(entry)}`,
      })),
      ...items.map(({ key, leaseUid, where, code, why }) => ({
        ...{ key, where, code, why },
        ...(leaseUid === undefined ? {} : { leaseUid }),
      })),
    ],
    paused: store.pause.since === undefined ? null : new Date(store.pause.since).toISOString(),
  };
}
