/** A write that reached the server, and whose answer was then broken by TLS or the network: it may have been done (design §3.3). */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { failureError } from '../../nodes/http/errors.ts';
import { type SendOnce, sendOnce, WireFailure } from '../../nodes/http/one-request.ts';
import { errorOf } from '../error-of.ts';
import { paidHousehold } from '../innago/paid-household.ts';
import { selfSignedCertificate } from '../simulator/http/certificate.ts';
import { clientOf, get, post } from './client.ts';
import { json, serve, serveSockets } from './server.ts';

const damaged = 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC';

test('one byte of a TLS answer is damaged after the whole write has come: the effect is unknown', async (t) => {
  const certificate = await selfSignedCertificate();
  t.after(() => certificate.remove());
  const server = await serve(t, (_request, response) => json(response, { ok: true }), certificate);
  const open = new Set<Socket>();
  t.after(() => {
    for (const socket of open) socket.destroy();
  });
  const between = await serveSockets(t, (socket) => {
    const there = connect(server.port, '127.0.0.1');
    open.add(there);
    there.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('close', () => there.destroy());
    socket.pipe(there);
    there.on('data', (bytes: Buffer) => {
      const last = bytes.length - 1;
      if (server.received.length > 0) bytes.writeUInt8(bytes.readUInt8(last) ^ 1, last);
      socket.write(bytes);
    });
  });
  const url = between.replace('http://127.0.0.1', 'https://localhost');
  const client = clientOf(t, url, { tls: { ca: certificate.cert }, retryPausesMs: [] });
  const error = await errorOf(client.request(post));
  assert.deepEqual(
    server.received.map(({ method, body }) => [method, body]),
    [['POST', '{"a":1}']],
  );
  assert.match(error.message, new RegExp(damaged));
  assert.deepEqual([error.code, error.trouble, error.effect], ['ACME_RESET', 'server', 'unknown']);
});

test('a read that is tried again is told as its last try went', async (t) => {
  let tries = 0;
  const send: SendOnce = async (_wire, progress) => {
    if (tries === 0) progress.reached = true;
    tries += 1;
    throw new WireFailure(tries === 1 ? 'ECONNRESET' : 'CERT_HAS_EXPIRED');
  };
  const error = await errorOf(clientOf(t, 'https://localhost', { send }).request(get));
  assert.deepEqual([tries, error.code], [2, 'ACME_TLS']);
});

test('what ends a connection that stands leaves a write unknown; what prevents one, none', () => {
  const request = { prefix: 'ACME', name: 'ACME', method: 'POST', path: '/things' };
  for (const code of [damaged, 'EPROTO', 'EHOSTUNREACH', 'ENETDOWN', 'ENETUNREACH', 'ECONNRESET', 'EPIPE']) {
    assert.equal(failureError(request, code, true).effect, 'unknown', code);
    assert.equal(failureError(request, code, false).effect, 'none', code);
    assert.equal(failureError({ ...request, method: 'GET' }, code, true).effect, 'none', code);
  }
});

test('the ledger looks for a charge whose answer was damaged, and charges once', async (t) => {
  let broken = 0;
  const send: SendOnce = async (wire, progress, signal) => {
    const answer = await sendOnce(wire, progress, signal);
    if (wire.method !== 'POST' || !wire.url.endsWith('/v1/invoices') || broken > 0) return answer;
    broken += 1;
    throw new WireFailure(damaged);
  };
  const home = await paidHousehold(t, { day: '2026-11-26', client: { send } });
  assert.equal((await errorOf(home.charge())).code, 'INNAGO_RESET');
  home.place.clock.pass(5);
  await home.charge();
  assert.equal(broken, 1);
  assert.deepEqual(home.charges(), ['2026-12-01 $10 Village Fiber 1G, December 2026']);
});
