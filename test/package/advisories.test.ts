/**
 * No package that comes with ours has a known advisory. Two ways of knowing: `npm audit`, where the registry answers it, and always a
 * table of our own. Which of them ran is said in the test's output.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { accepted, type Installed, isOlder, soundFrom, unsound } from './advisories.ts';
import { manifest, root } from './editor-definitions.ts';

interface Locked {
  readonly version?: string;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

const lock: { packages: Record<string, Locked> } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));

/** Where Node.js would find a package that another one requires. */
function placeOf(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    const place = `${folder}${folder === '' ? '' : '/'}node_modules/${name}`;
    if (lock.packages[place] !== undefined) return place;
    if (folder === '') return undefined;
  }
}

/** Everything that an installation of ours brings, as the lock file has it: dependencies, theirs, and what is bundled in them. */
function shipped(): Installed[] {
  const places = new Set<string>();
  const follow = (names: readonly string[], from: string): void => {
    for (const name of names) {
      const place = placeOf(name, from);
      if (place === undefined || places.has(place)) continue;
      places.add(place);
      const { dependencies, optionalDependencies } = lock.packages[place] ?? {};
      follow(Object.keys({ ...dependencies, ...optionalDependencies }), place);
    }
  };
  follow(Object.keys(manifest.dependencies), '');
  return [...places].map((place) => ({
    name: place.replace(/^.*node_modules\//, ''),
    version: lock.packages[place]?.version ?? '0.0.0',
  }));
}

const packages = shipped();

test('by our own table: no package that comes along is older than its first sound version', (t) => {
  assert.ok(packages.length > 100, `only ${packages.length} packages were found`);
  assert.ok(
    packages.some(({ name }) => name === 'nodemailer'),
    'what e-mail bundles is not looked at',
  );
  assert.deepEqual(unsound(packages), []);
  t.diagnostic(`${packages.length} packages were compared with ${Object.keys(soundFrom).length} lines of the table`);
});

test('what is accepted all the same is still there, and is said', (t) => {
  for (const [name, { version, why }] of Object.entries(accepted)) {
    assert.ok(
      packages.some((one) => one.name === name && one.version === version),
      `${name} ${version} is no longer shipped: take its line out of the table`,
    );
    t.diagnostic(`accepted: ${name} ${version}, ${why}`);
  }
});

test('by npm audit, where the registry answers it', (t) => {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  });
  const report: { vulnerabilities?: Record<string, { severity: string; via: unknown[] }>; message?: string } =
    JSON.parse(stdout.trim() === '' ? '{}' : stdout);
  if (report.vulnerabilities === undefined) {
    t.diagnostic(`npm audit did NOT run (${report.message ?? 'no answer'}): only our own table was looked at`);
    return;
  }
  const found = Object.entries(report.vulnerabilities)
    .filter(([name]) => packages.some((one) => one.name === name) && accepted[name] === undefined)
    // A package that is listed only because it brings an accepted one.
    .filter(([, { via }]) => !via.every((one) => typeof one === 'string' && accepted[one] !== undefined));
  assert.deepEqual(
    found.map(([name, { severity }]) => `${name}: ${severity}`),
    [],
  );
  t.diagnostic('npm audit ran');
});

test('versions are compared by their numbers, and an old one is seen', () => {
  assert.ok(isOlder('1.9.2', '1.10.0'));
  assert.ok(!isOlder('1.10.0', '1.10.0'));
  assert.ok(!isOlder('2.0.0-beta.1', '1.10.0'));
  assert.deepEqual(unsound([{ name: 'axios', version: '1.15.1' }]).length, 1);
  assert.deepEqual(
    unsound([
      { name: 'semver', version: '5.7.2' },
      { name: 'semver', version: '7.5.1' },
    ]).length,
    1,
  );
  assert.deepEqual(unsound([{ name: 'nodemailer', version: '9.0.2' }]).length, 1);
  assert.deepEqual(unsound([{ name: 'nobody', version: '0.0.1' }]), []);
});
