import { setImmediate as nextTurn } from 'node:timers/promises';

/** Lets other work of the process have its turn every few milliseconds of a long loop. */
export class Breather {
  #began = performance.now();

  /** Awaits only when this turn has lasted longer than 8 ms. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#began < 8) return;
    await nextTurn();
    this.#began = performance.now();
  }
}
