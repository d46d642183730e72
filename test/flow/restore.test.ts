/**
 * A backup is put in place of the database, and with it everything that happened since is forgotten: it is looked for, or asked of a person, and
 * nothing is done twice.
 */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { markedUid } from '../simulator/world/ticket-marker.ts';
import { assertInvariants, provisionedUnits } from './invariants.ts';
import { type NodeRedProcess, until } from './node-red-process.ts';
import { billsOf, planOf, setDue, wants } from './plan-scene.ts';
import { onStage, quiet, type Stage } from './stage.ts';
import { techniciansWords } from './ticket-scene.ts';
import { giveOnus, tenantOf } from './trouble-scene.ts';

const { prepareUserDirectory }: { prepareUserDirectory(userDir: string, flowFile: string): void } = createRequire(
  import.meta.url,
)('../../flows/user-directory.js');

const button = 'aa00000000000021';

/** The shipped flow, with the nodes of the example "Back up the database" in short. */
function withBackup(folder: string): void {
  prepareUserDirectory(folder, 'flows.json');
  const path = join(folder, 'flows.json');
  const flow: { id: string; type: string; z?: string }[] = JSON.parse(readFileSync(path, 'utf8'));
  const database = flow.find(({ type }) => type === 'sync-database')?.id;
  const z = flow.find(({ type }) => type === 'tab')?.id;
  const backup = 'aa00000000000022';
  const own = [
    { id: button, type: 'inject', z, props: [], repeat: '', once: false, x: 200, y: 2000, wires: [[backup]] },
    { id: backup, type: 'sync-state', z, action: 'backup', database, outputs: 1, x: 400, y: 2000, wires: [[]] },
  ];
  writeFileSync(path, JSON.stringify([...flow, ...own]));
}

/** Presses the button. @returns the copy's path */
async function backUp({ folder }: Stage, red: NodeRedProcess): Promise<string> {
  assert.equal((await fetch(`${red.url}/inject/${button}`, { method: 'POST' })).status, 200);
  await red.says(/Backup made: .* 1 kept\./);
  const [name, ...others] = readdirSync(join(folder, 'backups'));
  assert.ok(name);
  assert.deepEqual(others, []);
  return join(folder, 'backups', name);
}

interface Item {
  readonly code: string;
  readonly key: string;
  readonly where: string;
}

async function items(red: NodeRedProcess): Promise<Item[]> {
  const open: { items: Item[] } = await (await fetch(`${red.url}/village-fiber/attention`)).json();
  return open.items;
}

async function decide(red: NodeRedProcess, verb: string, key: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ verb, key });
  const answer = await fetch(`${red.url}/village-fiber/attention`, { method: 'POST', headers, body });
  assert.equal(answer.status, 200, await answer.text());
}

/** All that can't be undone, or that somebody gets to see: what the servers and the tenants have. */
function effectsIn(stage: Stage) {
  const { world, mail } = stage.simulator;
  return {
    clients: [...world.crm.clients.values()].map(({ userIdent }) => userIdent),
    services: [...world.crm.services.values()].map(({ id, activeTo }) => `${id} ${activeTo}`),
    sites: [...world.sites.values()].map(({ name }) => name),
    bills: ['101', '102', '103'].map((unit) => billsOf(stage, unit)),
    mails: mail.messages.map(({ to, subject }) => `${to}: ${subject}`),
    tickets: [...world.crm.tickets.values()].map(({ subject, status }) => `${markedUid(subject ?? '')} ${status}`),
    said: [...world.crm.tickets.values()].flatMap(({ activity }) =>
      activity.map(({ id, ...one }) => JSON.stringify(one)),
    ),
    toTenants: [...world.maintenances.values()].map(({ status, comments }) => [
      status,
      ...comments.map(({ text }) => text),
    ]),
  };
}

test('a day’s work that a restored backup does not know of is done by nobody a second time', {
  timeout: 180_000,
}, async () => {
  await onStage({ village: 'empty', units: 40 }, async (stage) => {
    const { simulator, folder, env, start } = stage;
    const { world } = simulator;
    const moveIn = (unit: string) => world.addLease({ unit, tenants: [tenantOf(unit)] });
    const isServed = (...units: string[]) =>
      until(`units ${units} are served`, () => {
        const provisioned = provisionedUnits(simulator);
        return units.every(
          (unit) => provisioned.includes(unit) && simulator.mail.messages.some(({ to }) => to === tenantOf(unit).email),
        );
      });
    withBackup(folder);
    giveOnus(stage, '101', '102', '103', '104');
    for (const unit of ['101', '102']) moveIn(unit);
    setDue(stage, '101', 12);
    setDue(stage, '102', 3);
    const red = await start();
    await isServed('101', '102');
    const wish = (unit: string, plan: keyof typeof wants) =>
      world.addTicket({ unit, name: 'Internet Upgrade', description: wants[plan] });
    const report = (unit: string) => world.addTicket({ unit, name: 'Internet', description: 'Wifi is down.' });
    wish('101', '1G');
    const slow = report('102');
    const half = () =>
      [...world.crm.tickets.values()].find(({ subject }) => markedUid(subject ?? '') === slow.maintenanceUid);
    await until('the first plan is changed, the first ticket is there', () => half() && planOf(stage, '101') === '1G');
    await quiet(simulator);
    assert.deepEqual(billsOf(stage, '101'), [], 'not due yet');
    const copy = await backUp(stage, red);

    // What the backup does not know of: a household, a charge, a plan, a ticket, comments both ways, a ticket that is solved.
    moveIn('103');
    setDue(stage, '101', 3);
    wish('102', '2G');
    report('101');
    world.crmTechnician.comment(half()?.id ?? 0, techniciansWords);
    world.editTicket(slow.maintenanceUid, { description: 'Wifi is down, and the red light is on.' });
    await isServed('103');
    await until('the charge is issued', () => billsOf(stage, '101').length === 1);
    await until('the plan is changed', () => planOf(stage, '102') === '2G');
    await until('the tenant reads the technician', () =>
      slow.comments.some(({ text }) => text.includes(techniciansWords)),
    );
    await quiet(simulator);
    const before = effectsIn(stage);
    assert.equal(before.tickets.length, 2);
    assert.equal(await red.stop(), 0);

    const database = env['SYNC_DATABASE'] ?? '';
    for (const ending of ['', '-wal', '-shm']) rmSync(`${database}${ending}`, { force: true });
    copyFileSync(copy, database);
    const restored = await start();
    await quiet(simulator);
    // Writes nothing, so being quiet does not tell that it has come so far.
    await until('what may have been sent is asked', async () => {
      const codes = (await items(restored)).map(({ code }) => code);
      return ['STORE_RESTORED', 'MAIL_UNKNOWN', 'INNAGO_COMMENT_UNKNOWN'].every((code) => codes.includes(code));
    });
    assert.deepEqual(effectsIn(stage), before);
    assertInvariants(simulator);
    const asked = await items(restored);
    assert.ok(asked.some(({ code, where }) => code === 'MAIL_UNKNOWN' && where === 'unit 103'));

    // What begins now is done as ever.
    moveIn('104');
    await isServed('104');
    const welcomes = simulator.mail.messages.length;

    // A person answers, and closes the gap; nothing is done that was left.
    for (const { code, key } of asked) if (code.endsWith('_UNKNOWN')) await decide(restored, 'ignore', key);
    await decide(restored, 'approve', 'STORE_RESTORED/database');
    await until(
      'the gap is closed',
      async () => !(await items(restored)).some(({ code }) => code === 'STORE_RESTORED'),
    );
    await quiet(simulator);
    assert.equal(simulator.mail.messages.length, welcomes);
    assert.deepEqual(effectsIn(stage).bills, before.bills);
    assertInvariants(simulator);
    assert.ok(existsSync(copy), 'the copy is still there');
  });
});
