import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type TestContext, test } from 'node:test';
import { HttpClient } from '../../nodes/http/http-client.ts';
import { connectUisp } from '../../nodes/uisp/connection.ts';
import { UispCrm } from '../../nodes/uisp/crm/crm.ts';
import { explainCrm } from '../../nodes/uisp/refused.ts';
import { errorOf } from '../error-of.ts';
import { connected, newClient } from './connected.ts';

const plan = { name: 'Village Fiber 1G', downloadMbps: 1000, uploadMbps: 1000, monthlyPriceCents: 3000 };

test('a wrong key, a key of type Read, and a redirect each say what to do', async (t) => {
  const wrong = await connected(t, {}, { secrets: { crmKey: 'nonsense' } });
  const unknown = await errorOf(wrong.crm.version());
  assert.deepEqual([unknown.code, unknown.trouble], ['UISP_CRM_401', 'server']);
  assert.match(unknown.hint ?? '', /CRM app key/);

  const { crm, simulator, settings } = await connected(t);
  const reading = connectUisp({ ...settings, crmKey: simulator.uisp.crmReadKey });
  t.after(() => reading.close());
  const forbidden = await errorOf(reading.crm.createClient(newClient));
  assert.deepEqual([forbidden.code, forbidden.trouble, forbidden.effect], ['UISP_CRM_403', 'server', 'none']);
  assert.match(forbidden.hint ?? '', /type Read/);

  simulator.faults.next({ server: 'crm' }, 'redirect-301');
  const redirected = await errorOf(crm.createServicePlan(plan));
  assert.deepEqual([redirected.code, redirected.trouble], ['UISP_CRM_REDIRECT', 'operator']);
});

test('a web page, half an answer, no answer: the server is in trouble, and a write may have happened', async (t) => {
  const { crm, simulator } = await connected(t);
  for (const [fault, code] of [
    ['html', 'UISP_CRM_NOT_JSON'],
    ['truncated-json', 'UISP_CRM_TRUNCATED'],
    ['502-html-after', 'UISP_CRM_502'],
    ['reset-after', 'UISP_CRM_RESET'],
  ] as const) {
    simulator.faults.next({ server: 'crm' }, fault);
    const error = await errorOf(crm.createServicePlan(plan));
    assert.deepEqual([error.code, error.trouble, error.effect], [code, 'server', 'unknown'], fault);
    await crm.version().catch(() => undefined);
  }
});

test('an empty list is an empty list', async (t) => {
  const { crm, simulator } = await connected(t);
  await crm.createClient(newClient);
  simulator.faults.next({ server: 'crm' }, 'empty-list');
  assert.deepEqual(await crm.clients(), []);
});

/** A CRM that answers every request as told; for what the simulator, being faithful, never answers. */
async function crmThatAnswers(t: TestContext, status: number, body: (url: URL) => unknown): Promise<UispCrm> {
  const server = createServer((request, response) => {
    const answer = body(new URL(request.url ?? '/', 'http://127.0.0.1'));
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(answer === undefined ? '' : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const baseUrl = `http://127.0.0.1:${address.port}`;
  const http = new HttpClient({ prefix: 'UISP_CRM', baseUrl, userAgent: 'test', explain: explainCrm });
  t.after(() => {
    http.close();
    server.close();
  });
  return new UispCrm({ http, clock: Date.now });
}

const clientAnswer = { id: 1, userIdent: 'innago:t-1', firstName: 'Ann' };

test('a POST answered with a list, or with 200, was turned into a GET on its way', async (t) => {
  for (const [status, body] of [
    [200, [clientAnswer]],
    [201, [clientAnswer]],
    [200, clientAnswer],
  ] as const) {
    const crm = await crmThatAnswers(t, status, () => body);
    const error = await errorOf(crm.createClient(newClient));
    assert.deepEqual([error.code, error.effect], ['UISP_CRM_UNEXPECTED', 'unknown']);
    assert.match(error.hint ?? '', /redirected becomes a GET/);
    assert.doesNotMatch(error.message, /Ann/);
  }
});

test('an id that comes twice in the pages is an error, not a client', async (t) => {
  const page = Array.from({ length: 100 }, (_, at) => ({ id: at + 1 }));
  const crm = await crmThatAnswers(t, 200, () => page);
  const error = await errorOf(crm.clients());
  assert.deepEqual([error.code, error.trouble, error.effect], ['UISP_CRM_UNEXPECTED', 'server', 'none']);
  assert.match(error.message, /id 1 twice/);
});

test('a server that ignores the limit gives everything at once', async (t) => {
  const all = Array.from({ length: 130 }, (_, at) => ({ id: at + 1 }));
  const crm = await crmThatAnswers(t, 200, () => all);
  assert.equal((await crm.clients()).length, 130);
});

test('a 422 without fields, and one without anything, still reads well', async (t) => {
  const archived = { code: 422, message: 'Client is already archived.', errors: [] };
  const told = await errorOf((await crmThatAnswers(t, 422, () => archived)).endService(1));
  assert.match(told.message, /Client is already archived/);
  const silent = await errorOf((await crmThatAnswers(t, 422, () => undefined)).endService(1));
  assert.deepEqual([silent.code, silent.trouble, silent.effect], ['UISP_CRM_422', 'data', 'none']);
});

test('what was sent never comes back in an error', async (t) => {
  const words = { message: 'Bad.', errors: { lastName: ['"Leeson" is odd.'], city: ['Dallas, really?'] } };
  const error = await errorOf((await crmThatAnswers(t, 422, () => words)).createClient(newClient));
  assert.match(error.message, /lastName: "…" is odd\. city: …, really\?/);
});

test('status as text, absent fields and bare objects are understood', async (t) => {
  const crm = await crmThatAnswers(t, 200, () => ({
    id: 7,
    clientId: 3,
    status: '3',
    activeFrom: '2026-03-01T00:00:00-0600',
  }));
  const service = await crm.service(7);
  assert.deepEqual([service.status, service.activeFrom, service.unmsClientSiteId], [3, '2026-03-01', null]);
});

test('a UISP without a time zone writes no dates', async (t) => {
  const crm = await crmThatAnswers(t, 200, () => ({ mailerEnabled: true }));
  const service = {
    servicePlanPeriodId: 1,
    activeFrom: '2026-12-01',
    invoicingStart: '2026-12-01',
    unmsClientSiteId: 's',
  };
  const error = await errorOf(crm.createService(1, service));
  assert.deepEqual([error.code, error.trouble], ['UISP_CRM_DATE', 'operator']);
});
