/** Each dialog must stand alone, so the button "Test connection" is written in two of them: here they are kept alike. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { innagoTest } from '../../nodes/innago/test-connection.ts';
import { uispTest } from '../../nodes/uisp/test-connection.ts';

const nodes = resolve(import.meta.dirname, '../../nodes');

const dialogs = [
  { account: innagoTest, file: 'innago/innago-account.html' },
  { account: uispTest, file: 'uisp/uisp-server.html' },
].map(({ account, file }) => ({ account, file, html: readFileSync(join(nodes, file), 'utf8') }));

/** A function of the dialog's script, from its first line to its closing brace, with the node's own name taken out. */
function functionOf(html: string, name: string, type: string): string {
  const text = new RegExp(`\\n  function ${name}\\([^]*?\\n  \\}\\n`).exec(html)?.[0] ?? '';
  assert.notEqual(text, '', `${type} has no function ${name}`);
  return text.replaceAll(type, 'TYPE');
}

test('the dialogs send their form in the same way', () => {
  const [first, second] = dialogs.map(({ html, account }) => functionOf(html, 'testConnection', account.type));
  assert.equal(first, second);
});

for (const { account, file, html } of dialogs) {
  test(`${file} sends the fields that the test reads, all of them and no others`, () => {
    const sent = [...(/const testedFields = \[([^\]]*)\]/.exec(html)?.[1] ?? '').matchAll(/'(\w+)'/g)];
    assert.deepEqual(sent.map(([, field]) => field).sort(), [...account.fields].sort());
  });
}
