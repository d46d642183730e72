/** A digest in words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Digest, OpenMatter } from '../../../nodes/state/told/digest-plan.ts';
import { digestText } from '../../../nodes/state/told/digest-text.ts';

const since = Date.parse('2026-11-20T06:10:00Z');
const words = { title: 'Village Fiber', address: undefined, closing: 'Mode: live.' };

function matter(unit: number, code = 'ONU_MISSING'): OpenMatter {
  const key = `${code}/unit:${unit}`;
  return {
    id: unit,
    key,
    code,
    where: `unit ${unit}`,
    why: 'No ONU.',
    todo: 'Look.',
    since: since + unit,
    isTold: false,
  };
}

function told(digest: Partial<Digest>, more: object = {}) {
  return digestText({ kind: 'digest', fresh: [], others: [], settled: [], ...digest }, { ...words, ...more });
}

test('subject and text: new, still open, settled', () => {
  const settled = [{ id: 5, code: 'EMAIL_MISSING', where: 'unit 105' }];
  const mail = told(
    { fresh: [matter(101)], others: [matter(102), matter(103)], settled },
    { address: 'https://ere.example/red' },
  );
  assert.equal(mail.subject, 'Village Fiber: 3 need a person (1 new)');
  assert.equal(
    mail.text,
    `3 need a person, 1 new. The oldest is open since 2026-11-20 06:10 UTC.

NEW
- unit 101, ONU MISSING: No ONU. Look.

STILL OPEN
- ONU MISSING (2): unit 102, unit 103

SETTLED SINCE THE LAST MAIL
- EMAIL MISSING (1): unit 105

Answer them here: https://ere.example/red

Mode: live.
`,
  );
  assert.match(mail.html, /<h3>New<\/h3><ul><li>unit 101, ONU MISSING: No ONU\. Look\.<\/li><\/ul>/);
  assert.match(mail.html, /<a href="https:\/\/ere\.example\/red">/);
});

test('other subjects', () => {
  assert.equal(told({ fresh: [matter(1)] }).subject, 'Village Fiber: 1 needs a person (1 new)');
  const settled = [{ id: 5, code: 'X', where: 'unit 5' }];
  assert.equal(told({ settled }).subject, 'Village Fiber: nothing open, 1 settled');
  assert.equal(told({ kind: 'sign-of-life' }).subject, 'Village Fiber: all is well');
  assert.match(told({ kind: 'sign-of-life' }).text, /^Nothing needs a person\.\n\nMode/);
  assert.equal(
    told({ kind: 'sign-of-life', others: [matter(1)] }).subject,
    'Village Fiber: nothing new, 1 needs a person',
  );
  assert.equal(
    told({ kind: 'urgent', fresh: [matter(1, 'PAUSED')] }).subject,
    'Village Fiber: urgent, PAUSED (unit 1)',
  );
  assert.equal(told({ kind: 'urgent', fresh: [matter(1), matter(2)] }).subject, 'Village Fiber: urgent, 2 matters');
});

test('a storm is short: three of a kind in full, twenty places, and numbers', () => {
  const fresh = Array.from({ length: 500 }, (_, index) => matter(index));
  const many = Array.from({ length: 50 }, (_, index) => matter(index, `CODE_${index}`));
  const { text, subject } = told({ fresh: [...fresh, ...many] });
  assert.equal(subject, 'Village Fiber: 550 need a person (550 new)');
  assert.match(text, /- and 497 more like it: unit 3, .*unit 22 and 477 more\n/);
  assert.match(text, /- and 21 of other kinds\n/);
  assert.ok(text.length < 4000, `${text.length} characters`);
});

test('nothing in it becomes markup', () => {
  const { html } = told({ fresh: [{ ...matter(1), why: '<script>alert("x")</script> & so' }] });
  assert.match(html, /&lt;script&gt;alert\(&quot;x&quot;\)&lt;\/script&gt; &amp; so/);
  assert.doesNotMatch(html, /<script/);
});
