/** https by certificate files: a pair or nothing, and a renewed one without a restart. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import { NodeRedProcess, temporaryFolder, until } from '../flow/node-red-process.ts';
import { selfSignedCertificate } from '../simulator/http/certificate.ts';
import { httpsFrom, root, sesame } from './settings.ts';

/** Two pairs in PEM files, the first under the names that are configured. */
async function certificates(t: TestContext) {
  const folder = temporaryFolder();
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [first, second] = [await selfSignedCertificate(), await selfSignedCertificate()];
  await Promise.all([first.remove(), second.remove()]);
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const put = ({ cert, key }: { cert: string; key: string }) => {
    writeFileSync(keyFile, key, { mode: 0o600 });
    writeFileSync(certFile, cert);
  };
  put(first);
  return { folder, first, second, put, keyFile, env: { HTTPS_CERT_FILE: certFile, HTTPS_KEY_FILE: keyFile } };
}

test('a pair is read as it is at the moment; half, none and what does not fit is refused in words', async (t) => {
  const { env, put, second, keyFile, folder } = await certificates(t);
  assert.equal(httpsFrom({}), undefined);
  const https = httpsFrom(env);
  assert.ok(https);
  assert.ok(https.expires > Date.now() && https.expires < Date.now() + 3 * 86_400_000);
  put(second);
  assert.equal(https.read().cert.toString(), second.cert);
  assert.throws(
    () => httpsFrom({ HTTPS_CERT_FILE: env.HTTPS_CERT_FILE }),
    /Set both HTTPS_CERT_FILE and HTTPS_KEY_FILE/,
  );
  const missing = join(folder, 'missing.pem');
  assert.throws(
    () => httpsFrom({ ...env, HTTPS_KEY_FILE: missing }),
    /HTTPS_KEY_FILE: .*missing\.pem cannot be read \(ENOENT\)/,
  );
  const other = await selfSignedCertificate();
  writeFileSync(keyFile, other.key);
  await other.remove();
  assert.throws(() => https.read(), /no pair of certificate and key/);
  assert.throws(() => httpsFrom({ ...env, HTTPS_CERT_FILE: keyFile }), /no pair/);
});

interface Answer {
  readonly status: number | undefined;
  readonly hsts: string | undefined;
  readonly certificate: PeerCertificate;
}

function ask(url: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get(url, { rejectUnauthorized: false, agent: false }, (answer) => {
      const { socket } = answer;
      assert.ok(socket instanceof TLSSocket);
      const certificate = socket.getPeerCertificate();
      answer.resume().once('end', () => {
        resolve({ status: answer.statusCode, hsts: answer.headers['strict-transport-security'], certificate });
      });
    }).once('error', reject);
  });
}

test('served to the network with a password and a certificate, which may be renewed without a restart', {
  timeout: 60_000,
}, async (t) => {
  const { folder, env, put, second } = await certificates(t);
  // Node-RED looks every hour; here every 0.36 s.
  const own = join(folder, 'own-settings.js');
  writeFileSync(
    own,
    `module.exports = { ...require(${JSON.stringify(join(root, 'settings.js'))}), httpsRefreshInterval: 0.0001 };\n`,
  );
  const login = { NODE_RED_ADMIN_USER: 'operator', NODE_RED_ADMIN_PASSWORD_HASH: sesame };
  const red = await NodeRedProcess.start({
    env: { ...login, ...env, NODE_RED_HOST: '0.0.0.0', POLL_CRON: '0 0 0 1 1 *' },
    settings: { file: own },
    isUp: async (url) => (await ask(`${url.replace('http:', 'https:')}/settings`)).status === 401,
  });
  t.after(() => red.stop());
  const url = `${red.url.replace('http:', 'https:')}/settings`;
  const before = await ask(url);
  assert.deepEqual([before.status, before.hsts], [401, 'max-age=15552000']);
  // Half of a renewal: the old pair goes on.
  writeFileSync(join(folder, 'key.pem'), second.key);
  await red.says(/no pair of certificate and key/);
  assert.equal((await ask(url)).certificate.fingerprint256, before.certificate.fingerprint256);
  put(second);
  await until(
    'the new certificate is served',
    async () => (await ask(url)).certificate.fingerprint256 !== before.certificate.fingerprint256,
  );
});
