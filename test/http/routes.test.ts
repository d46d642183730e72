import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillPath, parseRouteOverrides, type Route } from '../../nodes/http/routes.ts';

const published = {
  rename: { method: 'PUT', path: '/devices/onus/{id}/system' },
  list: { method: 'GET', path: '/devices' },
  remove: { method: 'DELETE', path: '/contacts/{id}' },
} as const satisfies Record<string, Route>;

test('without overrides the published routes hold', () => {
  assert.deepEqual(parseRouteOverrides(undefined, published), published);
  assert.deepEqual(parseRouteOverrides('\n  \n# rename = GET /x\n', published), published);
});

test('an override replaces method and path of its route only', () => {
  const routes = parseRouteOverrides(' rename =  patch /devices/onus/{id} \r\n# more\nlist=GET /v3/devices', published);
  assert.deepEqual(routes, {
    rename: { method: 'PATCH', path: '/devices/onus/{id}' },
    list: { method: 'GET', path: '/v3/devices' },
    remove: published.remove,
  });
  assert.deepEqual(published.rename.method, 'PUT');
});

for (const [line, words] of [
  ['rename PUT /x', /form/],
  ['rename = FETCH /x', /form/],
  ['rename = PUT x', /form/],
  ['rename = PUT https://elsewhere.example/x', /form/],
  ['renme = PUT /x', /no route "renme"/],
  ['toString = PUT /x', /no route "toString"/],
  ['rename = PUT /x/{serial}', /\{serial\}/],
  ['rename = DELETE /devices/{id}', /DELETE/],
] as const) {
  test(`refused: ${line}`, () => {
    assert.throws(
      () => parseRouteOverrides(`# first\n${line}`, published),
      (error: Error) => {
        assert.match(error.message, /line 2/);
        assert.match(error.message, words);
        return 'code' in error && error.code === 'ROUTE_INVALID';
      },
    );
  });
}

test('a path is filled with encoded segments, and never with nothing', () => {
  assert.equal(fillPath('/clients/{id}/services', { id: 12 }), '/clients/12/services');
  assert.equal(fillPath('/devices/{id}', { id: 'a/b?c' }), '/devices/a%2Fb%3Fc');
  assert.equal(fillPath('/devices'), '/devices');
  for (const id of ['', '.', '..']) assert.throws(() => fillPath('/devices/{id}', { id }), { code: 'ROUTE_INVALID' });
  assert.throws(() => fillPath('/devices/{id}', {}), { code: 'ROUTE_INVALID' });
});
