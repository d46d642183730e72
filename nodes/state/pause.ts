/** The switch with which a person stops everything: reading goes on, nothing is begun and nothing written. */
import { SyncError } from '../sync-error.ts';
import type { Facts } from './facts.ts';
import type { AttentionItem, AttentionPort } from './store-port.ts';

const fact = 'paused';
const itemKey = 'PAUSED/everything';

/** One per store; outlives a restart. */
export class Pause {
  readonly #facts: Facts;
  readonly #clock: () => number;
  #since: number | undefined;

  constructor({ facts, clock }: { facts: Facts; clock: () => number }) {
    this.#facts = facts;
    this.#clock = clock;
    const stored = facts.peek(fact);
    this.#since = stored === undefined || stored === '' ? undefined : Number(stored);
  }

  /** Epoch ms; undefined: nothing is paused. */
  get since(): number | undefined {
    return this.#since;
  }

  get isOn(): boolean {
    return this.#since !== undefined;
  }

  /**
   * On: holds from this moment, also while it is being stored, and also when that fails (until a restart). Off: once it is stored.
   * @throws SyncError STORE_…
   */
  async set(isOn: boolean): Promise<void> {
    if (isOn) this.#since ??= this.#clock();
    await this.#facts.set(fact, isOn ? String(this.#since) : '');
    if (!isOn) this.#since = undefined;
  }

  /** @throws SyncError PAUSED (trouble state) while everything is paused */
  check(): void {
    if (!this.isOn) return;
    throw new SyncError('Everything is paused by a person.', {
      code: 'PAUSED',
      trouble: 'state',
      hint: 'When it may go on, resume: in the sidebar, on the dashboard, or with "go on" in the flow.',
    });
  }
}

/** What of the store a pause stops. */
interface Pausable {
  readonly pause: Pause;
  readonly attention: AttentionPort;
  readonly desk: { stop(): void };
  readonly claims: { releaseAll(): Promise<void> };
}

/**
 * Pauses everything, or lets it go on: the switch, what is under way, and the attention item, in one place. What is in flight loses its
 * claim, so that its next write is refused; what waits for its turn is dropped. The first tick after a resume takes it all up again.
 * @returns what was done, in words
 * @throws SyncError STORE_…; a pause holds all the same until a restart, a resume does not count then
 */
export async function pauseEverything(store: Pausable, isOn: boolean): Promise<string> {
  const { pause, desk, claims } = store;
  const was = pause.isOn;
  if (isOn) {
    const stored = pause.set(true);
    desk.stop();
    await stored;
    await claims.releaseAll();
  } else {
    await pause.set(false);
  }
  await settlePauseItem(store);
  if (isOn)
    return was ? 'everything was paused already' : 'everything is paused; a request on its way may still arrive';
  return was ? 'resumed: the next scan takes everything up again' : 'nothing was paused';
}

/** The item says what the switch says, also after a process died between the two. @throws SyncError STORE_… */
export async function settlePauseItem({ pause, attention }: Pick<Pausable, 'pause' | 'attention'>): Promise<void> {
  if (pause.since === undefined) await attention.clear(itemKey);
  else await attention.raise(pausedItem(pause.since));
}

function pausedItem(since: number): AttentionItem {
  const when = new Date(since).toISOString().slice(0, 16).replace('T', ' ');
  return {
    key: itemKey,
    code: 'PAUSED',
    // Not as in the key: that would make it the item of a shared cause, which goes when no lease waits for it.
    where: 'all units',
    why: `Everything has been paused by a person since ${when} UTC: Innago and UISP are read, but nothing is begun, written or mailed.`,
    todo: 'When it may go on, "resume" ("go on" in the flow); the next scan takes everything up.',
    verbs: ['resume'],
  };
}
