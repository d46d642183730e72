/** For every write of the chain: killed before the request, after the effect, before the commit, before the household is stored. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { LeaseWork } from '../../../nodes/state/work.ts';
import { isSyncError } from '../../../nodes/sync-error.ts';
import type { SimulatorOptions } from '../../simulator/simulator.ts';
import { crashes, type Write } from '../crashes.ts';
import { chain, type Scene, scene, steps } from './scene.ts';

const writes: readonly Write[] = [
  { method: 'POST', path: '/clients' },
  { method: 'POST', path: '/sites' },
  { method: 'POST', path: '/clients/{id}/services' },
  { method: 'POST', path: '/devices/authorize' },
  { method: 'PUT', path: '/devices/onus/{id}/system' },
];

/** Runs the chain, a new process each time, until it goes through. */
async function untilThrough(s: Scene, work: LeaseWork): Promise<number> {
  for (let run = 1; run <= 3; run += 1) {
    try {
      await s.provision(work);
      return run;
    } catch (error) {
      assert.ok(isSyncError(error) && error.code !== 'UNEXPECTED', String(error));
      await s.restart();
    }
  }
  assert.fail('it did not converge');
}

async function assertOnce(s: Scene, work: LeaseWork): Promise<void> {
  const { world } = s.simulator;
  const { clientId, siteId, serviceId, onuId } = await s.household(work);
  assert.deepEqual([...world.crm.clients.keys()], [clientId]);
  assert.deepEqual([...world.crm.services.keys()], [serviceId]);
  const units = [...world.sites.values()].filter(({ type }) => type === 'endpoint');
  assert.deepEqual(
    units.map(({ id, name, parentId }) => ({ id, name, parentId })),
    [{ id: siteId, name: 'Unit 101', parentId: world.parentSite.id }],
  );
  assert.ok(siteId);
  assert.deepEqual(
    world.devicesOf(siteId).map(({ id, name }) => ({ id, name })),
    [{ id: onuId, name: 'ONU-101' }],
  );
  const open = await s.store.database.run((knex) => knex('effects').where({ state: 'intent' }).select('key'));
  assert.deepEqual(open, [], 'no effect is left unknown');
  await s.restart();
  s.mark();
  await s.provision(work);
  assert.deepEqual(s.requests(), [], 'settled: no request at all');
}

const variants: Readonly<Record<string, SimulatorOptions>> = {
  '': {},
  ' (site parent appears late, 201)': { variants: { parentAppearsAfterDevice: true, siteCreate201: true } },
};

// Side by side: most of the time they wait for a quiet moment of UISP.
suite('every write of the chain', { concurrency: 4 }, () => {
  for (const [when, crash] of Object.entries(crashes)) {
    for (const write of writes) {
      for (const [variant, options] of Object.entries(variants)) {
        if (variant !== '' && write.path !== '/sites') continue;
        test(`${write.method} ${write.path}, killed ${when}${variant}`, async (t) => {
          const s = await scene(t, options);
          s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
          const work = await s.lease({ unit: '101' });
          crash(s, write);
          const runs = await untilThrough(s, work);
          assert.equal(runs, 2, 'the crash was felt, and one more run repairs it');
          await assertOnce(s, work);
        });
      }
    }
  }
});

test('killed after the ledger has committed and before the household is stored', async (t) => {
  const s = await scene(t);
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101' });
  for (const step of chain) {
    const { households, database } = s.store;
    const update = households.update.bind(households);
    households.update = async (claim, id, patch) => {
      await database.close();
      return update(claim, id, patch);
    };
    const before = await s.household(work);
    await assert.rejects(s.provision(work), (error) => isSyncError(error) && error.code === 'STORE_CLOSED');
    await s.restart();
    assert.deepEqual(await s.household(work), before);
    s.mark();
    await s.provision(work, [step]);
    assert.deepEqual(s.writes(), [], `${step} was done already`);
  }
  await assertOnce(s, work);
});

suite('replacing an ONU, killed at each of its writes', { concurrency: 4 }, () => {
  const replacing: readonly Write[] = [
    { method: 'PUT', path: '/devices/{id}/system/unms' },
    { method: 'POST', path: '/devices/{id}/unassign' },
    { method: 'POST', path: '/devices/authorize' },
  ];
  for (const [when, crash] of Object.entries(crashes)) {
    for (const write of replacing) {
      test(`${write.method} ${write.path}, ${when}`, async (t) => {
        const s = await scene(t);
        const { world } = s.simulator;
        const old = world.addOnu({ unit: '101', inTable: 'serial' });
        const work = await s.lease({ unit: '101' });
        await s.provision(work);
        old.status = 'disconnected';
        world.onuTable.length = 0;
        const onu = world.addOnu({ unit: '101', inTable: 'mac' });
        await s.restart();
        crash(s, write);
        assert.equal(await untilThrough(s, work), 2);
        assert.equal(old.siteId, null);
        assert.equal(old.alias, `ONU-101-old-${old.serialNumber?.slice(-4).toUpperCase()}`);
        assert.equal(onu.name, 'ONU-101');
        await assertOnce(s, work);
      });
    }
  }
});

test('a process that was paused and wakes up after another took over does nothing', async (t) => {
  const s = await scene(t);
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101' });
  const old = await s.context(work);
  await s.store.claims.release(old.claim);
  await s.provision(work);
  s.mark();
  for (const step of Object.values(steps)) {
    await assert.rejects(step(old), (error) => isSyncError(error) && error.code === 'CLAIM_LOST');
  }
  assert.deepEqual(s.requests(), []);
});
