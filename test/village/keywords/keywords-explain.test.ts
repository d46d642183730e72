/** What the try-it box marks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRules } from '../../../nodes/village/keywords/router.ts';
import { empty, rule } from './one-rule.ts';

test('explain shows each word where it stands in the text as it was pasted', () => {
  const router = compileRules([
    rule(['wi-fi', 'café', 'Strasse', 'down'], { name: 'one', none: ['sink'] }),
    rule('fi', { name: 'two', look: ['subject'] }),
  ]);
  const subject = '😀 Wi\u2011Fi, cafe\u0301 DOWN';
  const description = 'In der Straße: die Spüle (sink)';
  const [one, two] = router.explain({ ...empty, subject, description });
  assert.equal(one?.takes, false);
  const shown = (text: string, field: 'subject' | 'description') =>
    [...(one?.words ?? []), ...(one?.keptBy ?? [])].flatMap(({ word, ranges }) =>
      ranges[field].map(([from, to]) => [word, text.slice(from, to)]),
    );
  assert.deepEqual(shown(subject, 'subject'), [
    ['wi-fi', 'Wi\u2011Fi'],
    ['café', 'cafe\u0301'],
    ['down', 'DOWN'],
  ]);
  assert.deepEqual(shown(description, 'description'), [
    ['Strasse', 'Straße'],
    ['sink', 'sink'],
  ]);
  assert.deepEqual(
    one?.keptBy.map(({ word }) => word),
    ['sink'],
  );
  assert.deepEqual(two?.words[0]?.ranges, { subject: [[6, 8]], description: [], category: [] });
  assert.equal(two?.takes, true);
  assert.deepEqual(
    router.explain(empty).map(({ takes, words }) => [takes, words]),
    [
      [false, []],
      [false, []],
    ],
  );
});
