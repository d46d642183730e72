/** What the desk took in since it was last empty, and how it ended: the progress of a first import, and its one line at the end. */

export type End = 'done' | { readonly waits: string } | { readonly failed: string };

/** So many units are named in a line of the log; of more only the number. */
const mostNames = 5;

export class Batch {
  readonly #ends = new Map<string, End | undefined>();
  readonly #units = new Map<string, string>();
  readonly #what: string;
  #finished = 0;

  /** @param what is counted, as a word with a blank behind it; empty: leases */
  constructor(what: string) {
    this.#what = what;
  }

  /** What is taken in again counts as not finished. @param unit its label */
  took(key: string, unit: string): void {
    if (this.#ends.get(key) !== undefined) this.#finished -= 1;
    this.#ends.set(key, undefined);
    this.#units.set(key, unit);
  }

  ended(key: string, end: End): void {
    if (this.#ends.get(key) === undefined) this.#finished += 1;
    this.#ends.set(key, end);
  }

  counts(): { finished: number; total: number } {
    return { finished: this.#finished, total: this.#ends.size };
  }

  /** `118 taken up: 115 done, 2 done but waiting (service of the previous household: 2), 1 not yet (ONU MISSING: unit 320).` */
  summary(): string {
    const ends = [...this.#ends];
    const waits = ends.flatMap(([key, end]) =>
      this.#reason(key, typeof end === 'object' && 'waits' in end && end.waits),
    );
    const failed = ends.flatMap(([key, end]) =>
      this.#reason(key, typeof end === 'object' && 'failed' in end && end.failed.replaceAll('_', ' ')),
    );
    const parts = [
      `${ends.filter(([, end]) => end === 'done').length} done`,
      ...(waits.length === 0 ? [] : [`${waits.length} done but waiting (${grouped(waits)})`]),
      ...(failed.length === 0 ? [] : [`${failed.length} not yet (${grouped(failed)})`]),
    ];
    return `${ends.length} ${this.#what}taken up: ${parts.join(', ')}.`;
  }

  #reason(key: string, why: string | false): Reason[] {
    return why === false ? [] : [{ why, unit: this.#units.get(key) ?? '?' }];
  }
}

interface Reason {
  readonly why: string;
  readonly unit: string;
}

function grouped(reasons: readonly Reason[]): string {
  return [...Map.groupBy(reasons, ({ why }) => why)].map(([why, all]) => `${why}: ${named(all)}`).join('; ');
}

function named(reasons: readonly Reason[]): string {
  if (reasons.length > mostNames) return `${reasons.length} units`;
  return `${reasons.length === 1 ? 'unit' : 'units'} ${reasons.map(({ unit }) => unit).join(', ')}`;
}
