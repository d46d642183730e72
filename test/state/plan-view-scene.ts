/** A lease for which a dry-run has planned its usual steps. */
import type { TestContext } from 'node:test';
import { client, onuName, run, service, site } from './planned.ts';
import { future, lease, stage, tick, units } from './stage.ts';

export const home = lease('a', '101', { start: '2026-12-01', end: null, flags: future });

const steps = [client, site, service, onuName];

/** A dry-run in which lease a was planned. */
export async function planned(t: TestContext, effects = steps) {
  const { open, clock } = await stage(t);
  const store = await open({ mode: 'dry-run' });
  await store.units.replace(units.units);
  await run(store, (await tick(store, clock, [home])).get('a'), effects);
  return { open, clock, store };
}
