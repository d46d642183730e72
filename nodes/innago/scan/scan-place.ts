/**
 * The property and its units: read at start, when a lease names a unit that nobody knows, and hourly: a quiet tick reads leases and
 * tickets only.
 */
import type { Store } from '../../state/store.ts';
import { SyncError } from '../../sync-error.ts';
import type { Lease, Property } from '../../village/lease.ts';
import { indexUnits, type UnitIndex, unitLabel } from '../../village/unit-label.ts';
import type { InnagoApi } from '../api/innago-api.ts';

const hour = 3_600_000;

/** The account's property with its units. */
export interface Place {
  readonly property: Property;
  readonly units: UnitIndex;
}

/** Keeps the place from scan to scan. */
export class ScanPlace {
  readonly #innago: Pick<InnagoApi, 'property' | 'units'>;
  readonly #store: Pick<Store, 'units' | 'attention' | 'clock'>;
  #place: Place | undefined;
  #readAt = 0;
  /** Labels that were looked for in a fresh list, in vain. */
  readonly #unknown = new Set<string>();
  /** Requests made since they were last asked for. */
  #requests = 0;

  constructor(innago: Pick<InnagoApi, 'property' | 'units'>, store: Pick<Store, 'units' | 'attention' | 'clock'>) {
    this.#innago = innago;
    this.#store = store;
  }

  /** @throws SyncError INNAGO_EMPTY (trouble server) when the property has no units; what Innago and the store throw */
  async read(signal: AbortSignal, { isFresh = false } = {}): Promise<Place> {
    const age = this.#store.clock() - this.#readAt;
    if (this.#place !== undefined && !isFresh && age >= 0 && age < hour) return this.#place;
    this.#requests += 1;
    const property = await this.#innago.property(signal);
    const units = await this.#readUnits(signal);
    this.#unknown.clear();
    this.#readAt = this.#store.clock();
    this.#place = { property, units };
    return this.#place;
  }

  /** As {@link read}, with a second look when a lease names a unit that is not in the list. */
  async readFor(leases: readonly Lease[], signal: AbortSignal): Promise<Place> {
    const place = await this.read(signal);
    const labels = new Set(leases.map(({ unitName }) => unitLabel(unitName)));
    const isNews = (label: string) => label !== '' && !place.units.byLabel.has(label) && !this.#unknown.has(label);
    const news = [...labels].filter(isNews);
    if (news.length === 0) return place;
    const units = await this.#readUnits(signal);
    for (const label of news) this.#unknown.add(label);
    this.#place = { property: place.property, units };
    return this.#place;
  }

  /** How many requests were made since this was last asked. */
  takeRequests(): number {
    const made = this.#requests;
    this.#requests = 0;
    return made;
  }

  async #readUnits(signal: AbortSignal): Promise<UnitIndex> {
    this.#requests += 1;
    const listed = await this.#innago.units(signal);
    if (listed.length === 0) throw noUnits();
    const index = indexUnits(listed);
    await this.#store.units.replace(index.units);
    await this.#settleItems(index);
    return index;
  }

  async #settleItems({ problems }: UnitIndex): Promise<void> {
    const { attention } = this.#store;
    const keyOf = (label: string) => `UNIT_LABEL_TWICE/label:${label}`;
    const wanted = new Set(problems.map(({ label }) => keyOf(label)));
    for (const item of attention.all()) {
      if (item.code === 'UNIT_LABEL_TWICE' && !wanted.has(item.key)) await attention.clear(item.key);
    }
    for (const { code, label, uids } of problems) {
      await attention.raise({
        key: keyOf(label),
        code,
        where: `unit ${label}`,
        why: `${uids.length} units of the property are called ${label}, so their leases cannot be told apart. Nothing is done for them.`,
        todo: 'Give each unit a name of its own in Innago.',
        verbs: ['ignore'],
      });
    }
  }
}

function noUnits(): SyncError {
  return new SyncError('Innago says that the property has no units.', {
    code: 'INNAGO_EMPTY',
    trouble: 'server',
    hint: 'Nothing was changed. Check the property id in the Innago account, and the property in Innago.',
  });
}
