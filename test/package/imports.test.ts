/** Imports point one way (docs/architecture.md): each room of `nodes/` may use only the rooms below it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';

const root = resolve(import.meta.dirname, '../..');

/** What the files of each room may import beside their own room and {@link everybodys}. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  village: [],
  http: [],
  state: ['village'],
  innago: ['village', 'http', 'state'],
  uisp: ['village', 'http', 'state'],
};
const everybodys = ['nodes/red.ts', 'nodes/sync-error.ts'];

interface Source {
  /** From the root: `nodes/http/tls.ts`. */
  readonly file: string;
  /** Files of this repository, from the root. */
  readonly imports: readonly string[];
}

function sourceOf(file: string, text: string): Source {
  const statements = text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^;'"]*?['"](\.[^'"]+)['"]/g);
  const calls = text.matchAll(/\b(?:import|require)\(\s*['"](\.[^'"]+)['"]/g);
  const imports = [...statements, ...calls].map(([, path = '']) =>
    relative(root, resolve(root, dirname(file), path)).replaceAll('\\', '/'),
  );
  return { file, imports };
}

function roomOf(file: string): string | undefined {
  return /^nodes\/([^/]+)\//.exec(file)?.[1];
}

/** @returns one sentence for each import that points the wrong way */
function wrongWays({ file, imports }: Source): string[] {
  const room = roomOf(file);
  return imports.flatMap((imported) => {
    if (!imported.startsWith('nodes/')) return [`${file} imports ${imported}, which is not part of the package.`];
    const other = roomOf(imported);
    if (room === undefined) {
      return other === undefined ? [] : [`${file} imports ${imported}: what every room uses must not use a room.`];
    }
    if (other === room || everybodys.includes(imported)) return [];
    if (other !== undefined && mayImport[room]?.includes(other)) return [];
    const allowed = [...(mayImport[room] ?? []).map((one) => `nodes/${one}/`), ...everybodys].join(', ');
    return [`${file} imports ${imported}, but nodes/${room}/ may import only itself and ${allowed}.`];
  });
}

/** @returns one circle of files that import each other, in order; empty when there is none */
function circle(sources: readonly Source[]): readonly string[] {
  const importsOf = new Map(sources.map(({ file, imports }) => [file, imports]));
  const settled = new Set<string>();
  const follow = (file: string, path: readonly string[]): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (settled.has(file)) return [];
    for (const imported of importsOf.get(file) ?? []) {
      const found = follow(imported, [...path, file]);
      if (found.length > 0) return found;
    }
    settled.add(file);
    return [];
  };
  for (const { file } of sources) {
    const found = follow(file, []);
    if (found.length > 0) return found;
  }
  return [];
}

const sources = readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  .map((name) => join('nodes', name).replaceAll('\\', '/'))
  .map((file) => sourceOf(file, readFileSync(join(root, file), 'utf8')));

test('every import is seen', () => {
  const seen = sourceOf(
    'nodes/uisp/x.ts',
    [
      "import './a.ts';",
      "import type {\n  A,\n} from '../http/b.ts';",
      "export { b } from '../red.ts';",
      "const c = await import('./c.ts');",
      "import { d } from 'luxon';",
    ].join('\n'),
  );
  assert.deepEqual(seen.imports, ['nodes/uisp/a.ts', 'nodes/http/b.ts', 'nodes/red.ts', 'nodes/uisp/c.ts']);
  assert.deepEqual(
    sources.flatMap(({ file, imports }) =>
      imports
        .filter((imported) => imported.startsWith('nodes/') && !sources.some((source) => source.file === imported))
        .map((imported) => `${file} imports ${imported}, which is not there.`),
    ),
    [],
  );
});

test('each room imports only the rooms below it, and nothing of the package imports its tests', () => {
  assert.deepEqual(
    sources.flatMap((source) => wrongWays(source)),
    [],
  );
});

test('each room has its rule', () => {
  const rooms = new Set(sources.flatMap(({ file }) => roomOf(file) ?? []));
  assert.deepEqual([...rooms].sort(), Object.keys(mayImport).sort(), 'a new room needs a line in mayImport');
});

test('the rules are told in words when they are broken', () => {
  const broken = (file: string, path: string) => wrongWays(sourceOf(file, `import { x } from '${path}';`));
  assert.match(
    broken('nodes/village/plan.ts', '../http/tls.ts')[0] ?? '',
    /plan\.ts imports nodes\/http\/tls\.ts, but/,
  );
  assert.match(
    broken('nodes/innago/api/a.ts', '../../uisp/ports.ts')[0] ?? '',
    /nodes\/innago\/ may import only itself/,
  );
  assert.match(broken('nodes/uisp/a.ts', '../../test/red-runtime.ts')[0] ?? '', /not part of the package/);
  assert.match(broken('nodes/red.ts', './state/store.ts')[0] ?? '', /must not use a room/);
  assert.deepEqual(broken('nodes/state/a.ts', '../village/plan.ts'), []);
});

test('no files import each other in a circle', () => {
  assert.deepEqual(circle(sources).join(' → '), '');
  const loop = circle([
    { file: 'a', imports: ['b'] },
    { file: 'b', imports: ['c', 'd'] },
    { file: 'd', imports: ['b'] },
  ]);
  assert.deepEqual(loop, ['b', 'd', 'b']);
});
