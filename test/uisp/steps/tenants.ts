/** A household with a client of its own, and what its lease says later, for the tests of what follows the tenants. */
import assert from 'node:assert/strict';
import type { LeaseWork } from '../../../nodes/state/work.ts';
import type { Tenant } from '../../../nodes/village/lease.ts';
import type { CrmClient } from '../../simulator/world/things.ts';
import type { Scene } from './scene.ts';

/** Ann, Bo, Cy or Di, with an address and no phone unless told otherwise. */
export function person(name: 'Ann' | 'Bo' | 'Cy' | 'Di', change: Partial<Tenant> = {}): Tenant {
  const uid = name.toLowerCase();
  return { uid, firstName: name, lastName: 'Lee', email: `${uid}@example.com`, phone: null, ...change };
}

/** The work of the same lease after it was edited. */
export function edited(work: LeaseWork, tenants: readonly Tenant[], change: Partial<LeaseWork> = {}): LeaseWork {
  return { ...work, reason: 'changed', lease: { ...work.lease, tenants: [...tenants] }, ...change };
}

/** Unit 101 with a client that the step has made; counting begins afterwards. */
export async function housed(s: Scene, ...tenants: Tenant[]): Promise<LeaseWork> {
  const work = await s.lease({ unit: '101', tenants });
  await s.provision(work, ['client']);
  s.mark();
  return work;
}

/** Carries the client step through. @returns `done: client 1001` */
export async function followed(s: Scene, work: LeaseWork): Promise<string> {
  const { client } = await s.provision(work, ['client']);
  return `${client.outcome}: ${client.text}`;
}

export async function clientOf(s: Scene, work: LeaseWork): Promise<CrmClient> {
  const { clientId } = await s.household(work);
  const client = s.simulator.world.crm.clients.get(clientId ?? Number.NaN);
  assert.ok(client, 'the household has a client');
  return client;
}

/** `Ann Lee, ann@example.com, +1 555 0100` */
export async function contactsOf(s: Scene, work: LeaseWork): Promise<string[]> {
  const { contacts } = await clientOf(s, work);
  return contacts.map(({ name, email, phone }) => [name, email, phone].filter((part) => part !== null).join(', '));
}

/** Custom ID, name, and who pays. */
export async function bearer(s: Scene, work: LeaseWork): Promise<string> {
  const { userIdent, firstName, lastName } = await clientOf(s, work);
  return `${userIdent}, ${firstName} ${lastName}; ${(await s.household(work)).firstTenantUid} pays`;
}

/** No outcome is unknown, and the next run, by a new process, asks UISP for nothing. */
export async function assertSettled(s: Scene, work: LeaseWork): Promise<void> {
  const open = await s.store.database.run((knex) => knex('effects').where({ state: 'intent' }).select('key'));
  assert.deepEqual(open, []);
  await s.restart();
  s.mark();
  assert.match(await followed(s, { ...work, reason: 'retry' }), /^found: /);
  assert.deepEqual(s.requests(), []);
}
