/** What all households were charged for a month, by the ledger. */
import * as v from 'valibot';
import type { CalendarMonth } from '../../village/calendar-date.ts';
import type { StatementCharge } from '../../village/occupancy/occupancy.ts';
import { jsonColumn, rowsOf } from '../database/database.ts';
import { effective } from '../ledger/effect-rows.ts';
import type { Store } from '../store.ts';

const rowSchema = v.object({
  key: v.string(),
  state: v.picklist(effective),
  unit: v.nullable(v.string()),
  after_json: v.string(),
});
const chargeSchema = v.object({ amountCents: v.number() });

export interface ChargesOfMonth {
  /** Issued, or found as ours. */
  readonly issued: readonly StatementCharge[];
  /** Units of charges that were sent, and nobody knows yet whether they arrived. */
  readonly unknown: readonly string[];
}

/** By the keys of `chargeKey` (billing/charged-months.ts). @throws SyncError STORE_… */
export async function chargesOfMonth(
  { database }: Pick<Store, 'database'>,
  month: CalendarMonth,
): Promise<ChargesOfMonth> {
  const rows = await database.run((knex) =>
    rowsOf(
      rowSchema,
      knex('effects')
        .select('key', 'state', 'unit', 'after_json')
        .where({ kind: 'innago-invoice' })
        .where('key', 'like', `%/month:${month}`)
        .whereIn('state', [...effective])
        .orderBy('id'),
    ),
  );
  const latest = [...new Map(rows.map((row) => [row.key, row])).values()];
  return {
    issued: latest
      .filter(({ state }) => state !== 'intent')
      .map((row) => ({ unit: row.unit ?? '', amountCents: jsonColumn(chargeSchema, row.after_json).amountCents })),
    unknown: latest.filter(({ state }) => state === 'intent').map(({ unit }) => unit ?? ''),
  };
}
