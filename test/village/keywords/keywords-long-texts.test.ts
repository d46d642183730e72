/** No word that an operator types, and no text that a tenant writes, can hang the router: far from any limit, not a measure of speed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRules } from '../../../nodes/village/keywords/router.ts';
import { empty, rule } from './one-rule.ts';

/** Milliseconds of this process's own time: what others do on the machine does not count. */
function spent(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test('no words and no text make it slow', { timeout: 120_000 }, () => {
  const long = 'a'.repeat(100_000);
  const million = `${'slow '.repeat(200_000)}internet`;
  const within = (what: string, milliseconds: number, work: () => void) => {
    const took = spent(work);
    assert.ok(took < milliseconds, `${what}: ${took.toFixed(0)} ms`);
  };
  const texts = [
    long,
    `${long}!`,
    'a-'.repeat(50_000),
    "a'".repeat(50_000),
    'a '.repeat(50_000),
    '\u0301'.repeat(100_000),
  ];
  for (const word of [
    '(a+)+$',
    '(a|a)*b',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '([a-zA-Z]+)*1',
    'a-'.repeat(500),
    'a '.repeat(500),
  ]) {
    for (const whole of [true, false]) {
      const router = compileRules([rule([word, 'x'], { whole })]);
      within(`"${word.slice(0, 20)}"`, 2_000, () => {
        for (const description of texts) router.route({ ...empty, description }, 'all');
      });
    }
  }
  const nested = compileRules([rule(Array.from({ length: 300 }, (_none, length) => 'a'.repeat(length + 1)))]);
  within('300 words one within the other', 5_000, () => {
    for (const description of texts) nested.route({ ...empty, description }, 'all');
  });
  const router = compileRules([rule(['internet', 'slow slow internet'])]);
  within('a text of 1 MB', 1_000, () => {
    assert.deepEqual(router.route({ ...empty, description: million }, 'all')[0]?.words, [
      'internet',
      'slow slow internet',
    ]);
  });
  within('1 MB explained', 5_000, () => router.explain({ ...empty, description: million }));
});
