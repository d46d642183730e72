/** What README, help and docs name (error codes, routes, commands, files) exists. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import * as v from 'valibot';
import { innagoRoutes } from '../../nodes/innago/api/routes.ts';
import { crmRoutes, nmsRoutes } from '../../nodes/uisp/routes.ts';
import { asRaised, canBeRaised, raisedCodes } from './codes.ts';
import { editorDefinitions, root } from './editor-definitions.ts';

const definitions = editorDefinitions();
const readme = read('README.md');
/** README and docs, by path. */
const pages = new Map(
  ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)]
    .filter((path) => path.endsWith('.md'))
    .map((path) => [path, read(path)]),
);
const flowSchema = v.array(
  v.object({ id: v.string(), type: v.string(), name: v.optional(v.string(), ''), g: v.optional(v.string()) }),
);

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function helpOf(type: string): string {
  const { room } = definitions.find((definition) => definition.type === type) ?? {};
  return read(`nodes/${room}/locales/en-US/${type}.html`);
}

test('every error code that help, README and docs name is one', () => {
  const raised = raisedCodes();
  const helped = definitions.flatMap(({ type }) =>
    [...helpOf(type).matchAll(/`([A-Z]+(?:_[A-Z0-9]+)+)`/g)].map(([, code]) => code ?? ''),
  );
  const variables = /^(SYNC|PROPERTY|ONU_TABLE_FILE$)/;
  const named = [...pages.values()].flatMap((text) =>
    [...text.matchAll(/`((?:… )?[A-Z]+(?: [A-Z]+)+|… [A-Z]+)`/g)].map(([, words]) => asRaised(words ?? '')),
  );
  assert.ok(helped.length > 30 && named.length > 200, `${helped.length} in help, ${named.length} in README and docs`);
  const noCodes = ['UISP_CRM', 'UISP_NMS', 'ARG_PACKAGE'];
  const codes = new Set([...helped.filter((code) => !variables.test(code)), ...named]);
  assert.deepEqual(
    [...codes].filter((code) => !canBeRaised(code, raised) && !noCodes.includes(code)),
    [],
  );
});

test('in help, a property has no colon in its description: Node-RED shows only what is behind the last one', () => {
  for (const { type } of definitions) {
    const lines = helpOf(type).split('\n');
    for (const line of lines.filter((one) => one.startsWith(':'))) {
      assert.match(line, /^: [^:]+\([^:]+\) : [^:]+$/, `${type}: ${line}`);
    }
  }
});

test('help lists every route that can be overridden, and no other', () => {
  const named = (type: string) => {
    const help = helpOf(type);
    const part = help.slice(help.indexOf('#### Routes'), help.indexOf('#### Test connection'));
    return [...part.matchAll(/`([a-z][A-Za-z]+)`/g)].map(([, name]) => name).sort();
  };
  assert.deepEqual(named('innago-account'), Object.keys(innagoRoutes).sort());
  assert.deepEqual(named('uisp-server'), Object.keys({ ...crmRoutes, ...nmsRoutes }).sort());
});

test('commands, routes, files and pictures that README and docs name exist', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));
  const uncertain = read('docs/uncertain.md');
  for (const [, command] of readme.matchAll(/`npm run ([a-z:]+)`/g)) assert.ok(scripts[command ?? ''], command);
  for (const [page, text] of pages) {
    for (const [, path = '', anchor] of text.matchAll(/\]\(([^):#]*)(?:#([^)]+))?\)/g)) {
      const file = path === '' ? page : join(dirname(page), path);
      assert.ok(existsSync(join(root, file)), `${page}: ${file}`);
      if (anchor !== undefined) assert.ok(anchors(read(file)).includes(anchor), `${page}: ${file}#${anchor}`);
    }
  }
  const routes = { ...innagoRoutes, ...crmRoutes, ...nmsRoutes };
  for (const [, names] of uncertain.matchAll(/[Rr]outes? ((?:`\w+`(?:, )?)+)/g)) {
    for (const [, name] of (names ?? '').matchAll(/`(\w+)`/g)) assert.ok(name && name in routes, name);
  }
});

/** Of the headings, as GitHub makes them. */
function anchors(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('README lists every request that is made', () => {
  const table = readme.slice(readme.indexOf("## The brief's endpoints"), readme.indexOf('## What to ask'));
  const listed = [...table.matchAll(/(?:^|[ `])(\/[^`\s]+)`/g)].map(([, path = '']) =>
    path.replaceAll(/\{\w+\}/g, '{}'),
  );
  const made = Object.values({ ...innagoRoutes, ...crmRoutes, ...nmsRoutes });
  const missing = made.map(({ path }) => path.replaceAll(/\{\w+\}/g, '{}')).filter((path) => !listed.includes(path));
  assert.deepEqual(missing, []);
});

test('what README and docs say is in a group of the flow is there', () => {
  const flow = v.parse(flowSchema, JSON.parse(read('flows/village-fiber.json')));
  const namesIn = (group: string) => {
    const ids = flow.filter(({ type, name }) => type === 'group' && name.startsWith(`${group}. `)).map(({ id }) => id);
    return flow.filter(({ g }) => g !== undefined && ids.includes(g)).map(({ name }) => name);
  };
  let told = 0;
  for (const [page, text] of pages) {
    const behind = text.matchAll(/[Gg]roup (\d+),? (?:\()?(?:the nodes? )?_([^_]+)_/g);
    const before = text.matchAll(/_([^_]+)_(?:,| of| in)? \(?(?:in )?group (\d+)/g);
    const pairs = [...behind].map(([, group, name]) => [group, name]);
    for (const [group = '', name = ''] of [...pairs, ...[...before].map(([, name, group]) => [group, name])]) {
      told += 1;
      assert.ok(
        namesIn(group).some((one) =>
          one.toLowerCase().startsWith(name.toLowerCase().replace(/\s+/g, ' ').replaceAll("'", '’')),
        ),
        `${page}: ${name}, group ${group}`,
      );
    }
  }
  assert.ok(told > 20, `${told} names in groups`);
});
