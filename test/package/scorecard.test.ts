/** The flow library's scorecard, offline: the same rules, without asking the catalogue. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isOlder } from './advisories.ts';
import { editorDefinitions, type Manifest, manifest, readFlow, root } from './editor-definitions.ts';
import { knownBad, packageComplaints, takenTypes, withoutExample } from './scorecard.ts';

const definitions = editorDefinitions();

/** Core's muted palette, as its guide for appearance lists it. */
const palette =
  '#3FADB5 #87A980 #A6BBCF #AAAA66 #C0C0C0 #C0DEED #C7E9C0 #D7D7A0 #D8BFD8 #DAC4B4 #DEB887 #DEBD5C #E2D96E #E6E0F8 #E7E7AE #E9967A #F3B567 #FDD0A2 #FDF0C2 #FFAAAA #FFCC66'.split(
    ' ',
  );

const types = definitions.map(({ type }) => type);
const installed = (name: string): { version: string; engines?: { node?: string } } =>
  JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
const lines = { nodeRed: [installed('node-red').version, installed('node-red-4').version], node: '22.9.0' };
/** Modules of the catalogue that lie here anyway; the whole catalogue is not asked. */
const neighbours = ['node-red-contrib-cron-plus', 'node-red-node-email', '@flowfuse/node-red-dashboard'];

/** Types that the nodes of a package register, read from their dialogs. */
function typesOf(folder: string): string[] {
  const dialogs = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.html') && !/node_modules|locales|dist/.test(name),
  );
  return dialogs.flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/registerType\(\s*['"]([^'"]+)['"]/g)].map(
      ([, type]) => type ?? '',
    ),
  );
}

test('P01 to P08, D01: package.json keeps the rules', () => {
  assert.deepEqual(packageComplaints(manifest, lines, neighbours), []);
  assert.equal(manifest.license, 'MIT');
  assert.ok(existsSync(join(root, 'LICENSE')));
  assert.ok(
    isOlder(lines.node, installed('node-red').engines?.node?.replace('>=', '') ?? '99') === false,
    'P07: Node-RED needs more',
  );
  assert.deepEqual(Object.keys(manifest.dependencies).sort(), [
    'axios',
    'knex',
    'luxon',
    'node-red-contrib-cron-plus',
    'node-red-node-email',
    'sqlite3',
  ]);
});

test('P01 to P08, D01: each rule is seen to break', () => {
  const red = manifest['node-red'];
  const broken: readonly (readonly [Partial<Record<keyof Manifest, unknown>>, RegExp])[] = [
    [{ license: '' }, /P01/],
    [{ repository: undefined, bugs: undefined }, /P03/],
    [{ name: 'node-red-innago-uisp' }, /P04/],
    [{ keywords: ['uisp'] }, /P05/],
    [{ 'node-red': { ...red, version: '>=4.1.0 <5' } }, /P06 Node-RED 5/],
    [{ 'node-red': { ...red, version: '>=5.0.0' } }, /P06 Node-RED 4/],
    [{ engines: { node: '>=22.12' } }, /P07/],
    [{ name: '@erefiber/node-red-node-email-2' }, /P08/],
    [
      { dependencies: { a: '1.0.0', b: '1.0.0', c: '1.0.0', d: '1.0.0', e: '1.0.0', f: '1.0.0', g: '1.0.0' } },
      /D01 more/,
    ],
    [{ dependencies: { axios: '^1.21.1' } }, /D01 axios is not pinned/],
  ];
  for (const [change, words] of broken)
    assert.match(packageComplaints({ ...manifest, ...change } as Manifest, lines, neighbours).join('\n'), words);
});

test('N01: no type is registered twice, nor by Node-RED or a package that comes along', () => {
  const others = ['@node-red/nodes', 'node-red-4/node_modules/@node-red/nodes', ...neighbours].flatMap((name) =>
    typesOf(join(root, 'node_modules', name)),
  );
  assert.ok(
    others.includes('inject') && others.includes('e-mail') && others.includes('cronplus'),
    'others are not read',
  );
  assert.deepEqual(takenTypes(types, others), []);
  assert.deepEqual(takenTypes(['inject', 'mine', 'mine'], others), ['inject', 'mine']);
});

test('D02: nothing that comes along changes Node.js for everybody', () => {
  const lock: { packages: Record<string, { version?: string; dev?: boolean }> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  );
  const packages = Object.entries(lock.packages).map(([place, { version = '0.0.0' }]) => ({
    name: place.replace(/^.*node_modules\//, ''),
    version,
  }));
  assert.deepEqual(knownBad(packages), []);
  assert.deepEqual(knownBad([{ name: 'agent-base', version: '5.1.1' }]).length, 1);
});

test('D03: which dependencies have a newer version is said; it is not an error, for all are pinned', {
  timeout: 60_000,
}, (t) => {
  const names = Object.keys(manifest.dependencies);
  const options = { cwd: root, encoding: 'utf8', timeout: 45_000 } as const;
  const { stdout } = spawnSync('npm', ['outdated', '--json', ...names], options);
  if (stdout.trim() === '') return t.diagnostic('D03 was NOT looked at: npm outdated gave no answer');
  const answer: Record<string, { current?: string; latest?: string }> & { error?: unknown } = JSON.parse(stdout);
  if (answer.error !== undefined) return t.diagnostic('D03 was NOT looked at: the registry did not answer');
  const newer = names
    .filter((name) => (answer[name]?.latest ?? manifest.dependencies[name]) !== manifest.dependencies[name])
    .map((name) => `${name} ${answer[name]?.latest}`);
  t.diagnostic(newer.length === 0 ? 'D03: all are the newest' : `D03: there is ${newer.join(', ')}`);
});

test('each set of package.json is one node whose name is its type', () => {
  for (const [set, built] of Object.entries(manifest['node-red'].nodes)) {
    assert.ok(built.endsWith(`/${set}.js`), built);
    assert.ok(existsSync(join(root, built)), `${built} is not built`);
    assert.ok(existsSync(join(root, built.replace(/\.js$/, '.html'))), `${built} has no dialog`);
  }
});

for (const definition of definitions) {
  test(`${definition.type}: literal registration, colour of the palette, icon, labels`, () => {
    assert.match(definition.html, new RegExp(`registerType\\(\\s*['"]${definition.type}['"]\\s*,\\s*\\{`));
    if (definition.category === 'config') return;
    for (const field of ['category', 'color', 'icon', 'inputs', 'outputs']) {
      assert.match(definition.html, new RegExp(`${field}:\\s*['"0-9]`), `${field} is not literal`);
    }
    assert.ok(definition.color && palette.includes(definition.color), `colour ${definition.color}`);
    assert.ok(
      definition.icon?.startsWith('font-awesome/') || existsSync(join(root, 'icons', definition.icon ?? 'none')),
      definition.icon,
    );
    assert.ok(definition.outputLabels !== undefined, 'no output labels');
    assert.ok(definition.inputLabels !== undefined, 'no input label');
  });

  test(`${definition.type}: every secret is a password credential`, () => {
    for (const [name, { type }] of Object.entries(definition.credentials ?? {})) assert.equal(type, 'password', name);
    for (const name of Object.keys(definition.defaults))
      assert.doesNotMatch(name, /secret|password|apiKey|token$/i, name);
  });

  test(`${definition.type}: every text of the dialog has its words in en-US, and help is in the guide's form`, () => {
    const folder = join(root, 'nodes', definition.room, 'locales/en-US');
    const words = JSON.parse(readFileSync(join(folder, `${definition.type}.json`), 'utf8'));
    const keys = [
      ...definition.html.matchAll(/data-i18n="(?:\[[a-z]+\])?([^"]+)"/g),
      ...definition.html.matchAll(/\._\(\s*['"]([^'"]+)['"]/g),
    ].map(([, key]) => key ?? '');
    assert.ok(keys.length > 0);
    for (const key of keys.flatMap((one) => one.split(';')).map((one) => one.replace(/^\[[a-z]+\]/, ''))) {
      if (key.startsWith('node-red:') || key.endsWith('.')) continue;
      const value = key
        .split('.')
        .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], words);
      assert.equal(typeof value, 'string', key);
    }
    const help = readFileSync(join(folder, `${definition.type}.html`), 'utf8');
    assert.match(help, new RegExp(`data-help-name="${definition.type}"`));
    assert.match(help, /### Details/);
    if (definition.category !== 'config') {
      assert.match(help, /### Inputs/);
      assert.match(help, /### Outputs/);
    }
  });

  test(`${definition.type}: no colour of its own in the dialog, so light and dark themes both work`, () => {
    const styles = [...definition.html.matchAll(/style="([^"]*)"/g)].map(([, style]) => style ?? '');
    const sheets = [...definition.html.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, sheet]) => sheet ?? '');
    for (const style of [...styles, ...sheets])
      assert.doesNotMatch(
        style.replaceAll(/var\([^)]*\)/g, ''),
        /:[^;{}]*(#[0-9a-f]{3,8}\b|rgb\(|\bwhite\b|\bblack\b)/i,
      );
  });
}

test('N02: there is an example that uses every node', () => {
  const files = ['flows', 'flows/examples'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.json'))
      .map((name) => `${folder}/${name}`),
  );
  const usedIn = (paths: readonly string[]) => new Set(paths.flatMap((path) => readFlow(path).map(({ type }) => type)));
  assert.deepEqual(withoutExample(types, usedIn(files)), []);
  assert.deepEqual(withoutExample(['innago-poll', 'nobody'], usedIn(files)), ['nobody']);
});
