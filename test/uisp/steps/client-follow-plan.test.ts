/** In dry-run: what of the tenants would be followed, readable, and just what live then does (design §3.9). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LeaseWork } from '../../../nodes/state/work.ts';
import type { Tenant } from '../../../nodes/village/lease.ts';
import { type Scene, scene } from './scene.ts';
import { assertSettled, bearer, clientOf, edited, followed, housed, person } from './tenants.ts';

const [ann, bo, cy, di] = [person('Ann'), person('Bo'), person('Cy'), person('Di')];

interface Effect {
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
}

async function effects(s: Scene, states: readonly string[], since: number): Promise<Effect[]> {
  const rows: { key: string; before_json: string; after_json: string }[] = await s.store.database.run((knex) =>
    knex('effects')
      .whereIn('state', [...states])
      .where('id', '>', since)
      .orderBy('id'),
  );
  return rows.map((row) => ({
    key: row.key,
    before: JSON.parse(row.before_json),
    after: JSON.parse(row.after_json),
  }));
}

async function last(s: Scene): Promise<number> {
  const [row]: { id: number }[] = await s.store.database.run((knex) => knex('effects').max('id as id'));
  return row?.id ?? 0;
}

/** Whose contact is whose, and what was followed last. */
async function keptOf({ store }: Scene, { householdId }: LeaseWork) {
  return [[...store.contacts.of(householdId)], await store.facts.get(`uisp-contacts/household:${householdId}`)];
}

async function plannedThenDone(s: Scene, work: LeaseWork, tenants: readonly Tenant[]): Promise<Effect[]> {
  const now = edited(work, tenants);
  await s.restart('dry-run');
  s.mark();
  const since = await last(s);
  const kept = await keptOf(s, work);
  assert.equal(await followed(s, now), 'planned: plan: change client');
  assert.equal(await followed(s, now), 'planned: plan: change client');
  assert.deepEqual(s.writes(), [], 'dry-run only reads');
  assert.deepEqual(await keptOf(s, work), kept, 'and keeps nothing for live');
  const planned = await effects(s, ['planned'], since);
  await s.restart('live');
  const between = await last(s);
  await followed(s, now);
  assert.deepEqual(await effects(s, ['done'], between), planned);
  await assertSettled(s, now);
  return planned;
}

test('an edit, who left, who joined, the next first tenant', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann, bo, cy);
  const planned = await plannedThenDone(s, work, [cy, person('Bo', { phone: '+1 555 0100' }), di]);
  const household = `household:${work.householdId}`;
  const street2 = 'Unit 101';
  assert.deepEqual(planned, [
    {
      key: `uisp-client/${household}`,
      before: { userIdent: 'innago:ann', firstName: 'Ann', lastName: 'Lee', street2 },
      after: { userIdent: 'innago:cy', firstName: 'Cy', lastName: 'Lee', street2 },
    },
    {
      key: `uisp-contact/${household}/tenant:ann`,
      before: { name: 'Ann Lee', email: 'ann@example.com', phone: null },
      after: null,
    },
    {
      key: `uisp-contact/${household}/tenant:bo`,
      before: { name: 'Bo Lee', email: 'bo@example.com', phone: null },
      after: { name: 'Bo Lee', email: 'bo@example.com', phone: '+1 555 0100' },
    },
    {
      key: `uisp-contact/${household}/tenant:di`,
      before: null,
      after: { name: 'Di Lee', email: 'di@example.com', phone: null },
    },
  ]);
});

test('nothing is kept for live: neither who pays nor whose contact is whose', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann, bo);
  await s.restart('dry-run');
  await followed(s, edited(work, [bo, cy]));
  assert.equal(await bearer(s, work), 'innago:ann, Ann Lee; ann pays');
  assert.deepEqual([...s.store.contacts.of(work.householdId).keys()], ['ann', 'bo']);
  assert.equal((await clientOf(s, work)).contacts.length, 2);
});

test('a client that is found', async (t) => {
  const s = await scene(t);
  const known = { userIdent: 'innago:ann', firstName: 'Bo', lastName: 'Lee', email: 'bo@example.com' };
  s.simulator.world.addClient(known);
  const work = await s.lease({ unit: '101', tenants: [ann, bo] });
  const planned = await plannedThenDone(s, work, [ann, bo]);
  assert.deepEqual(
    planned.map(({ key }) => key.replace(/household:\d+/, 'household')),
    ['uisp-contact/household/tenant:ann'],
  );
});
