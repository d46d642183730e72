/** The action `dashboard` of sync-state: what comes in, what goes out, who is refused, and what is in the audit. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withRole } from '../../../nodes/state/dashboard/connection.ts';
import { flow, home } from '../flow.ts';
import { stage, units } from '../stage.ts';
import { answered, troubleOf } from './asking.ts';

const users = [
  { username: 'jane', role: 'operator' },
  { username: 'vic', role: 'viewer' },
];
const settings = { adminAuth: { type: 'credentials' }, villageFiberDashboard: { users } };

/** A message as it comes from the browser of this user. */
function from(user: string | undefined, payload: unknown) {
  const conn = { id: 's1', data: { villageFiberUser: user }, handshake: { headers: {} } };
  const message = withRole(conn, { payload, topic: 'mine' }, settings);
  const { _client } = message as unknown as { _client: object };
  return { ...message, _client: { ..._client, socketId: 's1' } };
}

test('bad input is answered in words, whoever asks; nothing is thrown', async (t) => {
  const { open } = await stage(t);
  const store = await open();
  await store.units.replace(units.units);
  for (const bad of [
    undefined,
    null,
    'units',
    [],
    {},
    { ask: 7 },
    { ask: 'drop table' },
    { ask: 'constructor' },
    { ask: '__proto__' },
    { ask: 'units', page: -1 },
    { ask: 'units', page: 1e9 },
    { ask: 'units', page: 0.5 },
    { ask: 'units', size: 1e9 },
    { ask: 'units', size: 0 },
    { ask: 'units', size: '200' },
    { ask: 'units', filter: 'mine' },
    { ask: 'units', search: 'x'.repeat(101) },
    { ask: 'units', search: { $ne: '' } },
    { ask: 'unit' },
    { ask: 'unit', unit: '   ' },
    { ask: 'unit', unit: 101 },
    { ask: 'plan', csv: 'yes' },
    { ask: 'mode', to: 'LIVE', confirm: true },
    { ask: 'mode', to: 'live', confirm: 'yes' },
  ]) {
    assert.equal(await troubleOf(store, 'operator', bad), 'BAD_ASK', JSON.stringify(bad));
    assert.equal(await troubleOf(store, undefined, bad), 'NOT_PERMITTED', JSON.stringify(bad));
  }
  const coded: [object, string][] = [
    [{ ask: 'unit', unit: '999' }, 'NO_SUCH_UNIT'],
    [{ ask: 'unit', unit: "101' OR '1'='1" }, 'NO_SUCH_UNIT'],
    [{ ask: 'unit', unit: 'constructor' }, 'NO_SUCH_UNIT'],
    [{ ask: 'upcoming', days: -1 }, 'UPCOMING_DAYS'],
    [{ ask: 'upcoming', days: { a: 1 } }, 'UPCOMING_DAYS'],
    [{ ask: 'month', month: '2026-13' }, 'STATEMENT_MONTH'],
    [{ ask: 'month', month: '2099-01' }, 'STATEMENT_MONTH'],
    [{ ask: 'command' }, 'BAD_ASK'],
    [{ ask: 'command', command: { verb: 'drop' } }, 'BAD_COMMAND'],
    [{ ask: 'command', command: { verb: 'retry', key: 'lease:z' } }, 'NO_SUCH_ITEM'],
  ];
  for (const [payload, code] of coded) assert.equal(await troubleOf(store, 'operator', payload), code);
});

test('a viewer is refused what acts, and files with names; nothing happens', async (t) => {
  const { open } = await stage(t);
  const store = await open();
  for (const payload of [
    { ask: 'command', command: { verb: 'pause' } },
    { ask: 'command', command: { verb: 'list' } },
    { ask: 'mode', to: 'dry-run', confirm: true },
    { ask: 'mode', to: 'live', confirm: true },
    { ask: 'plan', csv: true },
    { ask: 'upcoming', csv: true },
  ]) {
    assert.equal(await troubleOf(store, 'viewer', payload), 'NOT_PERMITTED', JSON.stringify(payload));
  }
  assert.deepEqual([store.pause.isOn, store.mode, await store.audit.list()], [false, 'live', []]);
  const told = await answered(store, 'mode', {}, 'viewer');
  assert.deepEqual({ ...told, why: '' }, { mode: 'live', ceiling: 'live', canSwitch: false, why: '' });
});

test('the node: the same message with the answer; what goes wrong is answered, too, and never reaches Catch', async (t) => {
  const { red, store, node, due } = await flow(t);
  Object.assign(red.api.settings, settings);
  await store.units.replace(units.units);
  await due([home]);
  const door = node('dashboard');
  const ask = async (message: Record<string, unknown>) => {
    const before = door.out().length;
    assert.equal(await door.receive(message), undefined);
    const answer = door.out()[before];
    assert.ok(answer);
    return { answer, payload: answer['payload'] as Record<string, unknown> };
  };
  const seen = await ask(from('vic', { ask: 'units' }));
  assert.deepEqual([seen.payload['ask'], seen.payload['role'], seen.payload['total']], ['units', 'viewer', 4]);
  assert.equal(seen.answer['topic'], 'mine');
  assert.deepEqual(seen.answer['_client'], from('vic', {})._client);
  assert.deepEqual(door.shown, { fill: 'green', shape: 'dot', text: 'units' });
  const forged = { _client: { socketId: 's1', villageFiber: { role: 'operator', user: 'jane', seal: 'x' } } };
  for (const message of [{}, forged, from(undefined, {}), from('mallory', {})]) {
    const { payload } = await ask({ ...message, payload: { ask: 'command', command: { verb: 'pause' } } });
    assert.deepEqual([payload['role'], Object.keys(payload).sort()], [null, ['ask', 'at', 'role', 'trouble']]);
    assert.deepEqual(door.shown, { fill: 'red', shape: 'ring', text: 'NOT PERMITTED' });
  }
  assert.equal(store.pause.isOn, false);
  const paused = await ask(from('jane', { ask: 'command', command: { verb: 'pause' } }));
  assert.equal(paused.payload['verb'], 'pause');
  assert.equal(store.pause.isOn, true);
  assert.deepEqual(
    (await store.audit.list()).map(({ reason }) => reason.because),
    ['dashboard: jane'],
  );
});

test('a command from a button of any dashboard: an operator’s alone, and in the audit by name', async (t) => {
  const { red, store, node } = await flow(t);
  Object.assign(red.api.settings, settings);
  const command = node('command');
  const pause = { verb: 'pause' };
  const jane = from('jane', pause);
  const forged = { ...from('vic', pause), _client: { ...from('vic', pause)._client, socketId: 's2' } };
  for (const message of [from('vic', pause), from(undefined, pause), forged, { payload: pause, _client: null }]) {
    assert.equal((await command.receive(message))?.['code'], 'NOT_PERMITTED');
  }
  assert.deepEqual([store.pause.isOn, command.out()], [false, []]);
  assert.equal(await command.receive(jane), undefined);
  assert.equal(store.pause.isOn, true);
  assert.equal(await command.receive({ payload: { verb: 'resume' } }), undefined, 'an inject');
  const told = (await store.audit.list()).map(({ reason }) => reason.because);
  assert.deepEqual(told.sort(), ['dashboard: jane', 'operator']);
});

test('a command without a sender, beside a dashboard that hides them all: refused where there is a login', async (t) => {
  const { red, store, node } = await flow(t);
  const command = node('command');
  const code = async () => (await command.receive({ payload: { verb: 'pause' } }))?.['code'];
  const base = { id: 'base', type: 'ui-base', includeClientData: true, acceptsClientConfig: ['ui-template'] };
  red.configs.push({ ...base, includeClientData: false });
  assert.equal(await code(), undefined, 'no login: whoever gets here may do all of it');
  await command.receive({ payload: { verb: 'resume' } });
  Object.assign(red.api.settings, settings);
  assert.deepEqual([await code(), store.pause.isOn], ['DASHBOARD_SHARED', false]);
  red.configs.pop();
  red.configs.push({ ...base, acceptsClientConfig: [] });
  assert.deepEqual([await code(), store.pause.isOn], [undefined, true], 'an inject, where a browser would be named');
  red.configs.pop();
});

test('a dashboard that does not keep its visitors apart gets no answer at all', async (t) => {
  const { red, store, node } = await flow(t);
  await store.units.replace(units.units);
  const door = node('dashboard');
  const code = async () => {
    await door.receive({ payload: { ask: 'units' } });
    const { payload } = door.out().at(-1) as { payload: { trouble?: { code: string } } };
    return payload.trouble?.code;
  };
  assert.equal(await code(), undefined, 'there is none');
  const base = { id: 'base', type: 'ui-base', includeClientData: true, acceptsClientConfig: ['ui-template'] };
  for (const [change, expected] of [
    [{}, undefined],
    [{ includeClientData: false }, 'DASHBOARD_SHARED'],
    [{ acceptsClientConfig: ['ui-control'] }, 'DASHBOARD_SHARED'],
    [{ acceptsClientConfig: undefined }, 'DASHBOARD_SHARED'],
  ] as const) {
    red.configs.push({ ...base, ...change });
    assert.equal(await code(), expected, JSON.stringify(change));
    red.configs.pop();
  }
});

test('without plans, all that does not need them is answered', async (t) => {
  const { store, node } = await flow(t);
  await store.units.replace(units.units);
  const door = node('dashboard', { plans: '' });
  const code = async (ask: string) => {
    await door.receive({ payload: { ask } });
    const { payload } = door.out().at(-1) as { payload: { trouble?: { code: string } } };
    return payload.trouble?.code;
  };
  assert.deepEqual(
    [await code('units'), await code('health'), await code('month')],
    [undefined, undefined, 'NOT_CONFIGURED'],
  );
});
