import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TicketClass } from '../../../nodes/village/tickets/ticket.ts';
import { type TicketSide, whoFollows } from '../../../nodes/village/tickets/ticket-agreement.ts';

type SideWord = 'open' | 'open again' | 'solved' | 'solved again';
type Outcome = '-' | 'innago open' | 'innago solved' | 'uisp open' | 'uisp solved';

/** "again": it was opened again since both agreed, whatever it is now. */
const table: readonly [agreed: TicketClass, innago: SideWord, uisp: SideWord, outcome: Outcome][] = [
  // Both are the same: nothing to write, however they came to be.
  ['open', 'open', 'open', '-'],
  ['open', 'open', 'open again', '-'],
  ['open', 'open again', 'open', '-'],
  ['open', 'open again', 'open again', '-'],
  ['open', 'solved', 'solved', '-'],
  ['open', 'solved', 'solved again', '-'],
  ['open', 'solved again', 'solved', '-'],
  ['open', 'solved again', 'solved again', '-'],
  ['solved', 'open', 'open', '-'],
  ['solved', 'open', 'open again', '-'],
  ['solved', 'open again', 'open', '-'],
  ['solved', 'open again', 'open again', '-'],
  ['solved', 'solved', 'solved', '-'],
  ['solved', 'solved', 'solved again', '-'],
  ['solved', 'solved again', 'solved', '-'],
  ['solved', 'solved again', 'solved again', '-'],
  // Both were open, one was solved: the other follows …
  ['open', 'solved', 'open', 'uisp solved'],
  ['open', 'solved again', 'open', 'uisp solved'],
  ['open', 'open', 'solved', 'innago solved'],
  ['open', 'open', 'solved again', 'innago solved'],
  // … unless the other was solved and opened again in between: a reopen beats a resolve.
  ['open', 'solved', 'open again', 'innago open'],
  ['open', 'solved again', 'open again', 'innago open'],
  ['open', 'open again', 'solved', 'uisp open'],
  ['open', 'open again', 'solved again', 'uisp open'],
  // Both were solved, one was opened again: the other follows, whether or not the reopen itself was seen.
  ['solved', 'open', 'solved', 'uisp open'],
  ['solved', 'open again', 'solved', 'uisp open'],
  ['solved', 'open', 'solved again', 'uisp open'],
  ['solved', 'open again', 'solved again', 'uisp open'],
  ['solved', 'solved', 'open', 'innago open'],
  ['solved', 'solved', 'open again', 'innago open'],
  ['solved', 'solved again', 'open', 'innago open'],
  ['solved', 'solved again', 'open again', 'innago open'],
];

function side(word: SideWord): TicketSide {
  return { class: word.startsWith('open') ? 'open' : 'solved', reopened: word.endsWith('again') };
}

test('the table has every case once', () => {
  assert.equal(new Set(table.map(([agreed, innago, uisp]) => `${agreed}|${innago}|${uisp}`)).size, 2 * 4 * 4);
  assert.equal(table.length, 32);
});

for (const [agreed, innago, uisp, outcome] of table) {
  test(`agreed on ${agreed}; Innago ${innago}, UISP ${uisp}: ${outcome}`, () => {
    const follows = whoFollows(agreed, side(innago), side(uisp));
    assert.equal(follows === undefined ? '-' : `${follows.side} ${follows.to}`, outcome);
  });
}

test('neither side has a privilege: with sides exchanged the other follows to the same', () => {
  for (const [agreed, innago, uisp] of table) {
    const one = whoFollows(agreed, side(innago), side(uisp));
    const other = whoFollows(agreed, side(uisp), side(innago));
    assert.equal(one?.to, other?.to);
    if (one !== undefined) assert.notEqual(one.side, other?.side);
  }
});

test('after the write both agree', () => {
  for (const [agreed, innago, uisp] of table) {
    const follows = whoFollows(agreed, side(innago), side(uisp));
    if (follows === undefined) continue;
    const after = { innago: side(innago), uisp: side(uisp), [follows.side]: { class: follows.to, reopened: false } };
    assert.equal(whoFollows(agreed, after.innago, after.uisp), undefined);
  }
});
