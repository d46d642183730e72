import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanText, closingMarks, oneLine } from '../../../nodes/village/tickets/clean-text.ts';
import { cutText, headOf } from '../../../nodes/village/tickets/cut-text.ts';
import fc from '../seeded.ts';
import { anyText, isWholeHead } from './tickets.ts';

const texts: readonly [what: string, given: string, expected: string][] = [
  ['line ends', 'a\r\nb\rc\u2028d\u2029e\u0085f\u000bg\u000ch', 'a\nb\nc\nd\ne\nf\ng\nh'],
  ['control characters', 'a\u0000b\u0007c\u001bd\u007fe\u009ff\ufeffg\ufffeh\u{1fffe}i', 'abcdefghi'],
  ['tabs', 'a\tb', 'a\tb'],
  ['empty lines', 'a\n\n\n\n\n\nb\n\n\nc\n \n\t\n\n d', 'a\n\n\nb\n\n\nc\n\n\n d'],
  ['two empty lines', 'a\n\n\nb', 'a\n\n\nb'],
  ['blanks at the ends', ' \n\u00a0 a b \t\n', 'a b'],
  ['half a surrogate pair', 'a\ud83d b\ude00', 'a\ufffd b\ufffd'],
  ['halves apart by a control character', '\ud83d\u0000\ude00', '\ufffd\ufffd'],
  ['markup', '<script>alert("1")</script> <b>&amp;', '<script>alert("1")</script> <b>&amp;'],
  ['emoji and combining marks', '👩‍👩‍👧‍👦 e\u0301 🇩🇪 ก็', '👩‍👩‍👧‍👦 e\u0301 🇩🇪 ก็'],
  ['right to left', 'שלום \u200fwifi\u200e', 'שלום \u200fwifi\u200e'],
  ['an override', 'a \u202eb', 'a \u202eb\u202c'],
  ['an override that ends', 'a \u202eb\u202c c', 'a \u202eb\u202c c'],
  ['an isolate with an embedding', '\u2067a\u202bb', '\u2067a\u202bb\u202c\u2069'],
  ['an embedding that its isolate ends', '\u2067a\u202bb\u2069', '\u2067a\u202bb\u2069'],
  ['an end that is none: within an isolate', '\u202ea\u2066b\u202c', '\u202ea\u2066b\u202c\u2069\u202c'],
  ['ends without beginning', 'a\u202cb\u2069', 'a\u202cb\u2069'],
  ['nested too deep', `${'\u202e'.repeat(40)}a\u200fb`, 'ab'],
];

for (const [what, given, expected] of texts)
  test(`clean text: ${what}`, () => assert.equal(cleanText(given), expected));

test('one line: blanks are one space, marks of direction are gone', () => {
  assert.equal(oneLine(' a\r\n\tb\u202ec\u2066d\u2069\u200fe\u061cf  \u00a0g\u0000 '), 'a bcdef g');
});

test('any text: clean once is clean; nothing invisible upsets what comes after it', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const clean = cleanText(text);
      assert.equal(cleanText(clean), clean);
      assert.equal(closingMarks(clean), '');
      assert.ok(clean.isWellFormed());
      assert.doesNotMatch(clean, /(?![\t\n])[\p{Cc}\p{Noncharacter_Code_Point}\ufeff\u2028\u2029]/u);
      assert.doesNotMatch(clean, /\n\n\n\n/);
      const line = oneLine(text);
      assert.equal(oneLine(line), line);
      assert.doesNotMatch(line, /[\n\t]|\p{Bidi_Control}/u);
    }),
    { numRuns: 3000 },
  );
});

test('cut: what fits stays, else the note stands at the end', () => {
  assert.equal(cutText('four', 4, '!'), 'four');
  assert.equal(cutText('fives', 4, '!'), 'fiv!');
  assert.equal(cutText('one two', 5, '!'), 'one!');
  assert.equal(cutText('fives', 4, 'a long note'), 'fiv…');
  assert.equal(cutText('fives', 1, '!'), '…');
  assert.equal(cutText('fives', 0, '!'), '');
  assert.equal(cutText('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 15, '!'), '👩‍👩‍👧‍👦!');
  assert.equal(cutText('ae\u0301x', 3, '!'), 'a!');
  assert.equal(cutText('🇩🇪🇫🇷', 7, '!'), '🇩🇪!');
  assert.equal(cutText('\u202eabcdef\u202c', 6, '!'), '\u202eabc\u202c!');
  assert.equal(headOf(`a${'\u0301'.repeat(50)}`, 20), '');
});

test('any text, cut anywhere: within the limit, whole letters, nothing left turned', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: -1, max: 60 }), fc.constantFrom('…', '!', ' (cut)'), (text, limit, note) => {
      const clean = cleanText(text);
      const cut = cutText(clean, limit, note);
      assert.ok(cut.length <= Math.max(0, limit));
      assert.ok(cut.isWellFormed());
      assert.equal(closingMarks(cut), '');
      if (clean.length <= limit || limit < 1) return;
      const end = note.length < limit ? note : '…';
      assert.ok(cut.endsWith(end));
      const head = cut.slice(0, cut.length - end.length);
      const bare = head.replace(/[\u202c\u2069]+$/, '');
      const wholes = Array.from({ length: head.length - bare.length + 1 }, (_, more) =>
        head.slice(0, bare.length + more),
      );
      assert.ok(
        wholes.some(
          (whole) => isWholeHead(whole, clean) || clean.slice(whole.length).trimStart() !== clean.slice(whole.length),
        ),
      );
    }),
    { numRuns: 3000 },
  );
});
