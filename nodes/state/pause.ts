/** The switch with which a person stops everything: reading goes on, nothing is begun and nothing written. */
import { SyncError } from '../sync-error.ts';
import type { Facts } from './facts.ts';

const fact = 'paused';

/** One per store; outlives a restart. */
export class Pause {
  readonly #facts: Facts;
  readonly #clock: () => number;

  constructor({ facts, clock }: { facts: Facts; clock: () => number }) {
    this.#facts = facts;
    this.#clock = clock;
  }

  /** Epoch ms; undefined: nothing is paused. */
  get since(): number | undefined {
    const stored = this.#facts.peek(fact);
    return stored === undefined || stored === '' ? undefined : Number(stored);
  }

  get isOn(): boolean {
    return this.since !== undefined;
  }

  /** @throws SyncError STORE_… */
  async set(isOn: boolean): Promise<void> {
    if (isOn !== this.isOn) await this.#facts.set(fact, isOn ? String(this.#clock()) : '');
  }

  /** @throws SyncError PAUSED (trouble state) while everything is paused */
  check(): void {
    if (!this.isOn) return;
    throw new SyncError('Everything is paused by a person.', {
      code: 'PAUSED',
      trouble: 'state',
      hint: 'Send {"verb": "resume"} when it may go on.',
    });
  }
}
