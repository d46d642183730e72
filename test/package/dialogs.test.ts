/** What the dialogs share lies in one place: nothing of it is written twice, and each dialog opens without it, too. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import * as v from 'valibot';
import { settingVariables } from '../../nodes/http/variables.ts';
import { innagoDialog } from '../../nodes/innago/test-connection.ts';
import { uispDialog } from '../../nodes/uisp/test-connection.ts';
import { editorDefinitions, readFlow, root } from './editor-definitions.ts';

const definitions = editorDefinitions();
const source = readFileSync(join(root, 'nodes/http/village-fiber-dialogs.html'), 'utf8');
const script = (html: string) => /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
const texts = v.parse(
  v.object({ 'village-fiber-dialogs': v.record(v.string(), v.union([v.string(), v.record(v.string(), v.string())])) }),
  JSON.parse(readFileSync(join(root, 'nodes/http/locales/en-US/village-fiber-dialogs.json'), 'utf8')),
)['village-fiber-dialogs'];

for (const { type, html } of definitions) {
  test(`${type}: its dialog is prepared by what all share, and has nothing of it of its own`, () => {
    assert.match(html, /dialogs\??\.prepare\(|villageFiberDialogs\?\.prepare\(/);
    assert.doesNotMatch(html, /function (isTimeZone|offerVariable|testConnection|urlProblem\(value|routesProblem)\b/);
    assert.doesNotMatch(html, /is(Variable|Empty|Open|Blank) = \(\w+\) => [^,}]*(trim|test)\(/);
  });

  test(`${type}: registers without the plugin, and finds nothing wrong then that the runtime should tell`, () => {
    const found: { defaults: Record<string, { value?: unknown; type?: string; validate?: unknown }> }[] = [];
    const RED = { nodes: { registerType: (_type: string, definition: never) => found.push(definition) } };
    runInNewContext(script(html), { RED, $: () => ({}), window: {} });
    assert.equal(found.length, 1);
  });
}

for (const account of [innagoDialog, uispDialog]) {
  test(`${account.type}: the form has the fields that the runtime reads of it`, () => {
    const { defaults, credentials = {} } = definitions.find(({ type }) => type === account.type) ?? { defaults: {} };
    const sent = [...Object.keys(defaults), ...Object.keys(credentials)];
    for (const field of account.fields) assert.ok(sent.includes(field), field);
    assert.deepEqual(Object.keys(account.secrets).sort(), Object.keys(credentials).sort());
    const notRead = Object.keys(defaults).filter((field) => !account.fields.includes(field));
    assert.deepEqual(notRead, ['name', 'database']);
  });

  test(`${account.type}: the lists that its dialogs ask for are those that there are`, () => {
    const dialogs = definitions.map(({ html }) => html).join('\n');
    for (const list of Object.keys(account.lists)) assert.ok(dialogs.includes(`'${list}'`), list);
  });
}

test('every text of the shared code has its words, and every word its use', () => {
  const keys = [...source.matchAll(/words\('([\w.-]+)'[,)]/g)].map(([, key]) => key ?? '');
  const chosen = [...source.matchAll(/words\((?:[^()]*\? )?\(?[^()]*'([\w.]+)' : '([\w.]+)'/g)].flatMap(([, a, b]) => [
    a,
    b,
  ]);
  const groups = [...source.matchAll(/words\('(\w+)\.' \+/g)].map(([, group]) => group ?? '');
  assert.deepEqual([...new Set(groups)].sort(), ['fallback', 'state']);
  const all = Object.entries(texts).flatMap(([group, found]) =>
    typeof found === 'string' ? [group] : Object.keys(found).map((name) => `${group}.${name}`),
  );
  for (const key of keys) assert.ok(all.includes(key), key);
  for (const key of all) {
    const isUsed = keys.includes(key) || chosen.includes(key) || source.includes(`'${key}'`);
    assert.ok(isUsed || groups.includes(key.split('.')[0] ?? ''), `${key} is not used`);
  }
});

test('every variable of the shipped flow and of the dialogs is told of, and says what it is when it is not set', () => {
  const flow = JSON.stringify(readFlow('flows/village-fiber.json'));
  const ours = new Set(definitions.map(({ type }) => type));
  const inOurNodes = JSON.stringify(readFlow('flows/village-fiber.json').filter(({ type }) => ours.has(type)));
  const inDialogs = definitions.map(({ html }) => html).join('\n');
  const named = (text: string) => [...text.matchAll(/\$\{([A-Z][A-Z_]+)\}/g)].map(([, name]) => name ?? '');
  for (const name of [...named(flow), ...named(inDialogs)]) {
    if (name !== 'NAME') assert.ok(settingVariables.includes(name), name);
  }
  const { fallback } = texts;
  assert.ok(typeof fallback === 'object');
  for (const name of [...named(inOurNodes), ...named(inDialogs)]) {
    if (name !== 'NAME') assert.ok(name in fallback, `no words for ${name} unset`);
  }
});

test('every variable that is told of is one of README', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  for (const name of settingVariables) assert.ok(readme.includes(`\`${name}`) || readme.includes(name), name);
});

test('what the shared code shows is text, in the editor’s own colours, below the editor’s own address', () => {
  assert.doesNotMatch(source, /innerHTML|outerHTML|insertAdjacent|\.html\(|document\.write|\bfetch\(/);
  const sheet = /<style>([\s\S]*?)<\/style>/.exec(source)?.[1] ?? '';
  assert.doesNotMatch(sheet.replaceAll(/var\([^)]*\)/g, ''), /#[0-9a-f]{3,8}\b|rgb\(|:\s*(white|black)\b/i);
  assert.doesNotMatch(source, /(url: |getJSON\()'[/.]/);
});

test('the plugin is listed before the nodes need it, and lies beside its words', () => {
  const { 'node-red': red }: { 'node-red': { plugins: Record<string, string> } } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  assert.equal(red.plugins['village-fiber-dialogs'], 'dist/http/village-fiber-dialogs.html');
  for (const language of readdirSync(join(root, 'nodes/http/locales')))
    assert.ok(readdirSync(join(root, 'nodes/http/locales', language)).includes('village-fiber-dialogs.json'), language);
});
