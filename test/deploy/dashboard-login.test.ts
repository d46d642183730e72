/** Who gets a socket of the dashboard, by what its handshake says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bcrypt, dashboardLogin, sesame } from './settings.ts';

/** What a handshake with these headers is refused with; undefined: it is taken. */
function refusal(settings: Parameters<typeof dashboardLogin>[0], headers: Record<string, string>) {
  const { ioMiddleware } = dashboardLogin(settings, { bcrypt });
  return new Promise<string | undefined>((done) => {
    const handshake = { headers, address: '127.0.0.1' };
    ioMiddleware({ handshake, data: {} }, (error) => done(error?.message));
  });
}

const open = { users: [], hasLogin: false, trustsProxy: false };

test('without a login: by the names of this machine alone, for a page’s own name may lead here', async () => {
  for (const host of ['evil.example:1880', 'evil.example', '127.0.0.1.evil.example', '']) {
    assert.match((await refusal(open, { host, origin: `http://${host}` })) ?? '', /localhost only|another site/, host);
    assert.match((await refusal(open, { host })) ?? '', /localhost only/, host);
  }
  for (const host of ['localhost:1880', '127.0.0.1:1880', '[::1]:1880']) {
    assert.equal(await refusal(open, { host, origin: `http://${host}` }), undefined, host);
  }
  const proxied = { host: '127.0.0.1:1880', origin: 'https://fiber.example', 'x-forwarded-host': 'fiber.example' };
  assert.equal(await refusal({ ...open, trustsProxy: true }, proxied), undefined, 'a proxy lets in whom it wants');
  assert.match((await refusal(open, proxied)) ?? '', /another site/);
});

test('with a login: by any name, with the password', async () => {
  const users = [{ username: 'op', passwordHash: sesame, role: 'operator' }];
  const settings = { users, hasLogin: true, trustsProxy: false };
  const headers = { host: 'fiber.example', origin: 'http://fiber.example' };
  assert.match((await refusal(settings, headers)) ?? '', /Name and password/);
  const authorization = `Basic ${Buffer.from('op:open sesame').toString('base64')}`;
  assert.equal(await refusal(settings, { ...headers, authorization }), undefined);
  assert.match((await refusal({ ...settings, users: [] }, headers)) ?? '', /no users/);
});
