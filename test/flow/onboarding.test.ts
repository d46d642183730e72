/** The shipped flow in a real Node-RED against the simulated servers: the first import, and the quiet after it. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { activeUnits, assertInvariants, provisionedUnits, writes } from './invariants.ts';
import { until } from './node-red-process.ts';
import { onStage, quiet } from './stage.ts';

/** Read at every tick: leases, open tickets, and UISP's tickets with the latest activity. */
function isScan({ method, path }: { readonly method: string; readonly path: string }): boolean {
  return method === 'GET' && ['/v1/leases', '/v2/maintenances', '/ticketing/tickets'].includes(path);
}

test('all active leases of the village are provisioned, each exactly once, and then it is quiet', {
  timeout: 180_000,
}, async () => {
  await onStage({}, async ({ simulator, start }) => {
    const red = await start();
    const began = Date.now();
    await until(
      'every active lease has internet',
      () => {
        const provisioned = new Set(provisionedUnits(simulator));
        return activeUnits(simulator).every((unit) => provisioned.has(unit));
      },
      { within: 120 },
    ).catch((error) => {
      throw new Error(
        `${error.message}; missing: ${activeUnits(simulator).filter((unit) => !provisionedUnits(simulator).includes(unit))}\n${red.lines.slice(-40).join('\n')}`,
      );
    });
    assert.ok(Date.now() - began < 120_000);
    await quiet(simulator);
    assertInvariants(simulator);

    const onboarding = simulator.requests.filter((request) => request.server !== 'token' && !isScan(request)).length;
    const leases = [...simulator.world.leases.values()].filter(
      ({ endDate }) => endDate === null || endDate >= simulator.world.today,
    ).length;
    assert.ok(onboarding <= 5 * leases + 40, `${onboarding} requests for ${leases} leases`);

    const { pageSize } = simulator.world.settings;
    // One page of UISP's tickets belongs to each scan.
    const scan =
      1 +
      Math.ceil(simulator.world.leases.size / pageSize) +
      Math.ceil(
        [...simulator.world.maintenances.values()].filter(({ status }) => status !== 'Resolved').length / pageSize,
      );
    // A lease that waits (for the household before it, for an ONU) is looked at in the next three ticks, then hourly.
    await until('three scans with nothing beside them', () => simulator.requests.slice(-3 * scan).every(isScan));
    const before = simulator.requests.length;
    await until('ten more requests', () => simulator.requests.length >= before + 2 * scan + 2);
    const after = simulator.requests.slice(before).map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual([...new Set(after)].sort(), ['GET /ticketing/tickets', 'GET /v1/leases', 'GET /v2/maintenances']);
  });
});

test('a lease that is signed later costs at most 14 requests, its scan included', { timeout: 120_000 }, async () => {
  await onStage({ village: 'empty' }, async ({ simulator, start, env }) => {
    const { world } = simulator;
    const device = world.addOnu({ unit: '101', inTable: 'both' });
    writeFileSync(env['ONU_TABLE_FILE'] ?? '', simulator.onuTableCsv());
    await start();
    await until('a scan', () => simulator.requests.filter(({ path }) => path === '/v2/maintenances').length >= 2);
    const before = simulator.requests.length;
    const roommates = ['darcy', 'eve', 'fay'].map((name) => ({ firstName: name, email: `${name}@example.com` }));
    world.addLease({ unit: '101', tenants: roommates });
    await until('the welcome mails', () => simulator.mail.messages.length === roommates.length, { within: 60 });
    const requests = simulator.requests.slice(before);
    const spent = requests.map(({ method, path }) => `${method} ${path}`);
    const scans = spent.filter((one) => one === 'GET /v1/leases').length;
    const own = requests.filter((request) => !isScan(request)).length + 3;
    assert.ok(own <= 14, `${own} requests (${scans} scans): ${spent.join(', ')}`);
    await quiet(simulator);
    assert.equal(world.devices.get(device.id)?.name, 'ONU-101');
    assertInvariants(simulator);
  });
});

test('dry-run sends nothing but reads, and lists what live then does', { timeout: 180_000 }, async () => {
  await onStage({}, async ({ simulator, start }) => {
    const red = await start({ env: { SYNC_MODE: 'dry-run' } });
    interface Plan {
      readonly effects: readonly { kind: string; unit?: string }[];
    }
    const plan = async () => (await (await fetch(`${red.url}/village-fiber/plan`)).json()) as Plan;
    const mails = async () => (await plan()).effects.filter(({ kind }) => kind === 'mail').length;
    const expected = activeUnits(simulator).length;
    await until('the plan is whole', async () => (await mails()) >= expected, { within: 90 });
    await quiet(simulator);
    assert.deepEqual(writes(simulator), []);
    assert.equal(simulator.mail.messages.length, 0);
    const planned = Map.groupBy((await plan()).effects, ({ kind }) => kind);
    await red.stop();
    await start();
    await quiet(simulator, 120);
    assert.equal(writes(simulator).filter((one) => one === 'POST /clients').length, planned.get('uisp-client')?.length);
    assert.equal(simulator.mail.messages.length, planned.get('mail')?.length);
    assertInvariants(simulator);
  });
});

test('one unit first: SYNC_ONLY_UNITS touches that unit and no other', { timeout: 120_000 }, async () => {
  await onStage({}, async ({ simulator, start }) => {
    const unit = activeUnits(simulator)[0] ?? '101';
    const before = new Set(provisionedUnits(simulator));
    await start({ env: { SYNC_ONLY_UNITS: unit } });
    await until('the unit is provisioned', () => provisionedUnits(simulator).includes(unit), { within: 60 });
    await quiet(simulator);
    assert.deepEqual(
      provisionedUnits(simulator).filter((one) => !before.has(one)),
      [unit],
    );
    assert.equal(simulator.world.crm.clients.size, 1);
    assertInvariants(simulator);
  });
});

test('a database of another world is refused, in words, and nothing is sent', { timeout: 120_000 }, async () => {
  await onStage({ village: 'empty' }, async ({ simulator, start }) => {
    const first = await start();
    await until('a scan', () => simulator.requests.some(({ path }) => path === '/v2/maintenances'));
    await first.stop();
    simulator.world.addLease({ unit: '101' });
    const second = await start({ env: { INNAGO_PROPERTY_ID: '11111111-2222-4333-8444-555555555555' } });
    await second.says(/another world|belongs to/i);
    assert.deepEqual(writes(simulator), []);
  });
});

test('Node-RED 4.1 runs the same flow', { timeout: 120_000 }, async () => {
  await onStage({ village: 'empty' }, async ({ simulator, start, env }) => {
    simulator.world.addOnu({ unit: '101', inTable: 'serial' });
    writeFileSync(env['ONU_TABLE_FILE'] ?? '', simulator.onuTableCsv());
    simulator.world.addLease({
      unit: '101',
      tenants: [{ firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com' }],
    });
    const red = await start({ line: 'node-red-4' });
    await until('the welcome mail', () => simulator.mail.messages.length === 1, { within: 60 });
    assert.ok(!red.lines.some((line) => /missing|not registered|Failed to start/i.test(line)), red.lines.join('\n'));
    assertInvariants(simulator);
  });
});
