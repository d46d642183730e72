/** The shipped flow: whole, readable, and free of what should not be in it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { welcomeTemplate } from '../../nodes/village/welcome-template.ts';
import { editorDefinitions, type FlowNode, manifest, readFlow, root } from './editor-definitions.ts';

const ours = new Map(editorDefinitions().map((definition) => [definition.type, definition]));
const examples = readdirSync(join(root, 'flows/examples')).map((name) => `flows/examples/${name}`);
const flow = readFlow('flows/village-fiber.json');
const flowFuse = '@flowfuse/node-red-dashboard';

function drawnOf(nodes: readonly FlowNode[]): FlowNode[] {
  return nodes.filter((node) => node.z !== undefined && node.type !== 'group');
}

function titleOf(node: FlowNode): string {
  return `${node.type} "${node.name ?? ''}"`;
}

/** At least; links are small. */
function halfWidth({ type }: FlowNode): number {
  return type.startsWith('link ') ? 15 : 50;
}

for (const path of ['flows/village-fiber.json', 'flows/dashboard.json', ...examples]) {
  const nodes = readFlow(path);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const drawn = drawnOf(nodes);

  test(`${path}: ids are unique, and wires, scopes and references lead somewhere`, () => {
    assert.equal(byId.size, nodes.length);
    for (const node of nodes) {
      for (const target of [...(node.wires ?? []).flat(), ...(Array.isArray(node.scope) ? node.scope : [])]) {
        assert.ok(byId.has(target), `${titleOf(node)} points at ${target}`);
      }
      for (const [field, { type }] of Object.entries(ours.get(node.type)?.defaults ?? {})) {
        if (type === undefined) continue;
        // Whatever it does not need, a short example leaves out.
        if (node[field] === '' && path !== 'flows/village-fiber.json') continue;
        assert.equal(byId.get(String(node[field]))?.type, type, `${titleOf(node)}: ${field}`);
      }
    }
  });

  test(`${path}: our nodes carry every field of their dialogs and no other, so that nothing is marked as changed`, () => {
    const always = ['id', 'type', 'z', 'g', 'x', 'y', 'wires', 'info', 'd'];
    for (const node of nodes) {
      const definition = ours.get(node.type);
      if (!definition) continue;
      const fields = Object.keys(node).filter((field) => !always.includes(field));
      assert.deepEqual(fields.sort(), Object.keys(definition.defaults).sort(), titleOf(node));
    }
  });

  test(`${path}: every node stands in a group, has a name, and no two overlap`, () => {
    for (const node of drawn) {
      const group = byId.get(node.g ?? '');
      assert.equal(group?.type, 'group', `${titleOf(node)} is in no group`);
      assert.ok(group.nodes?.includes(node.id));
      assert.ok(node.name !== '' || node.dname !== '', `${titleOf(node)} has no name`);
      const inside =
        Number(node.x) > Number(group.x) &&
        Number(node.x) < Number(group.x) + Number(group.w) &&
        Number(node.y) > Number(group.y) &&
        Number(node.y) < Number(group.y) + Number(group.h);
      assert.ok(inside, `${titleOf(node)} is drawn outside its group`);
      for (const other of drawn) {
        if (other === node) continue;
        const apart = Math.abs(Number(node.x) - Number(other.x)) >= halfWidth(node) + halfWidth(other);
        assert.ok(Math.abs(Number(node.y) - Number(other.y)) >= 35 || apart, `${titleOf(node)} on ${titleOf(other)}`);
      }
    }
    for (const group of nodes.filter((node) => node.type === 'group')) {
      assert.ok(group.info && group.name, 'a group without a description');
    }
  });

  test(`${path}: there is no secret in it, and it says what it is for`, () => {
    assert.doesNotMatch(readFileSync(join(root, path), 'utf8'), /"credentials"/);
    assert.ok(nodes.find(({ type }) => type === 'tab')?.info);
    assert.ok(drawn.some(({ type }) => type === 'comment'));
  });

  test(`${path}: it names the modules that an importer needs, in the versions of package.json`, () => {
    const modules = nodes.find((node) => node.type === 'global-config')?.['modules'];
    const both = {
      'node-red-contrib-cron-plus': manifest.dependencies['node-red-contrib-cron-plus'],
      'node-red-node-email': manifest.dependencies['node-red-node-email'],
    };
    const others: Readonly<Record<string, object>> = {
      'flows/village-fiber.json': both,
      'flows/examples/11 - Being told.json': both,
      'flows/dashboard.json': { [flowFuse]: manifest.devDependencies[flowFuse] },
    };
    assert.deepEqual(modules, { [manifest.name]: manifest.version, ...others[path] });
  });
}

test('the examples and the dashboard share the configuration nodes of the shipped flow, so that an import finds them there', () => {
  const shipped = new Map(flow.map((node) => [node.id, node]));
  for (const node of ['flows/dashboard.json', ...examples].flatMap((path) => readFlow(path))) {
    if (ours.get(node.type)?.category === 'config') assert.deepEqual(node, shipped.get(node.id), titleOf(node));
  }
});

test('every node of ours that works, and every other one that may fail on the way, is watched by a Catch', () => {
  const caught = new Set(flow.filter((node) => node.type === 'catch').flatMap((node) => node.scope ?? []));
  const answers = ['failed', 'mail-failed', 'attention', 'command'];
  for (const node of drawnOf(flow).filter(({ type }) => ours.has(type))) {
    if (!answers.includes(String(node['action']))) assert.ok(caught.has(node.id), `${titleOf(node)} is not caught`);
  }
  // The texts are the operator's to edit: a mistake in one must not let its lease circle without a word.
  const others = ['template', 'function', 'switch', 'change', 'e-mail'];
  for (const node of drawnOf(flow).filter(({ type }) => others.includes(type)))
    assert.ok(caught.has(node.id), `${titleOf(node)} is not caught`);
});

test('the mail is the brief’s', () => {
  const templates = flow.filter((node) => node.type === 'template' && node['field'] !== 'comment');
  assert.deepEqual(
    templates.map((node) => node['field']),
    ['topic', 'payload'],
  );
  assert.equal(templates[1]?.['template'], welcomeTemplate);
});

test('every variable in the settings table of the README is in the flow, in settings.js or in deploy/', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const files = ['flows/village-fiber.json', 'settings.js', 'flows/user-directory.js'];
  for (const name of ['access', 'https', 'web-guard']) files.push(`deploy/${name}.js`);
  const sources = files.map((file) => readFileSync(join(root, file), 'utf8')).join();
  const table = readme.slice(readme.indexOf('## Settings'), readme.indexOf('## ', readme.indexOf('## Settings') + 3));
  const variables = [...table.matchAll(/`([A-Z][A-Z_]{3,})`/g)].map(([, name]) => name ?? '');
  assert.ok(variables.length >= 20, `only ${variables.length} variables in the table`);
  for (const name of variables) assert.ok(sources.includes(name), `${name} is in the README, but nothing reads it`);
});
