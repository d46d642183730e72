import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateReader } from '../../nodes/innago/api/lease-dates.ts';
import { innagoSettings } from '../../nodes/innago/settings.ts';

const secrets = { apiKey: 'key', clientId: 'id', clientSecret: 'secret' };

test('empty fields and variables that are not set mean the defaults', () => {
  for (const empty of ['', undefined, '${INNAGO_API_URL}']) {
    const settings = innagoSettings({
      ...secrets,
      apiUrl: empty,
      tokenUrl: empty,
      zonedDates: empty,
      routes: empty,
      commentField: empty,
      commentLength: empty,
      timeoutSeconds: empty,
    });
    assert.equal(settings.apiUrl, 'https://api-my.innago.com/openapi');
    assert.equal(settings.tokenUrl, 'https://api-my.innago.com/identity/connect/token');
    assert.deepEqual(
      [settings.zonedDates, settings.commentField, settings.commentLength, settings.timeoutMs],
      ['as written', 'comment', 1000, 30_000],
    );
    assert.deepEqual(settings.routes.createInvoice, { method: 'POST', path: '/v1/invoices' });
  }
});

test('tokens are fetched where the API is, unless told otherwise', () => {
  const apiUrl = 'https://innago.example.com:8443/openapi/';
  assert.equal(
    innagoSettings({ ...secrets, apiUrl }).tokenUrl,
    'https://innago.example.com:8443/identity/connect/token',
  );
  const tokenUrl = 'https://login.example.com/token';
  assert.equal(innagoSettings({ ...secrets, apiUrl, tokenUrl }).tokenUrl, tokenUrl);
});

test('the secrets that are there decide how Innago is told who we are', () => {
  assert.deepEqual(innagoSettings(secrets).credentials, { kind: 'token exchange', ...secrets });
  assert.equal(innagoSettings({ ...secrets, bearerToken: 'jwt' }).credentials.kind, 'token exchange');
  assert.deepEqual(innagoSettings({ apiKey: 'key', bearerToken: 'jwt' }).credentials, {
    kind: 'bearer token',
    apiKey: 'key',
    bearerToken: 'jwt',
  });
  assert.equal(innagoSettings({ bearerToken: 'jwt' }).credentials.kind, 'bearer token');
  assert.deepEqual(innagoSettings({ apiKey: ' key ' }).credentials, { kind: 'key alone', apiKey: 'key' });
});

test('what is missing is named by its field and its variable', () => {
  const missing: [object, RegExp, RegExp][] = [
    [{}, /API key is missing/, /INNAGO_API_KEY/],
    [{ apiKey: '${MY_KEY}' }, /API key is missing: the variable MY_KEY is not set/, /MY_KEY/],
    [{ clientId: 'id', clientSecret: 's' }, /API key is missing/, /INNAGO_API_KEY/],
    [{ apiKey: 'k', clientId: 'id' }, /Client secret is missing/, /INNAGO_CLIENT_SECRET/],
    [{ apiKey: 'k', clientSecret: 's' }, /Client id is missing/, /INNAGO_CLIENT_ID/],
    [{ ...secrets, apiUrl: 'https://${HOST}/openapi' }, /holds \$\{…\} as a part/, /whole/],
    ...[99, 100_001, 150.5, 'long'].map((commentLength): [object, RegExp, RegExp] => [
      { ...secrets, commentLength },
      /Longest comment must be 100 to 100000/,
      /check/,
    ]),
    [{ ...secrets, timeoutSeconds: 'long' }, /Time-out must be/, /check/],
    [{ ...secrets, timeoutSeconds: 0 }, /Time-out must be/, /check/],
  ];
  for (const [values, message, hint] of missing) {
    assert.throws(() => innagoSettings(values), { code: 'NOT_CONFIGURED', trouble: 'operator', message, hint });
  }
  assert.throws(() => innagoSettings(secrets).propertyUid(), { code: 'NOT_CONFIGURED', hint: /INNAGO_PROPERTY_ID/ });
  assert.equal(innagoSettings({ ...secrets, propertyId: 'p' }).propertyUid(), 'p');
});

test('addresses are checked', () => {
  assert.throws(() => innagoSettings({ ...secrets, apiUrl: 'http://api-my.innago.com/openapi' }), {
    code: 'INNAGO_HTTP_REFUSED',
  });
  assert.throws(() => innagoSettings({ ...secrets, tokenUrl: 'http://10.0.0.1/token' }), {
    code: 'INNAGO_HTTP_REFUSED',
    message: /Token URL/,
  });
  assert.equal(
    innagoSettings({ ...secrets, apiUrl: 'http://127.0.0.1:8080/openapi/' }).apiUrl,
    'http://127.0.0.1:8080/openapi',
  );
});

test('routes are overridden line by line; a bad line is named', () => {
  const { routes } = innagoSettings({
    ...secrets,
    routes: '# ours\n\naddComment = POST /v2/maintenances/{maintenanceUid}/comments\n',
  });
  assert.deepEqual(routes.addComment, { method: 'POST', path: '/v2/maintenances/{maintenanceUid}/comments' });
  assert.deepEqual(routes.getLease, { method: 'GET', path: '/v1/leases/{leaseUid}' });
  for (const line of [
    'addComment',
    'addComment = FETCH /x',
    'addComent = POST /x',
    'addComment = POST x',
    'getLease = GET /v1/{tenantUid}',
    'getLease = DELETE /v1/leases/{leaseUid}',
  ]) {
    assert.throws(
      () => innagoSettings({ ...secrets, routes: line }),
      { code: 'ROUTE_INVALID', message: /line 1/ },
      line,
    );
  }
});

test('dates: as written, or zoned ones in the account’s zone; none and nonsense told apart', () => {
  const asWritten = dateReader();
  const dallas = dateReader('America/Chicago');
  const cases: [string | null, unknown, unknown][] = [
    ['2026-12-01T00:00:00', '2026-12-01', '2026-12-01'],
    ['2026-12-01', '2026-12-01', '2026-12-01'],
    ['2026-12-01T05:00:00Z', '2026-12-01', '2026-11-30'],
    ['2026-12-01T06:00:00.000Z', '2026-12-01', '2026-12-01'],
    ['2026-12-01T23:30:00-08:00', '2026-12-01', '2026-12-02'],
    ['0001-01-01T00:00:00', null, null],
    ['', null, null],
    [null, null, null],
    ['2026-02-30T00:00:00', undefined, undefined],
    ['next week', undefined, undefined],
    ['2026-13-01T00:00:00Z', undefined, undefined],
  ];
  for (const [text, written, zoned] of cases) {
    assert.equal(asWritten(text), written, String(text));
    assert.equal(dallas(text), zoned, String(text));
  }
  assert.throws(() => dateReader('Dallas'), { code: 'INNAGO_ZONE', trouble: 'operator' });
});
