/** README and docs as a reader goes through them: links that lead somewhere, pages and pictures that are found. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { editorDefinitions, root } from './editor-definitions.ts';

const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Where each page leads, from the root, without other servers; `#part` behind it. */
const links = pages.flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^):\s]+)\)/g)].map(([, target = '']) => {
    const [path = '', part] = target.split('#');
    return { page, path: path === '' ? page : normalize(join(dirname(page), path)), part };
  }),
);

/** The names by which GitHub can be led to the headings of a page. */
function partsOf(page: string): string[] {
  const titles = readFileSync(join(root, page), 'utf8').matchAll(/^#+ (.*)$/gm);
  return [...titles].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('each link leads to a file or a heading that is there', () => {
  assert.ok(links.length > 30, `${links.length}`);
  for (const { page, path, part } of links) {
    assert.ok(existsSync(join(root, path)), `${page}: ${path}`);
    if (part !== undefined) assert.ok(partsOf(path).includes(part), `${page}: ${path}#${part}`);
  }
});

test('each page of docs is led to, by another one; each picture is shown', () => {
  const shown = new Set(links.flatMap(({ page, path }) => (page === path ? [] : path)));
  const pictures = readdirSync(join(root, 'docs/images')).map((name) => `docs/images/${name}`);
  const expected = [...pages.filter((page) => page.startsWith('docs/')), ...pictures];
  assert.deepEqual(
    expected.filter((path) => !shown.has(path)),
    [],
  );
});

test('docs/dialogs.md shows each dialog, light and dark', () => {
  const shown = new Set(links.flatMap(({ page, path }) => (page === 'docs/dialogs.md' ? path : [])));
  for (const { type } of editorDefinitions())
    for (const picture of [`${type}.png`, `${type}-dark.png`]) assert.ok(shown.has(`docs/images/${picture}`), picture);
});
