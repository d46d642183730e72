/**
 * Which repairs are under way, and which were done lately: one fact. A repair is noted before its first write and until it is through, so
 * that after a crash its outcome is settled although the drift itself is gone; and what somebody keeps changing is noticed.
 */
import * as v from 'valibot';
import type { FactsPort } from '../../state/store-port.ts';
import { driftKey } from '../../village/drift/drift.ts';
import type { Drift } from '../../village/drift/drift-found.ts';
import { repairableKinds } from '../../village/drift/drift-kinds.ts';

const fact = 'drift.repairs';
const dayMs = 86_400_000;

const driftSchema = v.object({
  kind: v.picklist(repairableKinds),
  unitUid: v.string(),
  unit: v.string(),
  householdId: v.number(),
  leaseUid: v.string(),
  where: v.string(),
  before: v.string(),
  after: v.string(),
  why: v.string(),
  todo: v.string(),
  id: v.string(),
  otherId: v.exactOptional(v.string()),
  isRepairable: v.boolean(),
}) satisfies v.GenericSchema<unknown, Drift>;

const notesSchema = v.record(
  v.string(),
  v.object({
    /** Epoch ms at which the repair under way began; null: none is. */
    begunAt: v.nullable(v.number()),
    drift: driftSchema,
    /** Epoch ms at which repairs came through, of the last 24 hours. */
    repairedAt: v.array(v.number()),
  }),
);
type Notes = v.InferOutput<typeof notesSchema>;

/** A drift that can be repaired at all. */
export type RepairableDrift = v.InferOutput<typeof driftSchema>;

/** What is written down is not what is in memory: only a repair writes. All that writes throws SyncError STORE_…. */
export class RepairBook {
  readonly #facts: FactsPort;
  readonly #clock: () => number;
  #notes: Notes;

  private constructor(store: { readonly facts: FactsPort; readonly clock: () => number }, notes: Notes) {
    this.#facts = store.facts;
    this.#clock = store.clock;
    this.#notes = notes;
  }

  static async load(store: { readonly facts: FactsPort; readonly clock: () => number }): Promise<RepairBook> {
    const stored = await store.facts.get(fact);
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), notesSchema), stored ?? '{}');
    return new RepairBook(store, parsed.success ? parsed.output : {});
  }

  /** Repairs that were begun and whose outcome is not settled. */
  open(): RepairableDrift[] {
    return Object.values(this.#notes).flatMap(({ begunAt, drift }) => (begunAt === null ? [] : [drift]));
  }

  /** How often it was repaired in the last 24 hours. */
  times(drift: Pick<Drift, 'kind' | 'unitUid'>): number {
    return this.#recent(driftKey(drift)).length;
  }

  /** @returns what tells this repair from an earlier one of the same; the same again as long as it is not through */
  async begin(drift: RepairableDrift): Promise<string> {
    const key = driftKey(drift);
    const begunAt = this.#notes[key]?.begunAt ?? this.#clock();
    await this.#write({ ...this.#notes, [key]: { begunAt, drift, repairedAt: this.#recent(key) } });
    return String(begunAt);
  }

  /** It is through. */
  async succeeded(drift: RepairableDrift): Promise<void> {
    const key = driftKey(drift);
    const repairedAt = [...this.#recent(key), this.#clock()];
    await this.#write({ ...this.#notes, [key]: { begunAt: null, drift, repairedAt } });
  }

  /** There is nothing left to repair. */
  async forget(drift: RepairableDrift): Promise<void> {
    const { [driftKey(drift)]: _forgotten, ...others } = this.#notes;
    await this.#write(others);
  }

  #recent(key: string): number[] {
    return this.#notes[key]?.repairedAt.filter((at) => at > this.#clock() - dayMs) ?? [];
  }

  async #write(notes: Notes): Promise<void> {
    const since = this.#clock() - dayMs;
    const isKept = ({ begunAt, repairedAt }: Notes[string]) => begunAt !== null || repairedAt.some((at) => at > since);
    const kept = Object.fromEntries(Object.entries(notes).filter(([, note]) => isKept(note)));
    await this.#facts.set(fact, JSON.stringify(kept));
    this.#notes = kept;
  }
}
