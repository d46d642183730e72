import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { askedSimulator, at, listAt } from './asking.ts';
import type { FaultName } from './faults.ts';

const { simulator, ask } = await askedSimulator();

describe('faults', () => {
  afterEach(() => simulator.faults.clear());

  const addClient = () => ask.crm('POST', '/clients', { firstName: 'A', lastName: 'B' });
  const clients = (): number => simulator.world.crm.clients.size;
  const writes = { server: 'crm', method: 'POST', path: '/clients' } as const;

  it('cut the connection before or after the effect', async () => {
    for (const [kind, made] of [
      ['reset-before', 0],
      ['reset-after', 1],
    ] as const) {
      const count = clients();
      simulator.faults.next(writes, kind);
      await assert.rejects(addClient(), kind);
      assert.equal(clients() - count, made, kind);
      assert.deepEqual([simulator.requests.at(-1)?.status, simulator.requests.at(-1)?.fault], [0, kind]);
    }
  });

  it('never answer, before or after the effect', async () => {
    for (const [kind, made] of [
      ['timeout-before', 0],
      ['timeout-after', 1],
    ] as const) {
      const count = clients();
      simulator.faults.next(writes, kind);
      const url = `${simulator.uisp.url}/crm/api/v1.0/clients`;
      const headers = { 'x-auth-app-key': simulator.uisp.crmKey, 'content-type': 'application/json' };
      const body = JSON.stringify({ firstName: 'A', lastName: 'B' });
      const sent = fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(60) });
      await assert.rejects(sent, { name: 'TimeoutError' });
      assert.equal(clients() - count, made, kind);
    }
  });

  it('answer something else, with or without the effect', async () => {
    const cases: [kind: FaultName, status: number, made: number][] = [
      [401, 401, 0],
      [422, 422, 0],
      [429, 429, 0],
      [500, 500, 0],
      [503, 503, 0],
      ['502-html', 502, 0],
      ['403-html', 403, 0],
      ['html', 200, 0],
      ['redirect-301', 301, 0],
      ['500-after', 500, 1],
      ['503-after', 503, 1],
      ['502-html-after', 502, 1],
      ['truncated-json', 201, 1],
    ];
    for (const [kind, status, made] of cases) {
      const count = clients();
      simulator.faults.next(writes, kind);
      const answer = await addClient();
      assert.deepEqual([answer.status, clients() - count], [status, made], String(kind));
      if (String(kind).includes('html')) assert.match(answer.headers.get('content-type') ?? '', /^text\/html/);
      if (kind === 429) assert.equal(answer.headers.get('retry-after'), '1');
      if (kind === 'redirect-301') assert.match(answer.headers.get('location') ?? '', /^https:/);
      if (kind === 'truncated-json') assert.equal(typeof answer.body, 'string');
    }
  });

  it('empty a list consistently, or miscount it', async () => {
    simulator.faults.next({ path: '/v1/leases' }, 'empty-list');
    const empty = await ask.innago('GET', '/v1/leases');
    assert.deepEqual([listAt(empty.body, 'data.list'), at(empty.body, 'data.paging.totalRecords')], [[], 0]);
    simulator.faults.next({ path: '/v1/leases' }, 'bad-page-count');
    const wrong = await ask.innago('GET', '/v1/leases');
    assert.equal(at(wrong.body, 'data.paging.totalRecords'), simulator.world.leases.size + 7);
    simulator.faults.next({ server: 'nms', path: '/devices' }, 'empty-list');
    assert.deepEqual((await ask.nms('GET', '/devices?type=onu')).body, []);
    assert.notDeepEqual((await ask.nms('GET', '/devices?type=onu')).body, []);
  });

  it('strike the nth request that fits, so often, and no other', async () => {
    const planned = simulator.faults.next({ ...writes, nth: 2, times: 2 }, 500);
    assert.equal((await ask.crm('GET', '/clients')).status, 200);
    const statuses = [];
    for (let time = 0; time < 4; time += 1) statuses.push((await addClient()).status);
    assert.deepEqual(statuses, [201, 500, 500, 201]);
    assert.equal(planned.struck(), 2);
    simulator.faults.next({ path: /^\/devices/, times: Number.POSITIVE_INFINITY }, 503).cancel();
    assert.equal((await ask.nms('GET', '/devices')).status, 200);
    simulator.faults.next({ server: ['innago', 'nms'], isWrite: false, retryAfter: 7 }, 503);
    assert.equal((await ask.crm('GET', '/version')).status, 200);
    assert.equal((await ask.nms('GET', '/devices')).headers.get('retry-after'), '7');
  });

  it('strike at a rate that the seed repeats', async () => {
    const run = async (): Promise<number[]> => {
      simulator.faults.clear();
      simulator.faults.rate(0.5, [500, 503], 42, { server: 'crm' });
      const statuses = [];
      for (let time = 0; time < 12; time += 1) statuses.push((await ask.crm('GET', '/version')).status);
      return statuses;
    };
    const first = await run();
    assert.deepEqual(await run(), first);
    assert.deepEqual([...new Set(first)].toSorted(), [200, 500, 503]);
  });

  it('call hooks before the effect, after it, and after the answer', async () => {
    const moments: string[] = [];
    const count = clients();
    const done = Promise.withResolvers<void>();
    const unhook = simulator.faults.hook((request, moment) => {
      moments.push(`${moment} ${request.path} ${clients() - count} ${request.status}`);
      if (moment === 'after-answer') done.resolve();
    });
    await addClient();
    await done.promise;
    unhook();
    await addClient();
    assert.deepEqual(moments, [
      'before-effect /clients 0 0',
      'after-effect /clients 1 0',
      'after-answer /clients 1 201',
    ]);
  });
});
