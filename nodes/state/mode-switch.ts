/**
 * The switch between dry-run and live while the flow runs (design §5): what the settings say is the ceiling, what a person has switched to
 * counts below it and outlives a restart. What a switch does to all else is in mode.ts.
 */

import * as v from 'valibot';
import { SyncError } from '../sync-error.ts';
import type { Facts } from './facts.ts';
import type { Mode } from './store-port.ts';

const fact = 'mode';

const wordSchema = v.object({
  to: v.picklist(['live', 'dry-run']),
  /** Epoch ms. */
  at: v.number(),
  by: v.string(),
});

/** What a person has switched to last, when, and who it was. */
type SwitchWord = v.InferOutput<typeof wordSchema>;

interface SwitchOptions {
  readonly facts: Facts;
  /** Epoch ms. */
  readonly clock: () => number;
  /** What the settings say. */
  readonly ceiling: Mode;
  /** Why they say it; one sentence. */
  readonly ceilingWords?: string | undefined;
}

/** One per store. */
export class ModeSwitch {
  readonly ceiling: Mode;
  readonly ceilingWords: string | undefined;
  readonly #facts: Facts;
  readonly #clock: () => number;
  #mode: Mode;
  #word: SwitchWord | undefined;
  #turn = 0;
  #isHeld = false;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ facts, clock, ceiling, ceilingWords }: SwitchOptions) {
    this.#facts = facts;
    this.#clock = clock;
    this.ceiling = ceiling;
    this.ceilingWords = ceilingWords;
    const stored = facts.peek(fact);
    this.#word = stored === undefined ? undefined : parseWord(stored);
    // A word that cannot be read is no yes to live.
    const wish = stored === undefined ? ceiling : (this.#word?.to ?? 'dry-run');
    this.#mode = ceiling === 'dry-run' ? 'dry-run' : wish;
  }

  /** What holds at this moment. */
  get mode(): Mode {
    return this.#mode;
  }

  /** Undefined: nobody has ever switched. */
  get word(): SwitchWord | undefined {
    return this.#word;
  }

  /** How often it was switched since the store was opened: what was read or begun at another turn counts no more. */
  get turn(): number {
    return this.#turn;
  }

  /** Nothing may begin: a switch is under way, or one back to dry-run could not be finished. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** When no switch is under way, and nothing else that must not meet one. */
  async settled(): Promise<void> {
    await this.#last;
  }

  /** Is somebody in turn, or next? Right after {@link settled}, the next one may be. */
  get isBusy(): boolean {
    return this.#waiting > 0;
  }

  /** One after the other: switches, and what a person asks for, which must not meet one. Not to be nested. @throws what the work throws */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const mine = this.#last.then(work).finally(() => {
      this.#waiting -= 1;
    });
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  /** From here on nothing begins, and nothing that has begun counts. Back to dry-run, nothing is written from this moment on. */
  begin(to: Mode): void {
    this.#isHeld = true;
    this.#turn += 1;
    if (to === 'dry-run') this.#mode = to;
  }

  /** @throws SyncError STORE_…: then the word before it stays */
  async store(to: Mode, by: string): Promise<void> {
    const word: SwitchWord = { to, at: this.#clock(), by };
    await this.#facts.set(fact, JSON.stringify(word));
    this.#word = word;
  }

  /** All else is ready for the mode: it holds from now on. */
  finish(to: Mode): void {
    this.#mode = this.ceiling === 'dry-run' ? 'dry-run' : to;
    this.#isHeld = false;
  }

  /** It could not be done. Still live, or still in dry-run, work goes on; half-way back to dry-run nothing begins until it is tried again. */
  giveUp(to: Mode): void {
    if (to === 'live') this.#isHeld = false;
  }
}

function parseWord(text: string): SwitchWord | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), wordSchema), text);
  return parsed.success ? parsed.output : undefined;
}

/** CLAIM_LOST (trouble state): what was read or begun before a switch counts no more. */
export function switchedMeanwhile(): SyncError {
  return new SyncError('The mode was switched meanwhile: this counts no more.', {
    code: 'CLAIM_LOST',
    trouble: 'state',
    hint: 'Nothing to do: the next scan takes it up again.',
  });
}
