/** What would leave the editor open is refused before anything starts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessFrom, sesame, settingsUnder } from './settings.ts';

const login = { NODE_RED_ADMIN_USER: 'operator', NODE_RED_ADMIN_PASSWORD_HASH: sesame };

test('this machine only, until there is a password or an address is named; behind a proxy on this machine only', () => {
  assert.equal(accessFrom({}).host, '127.0.0.1');
  assert.equal(accessFrom(login).host, '0.0.0.0');
  assert.equal(accessFrom({ ...login, TRUST_PROXY: 'loopback' }).host, '127.0.0.1');
  assert.equal(accessFrom({ ...login, NODE_RED_HOST: 'localhost' }).host, 'localhost');
  assert.equal(accessFrom({ NODE_RED_HOST: '::1' }).host, '::1');
  assert.equal(accessFrom({ ...login, NODE_RED_HOST: '0.0.0.0' }).host, '0.0.0.0');
  assert.equal(accessFrom({ ...login, NODE_RED_HOST: '0.0.0.0', TRUST_PROXY: '1' }).trustProxy, 1);
});

test('an address of the network without a password is refused with what to do', () => {
  for (const host of ['0.0.0.0', '::', '192.168.1.5', 'village.example.com', '127.evil.example']) {
    assert.throws(() => accessFrom({ NODE_RED_HOST: host }), /whole network.*NODE_RED_ADMIN_USER/, host);
  }
  const { status, out } = settingsUnder({ NODE_RED_HOST: '0.0.0.0' });
  assert.notEqual(status, 0);
  assert.match(out, /open to the whole network/);
});

test('what is no bcrypt hash is refused, and never repeated', () => {
  for (const hash of [
    'open sesame',
    'c4n4ry',
    sesame.slice(0, -1),
    sesame.replace('$2', '$1'),
    `${sesame} `.repeat(2),
  ]) {
    for (const [name, variable] of [
      ['NODE_RED_ADMIN_USER', 'NODE_RED_ADMIN_PASSWORD_HASH'],
      ['NODE_RED_DASHBOARD_VIEWER', 'NODE_RED_DASHBOARD_VIEWER_HASH'],
    ] as const) {
      assert.throws(
        () => accessFrom({ [name]: 'somebody', [variable]: hash }),
        (error: Error) =>
          error.message.includes(variable) && /hash-pw/.test(error.message) && !error.message.includes(hash),
      );
    }
  }
});

test('half a user is refused, of the editor and of the dashboard; so are two of one name and a name with a colon', () => {
  const half = /Set both .*or neither/;
  for (const env of [
    { NODE_RED_ADMIN_USER: 'operator' },
    { NODE_RED_ADMIN_PASSWORD_HASH: sesame },
    { NODE_RED_DASHBOARD_OPERATOR: 'op' },
    { NODE_RED_DASHBOARD_VIEWER_HASH: sesame },
  ]) {
    assert.throws(() => accessFrom(env), half);
  }
  const users = (operator: string, viewer: string) => ({
    NODE_RED_DASHBOARD_OPERATOR: operator,
    NODE_RED_DASHBOARD_OPERATOR_HASH: sesame,
    NODE_RED_DASHBOARD_VIEWER: viewer,
    NODE_RED_DASHBOARD_VIEWER_HASH: sesame,
  });
  assert.throws(() => accessFrom(users('same', 'same')), /two different names/);
  assert.throws(() => accessFrom(users('a:b', 'eye')), /colon/);
  assert.deepEqual(
    accessFrom(users('op', 'eye')).dashboardUsers.map(({ username, role }) => `${username} ${role}`),
    ['op operator', 'eye viewer'],
  );
});

test('a proxy is trusted by number or address, never everybody', () => {
  const trusted = (value: string) => accessFrom({ TRUST_PROXY: value }).trustProxy;
  assert.deepEqual(['', '0', 'false', '2', 'loopback', '10.8.10.5, 10.9.0.0/16'].map(trusted), [
    false,
    false,
    false,
    2,
    'loopback',
    '10.8.10.5, 10.9.0.0/16',
  ]);
  for (const value of ['true', 'yes', '*', 'my-proxy']) assert.throws(() => trusted(value), /TRUST_PROXY/, value);
});

test('a port is a port', () => {
  assert.equal(accessFrom({ PORT: '4321' }).port, 4321);
  for (const port of ['http', '70000', '-1', '1.5']) assert.throws(() => accessFrom({ PORT: port }), /PORT/, port);
});
