/** What README, help and docs name (error codes, routes, commands, files) exists. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { innagoRoutes } from '../../nodes/innago/api/routes.ts';
import { crmRoutes, nmsRoutes } from '../../nodes/uisp/routes.ts';
import { editorDefinitions, root } from './editor-definitions.ts';

const definitions = editorDefinitions();
const readme = read('README.md');
const sources = readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => read(join('nodes', path)))
  .join('\n');

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function helpOf(type: string): string {
  const { room } = definitions.find((definition) => definition.type === type) ?? {};
  return read(`nodes/${room}/locales/en-US/${type}.html`);
}

/** A code as a whole, or as prefix and kind: `INNAGO_EMPTY`, `UISP_CRM_401`. */
function isCode(code: string): boolean {
  const kind = code.replace(/^(INNAGO|UISP_CRM|UISP_NMS|UISP)_/, '');
  return (
    /^[45]\d\d$/.test(kind) ||
    [code, kind].some((one) => new RegExp(`['"\`](\\$\\{prefix\\}_)?${one}['"\`]`).test(sources))
  );
}

test('every error code that help or the troubleshooting table names is one', () => {
  const helped = definitions.flatMap(({ type }) =>
    [...helpOf(type).matchAll(/`([A-Z]+(?:_[A-Z0-9]+)+)`/g)].map(([, code]) => code ?? ''),
  );
  const variables = /^(SYNC|PROPERTY|ONU_TABLE_FILE$)/;
  const table = readme.slice(readme.indexOf('## Troubleshooting'), readme.indexOf('## Compatibility'));
  const shown = table
    .split('\n')
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`(?:… )?([A-Z][A-Z ]+[A-Z])`/g)])
    .map(([, words]) => words?.replaceAll(' ', '_') ?? '');
  assert.ok(helped.length > 30 && shown.length > 30, `${helped.length} in help, ${shown.length} in README`);
  for (const code of [...helped.filter((code) => !variables.test(code)), ...shown]) assert.ok(isCode(code), code);
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
  for (const [, path] of readme.matchAll(/\]\(([^):]+)\)/g)) assert.ok(existsSync(join(root, path ?? '')), path);
  const routes = { ...innagoRoutes, ...crmRoutes, ...nmsRoutes };
  for (const [, names] of uncertain.matchAll(/[Rr]outes? ((?:`\w+`(?:, )?)+)/g)) {
    for (const [, name] of (names ?? '').matchAll(/`(\w+)`/g)) assert.ok(name && name in routes, name);
  }
});
