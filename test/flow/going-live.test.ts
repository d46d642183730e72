/** What an operator meets on the way to going live: people who live there already, a second process, TLS, a mail server that refuses. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertInvariants, provisionedUnits, writes } from './invariants.ts';
import { until } from './node-red-process.ts';
import { onStage, quiet, type Stage } from './stage.ts';

/** A lease of unit 101 with an ONU that the table names. */
function lease101({ simulator, env }: Stage, startDate = simulator.world.today) {
  const { world } = simulator;
  world.addOnu({ unit: '101', inTable: 'both' });
  writeFileSync(env['ONU_TABLE_FILE'] ?? '', simulator.onuTableCsv());
  return world.addLease({
    unit: '101',
    startDate,
    tenants: [{ firstName: 'José', lastName: "O'Brien", email: 'jose@example.com' }],
  });
}

interface Attention {
  readonly items: readonly { key: string; code: string; where: string }[];
}

/** What asks for a person, as the admin route says; undefined while the flow has not started (the editor answers before it has). */
async function openItems(url: string): Promise<Attention['items'] | undefined> {
  const answer = await fetch(`${url}/village-fiber/attention`);
  if (!answer.ok) return undefined;
  const { items }: Attention = await answer.json();
  return items;
}

test('a lease begun before go-live is adopted: nothing of the client is changed, nobody is welcomed', {
  timeout: 120_000,
}, async () => {
  await onStage({ village: 'empty' }, async (stage) => {
    const { simulator } = stage;
    const { world } = simulator;
    lease101(stage, '2024-05-01');
    const client = world.addClient({ firstName: 'Jose', lastName: 'Obrien', userIdent: 'OLD-17' });
    const site = world.addSite({ name: 'Unit 101', parentId: simulator.uisp.parentSiteId });
    const service = world.addService({ clientId: client.id, plan: 'Village Fiber 1G', siteId: site.id });
    const before = JSON.stringify([client, service]);
    await stage.start({ env: { SYNC_GO_LIVE: world.today } });
    await until('the ONU is named', () => provisionedUnits(simulator).includes('101'), { within: 60 });
    await quiet(simulator);
    assertInvariants(simulator);
    assert.equal(JSON.stringify([world.crm.clients.get(client.id), world.crm.services.get(service.id)]), before);
    assert.deepEqual([...new Set(writes(simulator))].sort(), [
      'POST /devices/authorize',
      'PUT /devices/onus/{id}/system',
    ]);
    assert.equal(simulator.mail.messages.length, 0);
  });
});

test('a lease begun before go-live that nobody in UISP fits is a question, and is made when a person says so, without mail', {
  timeout: 120_000,
}, async () => {
  await onStage({ village: 'empty' }, async (stage) => {
    const { simulator } = stage;
    lease101(stage, '2024-05-01');
    const red = await stage.start({ env: { SYNC_GO_LIVE: simulator.world.today } });
    const [item] = await until('a question', async () => {
      const items = await openItems(red.url);
      return items !== undefined && items.length > 0 ? items : undefined;
    });
    assert.equal(item?.code, 'ADOPT_NO_MATCH');
    assert.deepEqual(writes(simulator), []);
    const answer = await fetch(`${red.url}/village-fiber/attention`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ verb: 'approve', key: item?.key }),
    });
    assert.equal(answer.status, 200);
    await until('the unit is provisioned', () => provisionedUnits(simulator).includes('101'), { within: 60 });
    await quiet(simulator);
    assertInvariants(simulator);
    assert.equal(simulator.mail.messages.length, 0);
    assert.deepEqual(await openItems(red.url), []);
  });
});

test('of two processes on one database one acts, and the other goes on when the first is killed', {
  timeout: 120_000,
}, async () => {
  await onStage({ village: 'empty' }, async (stage) => {
    const { simulator, folder, env } = stage;
    const first = await stage.start();
    await until('a scan of the first', () => simulator.requests.some(({ path }) => path === '/v2/maintenances'));
    const second = await stage.start({ userDir: join(folder, 'second') });
    await second.says(/already working with the database/i);
    lease101(stage);
    await until('the welcome mail', () => simulator.mail.messages.length === 1, { within: 60 });
    await first.kill();
    simulator.world.addOnu({ unit: '102', inTable: 'both' });
    writeFileSync(env['ONU_TABLE_FILE'] ?? '', simulator.onuTableCsv());
    simulator.world.addLease({ unit: '102', tenants: [{ email: 'next@example.com' }] });
    await until('the second takes over', () => simulator.mail.messages.length === 2, { within: 60 });
    await quiet(simulator);
    assertInvariants(simulator);
  });
});

test('UISP behind a certificate of its own: refused in words without the CA, fine with it', {
  timeout: 120_000,
}, async () => {
  await onStage({ village: 'empty', tls: true }, async (stage) => {
    const { simulator } = stage;
    lease101(stage);
    const without = await stage.start({ env: { UISP_CA_FILE: '', PROPERTY_TIME_ZONE: 'America/Chicago' } });
    await without.says(/certificate/i);
    assert.deepEqual(writes(simulator), []);
    await without.stop();
    await stage.start();
    await until('the welcome mail', () => simulator.mail.messages.length === 1, { within: 60 });
    assertInvariants(simulator);
  });
});

test('a mail server that refuses the login: the lease waits for it, and is welcomed once when it answers', {
  timeout: 120_000,
}, async () => {
  await onStage({ village: 'empty' }, async (stage) => {
    const { simulator } = stage;
    const accept = simulator.mail.refuse({ at: 'auth' });
    lease101(stage);
    const red = await stage.start();
    await until('the service', () => simulator.world.crm.services.size === 1, { within: 60 });
    await quiet(simulator);
    assert.equal(simulator.mail.messages.length, 0);
    assert.ok(!red.lines.some((line) => line.includes('jose@example.com')), 'the address is in the log');
    accept();
    await until('the welcome mail', () => simulator.mail.messages.length === 1, { within: 100 });
    await quiet(simulator);
    assertInvariants(simulator);
    assert.equal(simulator.world.crm.clients.size, 1);
  });
});

test('names arrive in the mail as text, never as markup or headers', { timeout: 120_000 }, async () => {
  const names = ["O'Brien", 'José', '<b>x</b>', 'A & B', 'Eve\r\nBcc: all@example.com'];
  await onStage({ village: 'empty' }, async (stage) => {
    const { simulator, env } = stage;
    const { world } = simulator;
    for (const [n] of names.entries()) world.addOnu({ unit: String(101 + n), inTable: 'both' });
    writeFileSync(env['ONU_TABLE_FILE'] ?? '', simulator.onuTableCsv());
    for (const [n, firstName] of names.entries()) {
      world.addLease({
        unit: String(101 + n),
        tenants: [{ firstName, lastName: 'Lee', email: `tenant${n}@example.com` }],
      });
    }
    await stage.start();
    await until('all mails', () => simulator.mail.messages.length === names.length, { within: 60 });
    for (const [n, name] of names.entries()) {
      const mail = simulator.mail.messages.find(({ to }) => to === `tenant${n}@example.com`);
      assert.ok(mail, name);
      assert.equal(mail.subject, `Your Village Fiber Internet is Ready - Unit ${101 + n}`);
      assert.equal(mail.text.split('\n')[0]?.trim(), `Hi ${name.replace(/\s+/g, ' ')},`);
      assert.deepEqual(mail.recipients, [`tenant${n}@example.com`]);
      assert.ok(!mail.headers.has('bcc'));
      assert.match(mail.messageId ?? '', /^<.+@erefiber\.com>$/);
      if (mail.html === undefined) assert.ok(!name.includes('<'));
      else assert.match(mail.html, /Hi &lt;b&gt;x&lt;\/b&gt;,/);
    }
    assertInvariants(simulator);
  });
});
