/** The digests on their way: what is told is noted once the mail server has taken it, so one that failed is told again. */
import type { Attention } from '../attention/attention.ts';
import type { Database } from '../database/database.ts';
import type { Facts } from '../facts.ts';
import { mailTrouble } from '../mail/mail-trouble.ts';
import { type DigestNote, digestNote, unstoredName } from './digest-mail.ts';
import {
  type Digest,
  type DigestTerms,
  isDigestTime,
  type LastMails,
  type OpenMatter,
  planDigest,
} from './digest-plan.ts';
import { ToldBook } from './told-book.ts';

/** Of the item that says that mails to the operator fail; no mail tells of it. */
const notSentCode = 'DIGEST_NOT_SENT';
const notSentKey = `${notSentCode}/operator`;
/** One of which nothing was heard for so long has failed; milliseconds. */
const patience = 10 * 60_000;
/** One that may have arrived is not told again before; milliseconds. */
const unsureFor = 60 * 60_000;

interface Parts {
  readonly database: Database;
  readonly attention: Attention;
  readonly facts: Facts;
  readonly clock: () => number;
}

/** One per store. */
export class DigestDesk {
  readonly #parts: Parts;
  readonly #book: ToldBook;
  /** Accepted, and not surely noted: by this process they are not told again. */
  readonly #told = new Set<number>();
  readonly #settled = new Set<number>();
  readonly #toldUnstored = new Set<string>();
  /** What could not be stored, until a mail that tells of it is accepted. */
  #unstored: OpenMatter | undefined;
  #last: LastMails | undefined;
  /** When the mail that is on its way was handed out; epoch ms. */
  #sentAt: number | undefined;
  /** Until then nothing is handed out: the last mail may have arrived; epoch ms. */
  #quietUntil = 0;
  /** When a digest was due that has failed, or found another mail on its way: it does not wait for its next time; epoch ms. */
  #owedSince: number | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#book = new ToldBook(parts);
  }

  /**
   * The mail that is due now, if any; until it is {@link accepted} or {@link failed} there is no other.
   * @param unstored what could not be stored; it is remembered until it is told, or {@link forgetUnstored}
   * @throws SyncError STORE_…
   */
  async next(terms: DigestTerms, unstored?: OpenMatter): Promise<{ digest: Digest; note: DigestNote } | undefined> {
    const now = this.#parts.clock();
    this.#unstored = unstored ?? this.#unstored;
    const last = this.#last ?? this.#book.last();
    // What lies further ahead than it could is from before the clock was put back.
    const isOnItsWay = this.#sentAt !== undefined && this.#sentAt <= now && now - this.#sentAt < patience;
    const isQuiet = now < this.#quietUntil && this.#quietUntil - now <= unsureFor;
    if (isOnItsWay || isQuiet) {
      // Its time has come while an urgent mail was on its way, say: it does not wait for tomorrow.
      if (!terms.onlyUrgent && isDigestTime(last, terms.hours, now)) this.#owedSince ??= now;
      return undefined;
    }
    // Before anything is waited for: two triggers at once are one mail.
    this.#sentAt = now;
    try {
      const open = await this.#open();
      const settled = (await this.#book.settled()).filter(({ id }) => !this.#settled.has(id));
      const wanted = { ...terms, onlyUrgent: terms.onlyUrgent && this.#owedSince === undefined };
      const digest = planDigest({ open, settled, last, now }, wanted);
      if (digest === undefined) this.#sentAt = undefined;
      return digest && { digest, note: digestNote(digest, now) };
    } catch (thrown) {
      this.#sentAt = undefined;
      throw thrown;
    }
  }

  async #open(): Promise<OpenMatter[]> {
    const stored = (await this.#book.open()).filter(({ code }) => code !== notSentCode);
    const unstored = this.#unstored;
    const isStored = stored.some(({ key }) => key === unstored?.key);
    return [...stored, ...(unstored === undefined || isStored ? [] : [unstored])].map((matter) => {
      const isTold = matter.id === null ? this.#toldUnstored.has(unstoredName(matter)) : this.#told.has(matter.id);
      return { ...matter, isTold: matter.isTold || isTold };
    });
  }

  /** It is over, told or not. */
  forgetUnstored(): void {
    this.#unstored = undefined;
    this.#toldUnstored.clear();
  }

  /** The mail server took it. @throws SyncError STORE_…; it is not told again by this process all the same */
  async accepted({ digest, at, open, settled, unstored }: DigestNote): Promise<void> {
    this.#sentAt = undefined;
    this.#quietUntil = 0;
    for (const id of open) this.#told.add(id);
    for (const id of settled) this.#settled.add(id);
    for (const name of unstored) this.#toldUnstored.add(name);
    const last = this.#last ?? this.#book.last();
    // One that was late leaves the next one its time.
    const digestAt = digest === 'digest' ? Math.min(this.#owedSince ?? at, at) : at;
    if (digest === 'digest') this.#owedSince = undefined;
    this.#last = digest === 'urgent' ? { ...last, urgentAt: at } : { ...last, digestAt };
    await this.#book.note({ open, settled }, this.#last, this.#parts.clock());
    await this.#parts.attention.clear(notSentKey);
  }

  /**
   * The e-mail node failed: it is told again at the next occasion. Where nobody knows, an hour later at the earliest: a mail server that takes
   * mails and breaks off must not make a storm of one digest.
   * @param code and text of the error; its words are not repeated
   * @throws SyncError STORE_…
   */
  async failed({ digest, at }: DigestNote, code: string | undefined, text: string): Promise<void> {
    this.#sentAt = undefined;
    if (digest === 'digest') this.#owedSince ??= at;
    const { failure, isServer, isUnsent } = mailTrouble(code, text);
    if (!isUnsent) this.#quietUntil = this.#parts.clock() + unsureFor;
    const hint = 'Check OPERATOR_EMAIL, and that this server may send for EMAIL_FROM.';
    await this.#parts.attention.raise({
      key: notSentKey,
      code: notSentCode,
      where: 'mail to the operator',
      why: isServer ? failure.text : 'The mail server refused the mail to the operator.',
      todo: `${(isServer && failure.code !== 'MAIL_UNKNOWN' && failure.hint) || hint} It is tried again by itself.`,
      verbs: ['ignore'],
    });
  }
}
