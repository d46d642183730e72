/** When `npm run setup` builds anew: in a checkout of its own, whose build only counts. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../flow/node-red-process.ts';
import { root } from './editor-definitions.ts';

const build = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
mkdirSync('dist', { recursive: true });
appendFileSync('builds', '.');
writeFileSync('dist/.built', '');
`;

test('a changed source, package.json or installation is built, and nothing else', {
  skip: process.platform === 'win32',
}, (t) => {
  const checkout = temporaryFolder();
  t.after(() => rmSync(checkout, { recursive: true, force: true }));
  const files = {
    'package.json': '{ "type": "module" }',
    'package-lock.json': '{}',
    'node_modules/.setup-lock-hash': createHash('sha256').update('{}').digest('hex'),
    'nodes/build.ts': build,
    'nodes/state/a.ts': '',
    'flows/a.json': '[]',
    'icons/a.svg': '',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(checkout, name)), { recursive: true });
    writeFileSync(join(checkout, name), text);
  }
  mkdirSync(join(checkout, 'node_modules/.bin'));
  symlinkSync(process.execPath, join(checkout, 'node_modules/.bin/node'));
  cpSync(join(root, '.ci/setup.mjs'), join(checkout, '.ci/setup.mjs'));
  const builds = () => {
    const { status, stderr } = spawnSync(process.execPath, ['.ci/setup.mjs'], { cwd: checkout, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return existsSync(join(checkout, 'builds')) ? readFileSync(join(checkout, 'builds'), 'utf8').length : 0;
  };
  let expected = 1;
  assert.equal(builds(), expected, 'never built');
  for (const changed of Object.keys(files).filter((name) => name !== 'package-lock.json')) {
    const later = Date.now() / 1000 + 60;
    utimesSync(join(checkout, changed), later, later);
    expected += 1;
    assert.equal(builds(), expected, changed);
    const before = later - 3600;
    utimesSync(join(checkout, changed), before, before);
    assert.equal(builds(), expected, `${changed}, and then nothing`);
  }
});
