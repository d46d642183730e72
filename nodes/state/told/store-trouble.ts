/** That the store cannot be opened is told without it: when it begins, and once a day while it lasts. */
import type { SyncError } from '../../sync-error.ts';
import type { DigestNote } from './digest-mail.ts';
import { type DigestText, digestText } from './digest-text.ts';

const dayMs = 24 * 3_600_000;
/** Shorter than this it is a deploy, or an outside program; milliseconds. */
const patience = 5 * 60_000;

/** Another process has the store and does the work: this one stands by. */
export function isStandby({ code }: Pick<SyncError, 'code'>): boolean {
  return code === 'STORE_IN_USE';
}

/** One per node. */
export class StoreTrouble {
  #since: number | undefined;
  #toldAt: number | undefined;

  /** @param now epoch ms. @returns undefined: nothing is to be told now */
  mail(
    error: Pick<SyncError, 'code' | 'message' | 'hint'>,
    address: string | undefined,
    now: number,
  ): { text: DigestText; note: DigestNote } | undefined {
    if (isStandby(error) || !error.code.startsWith('STORE_') || error.code === 'STORE_CLOSED') return undefined;
    this.#since ??= now;
    if (now - this.#since < patience || (this.#toldAt !== undefined && now - this.#toldAt < dayMs)) return undefined;
    this.#toldAt = now;
    const matter = {
      id: null,
      key: error.code,
      code: error.code,
      where: 'the store',
      why: error.message,
      todo: error.hint ?? 'Look into Node-RED’s log.',
      since: this.#since,
      isTold: false,
    };
    const digest = { kind: 'urgent', fresh: [matter], others: [], settled: [] } as const;
    const words = {
      title: 'Village Fiber',
      address,
      closing: 'Nothing is read or written until the store can be used again.',
    };
    return { text: digestText(digest, words), note: { digest: 'store', at: now, open: [], settled: [], keys: [] } };
  }

  /** It could be opened. */
  isOver(): void {
    this.#since = undefined;
    this.#toldAt = undefined;
  }
}
