/** What the operator typed as rules, and what is said when it is wrong. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRules } from '../../../nodes/village/keywords/router.ts';
import { routerFromConfig } from '../../../nodes/village/keywords/router-config.ts';
import { parseRules, type Rule, splitWords } from '../../../nodes/village/keywords/rule.ts';

const row = { name: 'internet', any: 'internet, wi-fi', none: '', look: ['subject', 'description'], whole: true };

test('words are separated by commas, semicolons or lines, and come once', () => {
  assert.deepEqual(splitWords(' internet, slow  connection\r\nwi-fi;outage\n\n,internet，光纤、网络\u2028x '), [
    'internet',
    'slow  connection',
    'wi-fi',
    'outage',
    '光纤',
    '网络',
    'x',
  ]);
  assert.deepEqual(splitWords(' \n,; '), []);
});

test('a row becomes a rule; what is not there is whole words, nothing unwanted', () => {
  assert.deepEqual(parseRules([{ ...row, name: ' internet ', none: 'carpet', whole: false, more: 1 }]), [
    {
      name: 'internet',
      any: ['internet', 'wi-fi'],
      none: ['carpet'],
      look: ['subject', 'description'],
      whole: false,
    },
  ]);
  assert.deepEqual(parseRules([{ name: 7, any: 24, look: ['category', 'elsewhere', 5] }]), [
    { name: '7', any: ['24'], none: [], look: ['category'], whole: true },
  ]);
  assert.equal(parseRules([{ ...row, whole: 'false' }])[0]?.whole, false);
});

const wrong: readonly [unknown, RegExp][] = [
  [undefined, /no rule in the list/],
  [[], /no rule in the list/],
  ['internet', /no rule in the list/],
  [[null], /Rule 1 has no name/],
  [[row, { ...row, name: '  ' }], /Rule 2 has no name/],
  [[{ ...row, name: '${NOT_SET}' }], /Rule 1 has no name/],
  [[row, { ...row, name: ' Internet' }], /Rule 2 \("Internet"\) has the same name as rule 1/],
  [[{ ...row, any: ' , \n' }], /Rule 1 \("internet"\) has no words/],
  [[{ ...row, any: '${NOT_SET}' }], /has no words/],
  [[{ ...row, any: undefined, none: 'carpet' }], /has no words/],
  [[{ ...row, look: [] }], /Rule 1 \("internet"\) looks nowhere/],
  [[{ ...row, look: ['elsewhere'] }], /looks nowhere/],
  [[{ ...row, look: 'subject' }], /looks nowhere/],
  [[{ ...row, any: 'internet, .*' }], /Rule 1 \("internet"\): "\.\*" is no word/],
  [[{ ...row, any: '-' }], /"-" is no word/],
  [[{ ...row, none: '\u0301' }], /is no word/],
  [[{ ...row, none: '\u00ad™' }], /is no word/],
];
for (const [rows, message] of wrong) {
  test(`refused: ${JSON.stringify(rows) ?? 'nothing'} (${message.source})`, () => {
    const expected = { name: 'SyncError', code: 'KEYWORDS_INVALID', trouble: 'operator', message };
    assert.throws(() => parseRules(rows), expected);
    assert.throws(() => routerFromConfig({ rules: rows }), expected);
  });
}

test('rules that were made otherwise are checked too, and too many words are refused before they fill the memory', () => {
  const rule: Rule = { name: 'a', any: ['a'], none: [], look: ['subject'], whole: true };
  assert.throws(() => compileRules([{ ...rule, any: ['!'] }]), { code: 'KEYWORDS_INVALID' });
  assert.throws(() => compileRules([rule, rule]), { code: 'KEYWORDS_INVALID', message: /same name/ });
  assert.throws(() => compileRules([{ ...rule, any: ['a'.repeat(200_001)] }]), {
    code: 'KEYWORDS_INVALID',
    message: /more than 200000 letters/,
  });
});

test('a node out of a flow file is a router', () => {
  const node = { id: 'n', type: 'keyword-router', rules: [row, { ...row, name: 'down', any: 'down' }], outputs: 3 };
  const text = { subject: 'WiFi down', description: '', category: '' };
  const first = routerFromConfig(node);
  assert.deepEqual(
    first.rules.map(({ name }) => name),
    ['internet', 'down'],
  );
  assert.deepEqual(first.route(text, first.mode), [{ rule: 0, words: ['wi-fi'] }]);
  const all = routerFromConfig({ ...node, mode: 'all' });
  assert.equal(all.mode, 'all');
  assert.equal(all.route(text, all.mode).length, 2);
  assert.equal(routerFromConfig({ ...node, mode: '${NOT_SET}' }).mode, 'first');
});
