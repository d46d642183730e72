import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanText } from '../../../nodes/village/tickets/clean-text.ts';
import { saidFingerprint } from '../../../nodes/village/tickets/said-fingerprint.ts';
import { changedText, ticketBody } from '../../../nodes/village/tickets/ticket-text.ts';
import fc from '../seeded.ts';
import { ticket } from './tickets.ts';

const said = ticketBody(
  ticket({
    description: 'Wifi <b>slow</b> & "bad":\n\n1 < 2, <script>alert(1)</script> l’été שלום 👍',
    files: [{ name: 'a&b.jpg', url: 'https://x.test/?a=1&b=2' }],
  }),
  { unit: '101', limit: 5000 },
);

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#039;');
}

const changes: readonly [what: string, change: (text: string) => string][] = [
  ['left alone', (text) => text],
  ['trimmed and with CR LF', (text) => `\r\n${text.replaceAll('\n', '\r\n')}  `],
  ['with collapsed blanks', (text) => text.replace(/\s+/g, ' ')],
  ['escaped', escaped],
  ['escaped twice', (text) => escaped(escaped(text))],
  ['escaped, lines as <br>', (text) => escaped(text).replaceAll('\n', '<br />\n')],
  ['escaped, lines as paragraphs', (text) => `<p class="x">${escaped(text).split('\n').join('</p><p class="x">')}</p>`],
  ['with its tags stripped', (text) => text.replace(/<\/?[a-z][^<>]*>/gi, '')],
  ['with accents composed otherwise', (text) => text.normalize('NFD')],
  ['with entities for letters', (text) => escaped(text).replaceAll('é', '&eacute;').replaceAll('’', '&rsquo;')],
];

for (const [what, change] of changes) {
  test(`our own text is known again ${what}`, () => assert.equal(saidFingerprint(change(said)), saidFingerprint(said)));
}

test('another ticket, another version, a technician’s quote with an answer are other texts', () => {
  const texts = [
    said,
    ticketBody(ticket(), { unit: '101', limit: 5000 }),
    ticketBody(ticket({ uid: 'other' }), { unit: '101', limit: 5000 }),
    changedText(ticket()),
    changedText(ticket({ uid: 'other' })),
    changedText(ticket({ title: 'Wifi is up' })),
    changedText(ticket({ description: 'No wifi since yesterday.' })),
    `${changedText(ticket())}\n\nOn my way.`,
  ];
  assert.equal(new Set(texts.map(saidFingerprint)).size, texts.length);
});

test('a text without letters and digits counts as it is, trimmed', () => {
  assert.equal(saidFingerprint(' 👍\r\n'), saidFingerprint('👍'));
  assert.equal(saidFingerprint('&#128077;'), saidFingerprint('👍'));
  assert.equal(saidFingerprint('<p>👍</p>'), saidFingerprint('👍'));
  const others = ['👍', '👎', '!!!', '<br>', '...', ''];
  assert.equal(new Set(others.map(saidFingerprint)).size, others.length);
});

test('it is a hash: nobody’s words are kept', () => assert.match(saidFingerprint(said), /^[0-9a-f]{40}$/));

test('any words of a tenant are known again, escaped and laid out anew', () => {
  const words = fc.constantFrom(
    'wifi',
    'é',
    'שלום',
    ' ',
    '\n',
    '<b>',
    '</b>',
    '<x',
    '>',
    '<',
    '&',
    '&amp;',
    '&lt;',
    '"',
    "'",
    '7',
    '👍',
    '.',
  );
  const texts = fc.array(words, { maxLength: 40 }).map((parts) => cleanText(`${parts.join('')} ref`));
  fc.assert(
    fc.property(texts, (text) => {
      for (const change of [escaped, (plain: string) => `<p>${escaped(plain).replaceAll('\n', '<br>')}</p>`]) {
        assert.equal(saidFingerprint(change(text)), saidFingerprint(text), JSON.stringify(text));
      }
    }),
    { numRuns: 3000 },
  );
});
