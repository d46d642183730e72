/** What each plan is called in tenants' texts: its name, its other names, its speed, its price. */
import type { FiberPlan } from '../../plan.ts';
import { isApart, type Token, wordsOf } from './tokens.ts';
import { Spelling } from './typing-errors.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Something that reads like a plan. */
export interface Mention {
  /** None: a speed or a price that no plan has. More than one: they cannot be told apart. */
  readonly plans: readonly FiberPlan[];
  /** Number of words. */
  readonly length: number;
  /** A bare number, which may be something else: `500`. */
  readonly isBare: boolean;
  /** An amount of dollars, which names a plan only where a word such as "plan" follows. */
  readonly isPrice: boolean;
  /** Of a price. */
  readonly cents?: number;
}

export class PlanNames {
  readonly spelling: Spelling;
  readonly #plans: readonly FiberPlan[];
  readonly #byFirstWord: ReadonlyMap<string, readonly { words: readonly string[]; plan: FiberPlan }[]>;

  constructor(plans: readonly FiberPlan[]) {
    this.#plans = plans;
    const common = commonStart(plans.map(({ name }) => wordsOf(name)));
    const names = plans.flatMap((plan) =>
      [wordsOf(plan.name), wordsOf(plan.name).slice(common), ...(plan.otherNames ?? []).map(wordsOf)]
        .filter((words) => words.length > 0)
        .map((words) => ({ words, plan })),
    );
    this.#byFirstWord = Map.groupBy(names, ({ words }) => words[0] ?? '');
    const words = names.flatMap((name) => name.words);
    this.spelling = new Spelling({ known: words, key: words, around: [] });
  }

  /** The longest mention that begins at a word. */
  mentionAt(tokens: readonly Token[], at: number, vocabulary: Vocabulary): Mention | undefined {
    const found = [
      this.#nameAt(tokens, at),
      this.#speedAt(tokens, at, vocabulary),
      this.#priceAt(tokens, at, vocabulary),
    ];
    return found.reduce((best, one) => (one !== undefined && one.length > (best?.length ?? 0) ? one : best), undefined);
  }

  #nameAt(tokens: readonly Token[], at: number): Mention | undefined {
    const fitting = (this.#byFirstWord.get(tokens[at]?.text ?? '') ?? []).filter(({ words }) =>
      words.every((word, index) => isWord(tokens, at + index, word, index)),
    );
    const length = Math.max(0, ...fitting.map(({ words }) => words.length));
    const plans = new Set(fitting.filter(({ words }) => words.length === length).map(({ plan }) => plan));
    if (plans.size === 0) return undefined;
    return { plans: [...plans], length, isBare: length === 1 && /^\d/.test(tokens[at]?.text ?? ''), isPrice: false };
  }

  /** `1g`, `1 gig`, `one gigabit`, `1000 mbps`, `gigabit`, `500`. */
  #speedAt(tokens: readonly Token[], at: number, vocabulary: Vocabulary): Mention | undefined {
    const word = tokens[at]?.text ?? '';
    const number = vocabulary.numberOf(word);
    if (number === undefined) {
      const unit = vocabulary.unitAt(tokens, at);
      const says = unit !== undefined && unit.mbps === 1000 && vocabulary.is('oneGigabit', word);
      return says ? this.#ofSpeed(unit.mbps, unit.length) : undefined;
    }
    const unit = isJoined(tokens, at + 1) ? vocabulary.unitAt(tokens, at + 1) : undefined;
    if (unit !== undefined) return this.#ofSpeed(number * unit.mbps, unit.length + 1);
    const bare = this.#ofSpeed(number, 1);
    return /^\d/.test(word) && bare.plans.length > 0 ? { ...bare, isBare: true } : undefined;
  }

  #ofSpeed(mbps: number, length: number): Mention {
    return {
      plans: this.#plans.filter(({ downloadMbps }) => Math.abs(downloadMbps - mbps) < 1e-6),
      length,
      isBare: false,
      isPrice: false,
    };
  }

  /** `$15`, `15 dollars`, `fifteen bucks`; of plans that cost something. */
  #priceAt(tokens: readonly Token[], at: number, vocabulary: Vocabulary): Mention | undefined {
    const isBefore = vocabulary.is('dollars', tokens[at]?.text);
    const amount = vocabulary.numberOf(tokens[isBefore ? at + 1 : at]?.text ?? '');
    const isAfter = isJoined(tokens, at + 1) && vocabulary.is('dollars', tokens[at + 1]?.text);
    if (amount === undefined || !(isBefore || isAfter)) return undefined;
    const cents = Math.round(amount * 100);
    return {
      plans: this.#plans.filter(({ addOnCents }) => addOnCents === cents),
      length: 2,
      isBare: false,
      isPrice: true,
      cents,
    };
  }
}

function isWord(tokens: readonly Token[], at: number, word: string, index: number): boolean {
  return tokens[at]?.text === word && (index === 0 || isJoined(tokens, at));
}

/** No comma before it. */
function isJoined(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  return token !== undefined && !isApart(token);
}

/** How many words all names begin with, so that `1G` is enough for `Village Fiber 1G`; 0 when one name would be nothing but them. */
function commonStart(names: readonly (readonly string[])[]): number {
  const [first = []] = names;
  let common = 0;
  while (names.length > 1 && common < first.length && names.every((name) => name[common] === first[common]))
    common += 1;
  return names.some((name) => name.length <= common) ? 0 : common;
}
