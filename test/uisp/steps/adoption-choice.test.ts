/** Which client a household from before go-live has, as a person says: checked in UISP before it is taken (design §5). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carryOut } from '../../../nodes/state/verbs/carry-out.ts';
import { userIdent } from '../../../nodes/village/names.ts';
import { errorOf } from '../../error-of.ts';
import { codeOf, type Scene, scene } from './scene.ts';

const lease = { unit: '101', start: '2025-03-01', adopt: true } as const;
const ambiguousKey = 'ADOPT_AMBIGUOUS/lease:lease-101';
const noMatchKey = 'ADOPT_NO_MATCH/lease:lease-101';

/** Two clients of the tenant's address and unit, the first with a service on 1G. */
function twins({ simulator: { world } }: Scene) {
  const facts = { email: 'ann.101.0@example.com', street2: 'Apt 101' };
  const [first, second] = [world.addClient(facts), world.addClient(facts)];
  world.addService({ clientId: first.id, siteId: null, plan: 'Village Fiber 1G', name: 'Fiber of Ann' });
  return { first, second };
}

const choose = (s: Scene, key: string, client: number) => carryOut(s.store, { verb: 'choose', key, client });
const itemOf = (s: Scene, key: string) => s.store.attention.get(key);

test('several fit: the item tells them apart without naming anybody; what a person chooses is taken', async (t) => {
  const s = await scene(t);
  const { first, second } = twins(s);
  const work = await s.lease(lease);
  assert.equal(await codeOf(s.provision(work, ['client'])), 'ADOPT_AMBIGUOUS');
  const item = itemOf(s, ambiguousKey);
  assert.deepEqual(item?.choices, [
    { client: first.id, text: `client ${first.id}, unit 101, service Village Fiber 1G` },
    { client: second.id, text: `client ${second.id}, unit 101, no live service` },
  ]);
  assert.deepEqual([item?.group, item?.verbs], ['adoption', ['choose', 'retry', 'ignore']]);
  assert.doesNotMatch(JSON.stringify(item), /Ann|Leeson|example\.com/);
  assert.doesNotMatch(item?.todo ?? '{', /[{}]/, 'no command: the editor, the dashboard and a mail show it');
  const refused = await errorOf(choose(s, ambiguousKey, 77));
  assert.equal(refused.code, 'CHOICE_UNKNOWN');
  assert.match(refused.message, new RegExp(`client ${second.id}, unit 101`));
  assert.equal((await errorOf(carryOut(s.store, { verb: 'approve', key: ambiguousKey }))).code, 'CHOICE_MISSING');
  await choose(s, ambiguousKey, second.id);
  s.mark();
  // A restart between answer and scan must not lose it.
  await s.restart();
  const results = await s.provision(work, ['client']);
  assert.deepEqual([results.client.text, s.writes()], [`client ${second.id}`, []]);
  assert.equal((await s.household(work)).clientId, second.id);
  assert.equal((await s.household(work)).adopted, true);
  assert.deepEqual(s.store.attention.all(), []);
  const [said] = (await s.store.audit.list()).filter(({ outcome }) => outcome === 'chosen');
  assert.deepEqual([said?.reason.leaseUid, said?.before, said?.after], ['lease-101', null, { client: second.id }]);
});

test('what an address holds beside a unit is not repeated', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  const site = () => world.addSite({ name: 'Unit 101', parentId: world.parentSite.id });
  for (const address of [{ street2: 'c/o Leeson' }, {}]) {
    const client = world.addClient(address);
    world.addService({ clientId: client.id, siteId: site().id, plan: 'Village Fiber 500' });
  }
  assert.equal(await codeOf(s.provision(await s.lease(lease), ['client'])), 'ADOPT_AMBIGUOUS');
  const texts = itemOf(s, ambiguousKey)?.choices?.map(({ text }) => text.replace(/\d+/, 'N'));
  assert.deepEqual(texts, ['client N, service Village Fiber 500', 'client N, service Village Fiber 500']);
});

test('the chosen one does not fit any more: a person is asked again, also when only one is left', async (t) => {
  const s = await scene(t);
  const { first, second } = twins(s);
  const work = await s.lease(lease);
  await codeOf(s.provision(work, ['client']));
  await choose(s, ambiguousKey, second.id);
  second.fields['street2'] = 'Unit 104';
  await s.restart();
  assert.equal(await codeOf(s.provision(work, ['client'])), 'ADOPT_AMBIGUOUS');
  assert.match(itemOf(s, ambiguousKey)?.why ?? '', new RegExp(`Client ${second.id}, which was chosen, does not fit`));
  assert.deepEqual(
    itemOf(s, ambiguousKey)?.choices?.map(({ client }) => client),
    [first.id],
  );
  assert.equal(await codeOf(s.provision(work, ['client'])), 'ADOPT_AMBIGUOUS', 'never taken without a word');
  await choose(s, ambiguousKey, first.id);
  assert.equal((await s.provision(work, ['client'])).client.text, `client ${first.id}`);
});

test('the chosen one has become another household’s: asked again, and that one is not offered', async (t) => {
  const s = await scene(t);
  const { first, second } = twins(s);
  const work = await s.lease(lease);
  await codeOf(s.provision(work, ['client']));
  await choose(s, ambiguousKey, second.id);
  const other = await s.lease({ unit: '104' });
  const { claim } = await s.context(other);
  await s.store.households.update(claim, other.householdId, { clientId: second.id });
  assert.equal(await codeOf(s.provision(work, ['client'])), 'ADOPT_AMBIGUOUS');
  assert.deepEqual(
    itemOf(s, ambiguousKey)?.choices?.map(({ client }) => client),
    [first.id],
  );
});

test('none fits: a person names any client; one that is not there, archived or another household’s is refused', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  const right = world.addClient({ firstName: 'Ann', street2: 'Somewhere' });
  const archived = world.addClient({});
  archived.isArchived = true;
  const work = await s.lease(lease);
  const other = await s.lease({ unit: '104' });
  const taken = world.addClient({});
  const { claim } = await s.context(other);
  await s.store.households.update(claim, other.householdId, { clientId: taken.id });
  await s.store.claims.release(claim);
  assert.equal(await codeOf(s.provision(work, ['client'])), 'ADOPT_NO_MATCH');
  const refused = await errorOf(choose(s, noMatchKey, taken.id));
  assert.deepEqual([refused.code, /unit 104/.test(refused.message)], ['CLIENT_TAKEN', true]);
  for (const [client, says] of [
    [99_999, /not there/],
    [archived.id, /archived/],
  ] as const) {
    await choose(s, noMatchKey, client);
    s.mark();
    assert.equal(await codeOf(s.provision(work, ['client'])), 'ADOPT_NO_MATCH');
    assert.match(itemOf(s, noMatchKey)?.why ?? '', says);
    assert.deepEqual(s.writes(), []);
  }
  await choose(s, noMatchKey, right.id);
  s.mark();
  assert.equal((await s.provision(work, ['client'])).client.text, `client ${right.id}`);
  assert.deepEqual(s.writes(), []);
  assert.equal((await s.household(work)).clientId, right.id);
});

test('a yes to a new client, then a client that turns out wrong: the yes does not count any more', async (t) => {
  const s = await scene(t);
  const work = await s.lease(lease);
  await codeOf(s.provision(work, ['client']));
  await carryOut(s.store, { verb: 'approve', key: noMatchKey });
  await choose(s, noMatchKey, 99_999);
  s.mark();
  assert.equal(await codeOf(s.provision(work, ['client'])), 'ADOPT_NO_MATCH');
  assert.equal(await codeOf(s.provision(work, ['client'])), 'ADOPT_NO_MATCH');
  assert.deepEqual(s.writes(), []);
});

test('one client is not chosen for two households', async (t) => {
  const s = await scene(t);
  const { id } = s.simulator.world.addClient({});
  for (const unit of ['101', '102']) await codeOf(s.provision(await s.lease({ ...lease, unit }), ['client']));
  await choose(s, noMatchKey, id);
  const refused = await errorOf(choose(s, 'ADOPT_NO_MATCH/lease:lease-102', id));
  assert.deepEqual([refused.code, /unit 101/.test(refused.message)], ['CLIENT_TAKEN', true]);
  await choose(s, noMatchKey, id);
});

test('the Custom ID comes before what was chosen', async (t) => {
  const s = await scene(t);
  const { first, second } = twins(s);
  const work = await s.lease(lease);
  await codeOf(s.provision(work, ['client']));
  await choose(s, ambiguousKey, second.id);
  first.userIdent = userIdent('tenant-101-0');
  await s.restart();
  assert.equal((await s.provision(work, ['client'])).client.text, `client ${first.id}`);
});

test('dry-run: the answers given there hold for live; nothing is created twice', async (t) => {
  const s = await scene(t, { mode: 'dry-run' });
  s.simulator.world.addOnu({ unit: '102', inTable: 'serial' });
  const { second } = twins(s);
  const [work, none] = [await s.lease(lease), await s.lease({ ...lease, unit: '102' })];
  await codeOf(s.provision(work, ['client']));
  await codeOf(s.provision(none, ['client']));
  await choose(s, ambiguousKey, second.id);
  await carryOut(s.store, { verb: 'approve', key: 'ADOPT_NO_MATCH/lease:lease-102' });
  s.mark();
  assert.equal((await s.provision(work, ['client'])).client.text, `client ${second.id}`);
  assert.equal((await s.provision(none, ['client'])).client.outcome, 'planned');
  assert.deepEqual(s.writes(), []);
  // As the end of a run in dry-run does.
  await s.store.attention.clear('ADOPT_NO_MATCH/lease:lease-102');
  await s.restart('live');
  assert.equal((await s.provision(work, ['client'])).client.text, `client ${second.id}`);
  assert.equal((await s.provision(none, ['client'])).client.outcome, 'done');
  assert.equal((await s.provision(none, ['client'])).client.outcome, 'found');
  assert.deepEqual(s.writes(), ['POST /clients']);
});
