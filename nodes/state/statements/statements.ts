/** Occupancy statements: a month that is over is closed when it is first asked for, and is the same ever after. */
import * as v from 'valibot';
import { SyncError } from '../../sync-error.ts';
import { addDays, type CalendarMonth, monthOf } from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';
import { type OccupancyStatement, occupancyStatement } from '../../village/occupancy/occupancy.ts';
import { firstRow, jsonColumn } from '../database/database.ts';
import type { Store } from '../store.ts';
import { type StatementTerms, statementFacts } from './statement-facts.ts';

const { string: text, number } = v;
const statementSchema = v.object({
  property: text(),
  month: text(),
  units: v.array(
    v.object({
      unit: text(),
      state: v.picklist(['occupied', 'partial', 'vacant']),
      days: number(),
      plan: v.nullable(text()),
      uispCents: number(),
      addOnCents: number(),
    }),
  ),
  totals: v.object({
    units: number(),
    occupied: number(),
    partial: number(),
    vacant: number(),
    plans: v.array(v.object({ plan: text(), units: number(), uispCents: number() })),
    uispCents: number(),
    charges: number(),
    addOnCents: number(),
    totalCents: number(),
  }),
  notes: v.array(text()),
}) satisfies v.GenericSchema<unknown, OccupancyStatement>;
const rowSchema = v.object({ statement_json: text(), closed_at: number() });

export interface Statement extends OccupancyStatement {
  /** It may still change; why, is in the notes. */
  readonly provisional: boolean;
  /** When it was closed, ISO; null: it is not. */
  readonly closedAt: string | null;
}

/** @throws SyncError STORE_…, PLANS_INVALID */
export async function statementOf(store: Store, month: CalendarMonth, terms: StatementTerms): Promise<Statement> {
  const closed = await closedStatement(store, month);
  if (closed !== undefined) return closed;
  const { input, open } = await statementFacts(store, month, terms);
  const statement = occupancyStatement(input);
  if (open.length > 0) return { ...statement, notes: [...open, ...statement.notes], provisional: true, closedAt: null };
  const row = { month, statement_json: JSON.stringify(statement), closed_at: store.clock() };
  // Asked for twice at once: the first one counts.
  await store.database.run((knex) => knex('statements').insert(row).onConflict('month').ignore());
  const stored = await closedStatement(store, month);
  if (stored !== undefined) return stored;
  throw new SyncError('A statement was not stored.', { code: 'STORE_FAILED', trouble: 'state' });
}

async function closedStatement({ database }: Store, month: CalendarMonth): Promise<Statement | undefined> {
  const row = await database.run((knex) => firstRow(rowSchema, knex('statements').where({ month })));
  if (row === undefined) return undefined;
  const statement = jsonColumn(statementSchema, row.statement_json);
  return { ...statement, provisional: false, closedAt: new Date(row.closed_at).toISOString() };
}

/**
 * The month that is asked for.
 * @param asked `YYYY-MM`, `this` or `last`; absent: the last one
 * @throws SyncError STATEMENT_MONTH (trouble operator): something else, or a month to come
 */
export function statementMonth(asked: unknown, today: CalendarDate): CalendarMonth {
  const present = monthOf(today);
  const word = typeof asked === 'string' ? asked.trim().toLowerCase() : (asked ?? 'last');
  if (word === 'this') return present;
  if (word === 'last' || word === '') return monthOf(addDays(`${present}-01`, -1));
  if (typeof word === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(word) && word >= '2000-01' && word <= present)
    return word;
  throw new SyncError('There is no statement for the month that was asked for.', {
    code: 'STATEMENT_MONTH',
    trouble: 'operator',
    hint: 'Send {"month": "2026-11"}, "this" or "last"; not a month to come.',
  });
}
