/**
 * That the store cannot be opened, for whatever reason, is told without it: when it begins, an hour later (what became of the first mail cannot
 * be noted anywhere), and once a day while it lasts; and at once what the heartbeat has to say.
 */
import type { SyncError } from '../../sync-error.ts';
import type { DigestNote } from './digest-mail.ts';
import type { OpenMatter } from './digest-plan.ts';
import { type DigestText, digestText } from './digest-text.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Shorter than this it is a deploy, or an outside program; milliseconds. */
const patience = 5 * 60_000;

/** Another process has the store and does the work: this one stands by. */
export function isStandby({ code }: Pick<SyncError, 'code'>): boolean {
  return code === 'STORE_IN_USE';
}

/** One per node. */
export class StoreTrouble {
  #since: number | undefined;
  #mails = 0;
  #nextAt = 0;
  /** What could not be stored, told with every mail. */
  #unstored: OpenMatter | undefined;

  /**
   * @param now epoch ms
   * @param unstored from the heartbeat, which says it once
   * @returns undefined: nothing is to be told now
   */
  mail(
    error: Pick<SyncError, 'code' | 'message' | 'hint'>,
    address: string | undefined,
    now: number,
    unstored?: OpenMatter,
  ): { text: DigestText; note: DigestNote } | undefined {
    if (isStandby(error)) return undefined;
    this.#unstored = unstored ?? this.#unstored;
    const isDeploy = error.code === 'STORE_CLOSED';
    // Not later than now, or than it could be: the clock may have been put back.
    const since = Math.min(this.#since ?? now, now);
    if (!isDeploy) this.#since = since;
    const isTooEarly = isDeploy || now - since < patience || (now < this.#nextAt && this.#nextAt - now <= dayMs);
    if (unstored === undefined && isTooEarly) return undefined;
    this.#mails += 1;
    this.#nextAt = now + (unstored !== undefined || this.#mails === 1 ? hourMs : dayMs);
    const matter = {
      id: null,
      key: error.code,
      code: error.code,
      where: 'the store',
      why: error.message,
      todo: error.hint ?? 'Look into Node-RED’s log.',
      since,
      isTold: false,
    };
    const fresh = [...(isDeploy ? [] : [matter]), ...(this.#unstored === undefined ? [] : [this.#unstored])];
    const digest = { kind: 'urgent', fresh, others: [], settled: [] } as const;
    const words = {
      title: 'Village Fiber',
      address,
      closing: 'Nothing is read or written until the store can be used again.',
    };
    return { text: digestText(digest, words), note: { digest: 'store', at: now, open: [], settled: [], unstored: [] } };
  }

  /** It could be opened. */
  isOver(): void {
    this.#since = undefined;
    this.#mails = 0;
    this.#nextAt = 0;
    this.#unstored = undefined;
  }
}
