/** What happens to a unit while people live there, through the whole flow: an ONU is replaced, the next household comes. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { assertInvariants, provisionedUnits, writes } from './invariants.ts';
import { until } from './node-red-process.ts';
import { onStage, quiet } from './stage.ts';

test('a replaced ONU: the table is changed, the old one leaves with an alias, the new one takes place and name; nobody is mailed', {
  timeout: 120_000,
}, async () => {
  await onStage({ village: 'empty' }, async ({ simulator, env, start }) => {
    const { world } = simulator;
    const table = () => writeFileSync(env['ONU_TABLE_FILE'] ?? '', simulator.onuTableCsv());
    const old = world.addOnu({ unit: '101', inTable: 'both' });
    table();
    world.addLease({ unit: '101', tenants: [{ email: 'ann@example.com' }] });
    await start();
    await until('the welcome mail', () => simulator.mail.messages.length === 1, { within: 60 });
    await quiet(simulator);
    const { siteId } = old;
    const before = writes(simulator).length;
    old.status = 'disconnected';
    world.onuTable.length = 0;
    const replacement = world.addOnu({ unit: '101', inTable: 'serial' });
    table();
    await until('the new ONU is named', () => replacement.name === 'ONU-101', { within: 60 });
    await quiet(simulator);
    assertInvariants(simulator);
    assert.deepEqual(writes(simulator).slice(before), [
      'PUT /devices/{id}/system/unms',
      'POST /devices/{id}/unassign',
      'POST /devices/authorize',
      'PUT /devices/onus/{id}/system',
    ]);
    assert.deepEqual([old.siteId, replacement.siteId], [null, siteId]);
    assert.equal(old.alias, `ONU-101-old-${old.serialNumber?.slice(-4).toUpperCase()}`);
    assert.equal(simulator.mail.messages.length, 1);
  });
});

test('the next household is prepared and welcomed while the client of the one that lives there is disputed, and the site stays theirs', {
  timeout: 120_000,
}, async () => {
  await onStage({ village: 'empty' }, async ({ simulator, env, start }) => {
    const { world } = simulator;
    world.addOnu({ unit: '101', inTable: 'both' });
    writeFileSync(env['ONU_TABLE_FILE'] ?? '', simulator.onuTableCsv());
    const now = world.addLease({ unit: '101', startDate: '2026-01-01', tenants: [{ email: 'now@example.com' }] });
    const ident = `innago:${now.tenants[0]?.tenantUid}`;
    const archived = world.addClient({ userIdent: ident, isArchived: true });
    const { today } = world;
    const next = {
      unit: '101',
      startDate: `${Number(today.slice(0, 4)) + 1}-06-01`,
      tenants: [{ email: 'next@example.com' }],
    };
    world.addLease(next);
    const red = await start();
    await until('the next household is welcomed', () => simulator.mail.messages.length === 1, { within: 60 });
    await quiet(simulator);
    assert.equal(simulator.mail.messages[0]?.to, 'next@example.com');
    assert.equal(world.crm.services.size, 0, 'the site is kept for the one that lives there');
    archived.isArchived = false;
    archived.userIdent = null;
    const answer = await fetch(`${red.url}/village-fiber/attention`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ verb: 'retry', key: `lease:${now.leaseUid}` }),
    });
    assert.equal(answer.status, 200);
    await until('the household that lives there is welcomed', () => simulator.mail.messages.length === 2, {
      within: 60,
    });
    await quiet(simulator);
    assertInvariants(simulator);
    assert.deepEqual(provisionedUnits(simulator), ['101']);
    const [service, ...others] = world.crm.services.values();
    assert.deepEqual(others, [], 'the next one waits for its turn');
    assert.equal(world.crm.clients.get(service?.clientId ?? 0)?.userIdent, ident);
  });
});
