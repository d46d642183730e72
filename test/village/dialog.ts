/** What the dialog of a node of the village says and stores, without a browser. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';

const rooms = join(import.meta.dirname, '../../nodes');
const room = join(rooms, 'village');

interface Field {
  readonly value: unknown;
  readonly validate?: (value: unknown, options: object) => unknown;
}

/** What it registers with the editor. */
interface Definition {
  readonly category: string;
  readonly defaults: Record<string, Field>;
  readonly outputs: number;
  readonly label: () => string;
  readonly outputLabels: (index: number) => string;
}

function scriptOf(html: string): string {
  return /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
}

/** @param fields of the node that its validators look at */
export function dialogOf(type: string, fields: (defaults: Definition['defaults']) => object = () => ({})) {
  const html = readFileSync(join(room, `${type}.html`), 'utf8');
  const words = JSON.parse(readFileSync(join(room, `locales/en-US/${type}.json`), 'utf8'));
  const found: Definition[] = [];
  const utils = { validatePropertyExpression: (value: string) => !value.includes('..') || `no property: ${value}` };
  const RED = {
    utils,
    plugins: { registerPlugin: () => undefined },
    nodes: { registerType: (_type: string, definition: Definition) => found.push(definition) },
  };
  const shared = readFileSync(join(rooms, 'http/village-fiber-dialogs.html'), 'utf8');
  runInNewContext(`${scriptOf(shared)}\n${scriptOf(html)}`, { RED, window: {}, URL, Intl });
  const [definition] = found;
  assert.ok(definition);
  const word = (key: string): unknown =>
    key
      .split('.')
      .reduce<unknown>(
        (at, part) =>
          typeof at === 'object' && at !== null ? Object.entries(at).find(([name]) => name === part)?.[1] : undefined,
        words,
      );
  /** `this` of a validator: the node, whose `_` finds the words as the editor does; a missing key fails the test. */
  const node = {
    name: '',
    ...fields(definition.defaults),
    _: (key: string, values: Record<string, unknown> = {}) => {
      const text = word(key);
      if (typeof text !== 'string') throw new Error(`no words for ${key}`);
      return text.replace(/__(\w+)__/g, (_all, name) => String(values[name]));
    },
  };
  /** From the dialog's own context into ours, so that arrays compare. */
  const check = (field: string, value: unknown): unknown => {
    const validate = definition.defaults[field]?.validate;
    assert.equal(validate?.length, 2, `${field}: the form with words takes two parameters`);
    return structuredClone(validate.call(node, value, {}));
  };
  return { ...definition, html, words, word, node, check };
}
