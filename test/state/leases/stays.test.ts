/** What a step stores of a stay, and what a tick decides of it at the same moment: neither undoes the other; and a quiet tick writes nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimOf, future, lease, tenant } from '../stage.ts';
import { over, tenancies, village as villageOf } from './tenancies.ts';

const tenants = [tenant('ada')];

test('a step writes while a tick changes which lease counts, or that the stay ends', async (t) => {
  for (let statements = 0; statements < 8; statements += 1) {
    const village = await tenancies(t);
    const a = lease('a', '101', { end: '2026-11-18', tenants });
    const b = lease('b', '102', { end: '2026-11-18' });
    const renewal = lease('renewal', '101', { start: '2026-11-19', tenants, flags: future });
    await village.run([a, b]);
    const claim = await claimOf(village.store, 'action:test');
    const write = async (id: number, onuId: string) => {
      for (let n = 0; n < statements; n += 1) await village.store.database.run((knex) => knex.raw('SELECT 1'));
      await village.store.households.update(claim, id, { onuId });
    };
    const now = [over(a), over(b), { ...renewal, flags: a.flags }];
    await Promise.all([village.see(now), write(1, 'onu 1'), write(2, 'onu 2')]);
    for (const again of [false, true]) {
      if (again) await village.restart();
      const stays = village.store.households.all().flatMap((household) => household.stays);
      assert.deepEqual(
        stays.map(({ leaseUid, onuId, lastDay }) => [leaseUid, onuId, lastDay]),
        [
          ['renewal', 'onu 1', null],
          ['b', 'onu 2', '2026-11-18'],
        ],
        `after ${statements} statements${again ? ', read again' : ''}`,
      );
    }
  }
});

test('a quiet tick writes nothing: with stays that are served, ended, held or unknown', async (t) => {
  const village = await tenancies(t);
  const { units, leases } = villageOf(40);
  await village.run(leases, { units });
  const now = leases.map((one, n) => (n < 10 ? over(one, '2026-11-18') : n === 20 ? { ...one, unitName: '1O1' } : one));
  await village.run(now, { units });
  await village.run(now, { units });
  const changes = async () => {
    const [row] = await village.store.database.run((knex) => knex.raw('SELECT total_changes() AS changes'));
    return row.changes;
  };
  const before = await changes();
  for (let ticks = 0; ticks < 3; ticks += 1) {
    village.clock.forward(300_000);
    assert.deepEqual(await village.run(now, { units }), []);
  }
  assert.equal(await changes(), before);
});
