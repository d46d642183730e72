/**
 * How the ONUs fared when UISP was last read (the hourly audit, and "prepare all units"): all of them in memory, and in the table
 * `onu_states`. Nobody asks UISP for the dashboard's sake.
 */
import * as v from 'valibot';
import { type Database, rowsOf } from './database/database.ts';
import type { Facts } from './facts.ts';
import type { OnuReading, OnuStatesPort } from './store-port.ts';

/** An ONU as it was last seen. */
export interface OnuSeen extends OnuReading {
  /** Epoch ms. */
  readonly seenAt: number;
}

const rowSchema = v.pipe(
  v.object({
    onu_id: v.string(),
    unit: v.nullable(v.string()),
    name: v.nullable(v.string()),
    status: v.nullable(v.string()),
    seen_at: v.number(),
  }),
  v.transform(({ onu_id, unit, name, status, seen_at }): OnuSeen => {
    return { onuId: onu_id, unit, name, status, seenAt: seen_at };
  }),
);

/** Rows per statement: SQLite takes 500 at most. */
const batch = 200;

/** When all were last read; kept apart, so that a reading without news writes one row. */
const seenFact = 'onus.seenAt';

interface Parts {
  readonly database: Database;
  readonly facts: Facts;
  readonly clock: () => number;
}

/** The table `onu_states`. */
export class OnuStates implements OnuStatesPort {
  readonly #parts: Parts;
  #byId: Map<string, OnuSeen>;
  #byUnit: Map<string, OnuSeen>;
  #version = 0;

  private constructor(parts: Parts, seen: readonly OnuSeen[]) {
    this.#parts = parts;
    this.#byId = new Map(seen.map((one) => [one.onuId, one]));
    this.#byUnit = byUnit(seen);
  }

  /** @throws SyncError STORE_… */
  static async load(parts: Parts): Promise<OnuStates> {
    const rows = await parts.database.run((knex) => rowsOf(rowSchema, knex('onu_states').orderBy('onu_id')));
    const all = Number(parts.facts.peek(seenFact) ?? 0);
    return new OnuStates(
      parts,
      rows.map((row) => ({ ...row, seenAt: Math.max(all, row.seenAt) })),
    );
  }

  /** Another number after every reading. */
  get version(): number {
    return this.#version;
  }

  /** When all were last read, epoch ms; undefined: never. */
  get seenAt(): number | undefined {
    const stored = this.#parts.facts.peek(seenFact);
    return stored === undefined ? undefined : Number(stored);
  }

  /** When any was last read, alone or with all others, as far as it told something new; epoch ms, undefined: never. */
  get answeredAt(): number | undefined {
    let latest = this.seenAt;
    for (const { seenAt } of this.#byId.values()) latest = Math.max(latest ?? 0, seenAt);
    return latest;
  }

  /** @param onuId of UISP */
  get(onuId: string): OnuSeen | undefined {
    return this.#byId.get(onuId);
  }

  /** The one that stands on the unit's site or bears its name; of two, one that is active. @param label of the unit */
  ofUnit(label: string): OnuSeen | undefined {
    return this.#byUnit.get(label);
  }

  /** As {@link OnuStatesPort}. */
  async noteAll(readings: readonly OnuReading[]): Promise<void> {
    const { database, facts, clock } = this.#parts;
    const seenAt = clock();
    const seen = readings.map(({ onuId, unit, name, status }): OnuSeen => ({ onuId, unit, name, status, seenAt }));
    const changed = seen.filter((one) => !isSame(one, this.#byId.get(one.onuId)));
    const isThere = new Set(seen.map(({ onuId }) => onuId));
    const gone = [...this.#byId.keys()].filter((onuId) => !isThere.has(onuId));
    if (changed.length + gone.length > 0) {
      await database.transaction(async (transaction) => {
        for (const rows of batches(changed)) {
          await transaction('onu_states').insert(rows.map(rowOf)).onConflict('onu_id').merge();
        }
        for (const onuIds of batches(gone)) await transaction('onu_states').whereIn('onu_id', onuIds).delete();
      });
    }
    await facts.set(seenFact, String(seenAt));
    this.#take(new Map(seen.map((one) => [one.onuId, one])));
  }

  /** As {@link OnuStatesPort}. */
  async note({ onuId, unit, name, status }: OnuReading): Promise<void> {
    const one: OnuSeen = { onuId, unit, name, status, seenAt: this.#parts.clock() };
    const before = this.#byId.get(onuId);
    if (isSame(one, before)) return;
    await this.#parts.database.run((knex) => knex('onu_states').insert(rowOf(one)).onConflict('onu_id').merge());
    this.#byId.set(onuId, one);
    // In a first import they come by the thousand: nothing is worked out anew for a new one.
    if (before === undefined) addTo(this.#byUnit, one);
    else this.#byUnit = byUnit([...this.#byId.values()]);
    this.#version += 1;
  }

  #take(seen: Map<string, OnuSeen>): void {
    this.#byId = seen;
    this.#byUnit = byUnit([...seen.values()]);
    this.#version += 1;
  }
}

function byUnit(seen: readonly OnuSeen[]): Map<string, OnuSeen> {
  const found = new Map<string, OnuSeen>();
  for (const one of seen) addTo(found, one);
  return found;
}

function addTo(found: Map<string, OnuSeen>, one: OnuSeen): void {
  if (one.unit !== null && (!found.has(one.unit) || one.status === 'active')) found.set(one.unit, one);
}

function isSame(one: OnuReading, other: OnuReading | undefined): boolean {
  return one.unit === other?.unit && one.name === other.name && one.status === other.status;
}

function rowOf({ onuId, unit, name, status, seenAt }: OnuSeen) {
  return { onu_id: onuId, unit, name, status, seen_at: seenAt };
}

function batches<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / batch) }, (_, at) => all.slice(at * batch, (at + 1) * batch));
}
