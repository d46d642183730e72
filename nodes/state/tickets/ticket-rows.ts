/** The ticket book's rows. All of it throws SyncError STORE_…. */
import * as v from 'valibot';
import { type Database, jsonColumn, rowsOf, type Statements } from '../database/database.ts';
import { storedSchema, type TicketEntry } from './ticket-entry.ts';

const rowSchema = v.object({ uid: v.string(), first_seen_at: v.number(), entry_json: v.nullable(v.string()) });

/** Rows per statement: SQLite takes 500 at most. */
const batch = 200;

/** All that were stored; what was known of a ticket before there was a book (no `entry_json`) is none. */
export async function loadTickets(database: Database): Promise<TicketEntry[]> {
  const rows = await database.run((knex) =>
    rowsOf(rowSchema, knex('tickets').select('uid', 'first_seen_at', 'entry_json')),
  );
  return rows.flatMap(({ uid, first_seen_at: firstSeenAt, entry_json: json }) =>
    json === null
      ? []
      : [{ uid, firstSeenAt, ticket: undefined, forced: false, planned: false, ...jsonColumn(storedSchema, json) }],
  );
}

/** In the transaction given. */
export async function saveTickets(statements: Statements, entries: readonly TicketEntry[]): Promise<void> {
  for (let from = 0; from < entries.length; from += batch) {
    const rows = entries.slice(from, from + batch).map(rowOf);
    await statements('tickets').insert(rows).onConflict('uid').merge(['fingerprint', 'status', 'entry_json']);
  }
}

/** The columns beside the key. */
export function ticketColumns(entry: TicketEntry) {
  return { fingerprint: entry.text, status: entry.innago.status, entry_json: JSON.stringify(stored(entry)) };
}

function rowOf(entry: TicketEntry) {
  return { uid: entry.uid, first_seen_at: entry.firstSeenAt, ...ticketColumns(entry) };
}

function stored({
  uid: _uid,
  firstSeenAt: _at,
  ticket: _ticket,
  forced: _forced,
  planned: _planned,
  ...rest
}: TicketEntry) {
  return rest;
}
