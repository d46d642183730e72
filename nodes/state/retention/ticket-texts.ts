/** Texts of tickets that wait to be said, of tickets long closed: nobody is told them any more. */
import type { Database } from '../database/database.ts';
import type { TicketAttention } from '../tickets/ticket-attention.ts';
import type { TicketEntry } from '../tickets/ticket-entry.ts';
import { loadTickets, saveTickets } from '../tickets/ticket-rows.ts';
import type { TicketShelf } from '../tickets/ticket-shelf.ts';

interface Parts {
  readonly database: Database;
  readonly shelf: TicketShelf;
  readonly items: TicketAttention;
}

/** One per ticket book. */
export class TicketTexts {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Of tickets that are closed on both sides, and on which nothing has happened since. In dry-run, too: what is stored there is of live.
   * @param before epoch ms
   * @returns how many tickets had any
   * @throws SyncError STORE_…
   */
  forget(before: number): Promise<number> {
    const { database, shelf, items } = this.#parts;
    return shelf.oneByOne(async () => {
      const stored = (await loadTickets(database)).filter((entry) => isClosed(entry, before) && holdsTexts(entry));
      if (stored.length === 0) return 0;
      const left = stored.map((entry) => ({ ...entry, ...emptied() }));
      await database.transaction((transaction) => saveTickets(transaction, left));
      for (const { uid } of left) {
        const entry = shelf.get(uid);
        if (entry === undefined) continue;
        const now = { ...entry, ...emptied() };
        shelf.keep(now);
        await items.keep(now);
      }
      return left.length;
    });
  }
}

function emptied(): Pick<TicketEntry, 'toUisp' | 'toInnago' | 'unsure'> {
  return { toUisp: [], toInnago: [], unsure: [] };
}

function holdsTexts({ toUisp, toInnago, unsure }: TicketEntry): boolean {
  return toUisp.length + toInnago.length + unsure.length > 0;
}

function isClosed({ innago, uisp, link, firstSeenAt }: TicketEntry, before: number): boolean {
  const isOver = innago.place === 'gone' || innago.class === 'solved' || (link === null && innago.place === 'left');
  const isOverThere = uisp === null || uisp.class === 'solved' || uisp.gone !== null;
  return isOver && isOverThere && Math.max(firstSeenAt, uisp?.lastActivityAt ?? 0) < before;
}
