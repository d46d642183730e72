/** Browsers at a real dashboard: the role is the server's, whatever they send, and an answer is for who asked alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser, startDashboard } from './dashboard-red.ts';

const users = [
  { username: 'jane', role: 'operator' },
  { username: 'vic', role: 'viewer' },
];
const settings = { adminAuth: { type: 'credentials', users: [] }, villageFiberDashboard: { users } };
const forged = { villageFiber: { role: 'operator', user: 'jane', seal: '0'.repeat(64) }, socketId: 'x' };

test('with a login: each as what he is, forged or not; answers reach nobody else', async (t) => {
  const { url } = await startDashboard(t, settings);
  const jane = await browser(url, { 'x-test-user': 'jane' });
  const vic = await browser(url, { 'x-test-user': 'vic' });
  const nobody = await browser(url);
  for (const event of ['widget-action', 'widget-send']) {
    for (const [who, role] of [
      [jane, 'operator'],
      [vic, 'viewer'],
      [nobody, null],
    ] as const) {
      for (const _client of [undefined, forged]) {
        await who.send(event, { payload: { ask: 'progress' }, _client });
        const { payload } = await who.answer();
        assert.deepEqual([payload['ask'], payload['role']], ['progress', role], event);
        assert.equal('trouble' in payload, role === null);
      }
    }
  }
  // What jane was answered is a message like others: sent again by another, its seal is worth nothing.
  await jane.send('widget-action', { payload: { ask: 'mode' } });
  const { _client } = (await jane.answer()) as unknown as { _client: object };
  await vic.send('widget-action', { payload: { ask: 'command', command: { verb: 'pause' } }, _client });
  assert.deepEqual((await vic.answer()).payload['role'], 'viewer');
  await jane.send('widget-action', { payload: { ask: 'health' } });
  assert.equal((await jane.answer()).payload['pausedSince'], null);
  await vic.send('widget-action', { payload: { ask: 'tickets' } });
  await vic.answer();
  assert.deepEqual(
    vic.heard.filter(([event]) => event === 'msg-input:template'),
    [],
    'nothing of the others',
  );
});

test('without a login everybody is operator, but no page of another site', async (t) => {
  const { url } = await startDashboard(t, {});
  const here = await browser(url);
  await here.send('widget-action', { payload: { ask: 'progress' } });
  assert.equal((await here.answer()).payload['role'], 'operator');
  const foreign = await browser(url, { origin: 'http://evil.example' });
  await foreign.send('widget-action', { payload: { ask: 'progress' } });
  assert.equal((await foreign.answer()).payload['role'], null);
});

test('a dashboard that does not tell who asks gives nothing to anybody', async (t) => {
  const { url } = await startDashboard(t, settings, { includeClientData: false });
  const jane = await browser(url, { 'x-test-user': 'jane' });
  await jane.send('widget-action', { payload: { ask: 'units' }, _client: forged });
  const { payload } = await jane.answer();
  assert.equal((payload['trouble'] as { code: string }).code, 'DASHBOARD_SHARED');
});
