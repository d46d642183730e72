/** A household that leaves, and what is left of its service. */
import assert from 'node:assert/strict';
import type { LeaseWork } from '../../../nodes/state/work.ts';
import type { CrmService } from '../../simulator/world/things.ts';
import { today } from './lease-work.ts';
import { endedLease, stayOf } from './leaving.ts';
import type { Scene } from './scene.ts';

export const lastDay = '2026-11-30';

/** Unit 101 with its household, and the work of its lease. */
export async function occupied(s: Scene, start = '2026-01-01') {
  const { world } = s.simulator;
  world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101', start, state: start > today ? 'future' : 'active' });
  await s.provision(work);
  const { serviceId, siteId } = await s.household(work);
  const service = world.crm.services.get(serviceId ?? 0);
  assert.ok(service !== undefined && siteId !== null);
  s.mark();
  return { work, service, siteId };
}

export async function assertGone(s: Scene, work: LeaseWork, service: CrmService): Promise<void> {
  assert.equal(service.unmsClientSiteId, null, 'the site is free');
  assert.equal((await stayOf(s, work)).endedOn, lastDay);
  const row = await s.store.households.inUnit(work.householdId, work.unit.uid);
  assert.equal(row.serviceId, null);
  const open = await s.store.database.run((knex) => knex('effects').where({ state: 'intent' }).select('key'));
  assert.deepEqual(open, [], 'no effect is left unknown');
  s.mark();
  await s.provision(endedLease(work, lastDay));
  assert.deepEqual(s.requests(), [], 'settled: no request at all');
}
