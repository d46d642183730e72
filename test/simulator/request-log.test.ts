import assert from 'node:assert/strict';
import { it } from 'node:test';
import { askedSimulator, at } from './asking.ts';
import { Recording } from './http/recording.ts';

it('a bounded request log keeps the newest requests, all counts and every contract problem', async () => {
  const { simulator, ask } = await askedSimulator({ village: 'empty', keepRequests: 20 });
  const { requests } = simulator;
  await ask.crm('GET', '/nowhere');
  for (let count = 0; count < 99; count += 1) await ask.crm('GET', `/clients/${count}`);
  await ask.crm('GET', '/clients?unheard=1');
  assert.ok(requests.length >= 20 && requests.length <= 25, `${requests.length} kept`);
  assert.deepEqual(
    requests.slice(-3).map(({ url }) => url.split('v1.0').at(-1)),
    ['/clients/97', '/clients/98', '/clients?unheard=1'],
  );
  const state: unknown = await (await fetch(`${simulator.pageUrl}/state.json`)).json();
  assert.equal(at(state, 'totals.requests'), 101);
  assert.equal(at(Reflect.get(Object(at(state, 'counts')), 'crm GET /clients/{id}'), 'requests'), 99);
  assert.match(simulator.summary(), /^101 requests/);
  if (simulator.contractsChecked)
    assert.deepEqual(simulator.contractProblems(), [
      'crm GET /nowhere: unknown operation',
      'crm GET /clients: query unheard: unknown parameter',
    ]);
});

it('without a bound every request is remembered', async () => {
  const { simulator, ask } = await askedSimulator({ village: 'empty' });
  for (let count = 0; count < 50; count += 1) await ask.crm('GET', '/version');
  assert.equal(simulator.requests.length, 50);
});

it('an objection that comes endlessly does not hide a new one, nor fill the memory', () => {
  const recording = new Recording();
  const objected = (problem: string): void =>
    recording.begin({
      ...{ at: 0, server: 'crm', method: 'GET', path: '/clients', url: '/clients', body: undefined, status: 0 },
      ...{ isWrite: false, contractProblems: [problem], fault: undefined },
    });
  for (let count = 0; count < 3_000; count += 1) objected('old');
  objected('new');
  assert.equal(recording.problems.length, 1_001);
  assert.equal(recording.problems.at(-1), 'crm GET /clients: new');
});
