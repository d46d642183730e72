/**
 * Adoption as one matter (design §5): a first run on a property that is in UISP already may have a hundred questions, and a person is told
 * of them by one item, once the batch in which they came up is through.
 */
import type { Attention, OpenItem } from '../attention/attention.ts';
import type { Desk } from '../desk/desk.ts';
import type { Facts } from '../facts.ts';
import { adoptionGroupKey, groupItem, isUndecided, noMatchCode } from './adoption-items.ts';

interface Parts {
  readonly attention: Attention;
  readonly facts: Facts;
  readonly desk: Pick<Desk, 'watch' | 'progress'>;
  readonly log: { warn(text: string): void };
}

/** One per store. */
export class AdoptionGroup {
  readonly #parts: Parts;
  /** Keys of the members that the item tells of. */
  #listed: ReadonlySet<string> = new Set();
  #updating: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
    const { attention, desk } = parts;
    if (attention.get(adoptionGroupKey) !== undefined) this.#listed = keysOf(this.undecided());
    attention.listen((change, { group }) => {
      // What is raised is told of when the batch is through, all together.
      if (group === 'adoption' && change !== 'raised' && (this.#isIdle() || this.#listed.size > 0)) this.#updateSoon();
    });
    desk.watch('lease', () => {
      if (this.#isIdle()) this.#updateSoon();
    });
  }

  /** Members about which a person has said nothing yet, oldest first. */
  undecided(): OpenItem[] {
    const { attention, facts } = this.#parts;
    return attention.all().filter((item) => isUndecided(item, facts));
  }

  /** What a yes to all of them means: those without any client that the item has told of. */
  approvable(): OpenItem[] {
    return this.undecided().filter(({ code, key }) => code === noMatchCode && this.#listed.has(key));
  }

  /** Makes the item say what is so now. @throws SyncError STORE_… */
  update(): Promise<void> {
    const updated = this.#updating.then(
      () => this.#update(),
      () => this.#update(),
    );
    this.#updating = updated;
    return updated;
  }

  /** When no update is under way any more. */
  async settled(): Promise<void> {
    await this.#updating.catch(() => undefined);
  }

  async #update(): Promise<void> {
    const { attention } = this.#parts;
    const members = this.undecided();
    if (members.length === 0) await attention.clear(adoptionGroupKey);
    else await attention.raise(groupItem(members));
    this.#listed = keysOf(members);
  }

  #updateSoon(): void {
    this.update().catch((thrown) => {
      const why = thrown instanceof Error ? thrown.message : 'unknown error';
      this.#parts.log.warn(`What is open of adoption could not be noted: ${why}`);
    });
  }

  #isIdle(): boolean {
    const { finished, total, inFlight } = this.#parts.desk.progress('lease');
    return finished >= total && inFlight === 0;
  }
}

function keysOf(items: readonly OpenItem[]): ReadonlySet<string> {
  return new Set(items.map(({ key }) => key));
}
