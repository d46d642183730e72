import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A fresh self-signed certificate, as UISP makes one by itself: CN=localhost, no alternative names (uisp-nms.md §2). */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** The certificate as a PEM file, for `UISP_CA_FILE`. */
  readonly file: string;
  remove(): Promise<void>;
}

/** Uses the `openssl` command; throws when it is missing. */
export async function selfSignedCertificate(): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'simulator-tls-'));
  const file = join(folder, 'cert.pem');
  const keyFile = join(folder, 'key.pem');
  const algorithm = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await run('openssl', [
    'req',
    '-x509',
    ...algorithm,
    '-days',
    '2',
    '-subj',
    '/CN=localhost',
    '-keyout',
    keyFile,
    '-out',
    file,
  ]);
  const [key, cert] = await Promise.all([readFile(keyFile, 'utf8'), readFile(file, 'utf8')]);
  return { key, cert, file, remove: () => rm(folder, { recursive: true, force: true }) };
}
