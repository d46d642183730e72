/** A tenant may send a long text of anything: nothing here may take more than its share of time, or of the stack. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanText } from '../../../nodes/village/tickets/clean-text.ts';
import { saidFingerprint } from '../../../nodes/village/tickets/said-fingerprint.ts';
import { commentForInnago } from '../../../nodes/village/tickets/technician-comment.ts';
import { changedText, ticketBody, ticketSubject } from '../../../nodes/village/tickets/ticket-text.ts';
import { ticket } from './tickets.ts';

const size = 150_000;
/** Far above what is needed (0.3 s), far below what a search that begins anew at each character takes (a minute). */
const longestMs = 5000;

const pieces: readonly string[] = [
  ...[
    'wifi ',
    'a',
    ' ',
    '\n',
    '\r\n',
    ' \n',
    '\n \n\n\n\nx',
    '\u0000',
    '\ud83d',
    '😀',
    'e\u0301',
    '\u0301',
    '👩‍👩‍👧‍👦',
    '🇩🇪',
    '\u200f',
  ],
  ...[
    '\u202e',
    '\u2067',
    '\u202e\u2067x',
    '\u202eab\u202c',
    '\u2067ab\u2069',
    '<',
    '<a',
    '<a ',
    '<a "',
    '<b>',
    '<b> </b>',
    '<br>',
    '</p>',
  ],
  ...[
    '<p> ',
    '<!--',
    '<script>',
    '</script>',
    '<script></script>',
    '<a href=',
    '<a href="',
    '<a href="https://x.test/">',
    '<p></a>',
  ],
  ...['<li>', '&', '&amp;', '&amp', '&lt;', '&#', '&#60;', ';', '[Innago ', '[Innago x] ', ']', '… '],
];

for (const piece of pieces) {
  test(`a long text of ${JSON.stringify(piece)}`, () => {
    const text = piece.repeat(Math.ceil(size / piece.length));
    const long = ticket({ title: text, description: text, personName: text, files: [{ name: text, url: text }] });
    const began = performance.now();
    assert.equal(cleanText(cleanText(text)), cleanText(text));
    assert.ok(ticketSubject(long).length <= 255);
    assert.ok(ticketBody(long, { unit: text, limit: 10_000 }).length <= 10_000);
    assert.ok(changedText(long, { limit: 10_000 }).length <= 10_000);
    for (const body of [text, `<p>${text}`]) {
      assert.ok(commentForInnago({ text: body, files: [] }, { limit: 1000, signature: text }).length <= 1000);
      saidFingerprint(body);
    }
    const ms = performance.now() - began;
    assert.ok(ms < longestMs, `${ms} ms`);
  });
}
