/**
 * Proof of absence (design §4, "Lease ended"): a lease that complete lists have not shown for long is asked for by itself. Only Innago's own
 * answer, 404 or expired, says that it is gone; any other answer, and any error, leaves it as it is.
 */
import type { Store } from '../../state/store.ts';
import type { AttentionItem } from '../../state/store-port.ts';
import { SyncError, toSyncError } from '../../sync-error.ts';
import type { Lease } from '../../village/lease.ts';
import type { InnagoApi } from '../api/innago-api.ts';
import { type MissingContext, missingLeasesItem, missingLeasesKey } from './missing-leases.ts';

/** A list that is complete, and not taken over yet. */
interface CompleteList {
  /** Uids of all its leases. */
  readonly seen: () => ReadonlySet<string>;
  /** Epoch ms. */
  readonly at: number;
  /** How long a lease must be absent before it is asked for. */
  readonly absenceHours: number;
}

/** What came of asking. */
export interface AbsenceAnswers {
  /** Innago itself says that these are over. */
  readonly gone: ReadonlySet<string>;
  /** Leases that were to be asked for. */
  readonly asked: number;
  /** Asked of Innago, answered or not. */
  readonly requests: number;
  /** What kept one of them, or all, from being answered. The scan goes on. */
  readonly error: SyncError | undefined;
}

export const nobodyAsked: AbsenceAnswers = { gone: new Set(), asked: 0, requests: 0, error: undefined };
const routeCode = 'INNAGO_LEASE_ROUTE';
const routeKey = `${routeCode}/absence`;

/** Codes of the items that this raises. */
export const absenceCodes: readonly string[] = [routeCode, 'LEASES_MISSING'];

/** One per scanner. */
export class ScanAbsent {
  readonly #innago: Pick<InnagoApi, 'lease'>;
  readonly #store: Pick<Store, 'leases' | 'attention'>;
  readonly #log: (text: string) => void;
  /** Why nobody could be asked the last time. */
  #failed: string | undefined;

  constructor(
    innago: Pick<InnagoApi, 'lease'>,
    store: Pick<Store, 'leases' | 'attention'>,
    log: (text: string) => void,
  ) {
    this.#innago = innago;
    this.#store = store;
    this.#log = log;
  }

  /**
   * Asks for those that are due to be asked for. A tick without any asks nothing.
   * @throws SyncError STORE_…; whatever it is when the signal is aborted
   */
  async ask({ seen, at, absenceHours }: CompleteList, signal: AbortSignal): Promise<AbsenceAnswers> {
    const { absent } = this.#store.leases;
    if (absent.list().length === 0) return nobodyAsked;
    const listed = seen();
    const uids = absent.toAsk({ seen: listed, at, absenceHours });
    if (uids.length === 0) return nobodyAsked;
    const gone = new Set<string>();
    const proof = await this.#proveRoute([...listed], signal);
    let { error, requests } = proof;
    let answered = 0;
    for (const uid of error === undefined ? uids : []) {
      requests += 1;
      const answer = await this.#lease(uid, signal);
      error ??= answer.error;
      if (answer.error !== undefined && answer.error.trouble !== 'data') break;
      answered += 1;
      if (answer.error !== undefined) this.#log(`What Innago says of lease ${uid} is no use: ${answer.error.message}`);
      else if (isGone(uid, answer.lease)) {
        gone.add(uid);
        this.#log(`Lease ${uid} is gone: Innago says ${answer.lease === undefined ? '404' : 'expired'} for it.`);
      }
    }
    for (const uid of uids.slice(answered)) absent.notAnswered(uid);
    this.#failed = error?.code;
    return { gone, asked: uids.length, requests, error };
  }

  /**
   * After the list was taken over: one item for all leases that are still missing. An incomplete list changes nothing about it.
   * @returns how many are
   * @throws SyncError STORE_…
   */
  async settleItem({ isComplete, ...context }: MissingContext & { readonly isComplete: boolean }): Promise<number> {
    const { attention, leases } = this.#store;
    const absent = leases.absent.list();
    if (!isComplete) return absent.length;
    const item = missingLeasesItem(absent, { ...context, failed: this.#failed });
    if (item !== undefined) await attention.raise(item);
    else for (const key of [missingLeasesKey, routeKey]) await attention.clear(key);
    return absent.length;
  }

  /**
   * An Innago that does not find what it lists proves nothing by not finding another (a wrong route, half a database): one of three
   * listed leases must be found first.
   */
  async #proveRoute(
    listed: readonly string[],
    signal: AbortSignal,
  ): Promise<{ requests: number; error: SyncError | undefined }> {
    const controls = new Set([listed[0], listed[Math.floor(listed.length / 2)], listed.at(-1)]);
    let requests = 0;
    for (const uid of controls) {
      if (uid === undefined) continue;
      requests += 1;
      const { lease, error } = await this.#lease(uid, signal);
      if (error !== undefined && error.code !== routeCode) return { requests, error };
      if (lease?.uid !== uid) continue;
      await this.#store.attention.clear(routeKey);
      return { requests, error: undefined };
    }
    await this.#store.attention.raise(routeItem);
    return { requests, error: new SyncError(routeItem.why, { code: routeCode, trouble: 'operator' }) };
  }

  async #lease(
    uid: string,
    signal: AbortSignal,
  ): Promise<{ readonly lease?: Lease | undefined; readonly error?: SyncError }> {
    try {
      return { lease: await this.#innago.lease(uid, signal) };
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      return { error: toSyncError(thrown, 'none') };
    }
  }
}

/** 404, or its own and clearly expired. */
function isGone(uid: string, lease: Lease | undefined): boolean {
  if (lease === undefined) return true;
  const { expired, active, expiring, future } = lease.flags;
  return lease.uid === uid && expired === true && active !== true && expiring !== true && future !== true;
}

const routeItem: AttentionItem = {
  key: routeKey,
  code: routeCode,
  where: 'Innago',
  why: 'Innago says 404 for single leases, also for those that it lists. What is missing from its list cannot be looked for, and nobody is taken for gone.',
  todo: 'The route getLease is probably another one on this account: set it in the Innago account, field "Routes".',
  verbs: ['ignore'],
};
