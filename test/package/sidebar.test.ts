/** The plugin of the editor: what it says, and that nothing in it can become markup. Needs dist/. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as v from 'valibot';
import { itemVerbs } from '../../nodes/state/attention/item-verbs.ts';
import { root } from './editor-definitions.ts';

const source = readFileSync(join(root, 'nodes/state/village-fiber-sidebar.html'), 'utf8');
const texts = v.parse(
  v.object({ 'village-fiber-sidebar': v.record(v.string(), v.union([v.string(), v.record(v.string(), v.string())])) }),
  JSON.parse(readFileSync(join(root, 'nodes/state/locales/en-US/village-fiber-sidebar.json'), 'utf8')),
)['village-fiber-sidebar'];

function has(key: string): boolean {
  const [group = '', name] = key.split('.');
  const found = texts[group];
  return name === undefined ? typeof found === 'string' : typeof found === 'object' && name in found;
}

test('it is listed, built, and lies beside its words', () => {
  const { 'node-red': red }: { 'node-red': { plugins: Record<string, string> } } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  assert.equal(red.plugins['village-fiber-sidebar'], 'dist/state/village-fiber-sidebar.html');
  for (const file of ['village-fiber-sidebar.html', 'locales/en-US/village-fiber-sidebar.json']) {
    assert.ok(existsSync(join(root, 'dist/state', file)), file);
  }
});

test('every text has its words, and every word its use', () => {
  const fixed = [...source.matchAll(/words\('([\w.-]+)'[,)]/g)].map(([, key]) => key ?? '');
  assert.ok(fixed.length > 15);
  for (const key of fixed) assert.ok(has(key), key);
  const begun = [...source.matchAll(/words\('(\w+)\.' \+/g)].map(([, group]) => group ?? '');
  assert.deepEqual([...new Set(begun)].sort(), ['confirm', 'mode', 'section', 'switch', 'verb']);
  for (const verb of /const verbs = \[([^\]]*)\]/.exec(source)?.[1]?.match(/[a-z-]+/g) ?? []) {
    // What is ignored knows one answer of its own.
    assert.ok(has(`verb.${verb}`) && [...itemVerbs, 'heed'].includes(verb), verb);
  }
  for (const verb of /const confirmed = \[([^\]]*)\]/.exec(source)?.[1]?.match(/[a-z-]+/g) ?? []) {
    assert.ok(has(`confirm.${verb}`), verb);
  }
  for (const mode of ['live', 'dry-run', 'sandbox', 'paused']) assert.ok(has(`mode.${mode}`));
  for (const [group, found] of Object.entries(texts)) {
    const keys = typeof found === 'string' ? [group] : Object.keys(found).map((name) => `${group}.${name}`);
    for (const key of keys) assert.ok(fixed.includes(key) || begun.includes(group), `${key} is not used`);
  }
});

test('what it shows is text, in the editor’s own colours, below the editor’s own address', () => {
  assert.doesNotMatch(source, /innerHTML|outerHTML|insertAdjacent|\.html\(|document\.write|\bfetch\(/);
  const sheet = /<style>([\s\S]*?)<\/style>/.exec(source)?.[1] ?? '';
  assert.doesNotMatch(sheet.replaceAll(/var\([^)]*\)/g, ''), /#[0-9a-f]{3,8}\b|rgb\(|:\s*(white|black)\b/i);
  assert.doesNotMatch(source, /url: '[/.]/);
});
