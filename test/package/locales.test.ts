/** The Spanish of the editor: all of it, and saying the same as the English, as far as a program can tell. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as v from 'valibot';
import { root } from './editor-definitions.ts';

type Texts = string | { readonly [key: string]: Texts };
const textsSchema: v.GenericSchema<Texts> = v.lazy(() => v.union([v.string(), v.record(v.string(), textsSchema)]));

/** Words that are the same in both languages, names, and values that are typed as they stand. */
const sameInBoth = [
  'Village Fiber',
  'Plan',
  'plan',
  'ticket',
  'dry-run',
  'live',
  'sandbox',
  'https://api-my.innago.com/openapi',
  'internet@erefiber.com',
];

const headings: Record<string, string> = {
  Inputs: 'Entradas',
  Outputs: 'Salidas',
  Details: 'Detalles',
  Errors: 'Errores',
  References: 'Referencias',
  'Test connection': 'Probar conexión',
};

function filesOf(language: string): string[] {
  return readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.includes(`locales/${language}/`))
    .sort();
}

const english = filesOf('en-US');
const inSpanish = (path: string) => path.replace('/en-US/', '/es-ES/');

function read(path: string): string {
  return readFileSync(join(root, 'nodes', path), 'utf8');
}

/** Each text by its path of keys, as `keyword-router.error.noRule`. */
function flat(texts: Texts, path = ''): [string, string][] {
  if (typeof texts === 'string') return [[path, texts]];
  return Object.entries(texts).flatMap(([key, more]) => flat(more, path === '' ? key : `${path}.${key}`));
}

function catalog(path: string): Map<string, string> {
  return new Map(flat(v.parse(textsSchema, JSON.parse(read(path)))));
}

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([whole]) => whole);
}

/** What is filled in (`__name__`, `{unit}`, `${NAME}`) or typed as it stands (`<b>` would be markup). */
function fixed(text: string): string[] {
  return found(text, /__\w+__|\$?\{[^}]*\}|<[^>]*>|https?:\/\/\S+/g).sort();
}

test('each catalog and each help of one language has its like in the other', () => {
  assert.deepEqual(english.map(inSpanish), filesOf('es-ES'));
  assert.ok(english.length >= 27);
});

for (const path of english.filter((one) => one.endsWith('.json'))) {
  test(`${path}: the same keys, all translated, with what is filled in`, () => {
    const [ours, theirs] = [catalog(path), catalog(inSpanish(path))];
    assert.deepEqual([...theirs.keys()], [...ours.keys()]);
    for (const [key, text] of ours) {
      const translated = theirs.get(key) ?? '';
      assert.ok(translated.trim() !== '', key);
      // An address or an example in angle brackets is no markup, but its words may be another language's.
      const named = (one: string) => fixed(one.replaceAll(/\w+ <(\S+@\S+)>/g, '$1'));
      assert.deepEqual(named(translated), named(text), key);
      if (!sameInBoth.includes(text)) assert.notEqual(translated, text, `${key} is left in English`);
    }
  });
}

interface Section {
  readonly level: number;
  readonly title: string;
  readonly properties: readonly string[];
  readonly bullets: number;
  readonly numbered: number;
  readonly indented: readonly string[];
}

/** The headings of a help, and what of the text below each must be the same in both languages. */
function sections(path: string): Section[] {
  const parts = read(path).split(/^(?=#{3,4} )/m);
  return parts.map((part) => ({
    level: /^#*/.exec(part)?.[0].length ?? 0,
    title: /^#+ (.*)/.exec(part)?.[1] ?? '',
    properties: found(part, /^: [^:]*\([^:]*\)(?= : )/gm),
    bullets: found(part, /^- /gm).length,
    numbered: found(part, /^\d+\. /gm).length,
    indented: found(part, /^ {4}.*/gm),
  }));
}

for (const path of english.filter((one) => one.endsWith('.html'))) {
  test(`${path}: the same sections, properties, outputs, codes and routes`, () => {
    const [ours, theirs] = [read(path), read(inSpanish(path))];
    const withoutTitle = (one: string) => sections(one).map(({ title: _title, ...rest }) => rest);
    assert.deepEqual(withoutTitle(inSpanish(path)), withoutTitle(path));
    const titles = sections(inSpanish(path)).map(({ title }) => title);
    for (const [index, { title }] of sections(path).entries()) {
      const expected = headings[title];
      if (expected !== undefined) assert.equal(titles[index], expected);
      else if (title !== '' && title !== 'Variables') assert.notEqual(titles[index], title, 'a heading in English');
    }
    const code = (text: string) => [...new Set(found(text, /`[^`\n]+`/g))].sort();
    assert.deepEqual(code(theirs), code(ours), 'what stands in backquotes');
    assert.deepEqual(
      found(theirs, /<[^>]*>|\]\([^)]*\)|^> \[!\w+\]/gm),
      found(ours, /<[^>]*>|\]\([^)]*\)|^> \[!\w+\]/gm),
    );
    assert.deepEqual(found(theirs, /\*\*/g).length, found(ours, /\*\*/g).length, 'what is bold');
    for (const line of theirs.split('\n').filter((one) => one.startsWith(':'))) {
      assert.match(line, /^: [^:]+\([^:]+\) : [^:]+$/, 'the editor shows only what is behind the last colon');
    }
    const sentences = new Set(ours.split('\n').filter((line) => /^[A-Z-].* .* .* /.test(line)));
    const left = theirs.split('\n').filter((line) => sentences.has(line) && !/^- \[|^`|: `/.test(line));
    assert.deepEqual(left, [], 'lines left in English');
  });
}
