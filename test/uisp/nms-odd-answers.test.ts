/** Answers that the simulator, being faithful, never gives (contracts/uisp-nms.md §3.2: "nearly everything may be null or missing"). */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type TestContext, test } from 'node:test';
import { HttpClient } from '../../nodes/http/http-client.ts';
import { UispNms } from '../../nodes/uisp/nms/nms.ts';
import { errorOf } from '../error-of.ts';

async function nmsThatAnswers(t: TestContext, body: unknown) {
  const written: unknown[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    if (text !== '') written.push(JSON.parse(text));
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const http = new HttpClient({
    prefix: 'UISP_NMS',
    baseUrl: `http://127.0.0.1:${address.port}`,
    userAgent: 'test',
  });
  t.after(() => {
    http.close();
    server.close();
  });
  return { nms: new UispNms({ http }), written };
}

test('a bare ONU, one with a parent that is only an id, and rows that are of no use', async (t) => {
  const { nms } = await nmsThatAnswers(t, [
    { identification: { id: 'onu-1' } },
    {
      identification: { id: 'onu-2', type: 'onu', site: { id: 's', parent: 'p' }, mac: '24A43C445566' },
      overview: null,
    },
    { identification: { id: 'olt-1', type: 'olt' } },
    { identification: { id: null, type: 'onu' } },
    { identification: null },
  ]);
  const onus = await nms.onus();
  assert.deepEqual(
    onus.map(({ id, siteId, siteParentId, mac, enabled, status }) => ({
      id,
      siteId,
      siteParentId,
      mac,
      enabled,
      status,
    })),
    [
      { id: 'onu-1', siteId: null, siteParentId: null, mac: null, enabled: null, status: null },
      { id: 'onu-2', siteId: 's', siteParentId: 'p', mac: '24a43c445566', enabled: null, status: null },
    ],
  );
});

test('a list of something else altogether is an error, not an empty list', async (t) => {
  const { nms } = await nmsThatAnswers(t, [{ deviceId: 'onu-1' }, { deviceId: 'onu-2' }]);
  const error = await errorOf(nms.onus());
  assert.deepEqual([error.code, error.trouble], ['UISP_NMS_UNEXPECTED', 'server']);
  assert.equal((await errorOf((await nmsThatAnswers(t, { data: [] })).nms.sites())).code, 'UISP_NMS_UNEXPECTED');
});

test('a site whose id is only inside, and CRM ids that are no numbers', async (t) => {
  const { nms } = await nmsThatAnswers(t, {
    identification: { id: 's-1', name: 'Unit 101', type: 'endpoint', parent: { id: 'p' } },
    ucrm: { client: { id: '' }, service: { id: 'abc', status: 1 } },
  });
  const site = await nms.createSubscriberSite({ name: 'Unit 101', parentId: 'p' });
  assert.deepEqual(site, { id: 's-1', name: 'Unit 101', type: 'endpoint', parentId: 'p', service: null });
});

test('a new site without any id is an error whose effect is unknown', async (t) => {
  const { nms } = await nmsThatAnswers(t, { identification: { name: 'Unit 101' } });
  const error = await errorOf(nms.createSubscriberSite({ name: 'Unit 101', parentId: 'p' }));
  assert.deepEqual([error.code, error.effect], ['UISP_NMS_UNEXPECTED', 'unknown']);
});

test('alias settings: nulls are left out, and a device without meta is in no maintenance', async (t) => {
  const bare = await nmsThatAnswers(t, { overrideGlobal: false, devicePingAddress: '10.0.0.1', meta: null });
  await bare.nms.setAlias('onu-1', 'ONU-101');
  assert.deepEqual(bare.written, [{ overrideGlobal: false, meta: { maintenance: false, alias: 'ONU-101' } }]);
  const own = await nmsThatAnswers(t, {
    overrideGlobal: true,
    devicePingAddress: null,
    devicePingIntervalNormal: 30_000,
    meta: { alias: 'old', note: null, maintenance: true, failedMessageDecryption: false },
  });
  await own.nms.setAlias('onu-1', 'ONU-101');
  assert.deepEqual(own.written, [
    { overrideGlobal: true, devicePingIntervalNormal: 30_000, meta: { maintenance: true, alias: 'ONU-101' } },
  ]);
});

test('alias settings without overrideGlobal are not guessed', async (t) => {
  const { nms, written } = await nmsThatAnswers(t, { meta: { maintenance: false } });
  assert.equal((await errorOf(nms.setAlias('onu-1', 'ONU-101'))).code, 'UISP_NMS_UNEXPECTED');
  assert.deepEqual(written, []);
});
