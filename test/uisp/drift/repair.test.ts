/** Repairs: by setting, by approval, not at all; once each, whatever happens in between. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isSyncError } from '../../../nodes/sync-error.ts';
import type { RepairableKind } from '../../../nodes/village/drift/drift-kinds.ts';
import { crashes, type Write } from '../crashes.ts';
import { type DriftOptions, type DriftScene, driftScene } from './drift-scene.ts';

interface Case {
  readonly options?: DriftOptions;
  readonly by: (s: DriftScene) => Promise<unknown>;
  readonly writes: readonly Write[];
  readonly isRight: (s: DriftScene) => Promise<void>;
}

const cases: Readonly<Record<Exclude<RepairableKind, 'service-ended'>, Case>> = {
  'plan-changed': {
    by: async (s) => {
      const { id } = await s.serviceOf('101');
      s.hands.changePlan(id, 'Village Fiber 2G');
      s.hands.setPrice(id, 5);
    },
    writes: [{ method: 'PATCH', path: '/clients/services/{id}' }],
    isRight: async (s) => {
      const service = await s.serviceOf('101');
      assert.equal(s.world.planOf(service)?.name, 'Village Fiber 500');
      assert.equal(service.price, null);
    },
  },
  'service-unbound': {
    by: async (s) => s.hands.unbind((await s.serviceOf('101')).id),
    writes: [{ method: 'PATCH', path: '/clients/services/{id}/unmsclientsite/bind' }],
    isRight: async (s) => assert.equal((await s.serviceOf('101')).unmsClientSiteId, (await s.stay('101')).siteId),
  },
  'client-archived': {
    by: async (s) => s.world.crmTechnician.archiveClient((await s.stay('101')).clientId),
    writes: [{ method: 'PATCH', path: '/clients/{id}/restore' }],
    isRight: async (s) => assert.equal(s.world.crm.clients.get((await s.stay('101')).clientId)?.isArchived, false),
  },
  'onu-renamed': {
    by: async (s) => s.hands.renameOnu('ONU-101', 'ubnt'),
    writes: [{ method: 'PUT', path: '/devices/onus/{id}/system' }],
    isRight: async (s) => assert.equal(s.world.devices.get((await s.stay('101')).onuId)?.name, 'ONU-101'),
  },
  'onu-moved': {
    by: async (s) => s.hands.moveOnu(s.hands.renameOnu('ONU-101', 'spare').id, null),
    writes: [
      { method: 'POST', path: '/devices/authorize' },
      { method: 'PUT', path: '/devices/onus/{id}/system' },
    ],
    isRight: async (s) => {
      const { onuId, siteId } = await s.stay('101');
      const { name, siteId: now } = s.world.devices.get(onuId) ?? assert.fail();
      assert.deepEqual([name, now], ['ONU-101', siteId]);
    },
  },
  'onu-replaced': {
    options: { isWithoutTable: true },
    by: async (s) => {
      const { replacement } = s.world.replaceOnu('ONU-101');
      s.hands.moveOnu(replacement.id, (await s.stay('101')).siteId);
    },
    writes: [
      { method: 'PUT', path: '/devices/{id}/system/unms' },
      { method: 'POST', path: '/devices/{id}/unassign' },
      { method: 'PUT', path: '/devices/onus/{id}/system' },
    ],
    isRight: async (s) => {
      const { onuId, siteId } = await s.stay('101');
      assert.deepEqual(
        s.world.devicesOf(siteId).map(({ id, name }) => [id, name]),
        [[onuId, 'ONU-101']],
      );
      const old = [...s.world.devices.values()].find(({ status }) => status === 'disconnected');
      assert.equal(old?.alias, `ONU-101-old-${old?.serialNumber?.slice(-4).toUpperCase()}`);
      assert.equal(old?.siteId, null);
    },
  },
};

function kindsOf(record: typeof cases) {
  const kinds: readonly (keyof typeof cases)[] = [
    'plan-changed',
    'service-unbound',
    'client-archived',
    'onu-renamed',
    'onu-moved',
    'onu-replaced',
  ];
  return kinds.map((kind) => [kind, record[kind]] as const);
}

function named(writes: readonly Write[]): string[] {
  return writes.map(({ method, path }) => `${method} ${path}`);
}

async function drifted(t: Parameters<typeof driftScene>[0], { options, by }: Case): Promise<DriftScene> {
  const s = await driftScene(t, options);
  s.forward(2 * 3_600_000);
  await by(s);
  return s;
}

/** After the repair: right, quiet, nothing owed. */
async function assertRight(s: DriftScene, kind: RepairableKind, { isRight }: Pick<Case, 'isRight'>): Promise<void> {
  await isRight(s);
  assert.deepEqual(await s.openIntents(), [], 'no effect is left unknown');
  s.mark();
  assert.deepEqual((await s.nextAudit(kind)).rows, []);
  assert.deepEqual(s.items(), []);
  assert.deepEqual(s.writes(), []);
  assert.deepEqual(await s.tick(), [], 'the lease owes nothing');
}

suite('repaired because the kind is allowed, at once and unasked', { concurrency: 4 }, () => {
  for (const [kind, one] of kindsOf(cases)) {
    test(kind, async (t) => {
      const s = await drifted(t, one);
      const { repaired, rows } = await s.audit(kind);
      assert.deepEqual([repaired, rows.map(({ outcome }) => outcome)], [1, ['repaired']]);
      assert.deepEqual(s.writes(), named(one.writes));
      assert.deepEqual(await s.store.attention.history(), [], 'nobody was asked');
      const [why] = (await s.store.audit.list()).filter(({ outcome }) => outcome === 'done');
      assert.equal(why?.reason.because, 'drift');
      assert.equal(why?.reason.unit, '101');
      await assertRight(s, kind, one);
    });
  }
});

suite('not allowed: reported, and repaired by the next audit once a person approves', { concurrency: 4 }, () => {
  for (const [kind, one] of kindsOf(cases)) {
    test(kind, async (t) => {
      const s = await drifted(t, one);
      const others = kindsOf(cases).flatMap(([other]) => (other === kind ? [] : [other]));
      assert.equal((await s.audit(...others)).rows[0]?.outcome, 'reported');
      assert.deepEqual(s.writes(), []);
      const [key = ''] = s.items();
      assert.ok(s.store.attention.get(key)?.verbs?.includes('approve'));
      await s.store.attention.judge(key, 'approved');
      assert.equal((await s.nextAudit()).repaired, 1);
      assert.deepEqual(s.writes(), named(one.writes));
      await assertRight(s, kind, one);
    });
  }
});

suite('killed at each write: repaired once, and no outcome is left unknown', { concurrency: 4 }, () => {
  for (const [kind, one] of kindsOf(cases)) {
    for (const write of one.writes) {
      for (const [when, crash] of Object.entries(crashes)) {
        test(`${kind}: ${write.method} ${write.path}, ${when}`, async (t) => {
          const s = await drifted(t, one);
          crash(s, write);
          const first = await s.audit(kind).catch((error: unknown) => error);
          const error = isSyncError(first) ? first : Object(first).error;
          assert.ok(isSyncError(error) && error.code !== 'UNEXPECTED', String(error));
          await s.restart();
          await s.settle();
          await s.nextAudit(kind);
          const sent = s.writes().filter((name) => name === named([write])[0]).length;
          // An alias cannot be read back as we read ONUs, and setting it twice does no harm.
          const isTwice = when === 'before the request' || write.path === '/devices/{id}/system/unms';
          assert.equal(sent, isTwice ? 2 : 1, write.path);
          await assertRight(s, kind, one);
        });
      }
    }
  }
});

test('a service ended by hand: the lease is due, its chain makes a new one that begins today', async (t) => {
  const s = await driftScene(t);
  const ended = await s.serviceOf('101');
  s.hands.endService(ended.id, '2026-11-20');
  const { rows, repaired } = await s.nextAudit('service-ended');
  assert.deepEqual([repaired, rows[0]?.outcome], [1, 'begun']);
  assert.deepEqual(s.writes(), [], 'that is the chain’s to do');
  // The process dies before the tick: that the lease is due was only in memory.
  await s.restart();
  assert.deepEqual(await s.tick(), []);
  await s.nextAudit('service-ended');
  await s.settle();
  assert.deepEqual(s.writes(), ['POST /clients/{id}/services']);
  const service = await s.serviceOf('101');
  assert.notEqual(service.id, ended.id);
  assert.equal(service.activeFrom, '2026-12-01');
  assert.equal(service.unmsClientSiteId, (await s.stay('101')).siteId);
  assert.deepEqual((await s.nextAudit('service-ended')).rows, []);
  assert.deepEqual(s.items(), []);
  assert.equal(await s.store.facts.get('drift.repairs').then((notes) => notes?.includes('"begunAt":null')), true);
});

test('a service ended by hand, and another one made by hand instead: that one is taken', async (t) => {
  const s = await driftScene(t);
  const ended = await s.serviceOf('101');
  const { siteId, clientId } = await s.stay('101');
  s.hands.endService(ended.id, '2026-11-20');
  s.hands.unbind(ended.id);
  const other = s.world.addService({ clientId, siteId });
  Object.assign(other, { invoicingStart: '2099-12-31', sendEmailsAutomatically: false });
  await s.nextAudit('service-ended');
  await s.settle();
  assert.equal((await s.stay('101')).serviceId, other.id);
  assert.deepEqual(s.writes(), []);
  assert.deepEqual((await s.nextAudit('service-ended')).rows, []);
});

test('a service that only has an end in the future is left to a person', async (t) => {
  const s = await driftScene(t);
  s.hands.endService((await s.serviceOf('101')).id, '2026-12-31');
  assert.equal((await s.nextAudit('service-ended')).rows[0]?.outcome, 'reported');
  assert.deepEqual(s.store.attention.get(s.key('SERVICE_ENDED'))?.verbs, ['ignore']);
});

test('changed again after each repair: after two within 24 hours it is left alone, until a person approves or a day has passed', async (t) => {
  const s = await driftScene(t);
  const change = async () => s.hands.changePlan((await s.serviceOf('101')).id, 'Village Fiber 2G');
  const again = `DRIFT_CHANGED_AGAIN/plan-changed/unit:${s.world.unit('101').unitUid}`;
  for (const outcome of ['repaired', 'repaired', 'changed again', 'changed again']) {
    await change();
    assert.equal((await s.nextAudit('plan-changed')).rows[0]?.outcome, outcome);
  }
  assert.deepEqual(s.items(), [again]);
  assert.equal(s.writes().length, 2);
  await s.store.attention.judge(again, 'approved');
  assert.equal((await s.nextAudit('plan-changed')).rows[0]?.outcome, 'repaired');
  await change();
  assert.equal((await s.nextAudit('plan-changed')).rows[0]?.outcome, 'changed again');
  s.forward(24 * 3_600_000);
  await s.settle();
  assert.equal((await s.nextAudit('plan-changed')).rows[0]?.outcome, 'repaired');
  assert.deepEqual(s.items(), []);
});

test('the same drift in the same way twice a day is sent twice', async (t) => {
  const s = await driftScene(t);
  for (let times = 1; times <= 2; times += 1) {
    s.forward(2 * 3_600_000);
    s.hands.renameOnu('ONU-101', 'ubnt');
    await s.audit('onu-renamed');
    assert.equal(s.world.onu('ONU-101').siteId, (await s.stay('101')).siteId);
  }
  assert.deepEqual(s.writes(), Array(2).fill('PUT /devices/onus/{id}/system'));
});

test('more than five units and a fifth of all in the same way: one item, nothing is repaired unless approved', async (t) => {
  const s = await driftScene(t, { units: 7 });
  const units = ['101', '102', '103', '104', '105'];
  s.forward(2 * 3_600_000);
  for (const unit of units) s.hands.renameOnu(`ONU-${unit}`, `old ${unit}`);
  assert.equal((await s.audit()).drifts['onu-renamed'], 5);
  assert.equal(s.items().length, 5, 'five are five');
  s.hands.renameOnu('ONU-106', 'old 106');
  const { rows } = await s.nextAudit('onu-renamed');
  assert.deepEqual(new Set(rows.map(({ outcome }) => outcome)), new Set(['held']));
  assert.deepEqual(s.items(), ['DRIFT_ONU_RENAMED/property']);
  assert.match(s.store.attention.get('DRIFT_ONU_RENAMED/property')?.why ?? '', /^In 6 of 7 units .*101, 102, 103/);
  assert.deepEqual(s.writes(), []);
  await s.store.attention.judge('DRIFT_ONU_RENAMED/property', 'approved');
  assert.equal((await s.nextAudit()).repaired, 6);
  assert.equal(s.writes().length, 6);
  assert.deepEqual(s.items(), []);
});

test('six of 118 are single drifts', async (t) => {
  const s = await driftScene(t, { units: 118, let: ['101', '102', '103', '104', '105', '106'] });
  for (const { id, siteId } of [...s.world.devices.values()]) {
    const site = s.world.sites.get(siteId ?? '');
    if (site?.type === 'endpoint') s.hands.renameSite(site.id, `by hand ${id}`);
  }
  await s.nextAudit();
  assert.equal(s.items().length, 6);
});

test('dry-run: planned in the ledger, nothing sent, nothing stored of a repair', async (t) => {
  for (const [kind, one] of [...kindsOf(cases), ['service-ended', endedByHand] as const]) {
    await t.test(kind, async (t) => {
      const s = await drifted(t, one);
      await s.restart('dry-run');
      await s.tick();
      for (const times of [1, 2]) {
        const { planned, repaired, rows } = await s.nextAudit(kind);
        assert.deepEqual([planned, repaired, rows[0]?.outcome], [1, 0, 'planned'], `audit ${times}`);
      }
      assert.deepEqual(s.writes(), []);
      const plan = await s.store.plan();
      assert.ok(plan.length >= 1 && plan.every(({ reason }) => reason.because === 'drift' && reason.unit === '101'));
      assert.equal(await s.store.facts.get('drift.repairs'), undefined);
    });
  }
});

const endedByHand: Case = {
  by: async (s) => s.hands.endService((await s.serviceOf('101')).id, '2026-11-20'),
  writes: [],
  isRight: async () => undefined,
};

test('paused: reported, nothing is repaired; after the pause it is', async (t) => {
  const s = await drifted(t, cases['plan-changed']);
  await s.store.pause.set(true);
  assert.equal((await s.audit('plan-changed')).rows[0]?.outcome, 'paused');
  assert.deepEqual([s.writes(), s.items()], [[], [s.key('PLAN_CHANGED')]]);
  await s.store.pause.set(false);
  assert.equal((await s.nextAudit('plan-changed')).repaired, 1);
  assert.deepEqual(s.items(), []);
});

test('an ONU on another unit’s site is never taken from there', async (t) => {
  const s = await driftScene(t);
  s.hands.moveOnu('ONU-101', (await s.stay('102')).siteId);
  const { rows } = await s.nextAudit('onu-moved');
  assert.match(rows[0]?.outcome ?? '', /^failed: Unit 101's ONU, .* it is not taken from there/);
  assert.match(s.store.attention.get(s.key('ONU_MOVED'))?.why ?? '', /It could not be repaired/);
  assert.deepEqual(s.writes(), []);
});

test('the ONU table names the old ONU: the new one is not taken before the table says so', async (t) => {
  const s = await driftScene(t);
  const { replacement } = s.world.replaceOnu('ONU-101');
  s.hands.moveOnu(replacement.id, (await s.stay('101')).siteId);
  const { rows } = await s.nextAudit('onu-replaced');
  assert.match(rows[0]?.outcome ?? '', /^failed: .*the ONU table names another one/);
  assert.deepEqual(s.writes(), []);
});

test('one repair that is refused does not hold up the others; a server’s trouble does, and is told', async (t) => {
  const s = await driftScene(t);
  for (const unit of ['101', '102']) s.hands.changePlan((await s.serviceOf(unit)).id, 'Village Fiber 2G');
  const write = { method: 'PATCH', path: '/clients/services/{id}' };
  s.simulator.faults.next(write, 422);
  const first = await s.nextAudit('plan-changed');
  assert.match(first.rows[0]?.outcome ?? '', /^failed/);
  assert.equal(first.rows[1]?.outcome, 'repaired');
  assert.equal(first.error, undefined);
  s.hands.changePlan((await s.serviceOf('102')).id, 'Village Fiber 2G');
  s.simulator.faults.next(write, 500);
  const second = await s.nextAudit('plan-changed');
  assert.match(second.rows[0]?.outcome ?? '', /^failed/);
  assert.equal(second.rows[1]?.outcome, 'busy');
  assert.equal(second.error?.code, 'UISP_CRM_500');
});
