import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorOf } from '../error-of.ts';
import { selfSignedCertificate } from '../simulator/http/certificate.ts';
import { clientOf, get, post } from './client.ts';
import { json, serve } from './server.ts';

test('a self-signed certificate: refused, trusted by its own PEM, or accepted by the setting', async (t) => {
  const certificate = await selfSignedCertificate();
  t.after(() => certificate.remove());
  const server = await serve(t, (_request, response) => json(response, { ok: true }), certificate);

  const refused = await errorOf(clientOf(t, server.url).request(post));
  assert.deepEqual([refused.code, refused.trouble, refused.effect], ['ACME_TLS', 'operator', 'none']);
  assert.equal(refused.about, 'ACME');
  assert.match(refused.hint ?? '', /accept self-signed/);
  assert.equal(server.received.length, 0);

  assert.equal((await clientOf(t, server.url, { tls: { ca: certificate.cert } }).request(get)).status, 200);
  assert.equal((await clientOf(t, server.url, { tls: { allowSelfSigned: true } }).request(get)).status, 200);

  const byNumber = clientOf(t, server.url.replace('localhost', '127.0.0.1'), { tls: { ca: certificate.cert } });
  const otherName = await errorOf(byNumber.request(get));
  assert.equal(otherName.code, 'ACME_TLS');
  assert.match(otherName.message, /another host name/);
});

test('https to a port that speaks http', async (t) => {
  const server = await serve(t, (_request, response) => json(response, {}));
  const error = await errorOf(clientOf(t, server.url.replace('http:', 'https:')).request(get));
  assert.equal(error.code, 'ACME_TLS');
  assert.match(error.hint ?? '', /port/);
});

test('a CA file without a certificate is told at once', (t) => {
  for (const ca of ['', 'hello', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----']) {
    assert.throws(() => clientOf(t, 'https://127.0.0.1:1', { tls: { ca } }), { code: 'ACME_TLS', trouble: 'operator' });
  }
});
