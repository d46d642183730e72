/** The nodes sync-database and sync-state, wired as in the flow, on a real store. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DatabaseNode } from '../../nodes/state/database-node.ts';
import syncDatabase from '../../nodes/state/sync-database.ts';
import { TestRed } from '../red-runtime.ts';
import { flow, home, payloadOf } from './flow.ts';
import { codes, stage } from './stage.ts';

test('from begin to done: the message keeps what it carried, the lease is applied, the status counts', async (t) => {
  const { store, node, due, begun } = await flow(t);
  const end = node('done');
  const message = await begun(home, { kept: 'yes' });
  assert.deepEqual([message['topic'], message['kept']], ['lease:a', 'yes']);
  assert.equal(
    await end.receive({
      ...message,
      waiting: [{ step: 'uisp-service', why: 'previous household', until: '2027-01-01' }],
    }),
    undefined,
  );
  const [summary] = end.out();
  assert.deepEqual(summary?.['payload'], {
    key: 'lease:a',
    unit: '101',
    outcome: 'waiting',
    waiting: [{ step: 'uisp-service', why: 'previous household', until: '2027-01-01' }],
    at: payloadOf<{ at: string }>(end).at,
  });
  assert.deepEqual(await due([home]), []);
  assert.equal(store.claims.isHeld('lease:a'), false);
  assert.equal(await end.receive(message), undefined);
  await end.until('it tells', () => end.lastStatus() === 'claim lost');
});

test('what is not work, and a done without a claim, end at Catch with words', async (t) => {
  const { node } = await flow(t);
  assert.match(String(await node('begin').receive({ payload: 'x' })), /no work/);
  assert.match(String(await node('done').receive({ payload: 'x' })), /no claim/);
  assert.match(String(await node('welcome').receive({ payload: 'x' })), /not work/);
  assert.match(String(await node('mail').receive({ payload: 'x' })), /not a mail/);
  assert.match(String(await node('something else').receive({})), /No action/);
  assert.match(
    String(await node('done', { database: 'gone' }).receive({ claim: { key: 'k', token: 't', epoch: 1 } })),
    /No sync-database/,
  );
});

test('begin, closed: queue and claims are given up', async (t) => {
  const { store, node, due } = await flow(t);
  const begin = node('begin');
  const [work] = await due([home]);
  await begin.receive({ payload: work });
  assert.equal(store.claims.isHeld('lease:a'), true);
  await begin.close();
  assert.equal(store.claims.isHeld('lease:a'), false);
});

test('a failure is noted by whose trouble it is, and never fails itself', async (t) => {
  const { store, node, begun, due } = await flow(t);
  const failed = node('failed');
  const failure = { code: 'ONU_MISSING', trouble: 'operator', effect: 'none', text: 'No ONU.', hint: 'Plug it in.' };
  const error = {
    message: 'SyncError: No ONU.',
    code: 'ONU_MISSING',
    source: { id: 'x', type: 'nms-onu-rename', name: '' },
  };
  assert.equal(await failed.receive({ ...(await begun(home)), failure, error }), undefined);
  assert.deepEqual(codes(store), ['ONU_MISSING']);
  const [summary] = failed.out();
  assert.deepEqual(summary?.['payload'], {
    key: 'lease:a',
    unit: '101',
    outcome: 'failed',
    code: 'ONU_MISSING',
    text: 'No ONU.',
    hint: 'Plug it in.',
  });
  assert.equal((await due([home])).length, 1);
});

test('an error of somebody else’s node backs off, and its words, which may hold anything, are not repeated', async (t) => {
  const { store, node, begun } = await flow(t);
  const failed = node('failed');
  const error = {
    message: 'Error: cannot greet Ada Lovelace',
    source: { id: 'f', type: 'function', name: 'my function' },
  };
  const stale = { code: 'ONU_MISSING', trouble: 'operator', effect: 'none', text: 'old', hint: 'old' };
  await failed.receive({ ...(await begun(home)), error: { ...error, code: 'ERR_X' }, failure: stale });
  assert.equal(store.leases.entry('a')?.failures, 1);
  assert.deepEqual(codes(store), []);
  assert.doesNotMatch(JSON.stringify(failed.out()), /Ada/);
  assert.match(JSON.stringify(failed.out()), /my function/);
});

test('an error without a claim is one item, gone after a tick in which it did not come again', async (t) => {
  const { store, node, due } = await flow(t);
  const failed = node('failed');
  const caught = (trouble: string) => ({
    failure: { code: 'PLANS_INVALID', trouble, effect: 'none', text: 'No plan.', hint: 'Add one.' },
    error: {
      message: 'SyncError: No plan.',
      code: 'PLANS_INVALID',
      source: { id: 'poll', type: 'innago-poll', name: 'read Innago' },
    },
  });
  await failed.receive(caught('server'));
  assert.deepEqual(codes(store), []);
  await due([]);
  await failed.receive(caught('operator'));
  await failed.receive(caught('operator'));
  await due([]);
  assert.deepEqual(
    store.attention.list().map(({ code, where, why }) => [code, where, why]),
    [['PLANS_INVALID', 'read Innago', 'No plan.']],
  );
  await due([]);
  assert.deepEqual(codes(store), []);
});

test('the failed action says so in the log when the store is gone, instead of failing', async (t) => {
  const { store, node, begun } = await flow(t);
  const failed = node('failed');
  const message = await begun(home);
  await store.close();
  assert.equal(
    await failed.receive({ ...message, error: { message: 'x', source: { id: 'x', type: 'x' } } }),
    undefined,
  );
});

test('the database is opened once for all nodes, tried again after a failure, and let go at close', async (t) => {
  const { folder, open } = await stage(t);
  const red = new TestRed([syncDatabase], { userDir: folder });
  const fields = { file: 'store.sqlite', property: 'property-1', uispHost: '10.8.10.10', mode: 'live' };
  const store = await open();
  const node = red.start('db', 'sync-database', fields);
  const database = red.offered<DatabaseNode>('db', 'openStore');
  await assert.rejects(database.openStore(), { code: 'STORE_IN_USE' });
  await store.close();
  const [first, second] = await Promise.all([database.openStore(), database.openStore()]);
  assert.equal(first, second);
  assert.ok(node.lines.some((line) => line.startsWith('Mode live')));
  await node.close();
  await assert.rejects(first.facts.set('a', 'b'), { code: 'STORE_CLOSED' });
  red.start('db', 'sync-database', { ...fields, goLive: 'soon' });
  const next = red.offered<DatabaseNode>('db', 'openStore');
  await assert.rejects(next.openStore(), { code: 'DATABASE_SETTINGS' });
  await open();
});
