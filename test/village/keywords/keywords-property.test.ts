/** The engine against a slow one that is written the other way round, on random words and texts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldText } from '../../../nodes/village/keywords/folded-text.ts';
import { compileRules } from '../../../nodes/village/keywords/router.ts';
import { fields, problemOf, type Rule } from '../../../nodes/village/keywords/rule.ts';
import fc from '../seeded.ts';

/** Few letters, so that random words are often in random texts; every kind of character that the rules speak of. */
const letters = ['a', 'b', 'A', 'á', 'a\u0301', 'ß', 's', 'S', '1', 'ﬁ', 'Ｂ', '字', '𝐚', '🔥', '.', '$'];
const between = [' ', '\n', '\u00a0', '-', '\u2011', '’', '"', '\u00ad', '\u200b', '\u0301'];
const piece = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...letters) }, fc.constantFrom(...between));
const word = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));
const text = fc.oneof(
  { weight: 4, arbitrary: fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')) },
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const texts = fc.record({ subject: text, description: text, category: text });
const rule: fc.Arbitrary<Rule> = fc
  .record({
    name: fc.constant('rule'),
    any: fc.array(word, { minLength: 1, maxLength: 4 }),
    none: fc.array(word, { maxLength: 2 }),
    look: fc.subarray([...fields], { minLength: 1 }),
    whole: fc.boolean(),
  })
  .filter((one) => problemOf([one], 0) === undefined);
const rules = fc
  .array(rule, { minLength: 1, maxLength: 4 })
  .map((list) => list.map((one, index) => ({ ...one, name: `rule ${index}` })));

/** Letters as they are compared, `-` for what may be a space or nothing, one blank for blanks. */
function plain(raw: string): string {
  return raw
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[\p{Pd}’"]/gu, '-')
    .replace(/[\p{Z}\p{Cc}-]+/gu, (run) => (/^-+$/.test(run) ? '-' : ' '));
}

/** One word as a regular expression over {@link plain} text. */
function expressionOf(typed: string, whole: boolean): RegExp {
  const [, inner = ''] = /^[ -]*(.*?)[ -]*$/su.exec(plain(typed)) ?? [];
  const signs = [...inner];
  const parts = signs.map((sign, index) => {
    if (sign === '-') return '[ -]*';
    if (sign === ' ') return '[ -]';
    const before = signs[index - 1];
    const glue = index === 0 || before === '-' || before === ' ' ? '' : '-?';
    return `${glue}${sign.replace(/[.$]/g, '\\$&')}`;
  });
  const isWord = (sign = '') => /[\p{L}\p{N}]/u.test(sign);
  const begin = whole && isWord(signs.at(0)) ? '(?<![\\p{L}\\p{N}])' : '';
  const end = whole && isWord(signs.at(-1)) ? '(?![\\p{L}\\p{N}])' : '';
  return new RegExp(`${begin}${parts.join('')}${end}`, 'u');
}

/** Only what the slow engine has letters for. */
const knownTexts = fc.record({
  subject: fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')),
  description: fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')),
  category: fc.constant(''),
});

test('a rule takes what the slow engine says it takes, by the same words', () => {
  fc.assert(
    fc.property(rules, knownTexts, (list, given) => {
      const expected = list.flatMap((one, index) => {
        const found = (typed: string) =>
          one.look.some((field) => expressionOf(typed, one.whole).test(plain(given[field])));
        return one.any.some(found) && !one.none.some(found) ? [{ rule: index, found }] : [];
      });
      const taken = compileRules(list).route(given, 'all');
      assert.deepEqual(
        taken.map((one) => one.rule),
        expected.map((one) => one.rule),
      );
      for (const [index, { found, rule: at }] of expected.entries()) {
        const keys = new Set(list[at]?.any.filter(found).map((typed) => [...plain(typed)].join('')));
        for (const typed of taken[index]?.words ?? []) assert.ok(keys.has(plain(typed)), typed);
      }
      assert.deepEqual(compileRules(list).route(given, 'first'), taken.slice(0, 1));
    }),
    { numRuns: 3000 },
  );
});

test('explain and route agree, on any text', () => {
  fc.assert(
    fc.property(rules, texts, (list, given) => {
      const router = compileRules(list);
      const taken = router.route(given, 'all');
      const explained = router.explain(given);
      assert.deepEqual(
        explained
          .filter(({ takes }) => takes)
          .map((one) => ({ rule: one.rule, words: one.words.map((found) => found.word) })),
        taken,
      );
      assert.deepEqual(router.route(given, 'all'), taken, 'and nothing is left of it');
    }),
    { numRuns: 2000 },
  );
});

test('every range that is marked folds to the word itself', () => {
  const signs = (raw: string) => foldText(raw).steps.join();
  fc.assert(
    fc.property(rules, texts, (list, given) => {
      for (const explained of compileRules(list).explain(given)) {
        const whole = list[explained.rule]?.whole;
        for (const { word: typed, ranges } of [...explained.words, ...explained.keptBy]) {
          for (const field of fields) {
            for (const [from, to] of ranges[field]) {
              const marked = given[field].slice(from, to);
              // Anywhere may begin or end within a character that is several letters: `s` in `ß`.
              if (whole) assert.equal(signs(marked), signs(typed));
              else assert.ok(`,${signs(marked)},`.includes(`,${signs(typed)},`), `${marked} is not ${typed}`);
              assert.doesNotMatch(given[field].slice(to), /^\p{M}/u, 'an accent is left behind');
            }
          }
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test('a word is found in itself, however it is dressed up', () => {
  const dress = (letter: string, how: number) =>
    [letter.toUpperCase(), letter.toLowerCase(), `${letter}\u0301`, `\u200b${letter}`, `${letter}\u00ad`][how] ??
    letter;
  const anyWord = fc.stringMatching(/^[a-zé字я0-9]{2,8}$/);
  fc.assert(
    fc.property(anyWord, fc.array(fc.nat(5), { minLength: 8, maxLength: 8 }), fc.nat(8), (typed, hows, hyphenAt) => {
      const dressed = [...typed].map(
        (letter, index) => (index === hyphenAt && index > 0 ? '\u2011' : '') + dress(letter, hows[index] ?? 0),
      );
      const router = compileRules([{ name: 'r', any: [typed], none: [], look: ['subject'], whole: true }]);
      const subject = `see: ${dressed.join('')}!`;
      assert.equal(router.route({ subject, description: '', category: '' }, 'first').length, 1, subject);
    }),
  );
});
