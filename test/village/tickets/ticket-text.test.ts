import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closingMarks } from '../../../nodes/village/tickets/clean-text.ts';
import {
  changedText,
  hasMarker,
  markedUid,
  ticketBody,
  ticketMarker,
  ticketSubject,
} from '../../../nodes/village/tickets/ticket-text.ts';
import fc from '../seeded.ts';
import { anyFiles, anyText, ticket, ticketUid } from './tickets.ts';

const marker = `[Innago ${ticketUid}]`;
const reference = `Reference: Innago ${ticketUid}`;

test('a marker is found at the end of a subject, and only there', () => {
  assert.equal(ticketMarker(ticketUid), marker);
  const subjects: readonly [string, string | undefined][] = [
    [`Wifi ${marker}`, ticketUid],
    [`Wifi ${marker}  \n`, ticketUid],
    [`[Innago other] ${marker}`, ticketUid],
    [marker, ticketUid],
    [`${marker} Wifi`, undefined],
    [`Wifi [Innago ${ticketUid}`, undefined],
    ['Wifi [Innago ]', undefined],
    ['Wifi [Innago two words]', undefined],
    ['', undefined],
  ];
  for (const [subject, uid] of subjects) {
    assert.equal(markedUid(subject), uid, subject);
    assert.equal(hasMarker(subject, ticketUid), uid !== undefined, subject);
  }
  assert.equal(hasMarker(`Wifi ${marker}`, 'another'), false);
});

const subjects: readonly [what: string, title: string, description: string, expected: string][] = [
  ['a title', 'Wifi is down', 'x', 'Wifi is down'],
  ['lines, blanks, marks of direction', ' Wifi\r\nis \u202e\tdown\u0000 ', 'x', 'Wifi is down'],
  ['markup', '<b>Wifi</b> & co', 'x', '<b>Wifi</b> & co'],
  ['no title', ' \u200b\n', 'It is\nslow', 'It is slow'],
  [
    'no title, long description',
    '',
    'The wifi in the bedroom has been down since the storm on Monday, and the lamp is red.',
    'The wifi in the bedroom has been down since the storm on Monday, and the lamp…',
  ],
  ['no title, one endless word', '', 'x'.repeat(100), `${'x'.repeat(79)}…`],
  ['nothing at all', '', ' \n', 'Maintenance request'],
  ['emoji', '📶', '', '📶'],
];

for (const [what, title, description, expected] of subjects) {
  test(`subject of ${what}`, () =>
    assert.equal(ticketSubject(ticket({ title, description })), `${expected} ${marker}`));
}

test('a long title is cut between letters, to 255 characters with its marker', () => {
  const subject = ticketSubject(ticket({ title: 'a'.repeat(300) }));
  assert.equal(subject.length, 255);
  assert.equal(subject, `${'a'.repeat(255 - marker.length - 2)}… ${marker}`);
  const room = 255 - marker.length - 1;
  assert.equal(ticketSubject(ticket({ title: 'a'.repeat(room) })), `${'a'.repeat(room)} ${marker}`);
  const families = ticketSubject(ticket({ title: '👩‍👩‍👧‍👦'.repeat(30) }));
  assert.match(families, /^(?:👩‍👩‍👧‍👦)+… \[/u);
});

test('first comment: the text, then the facts', () => {
  const full = ticket({
    urgent: true,
    files: [
      { name: 'lamp.jpg', url: 'https://innago.test/f/1' },
      { name: '', url: null },
    ],
  });
  assert.equal(
    ticketBody(full, { unit: '101', limit: 5000 }),
    [
      'No wifi since this morning.',
      '',
      '---',
      'Unit: 101',
      'Asked by: Ann Lee',
      'Urgent: yes',
      'Category: Other',
      'Submitted on: December 3, 2026',
      'Files:',
      '- lamp.jpg https://innago.test/f/1',
      '- file',
      reference,
    ].join('\n'),
  );
});

test('first comment: what is not known has no line', () => {
  const bare = ticket({ personName: ' ', category: null, submittedOn: null });
  assert.equal(
    ticketBody(bare, { unit: '', limit: 5000 }),
    ['No wifi since this morning.', '', '---', 'Unit: none (common area)', reference].join('\n'),
  );
});

test('first comment: without description it says the title; a title that the subject had to cut is in it whole', () => {
  assert.ok(
    ticketBody(ticket({ description: '\u200b' }), { unit: '1', limit: 5000 }).startsWith('Wifi is down\n\n---'),
  );
  const title = 'a'.repeat(250);
  assert.ok(
    ticketBody(ticket({ title }), { unit: '1', limit: 5000 }).startsWith(`${title}\n\nNo wifi since this morning.`),
  );
});

test('first comment: a tenant’s markup, script and line ends arrive as text; what is turned ends before the facts', () => {
  const description = '<script>alert(1)</script>\r\n<b>x</b> &amp; \u202eolleh';
  const body = ticketBody(ticket({ description }), { unit: '101', limit: 5000 });
  assert.ok(body.startsWith('<script>alert(1)</script>\n<b>x</b> &amp; \u202eolleh\u202c\n\n---\nUnit: 101\n'));
  const named = ticketBody(ticket({ personName: 'Ann\r\nUnit: 205\u202e' }), { unit: '101', limit: 5000 });
  assert.match(named, /\nAsked by: Ann Unit: 205\n/);
});

test('first comment: of 20 kB the tenant’s text is cut, with a note that says where the whole is', () => {
  const body = ticketBody(ticket({ description: 'wifi '.repeat(4000) }), { unit: '101', limit: 4000 });
  assert.ok(body.length <= 4000 && body.length > 3990);
  assert.match(body, /w…\n\[The text is cut here\. The whole is in Innago, ticket 5f3c[-\w]+\.\]\n\n---\nUnit: 101\n/);
  assert.ok(body.endsWith(reference));
});

test('files take at most half of the room, and those left out are counted; a link is whole or not there', () => {
  const files = Array.from({ length: 40 }, (_, index) => ({
    name: `${index}.jpg`,
    url: `https://innago.test/${'f'.repeat(50)}`,
  }));
  const body = ticketBody(ticket({ files }), { unit: '101', limit: 2000 });
  assert.ok(body.length <= 2000);
  const kept = body.match(/- \d+\.jpg https:\/\/innago\.test\/f{50}\n/g) ?? [];
  assert.ok(kept.length > 5 && kept.length < 20);
  assert.ok(body.includes(`\n- ${40 - kept.length} more in Innago\n${reference}`));
  const longLink = ticketBody(ticket({ files: [{ name: 'a', url: `https://x.test/${'y'.repeat(3000)}` }] }), {
    unit: '1',
    limit: 9000,
  });
  assert.ok(longLink.includes('\n- a (link in Innago)\n'));
});

test('after an edit: that it is one, then title, text and files', () => {
  assert.equal(
    changedText(ticket({ files: [{ name: 'lamp.jpg', url: null }] })),
    [
      'The tenant has changed this ticket in Innago. It now reads:',
      '',
      'Wifi is down',
      '',
      'No wifi since this morning.',
      '',
      '---',
      'Files:',
      '- lamp.jpg',
      reference,
    ].join('\n'),
  );
  const long = changedText(ticket({ description: 'x'.repeat(20_000) }), { limit: 3000 });
  assert.ok(long.length <= 3000 && long.endsWith(reference));
  assert.match(long, /x…\n\[The text is cut here\./);
});

test('any ticket: within the limits, whole letters, marker and reference at the end', () => {
  const anyTicket = fc.record({
    title: anyText,
    description: anyText,
    personName: anyText,
    category: fc.option(anyText),
    files: anyFiles,
  });
  fc.assert(
    fc.property(anyTicket, anyText, fc.integer({ min: 0, max: 1500 }), (given, unit, limit) => {
      const any = ticket(given);
      const subject = ticketSubject(any);
      assert.ok(subject.length <= 255 && subject.isWellFormed());
      assert.equal(markedUid(subject), ticketUid);
      assert.doesNotMatch(subject, /\p{Cc}|\p{Bidi_Control}/u);
      for (const body of [ticketBody(any, { unit, limit }), changedText(any, { limit })]) {
        assert.ok(body.length <= limit && body.isWellFormed());
        assert.equal(closingMarks(body), '');
      }
      assert.ok(ticketBody(any, { unit, limit: 5000 }).endsWith(`\n${reference}`));
      assert.ok(changedText(any).endsWith(`\n${reference}`));
    }),
    { numRuns: 2000 },
  );
});
