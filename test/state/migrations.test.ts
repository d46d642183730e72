/** A database of each earlier version, with something in every table, is opened by this one: nothing is lost, and nothing is done again. */
import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { knownMonths } from '../../nodes/state/billing/charged-months.ts';
import { migrations } from '../../nodes/state/database/migrations/index.ts';
import { filled, mailKey, month } from './migrations-scene.ts';
import { claimOf, hour, lease, stage, tick } from './stage.ts';

for (const [index, { name }] of migrations.entries()) {
  test(`a database as it was after ${name}: all is there, and nothing is done again`, async (t) => {
    const scene = await stage(t);
    await filled(scene, index + 1);
    const { clock, folder, file } = scene;
    const store = await scene.open();

    const household = await store.households.get(1);
    assert.deepEqual(
      [household.clientId, household.siteId, household.serviceId, household.onuId, household.plan, household.adopted],
      [1001, 'site-101', 300, 'onu-101', 'Village Fiber 1G', false],
    );
    assert.equal((await store.households.byClient(1001))?.id, 1);
    assert.equal(store.leases.entry('a')?.householdId, 1);
    assert.deepEqual(store.units.all(), [{ uid: 'unit-101', name: '101', label: '101' }]);
    assert.equal(await store.facts.get('uisp.timeZone'), 'America/Chicago');
    assert.deepEqual(
      store.attention.list().map(({ code }) => code),
      ['ONU_MISSING'],
    );
    assert.equal((await store.audit.list()).length, 1);
    assert.equal(store.breakers.openUntil('UISP CRM'), clock() - hour);
    assert.equal(store.claims.isHeld('lease:a'), false, 'of an older epoch');
    assert.equal(store.scans.last('leases')?.seen, 1);
    if (index >= 3) assert.equal(store.tickets.entry('t1')?.link?.ticketId, 5);
    if (index >= 4) assert.equal((await store.planHistory.ofHousehold(1)).length, 1);

    const due = await tick(store, clock, [lease('a', '101')]);
    assert.deepEqual(
      [...due.values()].map(({ householdId, adopt }) => [householdId, adopt]),
      [[1, false]],
    );
    assert.equal(store.households.all().length, 1, 'the same household');
    const claim = await claimOf(store);
    const facts = {
      key: mailKey,
      kind: 'mail',
      fingerprint: 'x',
      reason: { because: 'test' },
      before: null,
      after: null,
    } as const;
    assert.equal(await store.once.beginOnce(claim, facts), 'already');
    const { charged, unknown } = await knownMonths(store, 1, '2026-11-20');
    assert.deepEqual([charged, unknown], [[month], []]);

    const copies = (await readdir(folder)).filter((one) => one.includes('.before-'));
    const next = migrations[index + 1]?.name.slice(0, 4);
    assert.deepEqual(copies, next === undefined ? [] : [`${basename(file)}.before-${next}`]);
    for (const copy of copies) assert.equal((await stat(join(folder, copy))).mode & 0o777, 0o600);
  });
}
