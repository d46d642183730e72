/** `npm start` without a single setting, as a newcomer runs it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { freePort, temporaryFolder, until } from './node-red-process.ts';

const start = resolve(import.meta.dirname, '../simulator/start.ts');

interface SandboxState {
  readonly totals: { readonly writes: number; readonly mails: number };
  readonly contractProblems: readonly string[];
}

test('the sandbox says what it is, provisions the village within two minutes, and ends when told', {
  timeout: 180_000,
}, async () => {
  const folder = temporaryFolder();
  const port = await freePort();
  const lines: string[] = [];
  const child = spawn(process.execPath, [start], {
    cwd: folder,
    // A mail server of the operator's: the sandbox must not use it.
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      NODE_RED_USER_DIR: join(folder, 'red'),
      PORT: String(port),
      SMTP_HOST: 'mail.invalid',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => lines.push(...text.split('\n')));
  const says = (pattern: RegExp, within: number) =>
    until(`it says ${pattern}`, () => lines.find((line) => pattern.test(line)), { within }).catch((error) => {
      throw new Error(`${error.message}\n${lines.slice(-30).join('\n')}`);
    });
  try {
    await says(/SANDBOX/, 30);
    await says(new RegExp(`http://127\\.0\\.0\\.1:${port}/`), 5);
    const page = /http:\S+\/simulator/.exec(await says(/\/simulator$/, 5))?.[0];
    assert.match(await says(/\d+ taken up/, 120), /taken up: \d+ done/);
    const state: SandboxState = await (await fetch(`${page}/state.json`)).json();
    assert.ok(state.totals.mails > 100, `${state.totals.mails} mails`);
    assert.deepEqual(state.contractProblems, []);
    assert.match(await (await fetch(`${page}`)).text(), /Welcome to Victorian Village/);
  } finally {
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
    rmSync(folder, { recursive: true, force: true });
  }
});
