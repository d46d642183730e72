/** The shipped dashboard: the pages are those of the files, they keep visitors apart, and show what others wrote as text alone. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { withPages } from '../../nodes/dashboard-pages.ts';
import { readFlow, root } from './editor-definitions.ts';

const folder = join(root, 'flows/dashboard');
const flow = readFlow('flows/dashboard.json');
const templates = flow.filter(({ type }) => type === 'ui-template');
const pages = templates.filter(({ templateScope }) => templateScope !== 'site:style');

test('the flow holds the pages as they stand in flows/dashboard: after an edit, run the build', () => {
  const text = readFileSync(join(root, 'flows/dashboard.json'), 'utf8');
  assert.ok(withPages(text, folder) === text, 'run `npm run build`');
  assert.doesNotMatch(text, /<!-- include/);
});

test('a file that no page bears the name of, and a page without a file, are told by name', () => {
  const text = readFileSync(join(root, 'flows/dashboard.json'), 'utf8');
  assert.throws(() => withPages(text.replace('"name": "tickets"', '"name": "tikets"'), folder), /"tikets"/);
  assert.throws(() => withPages('[]', folder), /No ui-template has the name of .*overview\.vue/);
});

test('what tenants wrote is shown as text: nothing makes HTML of it', () => {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(vue|js)$/.test(name)) continue;
    const text = readFileSync(join(folder, name), 'utf8');
    assert.doesNotMatch(text, /v-html|innerHTML|outerHTML|insertAdjacent|document\.write|eval\(/, name);
  }
});

test('each page is one that the dashboard can read: one template, its script, and what all share', () => {
  for (const { name, format } of pages) {
    const text = String(format);
    assert.match(text, /^<template>\n/, name);
    const scripts = [...text.matchAll(/<script>\n([\s\S]*?)<\/script>/g)].map(([, script]) => script ?? '');
    assert.equal(scripts.length, 2, name);
    const component = runInNewContext(`(${(scripts[0] ?? '').replace(/^export default/, '').replace(/;\s*$/, '')})`);
    for (const key of Object.keys(component))
      assert.ok(['data', 'computed', 'watch', 'methods', 'mounted', 'unmounted'].includes(key), `${name}: ${key}`);
    const window: { villageFiberPage?: unknown } = {};
    runInNewContext(scripts[1] ?? '', { window });
    assert.equal(typeof window.villageFiberPage, 'function');
  }
});

test('answers go to who asked: the dashboard marks questions, keeps answers apart, and no page passes them on', () => {
  const bases = flow.filter(({ type }) => type === 'ui-base');
  assert.equal(bases.length, 1);
  for (const { includeClientData, acceptsClientConfig } of bases) {
    assert.equal(includeClientData, true);
    assert.ok(Array.isArray(acceptsClientConfig) && acceptsClientConfig.includes('ui-template'));
  }
  for (const node of templates) {
    assert.deepEqual([node['passthru'], node['storeOutMessages'], node['resendOnRefresh']], [false, false, false]);
  }
});

test('every page asks by the one door, and gets the answer back', () => {
  const byId = new Map(flow.map((node) => [node.id, node]));
  const door = flow.find(({ type }) => type === 'link in');
  const answers = door?.wires?.flat().map((id) => byId.get(id));
  assert.deepEqual(
    answers?.map((node) => [node?.type, node?.['action']]),
    [['sync-state', 'dashboard']],
  );
  assert.equal(byId.get(answers?.[0]?.wires?.flat()[0] ?? '')?.['mode'], 'return');
  for (const page of pages) {
    const call = byId.get(page.wires?.flat()[0] ?? '');
    assert.deepEqual([call?.type, call?.['links']], ['link call', [door?.id]], page.name);
    assert.deepEqual(call?.wires?.flat(), [page.id], page.name);
  }
});

test('the dashboard’s nodes carry every field of their dialogs and no other, and their parents are there', () => {
  const always = ['id', 'type', 'z', 'g', 'x', 'y', 'wires', 'info', 'd'];
  const ids = new Set(flow.map(({ id }) => id));
  for (const node of flow.filter(({ type }) => type.startsWith('ui-'))) {
    const defaults = dialogOf(node.type);
    const fields = Object.keys(node).filter((field) => !always.includes(field));
    assert.deepEqual(fields.sort(), Object.keys(defaults).sort(), `${node.type} ${node.name}`);
    for (const [field, { type }] of Object.entries(defaults)) {
      if (type !== undefined && node[field] !== '') assert.ok(ids.has(String(node[field])), `${node.name}: ${field}`);
    }
  }
});

/** The fields that the dashboard's package gives a node type. */
function dialogOf(wanted: string): Record<string, { readonly type?: string }> {
  const place = wanted === 'ui-template' ? 'widgets' : 'config';
  const path = `node_modules/@flowfuse/node-red-dashboard/nodes/${place}/${wanted.replace('-', '_')}.html`;
  // From its line to the brace at the same indent.
  const defaults = /^( *)defaults: (\{[\s\S]*?^\1\})/m.exec(readFileSync(join(root, path), 'utf8'));
  assert.ok(defaults?.[2], path);
  return runInNewContext(`(${defaults[2]})`, {
    RED: { _: String },
    c_: String,
    defaultTemplate: '',
    $: () => ({ val: () => undefined }),
  });
}
