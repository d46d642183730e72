/**
 * What a scan finds wrong with single leases, units and tickets, while the others go on: each is an attention item, and is told to
 * Catch once, when it is raised.
 */
import type { OpenItem } from '../../state/attention/attention.ts';
import { standingCodes } from '../../state/leases/lease-items.ts';
import type { Told } from '../../state/run-node.ts';
import type { Store } from '../../state/store.ts';
import { SyncError } from '../../sync-error.ts';
import { absenceCodes } from './scan-absent.ts';

const codes = new Set([
  ...standingCodes,
  ...absenceCodes,
  'LEASE_UNREADABLE',
  'LISTED_UNIT_UNKNOWN',
  'TICKET_UNREADABLE',
  'UNIT_LABEL_TWICE',
]);

export class ScanFindings {
  readonly #attention: Store['attention'];
  /** Kept when a scan fails half-way: its items are raised, so they would not come again. */
  #untold: OpenItem[] = [];

  constructor(attention: Store['attention']) {
    this.#attention = attention;
  }

  /** Notes what is raised while `scan` runs. */
  async during<T>(scan: () => Promise<T>): Promise<T> {
    const stop = this.#attention.listen((change, item) => {
      if (change === 'raised' && codes.has(item.code)) this.#untold.push(item);
    });
    try {
      return await scan();
    } finally {
      stop();
    }
  }

  /** What was raised since this was last asked. */
  take(): Told[] {
    const told = this.#untold.map((item) => ({ topic: item.key, error: errorOf(item) }));
    this.#untold = [];
    return told;
  }

  /** How many are open, without those a person ignores. */
  open(): number {
    return this.#attention.list().filter(({ code }) => codes.has(code)).length;
  }
}

function errorOf({ code, where, why, todo }: OpenItem): SyncError {
  const unit = /^unit (.+)$/.exec(where)?.[1];
  return new SyncError(unit === undefined ? why : `Unit ${unit}: ${why}`, { code, trouble: 'operator', hint: todo });
}
