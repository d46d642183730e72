/** What the desk took in since it was last empty, and how it ended: the progress of a first import, and its one line at the end. */

export type End = 'done' | { readonly waits: string } | { readonly failed: string };

export class Batch {
  readonly #ends = new Map<string, End | undefined>();
  #finished = 0;

  /** What is taken in again counts as not finished. */
  took(key: string): void {
    if (this.#ends.get(key) !== undefined) this.#finished -= 1;
    this.#ends.set(key, undefined);
  }

  ended(key: string, end: End): void {
    if (this.#ends.get(key) === undefined) this.#finished += 1;
    this.#ends.set(key, end);
  }

  counts(): { finished: number; total: number } {
    return { finished: this.#finished, total: this.#ends.size };
  }

  /** `118 taken up: 115 done, 2 done but waiting (service of the previous household: 2), 1 not yet (ONU MISSING: 1).` */
  summary(): string {
    const ends = [...this.#ends.values()];
    const waits = ends.flatMap((end) => (typeof end === 'object' && 'waits' in end ? [end.waits] : []));
    const failed = ends.flatMap((end) =>
      typeof end === 'object' && 'failed' in end ? [end.failed.replaceAll('_', ' ')] : [],
    );
    const parts = [
      `${ends.filter((end) => end === 'done').length} done`,
      ...(waits.length === 0 ? [] : [`${waits.length} done but waiting (${grouped(waits)})`]),
      ...(failed.length === 0 ? [] : [`${failed.length} not yet (${grouped(failed)})`]),
    ];
    return `${ends.length} taken up: ${parts.join(', ')}.`;
  }
}

function grouped(reasons: readonly string[]): string {
  return [...Map.groupBy(reasons, (reason) => reason)].map(([reason, all]) => `${reason}: ${all.length}`).join('; ');
}
