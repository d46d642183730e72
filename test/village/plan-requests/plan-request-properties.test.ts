/** What holds for any text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../seeded.ts';
import { read } from './reading.ts';

const parts = [
  'upgrade me to',
  'please',
  '2G',
  '1 gig',
  '500 Mbps',
  'Village Fiber',
  'I have',
  'is too slow',
  'from',
  'to',
  'the basic plan',
  'cancel my',
  'my internet',
  'keeps dropping',
  'can you',
  'we work from home',
  'thanks',
  'unit 101',
  'apt 204',
  'blorp',
  'and',
  'because',
  ', ',
  '. ',
  '? ',
  '\n',
  '$15',
  'the fastest plan',
];
const texts = fc.array(fc.constantFrom(...parts), { maxLength: 9 }).map((some) => some.join(' '));
const current = fc.constantFrom('Village Fiber 500', 'Village Fiber 1G', 'Village Fiber 2G', null);
const isChange = (reading: string): boolean => reading.startsWith('Village');

test('any text is read, and the same text alike', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), texts),
      fc.string(),
      fc.string(),
      (text, subject, unit) => {
        assert.equal(read(text, { subject, unit }), read(text, { subject, unit }));
      },
    ),
  );
});

test('case and blanks don’t count', () => {
  fc.assert(
    fc.property(texts, current, (text, plan) => {
      const expected = read(text, { current: plan });
      assert.equal(read(text.toUpperCase(), { current: plan }), expected, text);
      assert.equal(read(text.replaceAll(' ', ' \u00a0 \t'), { current: plan }), expected, text);
    }),
    { numRuns: 1000 },
  );
});

test('a negation, question or condition in front makes a change of no text', () => {
  const fronts = ["don't", 'not', 'never', 'how much is it to', 'what if you', 'if', 'maybe', 'my neighbor says'];
  fc.assert(
    fc.property(texts, fc.constantFrom(...fronts), current, (text, front, plan) => {
      if (isChange(read(`${front} ${text}`, { current: plan })))
        assert.ok(isChange(read(text, { current: plan })), `${front} ${text}`);
    }),
    { numRuns: 3000 },
  );
});

test('behind a withdrawal nothing is changed', () => {
  fc.assert(
    fc.property(
      texts,
      fc.constantFrom('Never mind.', 'Forget it!', 'Just kidding', 'Please disregard this.'),
      current,
      (text, back, plan) => {
        assert.ok(!isChange(read(`${text}. ${back}`, { current: plan })), text);
      },
    ),
    { numRuns: 1000 },
  );
});

test('long texts of any shape are read', () => {
  const shapes = [
    'a',
    '2g ',
    'please ',
    'just ',
    'cancel, ',
    'i just really ',
    '2G? ',
    '\n',
    '> quoted\n',
    '1,000',
    '<b ',
    '&amp;',
    'upgrade me to 2G from 500 to ',
    'unit 1 ',
    '🙏',
    "don't. ",
    'xqzwv ',
    'e\u0301',
    '-',
    ' ',
  ];
  for (const shape of shapes) {
    const long = shape.repeat(Math.ceil(100_000 / shape.length));
    assert.equal(typeof read(long, { subject: long }), 'string', shape);
  }
});
