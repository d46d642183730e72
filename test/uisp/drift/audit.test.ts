/** The audit against a simulated UISP: what is found, what explains itself, what it costs. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { DriftKind } from '../../../nodes/village/drift/drift-kinds.ts';
import { errorOf } from '../../error-of.ts';
import { type DriftOptions, type DriftScene, driftScene } from './drift-scene.ts';

test('a quiet audit: nothing is written, raised or planned, in as many requests as there are lists', async (t) => {
  const s = await driftScene(t, { units: 6 });
  s.forward(3 * 3_600_000);
  const changes = await s.changes();
  const { rows, drifts, checked, csv } = await s.audit();
  assert.deepEqual([rows, drifts, checked, csv], [[], {}, 6, 'unit,kind,where,should be,is,outcome,why\r\n']);
  assert.deepEqual(s.requests().sort(), [
    'GET /clients',
    'GET /clients',
    'GET /clients/services',
    'GET /devices',
    'GET /sites',
  ]);
  assert.deepEqual(s.items(), []);
  assert.equal(await s.changes(), changes, 'nothing is stored');
});

test('pages, not units: 118 units cost a page more of services and of clients', async (t) => {
  const s = await driftScene(t, { units: 118 });
  s.forward(3_600_000);
  await s.audit();
  assert.equal(s.requests().length, 7);
  assert.equal((await s.audit()).checked, 118);
  assert.equal(s.requests().length, 7 + 5, 'sites and ONUs are fresh enough');
});

interface Case {
  readonly options?: DriftOptions;
  readonly by: (s: DriftScene) => Promise<unknown>;
  readonly after: string | RegExp;
}

const cases: Readonly<Record<DriftKind, Readonly<Record<string, Case>>>> = {
  'service-ended': {
    'ended by hand': {
      by: async (s) => s.hands.endService((await s.serviceOf('101')).id, '2026-11-30'),
      after: 'ended, last day 2026-11-30',
    },
    'given an end': {
      by: async (s) => s.hands.endService((await s.serviceOf('101')).id, '2026-12-31'),
      after: 'ends on 2026-12-31',
    },
    deleted: { by: async (s) => s.hands.deleteService((await s.serviceOf('101')).id), after: 'gone' },
  },
  'service-unbound': {
    unbound: { by: async (s) => s.hands.unbind((await s.serviceOf('101')).id), after: 'bound to no site' },
  },
  'service-moved': {
    'bound elsewhere': {
      by: async (s) => s.hands.bindTo((await s.serviceOf('101')).id, s.world.addSite({ name: 'Smith' }).id),
      after: 'bound to another site',
    },
  },
  'service-would-invoice': {
    'invoicing begins': {
      by: async (s) => s.hands.startInvoicing((await s.serviceOf('101')).id, '2027-01-01'),
      after: 'invoicing starts 2027-01-01',
    },
  },
  'plan-changed': {
    'another plan': {
      by: async (s) => s.hands.changePlan((await s.serviceOf('101')).id, 'Village Fiber 2G'),
      after: 'Village Fiber 2G',
    },
    'a price of its own': {
      by: async (s) => s.hands.setPrice((await s.serviceOf('101')).id, 12),
      after: 'Village Fiber 500, at a price of its own, $12',
    },
  },
  'onu-renamed': {
    'to what it came with': { by: async (s) => s.hands.renameOnu('ONU-101', 'ubnt'), after: '"ubnt"' },
    'to a person’s name': { by: async (s) => s.hands.renameOnu('ONU-101', 'Smith'), after: 'another name' },
  },
  'onu-moved': {
    'off its site': { by: async (s) => s.hands.moveOnu('ONU-101', null), after: 'on no site' },
    'onto another unit’s': {
      by: async (s) => s.hands.moveOnu('ONU-101', (await s.stay('102')).siteId),
      after: 'on another site',
    },
    deleted: {
      by: async (s) => s.world.devices.delete((await s.stay('101')).onuId),
      after: 'not listed in UISP',
    },
  },
  'onu-replaced': {
    'a new one on the site, the old one disconnected': {
      options: { isWithoutTable: true },
      by: async (s) => {
        const { replacement } = s.world.replaceOnu('ONU-101');
        s.hands.moveOnu(replacement.id, (await s.stay('101')).siteId);
      },
      after: /^the ONU with serial UBNT/,
    },
  },
  'site-renamed': {
    renamed: { by: async (s) => s.hands.renameSite((await s.stay('101')).siteId, 'Smith'), after: 'another name' },
  },
  'site-gone': {
    deleted: {
      by: async (s) => {
        const { siteId, onuId } = await s.stay('101');
        s.hands.moveOnu(onuId, null);
        s.hands.deleteSite(siteId);
      },
      after: 'gone',
    },
  },
  'client-archived': {
    archived: {
      by: async (s) => s.world.crmTechnician.archiveClient((await s.stay('101')).clientId),
      after: 'archived',
    },
  },
  'client-ident-changed': {
    changed: { by: async (s) => s.hands.setIdent((await s.stay('101')).clientId, 'A-17'), after: 'another Custom ID' },
  },
};

suite('changed in UISP by hand: one item, which goes when it is put right by hand', { concurrency: 4 }, () => {
  for (const [kind, ways] of Object.entries(cases)) {
    for (const [what, { options, by, after }] of Object.entries(ways)) {
      test(`${kind}: ${what}`, async (t) => {
        const s = await driftScene(t, options);
        s.forward(2 * 3_600_000);
        const before = structuredClone(thingsOf(s));
        await by(s);
        for (const times of ['raised once', 'and not again']) {
          const { rows, drifts } = await s.nextAudit();
          assert.deepEqual(drifts, { [kind]: 1 }, times);
          const [row] = rows;
          assert.deepEqual([row?.unit, row?.kind, row?.outcome], ['101', kind, 'reported']);
          if (typeof after === 'string') assert.equal(row?.after, after);
          else assert.match(row?.after ?? '', after);
          assert.doesNotMatch(JSON.stringify([rows, s.store.attention.list()]), /Smith|Leeson|A-17/);
        }
        assert.deepEqual(s.items(), [s.key(kind.replaceAll('-', '_').toUpperCase())]);
        assert.equal((await s.store.attention.history()).length, 1);
        assert.deepEqual(s.writes(), [], 'nothing is repaired');
        putBack(s, before);
        assert.deepEqual((await s.nextAudit()).drifts, {});
        assert.deepEqual(s.items(), []);
      });
    }
  }
});

function thingsOf({ world }: DriftScene) {
  const { services, clients } = world.crm;
  return { services, clients, sites: world.sites, devices: world.devices };
}

/** As it was before somebody changed it. */
function putBack(s: DriftScene, before: ReturnType<typeof thingsOf>): void {
  const now = thingsOf(s);
  restore(now.services, before.services);
  restore(now.clients, before.clients);
  restore(now.sites, before.sites);
  restore(now.devices, before.devices);
  s.world.touch();
}

function restore<K, V extends object>(now: Map<K, V>, before: ReadonlyMap<K, V>): void {
  for (const [id, thing] of before) {
    const present = now.get(id);
    if (present === undefined) now.set(id, thing);
    else Object.assign(present, thing);
  }
}

suite('what is known is no drift', { concurrency: 4 }, () => {
  const known: Readonly<Record<string, { options?: DriftOptions; by: (s: DriftScene) => Promise<unknown> }>> = {
    'an ONU that is offline': { by: async (s) => s.world.setOnuStatus('ONU-101', 'disconnected') },
    'a lease that is not applied yet': {
      by: async (s) => {
        s.editLease('101', {
          tenants: [...s.lease('101').tenants, { ...s.lease('102').tenants[0], uid: 't-9' } as never],
        });
        await s.tick();
        await driftOf101(s);
      },
    },
    'a lease in flight': {
      by: async (s) => {
        await driftOf101(s);
        assert.ok(await s.store.claims.take('lease:lease-101'));
      },
    },
    'a lease that a person wants done again': {
      by: async (s) => {
        await driftOf101(s);
        s.store.leases.retry('lease-101');
      },
    },
    'a lease that is ignored': {
      by: async (s) => {
        await driftOf101(s);
        await s.store.leases.setIgnored('lease-101', true);
        await s.tick();
      },
    },
    'a stay whose end is decided, and one that has ended': {
      by: async (s) => {
        await driftOf101(s);
        s.editLease('101', {
          end: '2026-11-29',
          flags: { active: false, expired: true, expiring: false, future: false },
        });
        await s.tick();
      },
    },
    'a plan that was asked for and begins later': {
      by: async (s) => {
        const nextPlan = { plan: 'Village Fiber 2G', from: '2026-12-24', serviceId: null };
        await update(s, { nextPlan });
        s.hands.changePlan((await s.serviceOf('101')).id, 'Village Fiber 2G');
        await s.settle();
      },
    },
    'a service that UISP has made for a plan that comes later': {
      by: async (s) => {
        const { clientId, siteId, serviceId } = await s.stay('101');
        const made = s.world.addService({ clientId, plan: 'Village Fiber 2G' });
        await update(s, { nextPlan: { plan: 'Village Fiber 2G', from: '2026-12-24', serviceId: made.id } });
        await s.settle();
        s.hands.unbind(serviceId ?? 0);
        s.hands.bindTo(made.id, siteId);
        Object.assign(await s.serviceOf('101'), { isObsolete: true });
      },
    },
    'an adopted household’s plan, price, Custom ID and invoicing': {
      options: {
        goLive: '2026-12-01',
        before: ({ world }) => {
          const { id } = world.addClient({ userIdent: 'A-17' });
          const siteId = world.addSite({ name: 'unit  101', parentId: world.parentSite.id }).id;
          world.addService({ clientId: id, siteId, plan: 'Village Fiber 1G', price: 7, activeFrom: '2026-02-01' });
        },
        let: ['101'],
      },
      by: async () => undefined,
    },
    'UISP invoices tenants, by the setting': {
      options: { uispInvoices: 'normal' },
      by: async (s) => s.hands.startInvoicing((await s.serviceOf('101')).id, '2027-01-01'),
    },
    'the service does not show its site yet, the site its service': {
      by: async (s) => Object.assign(await s.serviceOf('101'), { siteHiddenForReads: 5 }),
    },
  };
  for (const [what, { options, by }] of Object.entries(known)) {
    test(what, async (t) => {
      const s = await driftScene(t, options);
      s.forward(2 * 3_600_000);
      await by(s);
      s.mark();
      s.forward(150_000);
      const { rows } = await s.audit('plan-changed', 'onu-renamed', 'service-ended');
      assert.deepEqual(rows, []);
      assert.deepEqual(s.items(), []);
      assert.deepEqual(s.writes(), []);
    });
  }

  async function driftOf101(s: DriftScene): Promise<void> {
    s.hands.changePlan((await s.serviceOf('101')).id, 'Village Fiber 2G');
    s.hands.renameOnu('ONU-101', 'ubnt');
    s.hands.renameSite((await s.stay('101')).siteId, 'Smith');
  }

  async function update(s: DriftScene, patch: Parameters<DriftScene['store']['households']['update']>[2]) {
    const claim = await s.store.claims.take('lease:lease-101');
    assert.ok(claim);
    await s.store.households.update(claim, (await s.stay('101')).household.id, patch);
    await s.store.claims.release(claim);
  }
});

test('a name that was written within the last hour may not be shown yet', async (t) => {
  const s = await driftScene(t);
  s.world.onu('ONU-101').name = 'ubnt';
  s.forward(50 * 60_000);
  assert.deepEqual((await s.audit()).drifts, {});
  s.forward(20 * 60_000);
  assert.deepEqual((await s.audit()).drifts, { 'onu-renamed': 1 });
});

test('while a lease is under way its items stay; when it ends they go', async (t) => {
  const s = await driftScene(t);
  s.hands.renameSite((await s.stay('101')).siteId, 'Smith');
  await s.nextAudit();
  assert.deepEqual(s.items(), [s.key('SITE_RENAMED')]);
  const claim = await s.store.claims.take('lease:lease-101');
  assert.ok(claim);
  await s.nextAudit();
  assert.deepEqual(s.items(), [s.key('SITE_RENAMED')]);
  await s.store.claims.release(claim);
  s.editLease('101', { end: '2026-11-29', flags: { active: false, expired: true, expiring: false, future: false } });
  await s.tick();
  await s.nextAudit();
  assert.deepEqual(s.items(), []);
});

test('what a person ignores stays unseen, and is not repaired', async (t) => {
  const s = await driftScene(t);
  s.hands.changePlan((await s.serviceOf('101')).id, 'Village Fiber 2G');
  await s.nextAudit();
  assert.ok(await s.store.attention.judge(s.key('PLAN_CHANGED'), 'ignored'));
  const { rows } = await s.nextAudit('plan-changed');
  assert.equal(rows[0]?.outcome, 'ignored');
  assert.deepEqual([s.items(), s.writes()], [[], []]);
});

suite('an answer that lacks what is known is an error, and nothing is said of single units', { concurrency: 4 }, () => {
  const lacking: Readonly<Record<string, (s: DriftScene) => void>> = {
    'no sites but the parent': ({ world }) => {
      for (const { id, type } of [...world.sites.values()]) if (type === 'endpoint') world.sites.delete(id);
    },
    'no ONUs': ({ world }) => {
      for (const { id, type } of [...world.devices.values()]) if (type === 'onu') world.devices.delete(id);
    },
    'no services': ({ world }) => world.crm.services.clear(),
    'more than half of the clients are missing': ({ world }) => {
      for (const id of [...world.crm.clients.keys()].slice(0, 6)) world.crm.clients.delete(id);
    },
  };
  for (const [what, by] of Object.entries(lacking)) {
    test(what, async (t) => {
      const s = await driftScene(t, { units: 9 });
      s.hands.renameOnu('ONU-109', 'ubnt');
      await s.nextAudit();
      assert.deepEqual(s.items(), [s.key('ONU_RENAMED', '109')]);
      by(s);
      s.world.touch();
      const { code, trouble } = await errorOf(s.nextAudit('service-ended', 'onu-moved'));
      assert.deepEqual([code, trouble], ['UISP_INCOMPLETE', 'server']);
      assert.deepEqual(s.items(), [s.key('ONU_RENAMED', '109')], 'nothing is raised, nothing cleared');
      assert.deepEqual(s.writes(), []);
    });
  }
});

test('before the first scan after a start nothing is known, and nothing is cleared', async (t) => {
  const s = await driftScene(t);
  s.hands.renameOnu('ONU-101', 'ubnt');
  await s.nextAudit();
  await s.restart();
  const { checked, waiting } = await s.audit();
  assert.deepEqual([checked, waiting], [0, 'no complete look at Innago since the start']);
  assert.deepEqual(s.items(), [s.key('ONU_RENAMED')]);
});
