/** What billing waits for is kept to the minute, over restarts and from earlier versions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { charged, reasons, settled, until } from './billed-lease.ts';
import { outside } from './outside.ts';
import { carryThrough, hour, minute, tick } from './stage.ts';

test('an instant is kept to the minute, a day as well, whichever comes first; over a restart', async (t) => {
  const { open, clock, store, a, next, patch } = await settled(t);
  await patch({ plan: 'Village Fiber 1G' });
  const at = clock() + 30 * minute;
  await carryThrough(store, (await next()).get('a'), [{ ...until('2026-11-26'), at }]);
  clock.forward(29 * minute);
  assert.deepEqual(reasons(await next()), []);
  await store.close();
  const again = await open();
  clock.forward(minute);
  assert.deepEqual(reasons(await tick(again, clock, [a])), ['billing']);
  const later = clock() + 240 * hour;
  await carryThrough(again, (await tick(again, clock, [a])).get('a'), [{ ...until('2026-11-21'), at: later }]);
  assert.deepEqual(reasons(await tick(again, clock, [a])), []);
  clock.forward(24 * hour);
  assert.deepEqual(reasons(await tick(again, clock, [a])), ['billing']);
});

test('a database from before: what it was charged and found on is known, its waits are read', async (t) => {
  const { file, open, clock, store, a, patch, householdId } = await settled(t);
  await charged(store, householdId, 'a', '2026-11-01');
  await charged(store, householdId, 'a', '2026-12-01');
  await patch({ plan: 'Village Fiber 1G', adopted: true });
  await store.close();
  await outside(file, async (knex) => {
    const columns = ['adopted_plan', 'plan_changed_at', 'next_plan', 'next_plan_from', 'next_service_id'];
    for (const column of columns) await knex.raw(`ALTER TABLE households DROP COLUMN ${column}`);
    for (const column of ['billed_fingerprint', 'charged_until']) {
      await knex.raw(`ALTER TABLE leases DROP COLUMN ${column}`);
    }
    await knex('leases').update({ waiting_json: JSON.stringify([{ why: 'the next charge', until: '2026-12-27' }]) });
    for (const table of ['plan_changes', 'statements']) await knex.schema.dropTable(table);
    await knex('village_fiber_migrations').where({ name: '0005-plan-changes' }).delete();
  });
  const again = await open();
  assert.equal(again.households.peek(householdId)?.adoptedPlan, 'Village Fiber 1G');
  await tick(again, clock, [{ ...a, end: '2026-11-28' }]);
  assert.deepEqual(
    again.attention.list().map(({ code }) => code),
    ['BILLING_AFTER_END'],
  );
});
