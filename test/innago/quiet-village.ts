/** A village of twelve leases on four pages that is through with everything, for tests of what a list may do to it. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { LateBreakers } from '../../nodes/http/late-breakers.ts';
import type { ScanResult } from '../../nodes/innago/scan/scan.ts';
import { isSyncError } from '../../nodes/sync-error.ts';
import { type Village, type VillageOptions, village } from './village.ts';

export const pageSize = 3;

export interface QuietVillage extends Village {
  /** Codes of items, each time one was raised or cleared. */
  readonly told: string[];
  /** A tick five minutes later. @returns keys of what came out */
  tick(): Promise<string[]>;
  /** The process dies and comes back. */
  again(): Promise<void>;
  /** Of the last tick that came through. */
  summary: ScanResult['summary'] | undefined;
}

/** A village in which every lease is carried through and nothing is due. */
export async function quietVillage(t: TestContext, options: VillageOptions = {}): Promise<QuietVillage> {
  const breaker = new LateBreakers();
  const place = await village(t, {
    ...options,
    simulator: { village: 'empty', units: 12, pageSize, ...options.simulator },
    client: { breaker },
  });
  for (const { label } of place.simulator.world.units.values()) {
    place.simulator.world.addLease({ unit: label, startDate: '2026-01-01' });
  }
  const told: string[] = [];
  const listen = () => {
    breaker.use(place.store.breakers);
    place.store.attention.listen((change, { code }) => told.push(`${change} ${code}`));
  };
  listen();
  for (const work of (await place.scan()).due) {
    const claim = await place.store.claims.take(work.key);
    assert.ok(claim);
    await place.store.leases.done(claim, work);
  }
  const quiet: QuietVillage = Object.assign(place, {
    told,
    summary: undefined,
    tick: async () => {
      place.clock.pass(5);
      try {
        const { due, tickets, summary } = await place.scan();
        quiet.summary = summary;
        return [...due, ...tickets].map(({ key }) => key);
      } catch (thrown) {
        assert.ok(isSyncError(thrown), String(thrown));
        return [];
      } finally {
        await place.store.breakers.settled();
      }
    },
    again: async () => {
      await place.restart();
      listen();
    },
  });
  return quiet;
}

/** No lease counts as gone, and all are served. */
export function nobodyIsTouched({ store, simulator }: Village): void {
  for (const uid of simulator.world.leases.keys()) {
    const entry = store.leases.entry(uid);
    assert.deepEqual([entry?.absentSince, entry?.goneOn], [null, null]);
    // Before the first page after a restart nobody knows.
    if (store.leases.isScanned) assert.equal(entry?.standing, 'workable');
  }
}
