/** The flow library's scorecard, offline: the same rules, without asking the catalogue. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { editorDefinitions, manifest, readFlow, root } from './editor-definitions.ts';

const definitions = editorDefinitions();

/** Core's muted palette, as its guide for appearance lists it. */
const palette =
  '#3FADB5 #87A980 #A6BBCF #AAAA66 #C0C0C0 #C0DEED #C7E9C0 #D7D7A0 #D8BFD8 #DAC4B4 #DEB887 #DEBD5C #E2D96E #E6E0F8 #E7E7AE #E9967A #F3B567 #FDD0A2 #FDF0C2 #FFAAAA #FFCC66'.split(
    ' ',
  );

test('licence, repository, scoped name and keyword are there', () => {
  assert.equal(manifest.license, 'MIT');
  assert.ok(existsSync(join(root, 'LICENSE')));
  assert.ok(manifest.repository && manifest.bugs);
  assert.match(manifest.name, /^@[^/]+\/node-red-/);
  assert.ok(manifest.keywords.includes('node-red'));
});

test('the versions of Node-RED and Node.js have no upper bound and admit 4.1 and 22.9', () => {
  assert.match(manifest['node-red'].version, /^>=4\.[01]\.0$/);
  assert.match(manifest.engines.node, /^>=22(\.[0-9])?$/);
});

test('at most six dependencies, each pinned exactly', () => {
  assert.deepEqual(Object.keys(manifest.dependencies).sort(), [
    'axios',
    'knex',
    'luxon',
    'node-red-contrib-cron-plus',
    'node-red-node-email',
    'sqlite3',
  ]);
  for (const version of Object.values(manifest.dependencies)) assert.match(version, /^\d+\.\d+\.\d+$/);
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

test('there is an example that uses every node', () => {
  const examples = readdirSync(join(root, 'flows')).filter((name) => name.endsWith('.json'));
  const used = new Set(examples.flatMap((name) => readFlow(join('flows', name)).map((node) => node.type)));
  for (const { type } of definitions) assert.ok(used.has(type), `no example uses ${type}`);
});
