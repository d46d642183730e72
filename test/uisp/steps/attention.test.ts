/** What needs a person: each with its code, nothing written beyond it, and gone by itself once the cause is. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isSyncError, type SyncError } from '../../../nodes/sync-error.ts';
import type { World } from '../../simulator/world/world.ts';
import { codeOf, type LeaseFacts, type Scene, type SceneOptions, type StepName, scene } from './scene.ts';

interface Case {
  readonly code: string;
  readonly trouble?: SyncError['trouble'];
  readonly options?: SceneOptions;
  readonly lease?: Partial<LeaseFacts>;
  /** Makes the cause. */
  readonly given: (world: World, scene: Scene) => void | Promise<void>;
  /** The step that notices it; those before it go through. */
  readonly at: StepName;
  /** Takes the cause away; the chain then goes through. */
  readonly mended?: (world: World, scene: Scene) => void | Promise<void>;
}

const order: readonly StepName[] = ['client', 'site', 'service', 'onu'];
const writesBefore: Readonly<Record<StepName, number>> = { client: 0, site: 1, service: 2, onu: 3 };

const village = (world: World) => world.parentSite.id;
const plan = (world: World) => {
  const [first] = world.crm.plans.values();
  assert.ok(first);
  return first;
};

const cases: Readonly<Record<string, Case>> = {
  'the Custom ID is another household’s': {
    code: 'CLIENT_TAKEN',
    at: 'client',
    given: async (world, s) => {
      const client = world.addClient({ userIdent: 'innago:tenant-101-0' });
      const other = await s.lease({ unit: '104' });
      const { claim } = await s.context(other);
      await s.store.households.update(claim, other.householdId, { clientId: client.id });
    },
    mended: (world) => {
      for (const client of world.crm.clients.values()) client.userIdent = null;
    },
  },
  'the client with the Custom ID is archived': {
    code: 'CLIENT_ARCHIVED',
    at: 'client',
    given: (world) => void world.addClient({ userIdent: 'innago:tenant-101-0', isArchived: true }),
    mended: (world) => {
      for (const client of world.crm.clients.values()) client.isArchived = false;
    },
  },
  'a lease without a tenant': {
    code: 'LEASE_WITHOUT_TENANT',
    at: 'client',
    lease: { tenants: [] },
    given: () => undefined,
  },
  'no parent site': {
    code: 'PARENT_SITE_MISSING',
    at: 'site',
    given: (world) => {
      world.parentSite.name = 'Elsewhere';
    },
  },
  'two parent sites': {
    code: 'PARENT_SITE_AMBIGUOUS',
    at: 'site',
    given: (world) => void world.addSite({ name: 'Victorian Village', type: 'site' }),
  },
  'two sites of the unit’s name': {
    code: 'SITE_AMBIGUOUS',
    at: 'site',
    given: (world) => {
      for (const name of ['Unit 101', 'unit 101 ']) world.addSite({ name, parentId: village(world) });
    },
    mended: (world) => {
      for (const site of world.sites.values()) if (site.name === 'unit 101 ') site.name = 'Old';
    },
  },
  'the site of the unit’s name is below another parent': {
    code: 'SITE_ELSEWHERE',
    at: 'site',
    given: (world) => {
      const other = world.addSite({ name: 'Other Village', type: 'site' });
      world.addSite({ name: 'Unit 101', parentId: other.id });
    },
    mended: (world) => {
      for (const site of world.sites.values()) if (site.name === 'Unit 101') site.parentId = village(world);
    },
  },
  'the site of the unit’s name has no parent, and is not ours': {
    code: 'SITE_ELSEWHERE',
    at: 'site',
    given: (world) => void world.addSite({ name: 'Unit 101', parentId: null }),
  },
  'no plan': {
    code: 'PLAN_MISSING',
    at: 'service',
    options: { plansExist: false },
    given: () => undefined,
    mended: (world) => void world.addPlan({ name: 'Village Fiber 500', mbps: 500, price: 45 }),
  },
  'the plan twice': {
    code: 'PLAN_AMBIGUOUS',
    at: 'service',
    given: (world) => void world.addPlan({ name: 'Village Fiber 500', mbps: 500, price: 45 }),
  },
  'the plan is archived': {
    code: 'PLAN_ARCHIVED',
    at: 'service',
    given: (world) => {
      plan(world).archived = true;
    },
    mended: (world) => {
      plan(world).archived = false;
    },
  },
  'the plan has no enabled monthly period': {
    code: 'PLAN_PERIOD_MISSING',
    at: 'service',
    given: (world) => {
      for (const period of plan(world).periods) period.enabled = false;
    },
    mended: (world) => {
      for (const period of plan(world).periods) period.enabled = true;
    },
  },
  'UISP would invoice the tenant': {
    code: 'SERVICE_WOULD_INVOICE',
    at: 'service',
    options: { variants: { invoicingStartIgnored: true } },
    given: () => undefined,
    mended: (world) => {
      for (const service of world.crm.services.values()) service.invoicingStart = '2099-12-31';
    },
  },
  'the client’s service is bound to another site': {
    code: 'SERVICE_ELSEWHERE',
    at: 'service',
    given: (world) => {
      const client = world.addClient({ userIdent: 'innago:tenant-101-0' });
      const site = world.addSite({ name: 'Pat Before', parentId: village(world) });
      world.addService({ clientId: client.id, siteId: site.id });
    },
  },
  'no ONU': {
    code: 'ONU_MISSING',
    at: 'onu',
    given: () => undefined,
    mended: (world) => void world.addOnu({ unit: '101', inTable: 'serial' }),
  },
  'the ONU is on another unit’s site': {
    code: 'ONU_ON_OTHER_UNIT',
    at: 'onu',
    given: (world) => {
      const site = world.addSite({ name: 'Unit 102', parentId: village(world) });
      world.addOnu({ unit: '101', inTable: 'serial', siteId: site.id });
    },
    mended: (world) => {
      for (const onu of world.devices.values()) if (onu.type === 'onu') onu.siteId = null;
    },
  },
  'two ONUs on the site': {
    code: 'ONU_TWICE',
    at: 'onu',
    given: (world) => {
      const site = world.addSite({ name: 'Unit 101', parentId: village(world) });
      for (let count = 0; count < 2; count += 1) world.addOnu({ siteId: site.id });
    },
  },
  'the table says another ONU than the active one on the site': {
    code: 'ONU_CONFLICT',
    at: 'onu',
    given: (world) => {
      const site = world.addSite({ name: 'Unit 101', parentId: village(world) });
      world.addOnu({ siteId: site.id });
      world.addOnu({ unit: '101', inTable: 'serial' });
    },
  },
  'an ONU on another unit’s site bears the name already': {
    code: 'ONU_NAME_TAKEN',
    at: 'onu',
    given: (world) => {
      const site = world.addSite({ name: 'Unit 102', parentId: village(world) });
      world.addOnu({ siteId: site.id, name: 'onu-101' });
      world.addOnu({ unit: '101', inTable: 'serial' });
    },
    mended: (world) => {
      for (const onu of world.devices.values()) if (onu.name === 'onu-101') onu.name = 'ONU-102';
    },
  },
  'the rename is not supported': {
    code: 'ONU_RENAME_UNSUPPORTED',
    at: 'onu',
    given: (world) => {
      const { id } = world.addOnu({ unit: '101', inTable: 'serial' });
      Object.assign(world.variants, { systemRoute501For: [id] });
    },
    mended: (world) => {
      Object.assign(world.variants, { systemRoute501For: [] });
    },
  },
  'the OLT is away': {
    code: 'ONU_OLT_AWAY',
    trouble: 'server',
    at: 'onu',
    given: (world) => {
      world.addOnu({ unit: '101', inTable: 'serial' });
      world.setOltConnected(false);
    },
    mended: (world) => world.setOltConnected(true),
  },
  'UISP refuses the assignment with 200': {
    code: 'UISP_NMS_REFUSED',
    trouble: 'data',
    at: 'onu',
    given: (world) => {
      const { id } = world.addOnu({ unit: '101', inTable: 'serial' });
      Object.assign(world.variants, { authorizeResultFalseFor: [id] });
    },
    mended: (world) => {
      Object.assign(world.variants, { authorizeResultFalseFor: [] });
    },
  },
};

// Side by side: most of the time they wait for a quiet moment of UISP.
suite('what needs a person', { concurrency: 4 }, () => {
  for (const [what, { code, trouble = 'operator', options, lease, given, at, mended }] of Object.entries(cases)) {
    test(`${what}: ${code}`, async (t) => {
      const s = await scene(t, { ...options, variants: { ...options?.variants } });
      const { world } = s.simulator;
      await given(world, s);
      if (at !== 'onu') world.addOnu({ unit: '101', inTable: 'serial' });
      const work = await s.lease({ unit: '101', ...lease });
      const error = await s.provision(work).then(
        () => assert.fail('it went through'),
        (thrown: unknown) => thrown,
      );
      assert.ok(isSyncError(error), String(error));
      assert.equal(error.code, code, error.message);
      assert.equal(error.trouble, trouble);
      assert.ok(error.hint !== undefined || trouble === 'data', 'says what to do');
      assert.doesNotMatch(error.message + (error.hint ?? ''), /Ann|Leeson|example\.com/);
      s.mark();
      assert.equal(await codeOf(s.provision(work)), code, 'again, for the same reason');
      assert.ok(
        s.writes().every((write) => ['onu', 'client'].includes(at) && /authorize|system|POST \/clients$/.test(write)),
        `nothing is done anew: ${s.writes()}`,
      );
      const row = await s.household(work);
      const done = [row.clientId, row.siteId, row.serviceId, row.onuId].filter((id) => id !== null).length;
      assert.equal(done, writesBefore[at], `steps done before ${at}: ${order.slice(0, writesBefore[at])}`);
      if (mended === undefined) return;
      await mended(world, s);
      await s.restart();
      const results = await s.provision(work);
      assert.ok(['done', 'found'].includes(results.onu.outcome));
      const [service, ...others] = [...world.crm.services.values()].filter(
        ({ clientId }) => clientId === (row.clientId ?? clientId),
      );
      assert.equal(others.length, 0);
      assert.equal(service?.unmsClientSiteId, (await s.household(work)).siteId);
    });
  }
});

test('a client that another tenant had, taken by another household, is left alone and does not stand in the way', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  world.addOnu({ unit: '101', inTable: 'serial' });
  const taken = world.addClient({ userIdent: 'innago:tenant-101-1' });
  const other = await s.lease({ unit: '104' });
  const { claim } = await s.context(other);
  await s.store.households.update(claim, other.householdId, { clientId: taken.id });
  const work = await s.lease({ unit: '101', tenants: [{}, {}] });
  await s.provision(work);
  assert.notEqual((await s.household(work)).clientId, taken.id);
});

test('a client that was made by hand with another tenant’s Custom ID is taken', async (t) => {
  const s = await scene(t);
  const client = s.simulator.world.addClient({ userIdent: 'innago:tenant-101-1' });
  const work = await s.lease({ unit: '101', tenants: [{}, {}] });
  const results = await s.provision(work, ['client']);
  assert.equal(results.client.text, `client ${client.id}`);
  assert.equal(results.client.outcome, 'found');
  assert.match(results.client.warnings?.join() ?? '', /may suspend client/, 'it was not made by us');
  assert.equal(s.simulator.world.crm.clients.size, 1);
});

test('UISP says 422 because the client was made meanwhile: it is taken', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  const work = await s.lease({ unit: '101' });
  // Five other look-ups make the directory keep its list of clients, so that it does not see the one that comes next.
  await Promise.all([1, 2, 3, 4, 5].map((n) => s.uisp.directory.clientByIdent(`innago:x${n}`)));
  const client = world.addClient({ userIdent: 'innago:tenant-101-0' });
  s.mark();
  const results = await s.provision(work, ['client']);
  assert.deepEqual(s.writes(), ['POST /clients']);
  assert.equal(results.client.findings?.clientId, client.id);
  assert.equal(world.crm.clients.size, 1);
});

test('the name is not shown yet: the lease waits for it, and nothing is sent again', async (t) => {
  const s = await scene(t, { variants: { offlineOnuKeepsName: true } });
  const onu = s.simulator.world.addOnu({ unit: '101', inTable: 'serial', status: 'disconnected' });
  const work = await s.lease({ unit: '101' });
  const first = await s.provision(work);
  assert.equal(first.onu.outcome, 'waiting');
  assert.deepEqual(first.onu.waiting, { why: 'name not shown yet' });
  s.mark();
  assert.equal((await s.provision(work)).onu.outcome, 'waiting');
  assert.deepEqual(s.writes(), [], 'the same day it is not asked for twice');
  assert.equal((await s.provision({ ...work, today: '2026-12-02' })).onu.outcome, 'waiting');
  assert.deepEqual(s.writes(), ['PUT /devices/onus/{id}/system'], 'a day later it is asked for once more');
  s.simulator.world.setOnuStatus(onu.id, 'active');
  await s.restart();
  assert.equal((await s.provision(work)).onu.outcome, 'found');
});

test('the name lags: it is looked for a few times', async (t) => {
  const s = await scene(t, { variants: { nameLagReads: 2 } });
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  assert.equal((await s.provision(await s.lease({ unit: '101' }))).onu.outcome, 'done');
});

test('an ONU that somebody took off the site is put back, once a day at most', async (t) => {
  const s = await scene(t);
  const onu = s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101' });
  await s.provision(work);
  onu.siteId = null;
  await s.store.facts.set(`onu-settled/unit:${work.unit.uid}`, 'the table has changed');
  await s.restart();
  const later = { ...work, today: '2026-12-03' };
  s.mark();
  await s.provision(later);
  assert.deepEqual(s.writes(), ['POST /devices/authorize']);
  onu.siteId = null;
  await s.store.facts.set(`onu-settled/unit:${work.unit.uid}`, 'the table has changed again');
  await s.restart();
  assert.equal(await codeOf(s.provision(later)), 'ONU_ASSIGN_NOT_SEEN');
});

test('UISP does not say whether the ONU is enabled: it is not renamed', async (t) => {
  const s = await scene(t);
  const onu = s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  Object.assign(onu, { enabled: undefined });
  const work = await s.lease({ unit: '101' });
  assert.equal(await codeOf(s.provision(work)), 'ONU_ENABLED_UNKNOWN');
  assert.equal(onu.name, 'ubnt');
  onu.enabled = true;
  await s.restart();
  assert.equal((await s.provision(work)).onu.outcome, 'done');
});

test('steps in the wrong order say so', async (t) => {
  const s = await scene(t);
  const work = await s.lease({ unit: '101' });
  assert.equal(await codeOf(s.provision(work, ['onu'])), 'STEP_ORDER');
  assert.equal(await codeOf(s.provision(work, ['site', 'service'])), 'STEP_ORDER');
});

test('a site that was deleted by hand is made again', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101' });
  await s.provision(work, ['client', 'site']);
  world.sites.delete((await s.household(work)).siteId ?? '');
  await s.restart();
  assert.equal(await codeOf(s.provision(work)), 'SITE_GONE');
  const results = await s.provision(work);
  assert.equal(results.site.outcome, 'done');
  assert.equal([...world.sites.values()].filter(({ name }) => name === 'Unit 101').length, 1);
});

test('an ONU that was plugged in after the ONUs were listed is found at once', async (t) => {
  const s = await scene(t);
  const work = await s.lease({ unit: '101' });
  await s.provision(work, ['client', 'site', 'service']);
  await s.uisp.directory.onus({ since: Date.now() });
  const listed = Date.now();
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  Object.assign(s.store, { clock: () => listed + 60_000 });
  assert.equal((await s.provision(work, ['onu'])).onu.outcome, 'done');
});
