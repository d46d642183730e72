import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { get } from 'node:https';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { asking, at, listAt } from './asking.ts';
import { listeningPort, readBody } from './http/server.ts';
import { startSimulator } from './simulator.ts';

describe('the simulator', () => {
  it('names itself in the variables of the design', async () => {
    const simulator = await startSimulator();
    const env = simulator.env();
    const names =
      'INNAGO_API_URL INNAGO_TOKEN_URL INNAGO_API_KEY INNAGO_CLIENT_ID INNAGO_CLIENT_SECRET INNAGO_PROPERTY_ID UISP_HOST UISP_CRM_API_KEY UISP_NMS_API_KEY UISP_PARENT_SITE_ID SMTP_HOST SMTP_PORT SMTP_USER SMTP_PASS EMAIL_FROM';
    assert.deepEqual(Object.keys(env).toSorted(), names.split(' ').toSorted());
    assert.match(env['UISP_CRM_API_KEY'] ?? '', /[/+=]/);
    const rows = simulator.onuTableCsv().trim().split('\n');
    assert.equal(rows[0], 'unit,serial,mac');
    assert.ok(rows.length > 40 && rows.slice(1).every((row) => /^\d+,(UBNT[0-9a-f]{8})?,([0-9a-f:]{17})?$/.test(row)));
    await simulator.stop();
  });

  it('counts, and shows writes and mails on its page as text', async (t) => {
    const simulator = await startSimulator({ village: 'empty' });
    t.after(() => simulator.stop());
    await asking(simulator).crm('POST', '/clients', { firstName: '<script>alert(1)</script>', lastName: 'B' });
    const page = await (await fetch(simulator.pageUrl)).text();
    assert.ok(!page.includes('<script>alert') && page.includes('&lt;script&gt;alert(1)'));
    const state: unknown = await (await fetch(`${simulator.pageUrl}/state.json`)).json();
    assert.deepEqual(at(state, 'counts.crm POST /clients'), { requests: 1, writes: 1, failed: 0 });
    assert.deepEqual(at(state, 'totals'), { requests: 1, writes: 1, mails: 0 });
    assert.match(simulator.summary(), /^1 requests, 1 writes; UISP has 1 clients/);
  });

  it('shows the tickets of both sides side by side, as text', async (t) => {
    const simulator = await startSimulator();
    t.after(() => simulator.stop());
    const { world } = simulator;
    const evil = '<img src=x onerror=alert(1)>';
    const ticket = world.addTicket({ unit: '101', name: `Wifi ${evil}`, description: evil, isUrgent: true });
    const client = world.addClient();
    await asking(simulator).crm('POST', '/ticketing/tickets', {
      subject: `Wifi ${evil} [Innago ${ticket.maintenanceUid}]`,
      clientId: client.id,
      activity: [{ comment: { body: evil } }],
    });
    const [id = 0] = world.crm.tickets.keys();
    world.crmTechnician.comment(id, `${evil} private`, { public: false });
    world.crmTechnician.setStatus(id, 2);
    const state: unknown = await (await fetch(`${simulator.pageUrl}/state.json`)).json();
    const pairs = listAt(state, 'tickets').filter((pair) => at(pair, 'innago.uid') === ticket.maintenanceUid);
    assert.equal(pairs.length, 1);
    assert.deepEqual(
      ['innago.unit', 'innago.status', 'uisp.id', 'uisp.status', 'uisp.comments.1.isPublic'].map((path) =>
        at(pairs[0], path),
      ),
      ['101', 'NewRequest', id, 'Pending', false],
    );
    assert.deepEqual(at(state, 'tickets.0'), pairs[0], 'the newest change comes first');
    const page = await (await fetch(simulator.pageUrl)).text();
    assert.ok(!page.includes('<img') && page.includes(`${id}: Wifi &lt;img`) && page.includes('Pending'));
    world.crmTechnician.setSubject(id, 'Without a marker');
    const apart: unknown = await (await fetch(`${simulator.pageUrl}/state.json`)).json();
    assert.ok(listAt(apart, 'tickets').some((pair) => at(pair, 'uisp.id') === id && !at(pair, 'innago')));
  });

  it('serves UISP with a self-signed certificate for localhost, and redirects from the plain port', async () => {
    const simulator = await startSimulator({ village: 'empty', tls: true });
    const version = `${simulator.uisp.url}/nms/api/v2.1/nms/version`;
    const statusWith = (ca?: string): Promise<unknown> =>
      new Promise((resolve) => {
        get(version, ca === undefined ? {} : { ca }, (response) => resolve(response.resume().statusCode)).on(
          'error',
          (error) => resolve('code' in error ? error.code : error),
        );
      });
    assert.equal(await statusWith(), 'DEPTH_ZERO_SELF_SIGNED_CERT');
    assert.equal(await statusWith(await readFile(simulator.env()['UISP_CA_FILE'] ?? '', 'utf8')), 200);
    const plain = await fetch(`${simulator.uisp.plainUrl}/crm/api/v1.0/clients`, {
      method: 'POST',
      body: '{}',
      redirect: 'manual',
    });
    assert.deepEqual(
      [plain.status, plain.headers.get('location')],
      [301, `${simulator.uisp.url}/crm/api/v1.0/clients`],
    );
    await simulator.stop();
  });

  it('keeps the pages of a big village until it changes', async () => {
    const simulator = await startSimulator({ units: 2000, pageSize: 500 });
    const ask = asking(simulator);
    const page = async (): Promise<unknown> => (await ask.innago('GET', '/v1/leases')).body;
    const first = await page();
    assert.deepEqual(await page(), first);
    simulator.world.editLease('101', { dueOn: 17 });
    assert.equal(at(await page(), 'data.list.0.dueOn'), 17);
    await simulator.stop();
  });

  it('tells webhooks of every change, unsigned, once', async () => {
    const simulator = await startSimulator({ village: 'empty' });
    const heard = Promise.withResolvers<unknown>();
    const listener = createServer((request, response) => {
      readBody(request).then((body) => heard.resolve(JSON.parse(body)), heard.reject);
      response.end();
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    simulator.world.crm.webhookEndpoints.push(`http://127.0.0.1:${listeningPort(listener.address())}/hook`);
    const ask = asking(simulator);
    const made = await ask.crm('POST', '/clients', { firstName: 'A', lastName: 'B' });
    const event = await heard.promise;
    assert.deepEqual([at(event, 'eventName'), at(event, 'entityId')], ['client.add', String(at(made.body, 'id'))]);
    const confirmed = await ask.crm('GET', `/webhook-events/${at(event, 'uuid')}`);
    assert.deepEqual([confirmed.status, at(confirmed.body, 'entityId')], [200, at(made.body, 'id')]);
    assert.equal((await ask.crm('GET', '/webhook-events/none')).status, 500);
    listener.close();
    await simulator.stop();
  });

  it('runs as a process of its own', async () => {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'serve.ts'), '--units', '30', '--page-size', '10'],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    const env: unknown = JSON.parse(String(line));
    const state: unknown = await (await fetch(`${at(env, 'SIMULATOR_PAGE')}/state.json`)).json();
    assert.equal(at(state, 'totals.requests'), 0);
    child.stdin.write('stop\n');
    const [code] = await once(child, 'exit');
    assert.equal(code, 0);
  });
});
