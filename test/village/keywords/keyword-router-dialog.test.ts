/** What the dialog of `keyword-router` says and stores, without a browser; test/browser has the rest. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultProperties } from '../../../nodes/village/keywords/message-text.ts';
import { fields, parseRules } from '../../../nodes/village/keywords/rule.ts';
import { dialogOf } from '../dialog.ts';

const { defaults, outputs, label, outputLabels, html, words, word, node, check } = dialogOf(
  'keyword-router',
  (fresh) => ({
    rules: fresh['rules']?.value,
  }),
);

test('a node fresh from the palette is valid, has one rule and two outputs, and reads the ticket', () => {
  for (const [field, { value, validate }] of Object.entries(defaults))
    if (validate) assert.equal(check(field, value), true, field);
  assert.equal(parseRules(defaults['rules']?.value).length, 1);
  assert.equal(defaults['outputs']?.value, 2);
  assert.equal(outputs, 2);
  for (const field of fields) assert.equal(defaults[field]?.value, defaultProperties[field]);
  assert.equal(label.call(node), 'keyword router');
  assert.equal(outputLabels.call(node, 0), 'internet');
  assert.equal(outputLabels.call(node, 1), 'otherwise');
});

test('every text of the dialog has its words, and no word is left over', () => {
  const keys = [
    ...html.matchAll(/data-i18n="(?:\[\w+\])?([^"]+)"/g),
    ...html.matchAll(/(?:_|word)\('(keyword-router\.[\w.-]*\w)'[,)]/g),
  ].map(([, key]) => key ?? '');
  for (const key of keys) assert.equal(typeof word(key), 'string', key);
  for (const [group, entries] of Object.entries<Record<string, string>>(words['keyword-router'])) {
    for (const key of Object.keys(entries)) {
      const isUsed =
        keys.includes(`keyword-router.${group}.${key}`) || html.includes(`'keyword-router.${group}.' + field`);
      assert.ok(isUsed, `${group}.${key}`);
    }
  }
});

const row = { name: 'A', any: 'internet', none: '', look: ['subject'], whole: true };
const refused: readonly [unknown, string | string[]][] = [
  [undefined, 'Rules: add at least one rule'],
  [[], 'Rules: add at least one rule'],
  [[{ ...row, name: ' ' }], ['Rule 1: the name is empty']],
  [[row, { ...row, name: 'a ' }], ['Rule 2: the same name as rule 1']],
  [[{ ...row, any: ' ,\n' }], ['Rule 1: add a word to look for']],
  [[{ ...row, look: [] }], ['Rule 1: choose where to look: subject, description or category']],
  [[{ ...row, any: 'internet, .*' }], ['Rule 1: ".*" has neither letter nor digit']],
  [[{ ...row, none: '--' }], ['Rule 1: "--" has neither letter nor digit']],
  [
    [
      { ...row, any: '' },
      { ...row, name: '' },
    ],
    ['Rule 1: add a word to look for', 'Rule 2: the name is empty'],
  ],
];
for (const [rules, expected] of refused) {
  test(`the dialog says what the runtime refuses: ${expected}`, () => {
    assert.deepEqual(check('rules', rules), expected);
    assert.throws(() => parseRules(rules), { code: 'KEYWORDS_INVALID' });
  });
}

test('what is right for the dialog is right for the runtime', () => {
  const sound = [
    row,
    { ...row, name: 'B', any: '24/7, wi-fi, 光纤', none: 'a\nb' },
    { ...row, name: 'C', any: '🔥; $1' },
  ];
  assert.equal(check('rules', sound), true);
  assert.equal(parseRules(sound).length, 3);
});

test('variables are valid everywhere, and properties must be some', () => {
  assert.equal(check('rules', [{ ...row, name: '${NAME}', any: '${WORDS}', none: '${NONE}' }]), true);
  for (const field of [...fields, 'mode']) assert.equal(check(field, '${ANY}'), true);
  for (const field of fields) {
    assert.equal(check(field, ''), true);
    assert.equal(check(field, 'topic'), true);
    assert.match(String(check(field, 'payload..x')), /no property/);
  }
  assert.match(String(check('mode', 'none')), /choose/);
});

test('nothing of a ticket becomes markup', () => {
  assert.doesNotMatch(html, /innerHTML|insertAdjacentHTML|\.html\(|document\.write/);
});
