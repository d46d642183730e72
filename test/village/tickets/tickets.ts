/** Tickets, and texts as nobody expects them, for the tests of this room. */

import type { Ticket } from '../../../nodes/village/tickets/ticket.ts';
import fc from '../seeded.ts';

export const ticketUid = '5f3c0a52-7d0e-4a55-9a53-2b1f0c8e6d11';

export function ticket(given: Partial<Ticket> = {}): Ticket {
  return {
    uid: ticketUid,
    title: 'Wifi is down',
    description: 'No wifi since this morning.',
    category: 'Other',
    status: 'NewRequest',
    urgent: false,
    submittedOn: '2026-12-03',
    submittedAt: '2026-12-03T08:15:00',
    resolvedOn: null,
    propertyName: 'Victorian Village',
    unitName: 'Unit 101',
    personUid: 'tenant-1',
    personName: 'Ann Lee',
    files: [],
    ...given,
  };
}

const pieces = [
  ...[
    'a',
    'wifi',
    ' ',
    '  ',
    '\n',
    '\r\n',
    '\r',
    '\t',
    '\u2028',
    '\u2029',
    '\u0085',
    '\u000b',
    '\u0000',
    '\u0007',
    '\u009f',
    '\ufeff',
  ],
  ...[
    '\ufffe',
    '\ud83d',
    '\ude00',
    '😀',
    '👩‍👩‍👧‍👦',
    '🇩🇪',
    'e\u0301',
    'ก็',
    '\u200d',
    '\u0301',
    '\u200b',
    '\u00a0',
    'שלום',
    '\u200f',
    '\u061c',
  ],
  ...[
    '\u202a',
    '\u202e',
    '\u202c',
    '\u2066',
    '\u2067',
    '\u2069',
    '<',
    '>',
    '</',
    '<b>',
    '<br>',
    '</p>',
    '<script>',
    '</script>',
  ],
  ...[
    '<a href="https://x.test/">',
    '</a>',
    '<li>',
    '&',
    '&amp;',
    '&lt;',
    '&#60;',
    '&#x110000;',
    ';',
    '"',
    "'",
    '[Innago ',
    ']',
    '…',
  ],
] as const;

/** Pieces that upset texts, in any order, and any string at all, halves of surrogate pairs included. */
export const anyText = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
);

export const anyFiles = fc.array(fc.record({ name: anyText, url: fc.option(anyText) }), { maxLength: 5 });

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Does the text begin with this head, ending where one of its letters (as the reader sees them) ends? */
export function isWholeHead(head: string, text: string): boolean {
  if (!text.startsWith(head)) return false;
  if (head.length === text.length || head === '') return true;
  for (const { index } of letters.segment(text)) if (index >= head.length) return index === head.length;
  return false;
}
