/** One line for each thing that is tried: how far it got, what the server would still do by itself, and where it is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { server, simulated, switchOn, tested } from './test-connection-scene.ts';

test('what the contracts say of switches: with UISP’s invoices, billing and suspension; without ticketing, no ticket', async (t) => {
  const { simulator, form } = await simulated(t);
  switchOn(simulator, 'automaticBillingEnabled', 'stopServiceDue');
  const never = (await tested(form)).warnings.join('\n');
  assert.doesNotMatch(never, /automaticBillingEnabled|stopServiceDue/);
  assert.match(never, /ticketingEnabled/);
  const normal = (await tested({ ...form, uispInvoices: 'normal' })).warnings.join('\n');
  assert.match(normal, /automaticBillingEnabled[\s\S]*stopServiceDue/);
  switchOn(simulator, 'ticketingEnabled');
  assert.doesNotMatch((await tested(form)).warnings.join('\n'), /ticketingEnabled/);
});

test('the time zone: unknown, no zone at all, another than PROPERTY_TIME_ZONE, the same', async (t) => {
  const { simulator, form } = await simulated(t);
  const { options } = simulator.world.crm;
  const zoned = async (own?: string) =>
    (await tested(form, { environment: { PROPERTY_TIME_ZONE: own } })).checks.find(({ text }) =>
      /time zone/i.test(text),
    );
  assert.deepEqual(await zoned(), { state: 'ok', text: 'Time zone America/Chicago.', hint: '' });
  assert.equal((await zoned(' America/Chicago '))?.state, 'ok');
  const other = await zoned('America/New_York');
  assert.deepEqual([other?.state, /Chicago.*America\/New_York/.test(other?.text ?? '')], ['warning', true]);
  const typed = async (...zones: string[]) => {
    const nodes = zones.map((timeZone) => ({ id: 'plans', type: 'fiber-plans', timeZone }));
    const environment = { PROPERTY_TIME_ZONE: 'America/New_York' };
    const { checks } = await tested(form, { environment, nodes: [{ id: 'x', type: 'other' }, ...nodes] });
    return checks.find(({ text }) => /time zone/i.test(text));
  };
  assert.match((await typed('America/Denver'))?.text ?? '', /Chicago, but that of the fiber plans is America\/Denver/);
  assert.match((await typed('${PROPERTY_TIME_ZONE}'))?.text ?? '', /but PROPERTY_TIME_ZONE is America\/New_York/);
  assert.match((await typed('America/Chicago', 'America/Denver'))?.text ?? '', /Denver/);
  assert.equal((await typed(' America/Chicago '))?.state, 'ok', 'what is typed counts, not the variable');
  assert.equal((await typed(''))?.state, 'ok', 'UISP’s counts');
  options['appTimezone'] = '';
  assert.match((await zoned())?.text ?? '', /does not say/);
  options['appTimezone'] = 'Mars/Olympus';
  assert.match((await zoned())?.text ?? '', /"Mars\/Olympus" is not known/);
});

test('of several organizations one should be chosen, and must exist', async (t) => {
  const { simulator, form } = await simulated(t);
  const about = async (organizationId: string) =>
    (await tested({ ...form, organizationId })).states.filter((line) => /rganization/.test(line));
  assert.deepEqual(await about(''), []);
  assert.deepEqual(await about('1'), ['ok: Organization "ERE Fiber".']);
  assert.deepEqual(await about('7'), ['failed: UISP has no organization 7.']);
  simulator.world.crm.organizations.push({ id: 2, name: 'Other' });
  assert.deepEqual(await about(''), ['warning: UISP has several organizations: ERE Fiber (1), Other (2).']);
  assert.deepEqual(await about('2'), ['ok: Organization "Other".']);
});

test('one sees how far it got: host, certificate, each API, each key, each right', async (t) => {
  const { simulator, form } = await simulated(t);
  const withoutCrm = await server(t, ({ url = '' }, response) => {
    const isNms = url.startsWith('/nms/');
    response.writeHead(isNms ? 200 : 404, { 'content-type': isNms ? 'application/json' : 'text/html' });
    const site = { id: 's', identification: { id: 's', name: 'Victorian Village', type: 'site' } };
    response.end(isNms ? JSON.stringify(url.includes('/sites') ? [site] : []) : '<html>');
  });
  const crmDown = await tested({ ...form, host: withoutCrm });
  assert.match(crmDown.states.join('\n'), /ok: UISP NMS answers[\s\S]*ok: The parent site/);
  assert.match(crmDown.states.join('\n'), /failed: UISP CRM answered 404.*\nskipped: The CRM key could not be tried/);
  const wrongKey = (await tested({ ...form, nmsKey: 'no' })).states.join('\n');
  assert.match(wrongKey, /ok: The CRM key is accepted[\s\S]*ok: UISP NMS answers\.\nfailed: UISP NMS answered 401/);
  assert.match(wrongKey, /Time zone/, 'the rest of the CRM is tried all the same');
  const nowhere = (await tested({ ...form, host: 'http://127.0.0.1:1' })).states;
  assert.match(nowhere[0] ?? '', /^failed: UISP CRM cannot be reached/);
  assert.deepEqual(nowhere.slice(1), [
    'skipped: UISP CRM could not be tried.',
    'skipped: UISP NMS could not be tried.',
  ]);
  assert.equal(
    simulator.requests.every(({ method }) => method === 'GET'),
    true,
  );
});

test('a key that may not read one of the lists', async (t) => {
  const asked: string[] = [];
  const url = await server(t, ({ url = '' }, response) => {
    asked.push(url);
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (url.includes('/ticketing/tickets')) return json(403, { code: 403, message: 'Forbidden' });
    if (url.endsWith('/organizations')) return json(403, { code: 403, message: 'Forbidden' });
    if (url.endsWith('/version')) return json(200, { version: '4.5.31' });
    if (url.endsWith('/options')) return json(200, { appTimezone: 'America/Chicago' });
    if (url.includes('/sites')) return json(403, { statusCode: 403, error: 'Forbidden' });
    return json(200, []);
  });
  const { ok, states, hint } = await tested({ host: url, crmKey: 'x', nmsKey: 'y' });
  assert.equal(ok, false);
  assert.match(states.join('\n'), /ok: The CRM key is accepted/);
  assert.doesNotMatch(states.join('\n'), /organizations/, 'nobody needs them');
  const chosen = await tested({ host: url, crmKey: 'x', nmsKey: 'y', organizationId: '1' });
  assert.match(chosen.states.join('\n'), /failed: The organizations cannot be read/);
  assert.match(states.join('\n'), /failed: Clients, services and tickets cannot be read: UISP CRM answered 403/);
  assert.match(states.join('\n'), /ok: UISP NMS answers\.\nfailed: UISP NMS answered 403/);
  assert.match(hint, /Read Only[\s\S]*type Read/);
  assert.ok(
    asked.some((one) => one.includes('/clients/services?limit=1')),
    'one of each is enough',
  );
});
