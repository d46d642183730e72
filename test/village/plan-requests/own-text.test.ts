import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownText } from '../../../nodes/village/plan-requests/reading/own-text.ts';

const long = 'a line that a program may have broken because it is so long that';

test('lines stay lines, unless a program may have broken them', () => {
  assert.equal(ownText('one\r\ntwo\n\nthree'), 'one\ntwo\n\nthree\n');
  assert.equal(ownText(`${long}\nit goes on`), `${long} it goes on\n`);
  assert.equal(ownText('one\n  two'), 'one   two\n');
  assert.equal(ownText(`${long}\n\ntwo`), `${long}\n\ntwo\n`);
});

test('what others wrote, and programs add, is cut', () => {
  assert.equal(ownText('mine\n> theirs\n>> older\nmine too\nSent from my iPhone'), 'mine\nmine too\n');
  for (const heading of [
    '-----Original Message-----',
    '--- Forwarded message ---',
    'On Monday the office wrote:',
    '____________',
  ])
    assert.equal(ownText(`mine\n${heading}\ntheirs`), 'mine\n', heading);
  assert.equal(ownText('On Monday I wrote: upgrade me'), 'On Monday I wrote: upgrade me\n');
});

test('HTML is plain text', () => {
  assert.equal(ownText('<p>a&nbsp;b</p><div>c<br/>d</div>').replace(/\n+/g, '|'), '|a b|c|d|');
  assert.equal(
    ownText('it&#39;s &#x32;G &amp; <b>more</b> &unknown; 3 < 4 > 2'),
    "it's 2G &  more  &unknown; 3 < 4 > 2\n",
  );
  assert.equal(ownText('&#9999999;'), '&#9999999;\n');
});
