/** What somebody changes in UISP by hand, what a repair writes, and how it is then. */
import assert from 'node:assert/strict';
import type { RepairableKind } from '../../../nodes/village/drift/drift-kinds.ts';
import type { Write } from '../crashes.ts';
import type { DriftOptions } from './drift-options.ts';
import { type DriftScene, driftScene } from './drift-scene.ts';

export interface Case {
  readonly options?: DriftOptions;
  readonly by: (s: DriftScene) => Promise<unknown>;
  readonly writes: readonly Write[];
  readonly isRight: (s: DriftScene) => Promise<void>;
}

export const cases: Readonly<Record<Exclude<RepairableKind, 'service-ended'>, Case>> = {
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

export function kindsOf(record: typeof cases) {
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

export function named(writes: readonly Write[]): string[] {
  return writes.map(({ method, path }) => `${method} ${path}`);
}

export async function drifted(t: Parameters<typeof driftScene>[0], { options, by }: Case): Promise<DriftScene> {
  const s = await driftScene(t, options);
  s.forward(2 * 3_600_000);
  await by(s);
  return s;
}

/** After the repair: right, quiet, nothing owed. */
export async function assertRight(
  s: DriftScene,
  kind: RepairableKind,
  { isRight }: Pick<Case, 'isRight'>,
): Promise<void> {
  await isRight(s);
  assert.deepEqual(await s.openIntents(), [], 'no effect is left unknown');
  s.mark();
  assert.deepEqual((await s.nextAudit(kind)).rows, []);
  assert.deepEqual(s.items(), []);
  assert.deepEqual(s.writes(), []);
  assert.deepEqual(await s.tick(), [], 'the lease owes nothing');
}
