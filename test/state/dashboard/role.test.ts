/** Who may what: by the settings and the plugin alone, whatever a browser sends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Role, roleOf } from '../../../nodes/state/dashboard/role.ts';
import register, { type DashboardHooks } from '../../../nodes/state/village-fiber-roles.ts';

const users = [
  { username: 'jane', password: '$2b$08$x', role: 'operator' },
  { username: 'vic', password: '$2b$08$y', role: 'viewer' },
];
const withLogin = { adminAuth: { type: 'credentials', users: [] }, villageFiberDashboard: { users } };
const operator: Role = { name: 'operator', user: 'jane' };

/** Of this runtime's nodes. */
const types: Readonly<Record<string, string>> = { widget: 'ui-template', inject: 'inject', door: 'sync-state' };

/** The plugin's hooks in a runtime with these settings. */
function hooksIn(settings: Record<string, unknown>): DashboardHooks {
  const registered: [string, { type: string; hooks: DashboardHooks }][] = [];
  const nodes = { getNode: (id: string) => (Object.hasOwn(types, id) ? { type: types[id] } : null) };
  register({ settings, nodes, plugins: { registerPlugin: (id, plugin) => registered.push([id, plugin]) } });
  const [[id, { type, hooks }] = assert.fail()] = registered;
  assert.deepEqual([id, type], ['village-fiber-roles', 'node-red-dashboard-2']);
  return hooks;
}

function socket(user: unknown, { id = 's1', headers = {} }: { id?: string; headers?: object } = {}) {
  return { id, data: { villageFiberUser: user }, handshake: { headers: { host: 'pi:1880', ...headers } } };
}

/** What FlowFuse's dashboard makes of what a browser sends with `widget-action`; see ui_base.js, onAction. */
function arrived(settings: Record<string, unknown>, conn: { id: string }, sent: Record<string, unknown>) {
  const hooks = hooksIn(settings);
  const own = hooks.onAction(conn, 'widget', sent);
  const known = hooks.onAddConnectionCredentials(conn, own);
  const { _client } = known as { _client: object };
  return { ...known, _client: { ..._client, socketId: conn.id, socketIp: '::1' } };
}

test('who is logged in has the role of the settings; who is not, none', () => {
  const roleFor = (user: unknown, settings: Record<string, unknown> = withLogin) =>
    roleOf(arrived(settings, socket(user), { payload: {} }), settings);
  assert.deepEqual(roleFor('jane'), operator);
  assert.deepEqual(roleFor('vic'), { name: 'viewer', user: 'vic' });
  for (const user of [undefined, null, '', 'mallory', 'JANE', ['jane'], { toString: () => 'jane' }, '__proto__']) {
    assert.equal(roleFor(user), undefined, String(user));
  }
  for (const broken of [
    undefined,
    {},
    { users: 'jane' },
    { users: [{ username: 'jane', role: 'root' }] },
    { users: [{ username: 'jane' }] },
    { users: [...users, { username: 'jane', role: 'viewer' }] },
  ]) {
    assert.equal(roleFor('jane', { ...withLogin, villageFiberDashboard: broken }), undefined, JSON.stringify(broken));
  }
});

test('an editor without login: everybody is operator; not where there is no editor, nor where users are named', () => {
  const open = { name: 'operator', user: 'anybody' };
  const message = { payload: {} };
  assert.deepEqual(roleOf(message, {}), open, 'an inject');
  assert.deepEqual(roleOf(arrived({}, socket(undefined), {}), {}), open);
  assert.deepEqual(roleOf(message, { villageFiberDashboard: { users: [] } }), open);
  assert.equal(roleOf(message, { httpAdminRoot: false }), undefined);
  assert.equal(roleOf(message, { villageFiberDashboard: { users } }), undefined);
  assert.equal(roleOf(message, { villageFiberDashboard: 'users' }), undefined);
  assert.equal(roleOf(message, withLogin), undefined);
  assert.equal(roleOf(message, { adminAuth: {} }), undefined);
});

test('a role that a browser sends itself counts for nothing', () => {
  const sealed = arrived(withLogin, socket('jane'), {})._client as Record<string, unknown>;
  const forged = { role: 'operator', user: 'jane', seal: '0'.repeat(64) };
  for (const _client of [
    { villageFiber: forged },
    { villageFiber: { role: 'operator', user: 'jane' } },
    { socketId: 's1', villageFiber: forged },
    { socketId: 's1', villageFiber: [forged] },
    sealed,
    'operator',
    null,
    7,
    [sealed],
  ]) {
    const text = JSON.stringify(_client);
    assert.equal(roleOf(arrived(withLogin, socket(undefined), { _client }), withLogin), undefined, text);
    assert.deepEqual(roleOf(arrived(withLogin, socket('vic'), { _client }), withLogin)?.name, 'viewer', text);
    const { _client: told } = hooksIn(withLogin).onAddConnectionCredentials(socket(undefined), { _client });
    assert.ok(!JSON.stringify(told).includes('seal') || Array.isArray(_client), text);
    // As it would come from a widget that passes on what it gets.
    if (_client !== sealed) assert.equal(roleOf({ _client }, withLogin), undefined, text);
    assert.deepEqual(hooksIn(withLogin).onSend(socket('vic'), 'widget', { payload: 1, _client }), { payload: 1 });
  }
  const list = hooksIn(withLogin).onAction(socket('vic'), 'widget', [[{ _client: sealed }], { _client: sealed, a: 1 }]);
  assert.deepEqual(list, [[{}], { a: 1 }], 'in lists of messages, too');
  assert.equal(roleOf({ _client: { ...sealed, socketId: 's2' } }, withLogin), undefined, 'it is of one connection');
  const viewer = { ...(sealed['villageFiber'] as object), role: 'viewer', user: 'vic' };
  assert.equal(roleOf({ _client: { ...sealed, villageFiber: viewer } }, withLogin), undefined, 'and of one role');
});

test('a role is gone with the user; a page of another site has none', () => {
  const message = arrived(withLogin, socket('jane'), {});
  assert.equal(roleOf(message, { ...withLogin, villageFiberDashboard: { users: users.slice(1) } }), undefined);
  for (const origin of ['http://evil.example', 'null', 'http://pi', 'http://pi:1881', '']) {
    const foreign = socket('jane', { headers: { origin } });
    assert.equal(roleOf(arrived(withLogin, foreign, {}), withLogin), undefined, origin);
    assert.equal(roleOf(arrived({}, foreign, {}), {}), undefined, origin);
  }
  assert.deepEqual(
    roleOf(arrived(withLogin, socket('jane', { headers: { origin: 'http://pi:1880' } }), {}), withLogin),
    operator,
  );
});

test('an answer goes to the browser that asked and is kept for nobody; other messages are none of ours', () => {
  const hooks = hooksIn(withLogin);
  const answer = { ...arrived(withLogin, socket('jane'), {}), payload: { ask: 'units' } };
  assert.equal(hooks.onIsValidConnection(socket('jane'), answer), true);
  assert.equal(hooks.onIsValidConnection(socket('jane', { id: 's2' }), answer), false);
  assert.equal(hooks.onCanSaveInStore(answer), false);
  for (const other of [{ payload: 1 }, { _client: { socketId: 's9' } }, undefined, 'text']) {
    assert.equal(hooks.onIsValidConnection(socket('vic'), other), true);
    assert.equal(hooks.onCanSaveInStore(other), true);
  }
});

test('what a browser sends comes out of widgets alone, never out of any other node of the flow', () => {
  const hooks = hooksIn(withLogin);
  const command = { payload: { verb: 'live', confirm: true } };
  for (const hook of ['onAction', 'onChange', 'onSend'] as const) {
    assert.deepEqual(hooks[hook](socket('jane'), 'widget', { ...command }), command, hook);
    for (const id of ['inject', 'door', 'none', '__proto__', 'constructor', undefined, null, 7, ['widget']]) {
      assert.equal(hooks[hook](socket('jane'), id, { ...command }), undefined, `${hook} of ${id}`);
    }
  }
});

test('what would run whoever walks through it out of stack goes no further', () => {
  const hooks = hooksIn(withLogin);
  const depth = 200_000;
  const list: unknown = JSON.parse('['.repeat(depth) + ']'.repeat(depth));
  const nested: unknown = JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
  for (const message of [list, nested, { payload: { ask: 'command', command: list } }]) {
    assert.equal(hooks.onAction(socket('vic'), 'widget', message), undefined);
    assert.equal(hooks.onSend(socket('vic'), 'widget', message), undefined);
  }
});

test('no hook ever throws, whatever it gets: that would end Node-RED', () => {
  const hooks = hooksIn(withLogin);
  for (const conn of [undefined, null, {}, { id: 7 }, socket({}), { id: 's', handshake: {} }]) {
    for (const message of [
      undefined,
      null,
      'text',
      0,
      [],
      [[null]],
      Object.freeze({ a: 1 }),
      { _client: Object.freeze({}) },
    ]) {
      for (const id of ['widget', 'inject', undefined, {}, '__proto__']) {
        hooks.onAction(conn, id, message);
        hooks.onChange(conn, id, message);
        hooks.onSend(conn, id, message);
      }
      hooks.onAddConnectionCredentials(conn, message);
      hooks.onIsValidConnection(conn, message);
      hooks.onCanSaveInStore(message);
      roleOf(message, withLogin);
    }
  }
});
