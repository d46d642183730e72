/** What the desk took in since it was last empty, and how it ended: the progress of a first import, and its one line at the end. */

export type End = 'done' | { readonly waits: string } | { readonly failed: string };

/** So many units are named in a line of the log; of more only the number. */
const mostNames = 5;

export class Batch {
  readonly #ends = new Map<string, End | undefined>();
  readonly #places = new Map<string, string>();
  readonly #what: string;
  #finished = 0;

  /** @param what is counted, one of it as a word; empty: leases */
  constructor(what: string) {
    this.#what = what;
  }

  /** What is taken in again counts as not finished. @param place `unit 101`, see `placeOfWork` */
  took(key: string, place: string): void {
    if (this.#ends.get(key) !== undefined) this.#finished -= 1;
    this.#ends.set(key, undefined);
    this.#places.set(key, place);
  }

  ended(key: string, end: End): void {
    if (this.#ends.get(key) === undefined) this.#finished += 1;
    this.#ends.set(key, end);
  }

  counts(): { finished: number; total: number } {
    return { finished: this.#finished, total: this.#ends.size };
  }

  /** At each tenth of a large batch, for the log: `40 of 118 are through`; else undefined. */
  milestone(): string | undefined {
    const { finished, total } = this.counts();
    const step = Math.max(20, Math.ceil(total / 10));
    return finished % step === 0 ? `${finished} of ${total} ${this.#counted(total)}are through` : undefined;
  }

  /** `118 taken up: 115 done, 2 done but waiting (service of the previous household: units 122, 223), 1 not yet (ONU MISSING: unit 320).` */
  summary(): string {
    const ends = [...this.#ends];
    const waits = ends.flatMap(([key, end]) =>
      this.#reason(key, typeof end === 'object' && 'waits' in end && end.waits),
    );
    const failed = ends.flatMap(([key, end]) =>
      this.#reason(key, typeof end === 'object' && 'failed' in end && end.failed.replaceAll('_', ' ')),
    );
    const done = ends.flatMap(([key, end]) => this.#reason(key, end === 'done' && 'done'));
    const parts = [
      `${done.length} done${done.length > 0 && done.length <= mostNames ? ` (${named(done)})` : ''}`,
      ...(waits.length === 0 ? [] : [`${waits.length} done but waiting (${grouped(waits)})`]),
      ...(failed.length === 0 ? [] : [`${failed.length} not yet (${grouped(failed)})`]),
    ];
    return `${ends.length} ${this.#counted(ends.length)}taken up: ${parts.join(', ')}.`;
  }

  #counted(many: number): string {
    return this.#what === '' ? '' : `${this.#what}${many === 1 ? '' : 's'} `;
  }

  #reason(key: string, why: string | false): Reason[] {
    return why === false ? [] : [{ why, place: this.#places.get(key) ?? '?' }];
  }
}

interface Reason {
  readonly why: string;
  readonly place: string;
}

function grouped(reasons: readonly Reason[]): string {
  return [...Map.groupBy(reasons, ({ why }) => why)].map(([why, all]) => `${why}: ${named(all)}`).join('; ');
}

/** `unit 101`; `units 101, 102, common area`; `12 units`. */
function named(reasons: readonly Reason[]): string {
  const places = [...new Set(reasons.map(({ place }) => place))];
  if (places.length > mostNames) return `${places.length} units`;
  const units = places.filter((place) => place.startsWith('unit '));
  const others = places.filter((place) => !units.includes(place));
  if (units.length < 2) return places.join(', ');
  return [`units ${units.map((place) => place.slice('unit '.length)).join(', ')}`, ...others].join(', ');
}
