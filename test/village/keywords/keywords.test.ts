/** Which words are found in which texts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRules, type RouterMode } from '../../../nodes/village/keywords/router.ts';
import { empty, rule } from './one-rule.ts';
import { same } from './same-words.ts';

/** @returns whether the word is found in the text, by route and by explain alike */
function isFound(word: string, text: string, whole = true): boolean {
  const router = compileRules([rule(word, { whole })]);
  const found = router.route({ ...empty, description: text }, 'first').length > 0;
  assert.equal(router.explain({ ...empty, description: text })[0]?.takes, found, `explain of "${word}" in "${text}"`);
  return found;
}

for (const [what, pairs] of Object.entries(same)) {
  test(`found, whatever the difference: ${what}`, () => {
    for (const [word, text] of pairs) {
      assert.ok(isFound(word, text), `"${word}" in "${text}"`);
    }
  });
}

test('what is another word is not found', () => {
  for (const [word, text] of [
    ['internet', ''],
    ['internet', '   \n '],
    ['internet', 'inter net'],
    ['slow internet', 'slowinternet'],
    ['wifi', 'wi fi'],
    ['fiber', 'fiberglass'],
    ['glass', 'fiberglass'],
    ['inter', 'inter\u00adnet'],
    ['1g', '11g'],
    ['1g', '1gb'],
    ['нет', 'интернет'],
    ['low', 'es slow er lows'],
    ['slow', 'es low'],
    ['slow internet', 'slow. Internet'],
    ['slow internet', 'slow, internet'],
    ['ac', 'a/c'],
    ['a/c', 'ac'],
    ['a.c', 'abc'],
    ['wifi down', 'wifi is down'],
    ['fast', 'fástér'],
  ] as const) {
    assert.ok(!isFound(word, text), `"${word}" in "${text}"`);
  }
});

test('anywhere finds it within a word too, but not across words', () => {
  assert.ok(isFound('fiber', 'fiberglass', false));
  assert.ok(isFound('glass', 'fiberglass', false));
  assert.ok(isFound('low net', 'slow network', false));
  assert.ok(isFound('erne', 'Intér\u00adnet', false));
  assert.ok(!isFound('slow', 'es low', false));
  assert.ok(!isFound('slow net', 'slownet', false));
  assert.ok(isFound('slownet', 'slow-net', false));
});

test('a word that is the beginning or the tail of another is found all the same', () => {
  const words = ['net', 'internet', 'internet down', 'inter', 'ternet d'];
  const router = compileRules([rule(words, { whole: false })]);
  assert.deepEqual(router.route({ ...empty, subject: 'INTERNET DOWN' }, 'first'), [{ rule: 0, words }]);
  assert.deepEqual(router.route({ ...empty, subject: 'a net' }, 'first')[0]?.words, ['net']);
});

test('words that differ only in their spaces and hyphens are three', () => {
  const router = compileRules([rule(['wifi', 'wi-fi', 'wi fi', 'WI FI'])]);
  const words = (subject: string) => router.route({ ...empty, subject }, 'first')[0]?.words;
  assert.deepEqual(words('wifi'), ['wifi', 'wi-fi']);
  assert.deepEqual(words('wi fi'), ['wi-fi', 'wi fi']);
  assert.deepEqual(words('wi-fi'), ['wifi', 'wi-fi', 'wi fi']);
});

test('rules with letters of many scripts', () => {
  const words = [
    'abcdefghijklmnopqrstuvwxyz',
    '0123456789',
    '!#$%&()*+./:<=>?@[]^_{|}~ a',
    'абвгдежзийклмнопрстуфхцчшщъыьэюя',
    '光纤网络 断开',
    'インターネット',
    'zz top',
    'z-z',
  ];
  const router = compileRules([rule(words)]);
  for (const word of words) {
    assert.ok(router.route({ ...empty, subject: `so: ${word}!` }, 'first')[0]?.words.includes(word), word);
    assert.deepEqual(router.route({ ...empty, subject: `x${word}x` }, 'first'), [], word);
  }
  assert.deepEqual(router.route({ ...empty, subject: 'zztop' }, 'first'), []);
});

test('a long text is read to its end, whatever is in its middle', () => {
  const router = compileRules([rule(['slow internet', '🔥🔥'])]);
  for (const length of [65_535, 65_536, 65_537, 200_000]) {
    for (const filling of ['a', 'é', '字', '🔥a']) {
      const before = `${filling.repeat(Math.ceil(length / filling.length)).slice(0, length)} `;
      const text = { ...empty, description: `${before}slow\u00a0internet` };
      const [explained] = router.explain(text);
      assert.deepEqual(router.route(text, 'first')[0]?.words, ['slow internet'], `${length} × ${filling}`);
      assert.deepEqual(explained?.words[0]?.ranges.description, [[before.length, before.length + 13]]);
      const across = { ...empty, description: `${'a'.repeat(length - 5)} slow internet ${'b'.repeat(10)}` };
      assert.equal(router.route(across, 'first').length, 1);
    }
  }
});

test('the first rule wins, or all that match; the words come as they were typed', () => {
  const router = compileRules([
    rule(['Upgrade', 'faster'], { name: 'upgrade' }),
    rule(['pets']),
    rule(['Wi-Fi', 'internet', 'INTERNET', 'wifi'], { name: 'internet' }),
  ]);
  const text = { ...empty, subject: 'Internet upgrade', description: 'the wi fi is slow, I want it faster' };
  const route = (mode: RouterMode) => router.route(text, mode);
  assert.deepEqual(route('first'), [{ rule: 0, words: ['Upgrade', 'faster'] }]);
  assert.deepEqual(route('all'), [
    { rule: 0, words: ['Upgrade', 'faster'] },
    { rule: 2, words: ['Wi-Fi', 'internet'] },
  ]);
  assert.deepEqual(router.route({ ...empty, subject: 'a sink' }, 'all'), []);
  assert.deepEqual(router.route({ ...empty, subject: 'pets' }, 'first'), [{ rule: 1, words: ['pets'] }]);
});

test('a word of "none of" keeps the rule off, and another rule may take it', () => {
  const router = compileRules([
    rule('fiber', { name: 'internet', none: ['carpet', 'fiber glass'] }),
    rule('carpet', { name: 'floor', none: ['stairs'] }),
  ]);
  const taken = (subject: string) => router.route({ ...empty, subject }, 'all').map(({ rule }) => rule);
  assert.deepEqual(taken('fiber down'), [0]);
  assert.deepEqual(taken('fiber carpet'), [1]);
  assert.deepEqual(taken('fiber-glass'), []);
  assert.deepEqual(taken('carpet on the stairs, fiber'), []);
});

test('a rule looks where it should, with its words and with those that keep it off', () => {
  const router = compileRules([
    rule('internet', { name: 'one', look: ['subject'], none: ['carpet'] }),
    rule('internet', { name: 'two', look: ['description', 'category'] }),
  ]);
  const taken = (text: Partial<typeof empty>) => router.route({ ...empty, ...text }, 'all').map(({ rule }) => rule);
  assert.deepEqual(taken({ subject: 'internet' }), [0]);
  assert.deepEqual(taken({ description: 'internet' }), [1]);
  assert.deepEqual(taken({ category: 'internet' }), [1]);
  assert.deepEqual(taken({ subject: 'internet', description: 'carpet' }), [0]);
  assert.deepEqual(taken({ subject: 'internet carpet', category: 'internet' }), [1]);
});

test('a phrase does not go from one field into the next', () => {
  const router = compileRules([rule('slow internet'), rule('slowinternet')]);
  assert.deepEqual(router.route({ subject: 'slow', description: 'internet', category: 'slow' }, 'all'), []);
});

test('nothing of one text is left for the next', () => {
  const router = compileRules([rule('internet'), rule('carpet', { none: ['sink'] })]);
  for (const _time of [1, 2]) {
    assert.equal(router.route({ ...empty, subject: 'internet' }, 'first').length, 1);
    assert.deepEqual(router.route(empty, 'all'), []);
    assert.deepEqual(router.route({ ...empty, subject: 'sink' }, 'all'), []);
    assert.equal(router.route({ ...empty, subject: 'carpet' }, 'first').length, 1);
    router.explain({ ...empty, subject: 'internet carpet sink' });
  }
});
