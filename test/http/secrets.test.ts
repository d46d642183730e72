import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { describeErrorBody, redacted } from '../../nodes/http/redact.ts';
import { errorOf } from '../error-of.ts';
import { clientOf } from './client.ts';
import { deadPort, json, serve } from './server.ts';

const canary = 'c4n4ry-s3cret';
const key = 'k3y-of-the-account';
const person = 'tenant.canary@example.com';

/** A secret in every place where one may be, and a tenant's address in the body and the query. */
function request(path: string) {
  return {
    method: 'POST',
    path,
    query: { email: person, token: canary },
    body: { password: canary, email: person },
    headers: { 'x-extra': canary },
  } as const;
}

test('no error holds a secret, an address or a body: not in message, stack, cause, fields or JSON', async (t) => {
  const echo = {
    message: `bad key ${key} or ${canary} of ${person}, call +1 (214) 555-0123`,
    errors: { email: [`${person} is taken`] },
  };
  const server = await serve(t, (received, response) => {
    const status = Number(received.url.slice(1, 4));
    if (status === 0) response.socket?.destroy();
    else if (status === 999) return;
    else if (status === 200) response.end(`<html>${canary} ${person}</html>`);
    else if (status === 201) response.end(`{"${canary}": "${person}`);
    else json(response, echo, status, { 'x-echo': canary });
  });
  const options = {
    headers: () => ({ Authorization: `Bearer ${key}`, 'x-key': `${canary}-2` }),
    timeoutMs: 1_000,
    breaker: { openUntil: () => 0, open: () => {}, close: () => {} },
  };
  const client = clientOf(t, server.url, options);
  const dead = clientOf(t, await deadPort(t), options);
  const tls = clientOf(t, server.url.replace('http:', 'https:'), options);
  const errors = [
    ...(await Promise.all(
      ['/400', '/401', '/403', '/422', '/429', '/500', '/301', '/000', '/999', '/200', '/201'].map((path) =>
        errorOf(client.request(request(path))),
      ),
    )),
    await errorOf(dead.request(request('/x'))),
    await errorOf(tls.request(request('/x'))),
  ];
  client.close();
  errors.push(await errorOf(client.request(request('/x'))));
  assert.equal(new Set(errors.map(({ code }) => code)).size, errors.length);
  for (const error of errors) {
    const everything = [
      error.message,
      error.stack,
      error.hint,
      JSON.stringify(error),
      JSON.stringify(Object.getOwnPropertyNames(error).map((name) => Reflect.get(error, name))),
      inspect(error, { depth: 10, showHidden: true }),
      inspect(error.cause, { depth: 10, showHidden: true }),
    ].join('\n');
    for (const secret of [canary, key, person, 'tenant.canary', '555-0123', 'is taken']) {
      assert.ok(!everything.includes(secret), `${error.code} holds ${secret}`);
    }
  }
  assert.match(errors[3]?.message ?? '', /fields: email/);
});

test('redacted: one short line without addresses, numbers, tokens and given secrets', () => {
  assert.equal(redacted('Client a@b.de exists'), 'Client … exists');
  assert.equal(redacted('mail <a.b+c@d.example>, ok'), 'mail <…>, ok');
  assert.equal(redacted('call +1 (214) 555-0123 now'), 'call … now');
  assert.equal(redacted('token eyJhbGciOi.eyJzdWIi.sig-nature bad'), 'token … bad');
  assert.equal(redacted('key abcd wrong', ['abcd']), 'key … wrong');
  assert.equal(redacted('lines\r\nof\ttext'), 'lines of text');
  assert.equal(redacted('status 422 for plan 12'), 'status 422 for plan 12');
  assert.equal(redacted('x'.repeat(500)).length, 160);
});

test('the usual shapes of error bodies', () => {
  assert.equal(describeErrorBody({ message: 'No.' }), 'No.');
  assert.equal(describeErrorBody({ errorMessage: 'Unauthorized Access' }), 'Unauthorized Access');
  assert.equal(describeErrorBody({ data: null, error: { errorMessage: 'Wrong' } }), 'Wrong');
  assert.equal(
    describeErrorBody({ message: 'Bad', errors: { firstName: ['Jane is taken'] } }),
    'Bad; fields: firstName',
  );
  for (const none of [undefined, null, 'text', [], {}]) assert.equal(describeErrorBody(none), undefined);
});
