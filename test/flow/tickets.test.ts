/** Maintenance tickets through the shipped flow, in a real Node-RED: both directions, a kill, dry-run, one unit, before go-live. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { markedUid } from '../simulator/world/ticket-marker.ts';
import { assertInvariants, provisionedUnits, writes } from './invariants.ts';
import { until } from './node-red-process.ts';
import { onStage, quiet, type Stage } from './stage.ts';

const nasty = '<script>alert(1)</script>\r\n“No wifi” — ‮abc‬ 😡 & more';

/** A lease of the unit with an ONU that the table names. */
function moveIn({ simulator, env }: Stage, unit: string) {
  const { world } = simulator;
  world.addOnu({ unit, inTable: 'both' });
  writeFileSync(env['ONU_TABLE_FILE'] ?? '', simulator.onuTableCsv());
  return world.addLease({ unit, tenants: [{ firstName: 'Ann', lastName: 'Lee', email: `${unit}@example.com` }] });
}

/** The UISP tickets of an Innago ticket. */
function halvesOf({ simulator }: Stage, maintenanceUid: string) {
  const { tickets } = simulator.world.crm;
  return [...tickets.values()].filter(({ subject }) => markedUid(subject ?? '') === maintenanceUid);
}

async function halfOf(stage: Stage, maintenanceUid: string) {
  await until('a UISP ticket', () => halvesOf(stage, maintenanceUid).length > 0, { within: 60 });
  const [half, ...others] = halvesOf(stage, maintenanceUid);
  assert.ok(half);
  assert.deepEqual(others, []);
  return half;
}

const bodies = (half: { activity: readonly { detail: Record<string, unknown> }[] }) => JSON.stringify(half.activity);

test('a tenant reports, a technician answers and solves, the tenant opens it again: both sides follow, nobody else is bothered', {
  timeout: 180_000,
}, async () => {
  await onStage({ village: 'empty' }, async (stage) => {
    const { simulator } = stage;
    const { world } = simulator;
    moveIn(stage, '101');
    const sink = world.addTicket({ unit: '101', name: 'Slow drain', description: 'The sink drains slow.' });
    const red = await stage.start();
    await until('the unit is provisioned', () => provisionedUnits(simulator).includes('101'), { within: 60 });
    const ticket = world.addTicket({ unit: '101', name: 'Internet', description: nasty, isUrgent: true });
    const half = await halfOf(stage, ticket.maintenanceUid);
    const [client] = world.crm.clients.values();
    assert.equal(half.clientId, client?.id);
    assert.match(half.subject ?? '', new RegExp(`^Internet \\[Innago ${ticket.maintenanceUid}\\]$`));
    for (const told of ['<script>alert(1)</script>', '“No wifi”', '😡 & more', 'Unit: 101', 'Ann Lee', 'Urgent: yes']) {
      assert.ok(bodies(half).includes(told), `${told} in ${bodies(half)}`);
    }
    world.crmTechnician.comment(half.id, 'Is the red light on?');
    world.crmTechnician.comment(half.id, 'Customer is nice.', { public: false });
    await until('the comment is told', () => ticket.comments.length > 0, { within: 60 });
    world.editTicket(ticket.maintenanceUid, { description: 'No wifi. Yes, it is red.' });
    await until('the edit is told', () => bodies(half).includes('Yes, it is red.'), { within: 60 });
    world.crmTechnician.setStatus(half.id, 3);
    await until('it is resolved', () => ticket.status === 'Resolved', { within: 60 });
    world.reopenTicket(ticket.maintenanceUid);
    await until('it is open again', () => half.status === 1, { within: 60 });
    await quiet(simulator);
    assert.deepEqual(
      ticket.comments.map(({ text }) => text.includes('Is the red light on?')),
      [true],
    );
    assert.equal(halvesOf(stage, sink.maintenanceUid).length, 0);
    assert.equal(sink.status, 'NewRequest');
    assertInvariants(simulator);
    assert.deepEqual(
      red.lines.filter((line) => /script|No wifi|red light|Ann|nice/.test(line)),
      [],
      'nothing of what they wrote is in the log',
    );
    const before = simulator.requests.length;
    await quiet(simulator);
    const asked = new Set(simulator.requests.slice(before).map(({ method, path }) => `${method} ${path}`));
    assert.deepEqual([...asked].sort(), ['GET /ticketing/tickets', 'GET /v1/leases', 'GET /v2/maintenances']);
  });
});

test('killed after the UISP ticket was made and before its answer came: still one ticket', {
  timeout: 120_000,
}, async () => {
  await onStage({ village: 'empty' }, async (stage) => {
    const { simulator } = stage;
    moveIn(stage, '101');
    const red = await stage.start();
    await until('the unit is provisioned', () => provisionedUnits(simulator).includes('101'), { within: 60 });
    let isKilled = false;
    simulator.faults.hook(({ method, path }, moment) => {
      if (isKilled || moment !== 'after-effect' || `${method} ${path}` !== 'POST /ticketing/tickets') return;
      isKilled = true;
      red.killNow();
    });
    const ticket = simulator.world.addTicket({ unit: '101', name: 'Internet', description: 'No wifi.' });
    await until('the kill', () => isKilled, { within: 60 });
    await stage.start();
    await quiet(simulator);
    assert.equal(halvesOf(stage, ticket.maintenanceUid).length, 1);
    simulator.world.resolveTicket(ticket.maintenanceUid);
    const half = await halfOf(stage, ticket.maintenanceUid);
    await until('it is solved', () => half.status === 3, { within: 60 });
    assertInvariants(simulator);
  });
});

test('dry-run plans the UISP ticket and writes nothing; a request for another plan is planned, too, and stays open', {
  timeout: 120_000,
}, async () => {
  await onStage({ village: 'empty' }, async (stage) => {
    const { simulator } = stage;
    moveIn(stage, '101');
    const { world } = simulator;
    world.addTicket({ unit: '101', name: 'Internet', description: 'No wifi.' });
    const wish = world.addTicket({ unit: '101', name: 'Internet Upgrade', description: 'Village Fiber 1G please' });
    const red = await stage.start({ env: { SYNC_MODE: 'dry-run' } });
    interface Plan {
      readonly effects: readonly { kind: string; unit?: string }[];
    }
    const planned = async (wanted: string) => {
      const plan = (await (await fetch(`${red.url}/village-fiber/plan`)).json()) as Plan;
      return plan.effects.filter(({ kind }) => kind === wanted).map(({ unit }) => unit);
    };
    await until('the plan has the ticket', async () => (await planned('uisp-ticket')).length > 0, { within: 60 });
    await until('the plan has the change', async () => (await planned('uisp-plan-change')).length > 0, { within: 60 });
    await quiet(simulator);
    assert.deepEqual([await planned('uisp-ticket'), await planned('uisp-plan-change')], [['101'], ['101']]);
    assert.deepEqual(writes(simulator), []);
    const open = (await (await fetch(`${red.url}/village-fiber/attention`)).json()) as { items: { code: string }[] };
    assert.ok(!open.items.some(({ code }) => /UPGRADE|PLAN/.test(code)));
    assert.equal(wish.status, 'NewRequest');
  });
});

test('one unit first: tickets of that unit and no other', { timeout: 120_000 }, async () => {
  await onStage({ village: 'empty' }, async (stage) => {
    const { simulator } = stage;
    const { world } = simulator;
    for (const unit of ['101', '102']) moveIn(stage, unit);
    const others = [
      world.addTicket({ unit: '102', name: 'Internet', description: 'No wifi.' }),
      world.addTicket({
        name: 'Internet',
        description: 'No wifi in the laundry room.',
        unitName: null,
        personUid: null,
      }),
    ];
    const ours = world.addTicket({ unit: '101', name: 'Internet', description: 'No wifi.' });
    await stage.start({ env: { SYNC_ONLY_UNITS: '101' } });
    await halfOf(stage, ours.maintenanceUid);
    await quiet(simulator);
    for (const { maintenanceUid } of others) assert.deepEqual(halvesOf(stage, maintenanceUid), []);
  });
});

test('before go-live: open internet tickets are one question, and forwarded when a person says so', {
  timeout: 120_000,
}, async () => {
  await onStage({ village: 'empty' }, async (stage) => {
    const { simulator } = stage;
    const { world } = simulator;
    moveIn(stage, '101');
    const submittedAt = world.settings.now() - 10 * 86_400_000;
    const ticket = world.addTicket({ unit: '101', name: 'Internet', description: 'No wifi.', submittedAt });
    const sink = world.addTicket({ unit: '101', name: 'Sink', description: 'It leaks.', submittedAt });
    const red = await stage.start({ env: { SYNC_GO_LIVE: world.today } });
    const items = async () => {
      const answer = (await (await fetch(`${red.url}/village-fiber/attention`)).json()) as {
        items: { code: string; key: string }[];
      };
      return answer.items.find(({ code }) => code === 'TICKETS_BEFORE_GO_LIVE');
    };
    const { key } = await until('the question', items, { within: 60 });
    await quiet(simulator);
    assert.deepEqual(halvesOf(stage, ticket.maintenanceUid), []);
    const answer = await fetch(`${red.url}/village-fiber/attention`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ verb: 'approve', key }),
    });
    assert.equal(answer.status, 200);
    await halfOf(stage, ticket.maintenanceUid);
    await quiet(simulator);
    assert.deepEqual(halvesOf(stage, sink.maintenanceUid), []);
    assert.equal(await items(), undefined);
  });
});
