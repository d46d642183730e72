/** The audit against a simulated UISP: what is found, and what it costs. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { DriftKind } from '../../../nodes/village/drift/drift-kinds.ts';
import type { DriftOptions } from './drift-options.ts';
import { type DriftScene, driftScene } from './drift-scene.ts';

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
  const noted = await s.changes();
  assert.ok(noted <= changes + 7, 'how six ONUs fare, and when that was read');
  s.forward(3_600_000);
  await s.audit();
  assert.equal(await s.changes(), noted + 1, 'only when it was read');
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
