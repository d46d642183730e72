/** Whether a mail to the operator is due, and what it tells: one for all that is new, not one for each. */
import type { AttentionItem } from '../store-port.ts';
import { isUrgent } from './urgent.ts';

const hourMs = 3_600_000;
/** Between two signs of life. */
const weekMs = 7 * 24 * hourMs;

/** An attention item that is open. */
export interface OpenMatter extends Pick<AttentionItem, 'key' | 'code' | 'where' | 'why' | 'todo'> {
  /** Of its row; null: it could not be stored. */
  readonly id: number | null;
  /** Epoch ms. */
  readonly since: number;
  /** A mail that tells of it was accepted. */
  readonly isTold: boolean;
}

/** One that the operator was told of, and that is gone. */
export interface SettledMatter extends Pick<AttentionItem, 'code' | 'where'> {
  readonly id: number;
}

/** When mails were last accepted, a digest when it was due; epoch ms, 0: never. */
export interface LastMails {
  readonly digestAt: number;
  readonly urgentAt: number;
}

export interface DigestTerms {
  /** Between two digests, at least. */
  readonly hours: number;
  /** What is not urgent is for another time. */
  readonly onlyUrgent: boolean;
  /** A mail each week, even if there is nothing to tell. */
  readonly signOfLife: boolean;
}

/** What a mail tells. */
export interface Digest {
  readonly kind: 'digest' | 'urgent' | 'sign-of-life';
  /** Not told yet; of an urgent mail those that are urgent. */
  readonly fresh: readonly OpenMatter[];
  /** Open, and not among the fresh ones. */
  readonly others: readonly OpenMatter[];
  readonly settled: readonly SettledMatter[];
}

interface News {
  readonly open: readonly OpenMatter[];
  readonly settled: readonly SettledMatter[];
  readonly last: LastMails;
  /** Epoch ms. */
  readonly now: number;
}

/**
 * Nothing new, nothing sent. An urgent matter goes out at once, and alone, but at most once an hour.
 * @returns undefined: no mail
 */
export function planDigest(
  { open, settled, last, now }: News,
  { hours, onlyUrgent, signOfLife }: DigestTerms,
): Digest | undefined {
  const fresh = open.filter(({ isTold }) => !isTold);
  const isDigestDue = !onlyUrgent && isDigestTime(last, hours, now);
  if (isDigestDue && fresh.length + settled.length > 0) return digest('digest', open, fresh, settled);
  const urgent = fresh.filter(isUrgent);
  if (urgent.length > 0 && sinceThen(last.urgentAt, now) >= hourMs) return digest('urgent', open, urgent, []);
  const silentFor = Math.min(sinceThen(last.digestAt, now), sinceThen(last.urgentAt, now));
  if (isDigestDue && signOfLife && silentFor >= weekMs) return digest('sign-of-life', open, [], []);
  return undefined;
}

/** Is the minimum interval between two digests over? @param now epoch ms */
export function isDigestTime({ digestAt }: LastMails, hours: number, now: number): boolean {
  return sinceThen(digestAt, now) >= hours * hourMs;
}

/** Milliseconds. A time to come is that of a clock which was put back since: it tells nothing. */
function sinceThen(at: number, now: number): number {
  return at > now ? now : now - at;
}

function digest(
  kind: Digest['kind'],
  open: readonly OpenMatter[],
  fresh: readonly OpenMatter[],
  settled: readonly SettledMatter[],
): Digest {
  return { kind, fresh, others: open.filter((matter) => !fresh.includes(matter)), settled };
}
