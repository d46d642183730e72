/** The table of effects: one statement, or one transaction, per step of the ledger. */
import * as v from 'valibot';
import { SyncError } from '../../sync-error.ts';
import { type Database, firstRow, rowsOf, type Statements } from '../database/database.ts';
import type { EffectFacts, Json } from '../effect.ts';
import type { Claim } from '../work.ts';
import { jsonOf, reasonColumns, reasonOf, writeAudit } from './audit.ts';
import { claimBindings, claimHeld } from './claims.ts';
import { settleRow } from './settlements.ts';

/**
 * `intent`: begun, outcome unknown. `adopted`: found at the other side. `absent`: looked for, and not there.
 * `planned`: dry-run.
 */
export type EffectState = 'intent' | 'done' | 'adopted' | 'failed' | 'absent' | 'planned';

/** Rows that tell what is true at the other side, or may be: a failed or absent one changed nothing, a planned one never was. */
export const effective = ['intent', 'done', 'adopted'] as const;

/** An effect as it is stored; instants are epoch ms. */
export interface EffectRow extends Omit<EffectFacts, 'kind'> {
  readonly id: number;
  readonly kind: string;
  readonly state: EffectState;
  readonly prepared: Json;
  readonly result: Json | undefined;
  readonly begunAt: number;
  readonly settledAt: number | null;
  readonly errorCode: string | null;
}

const idSchema = v.object({ id: v.number() });
const rowSchema = v.object({
  id: v.number(),
  key: v.string(),
  kind: v.string(),
  fingerprint: v.string(),
  state: v.picklist(['intent', 'done', 'adopted', 'failed', 'absent', 'planned']),
  because: v.string(),
  lease_uid: v.nullable(v.string()),
  unit: v.nullable(v.string()),
  household_id: v.nullable(v.number()),
  before_json: v.string(),
  after_json: v.string(),
  prepared_json: v.string(),
  result_json: v.nullable(v.string()),
  begun_at: v.number(),
  settled_at: v.nullable(v.number()),
  error_code: v.nullable(v.string()),
});

function toEffect(row: v.InferOutput<typeof rowSchema>): EffectRow {
  return {
    id: row.id,
    key: row.key,
    kind: row.kind,
    fingerprint: row.fingerprint,
    state: row.state,
    reason: reasonOf(row),
    before: jsonOf(row.before_json),
    after: jsonOf(row.after_json),
    prepared: jsonOf(row.prepared_json),
    result: row.result_json === null ? undefined : jsonOf(row.result_json),
    begunAt: row.begun_at,
    settledAt: row.settled_at,
    errorCode: row.error_code,
  };
}

/** The newest row under the key in one of these states, or undefined. */
export async function latestEffect(
  database: Database,
  key: string,
  states: readonly EffectState[],
): Promise<EffectRow | undefined> {
  const row = await database.run((knex) =>
    firstRow(
      rowSchema,
      knex('effects')
        .where({ key })
        .whereIn('state', [...states])
        .orderBy('id', 'desc')
        .limit(1),
    ),
  );
  return row === undefined ? undefined : toEffect(row);
}

/** Of the newest effect; 0 when there is none yet. */
export async function lastEffectId(database: Database): Promise<number> {
  const row = await database.run((knex) =>
    firstRow(idSchema, knex('effects').select('id').orderBy('id', 'desc').limit(1)),
  );
  return row?.id ?? 0;
}

/** All effects of a household whose key begins like this, oldest first. */
export async function effectsOfHousehold(
  database: Database,
  householdId: number,
  keyStart: string,
): Promise<EffectRow[]> {
  const rows = await database.run((knex) =>
    rowsOf(
      rowSchema,
      knex('effects').where({ household_id: householdId }).andWhere('key', '>=', keyStart).orderBy('id'),
    ),
  );
  return rows.filter((row) => row.key.startsWith(keyStart)).map(toEffect);
}

/** Of all households: effects of a kind whose key ends like this, oldest first. Looks through them all: for a person's question only. */
export async function effectsOfKind(database: Database, kind: string, keyEnd: string): Promise<EffectRow[]> {
  const rows = await database.run((knex) =>
    rowsOf(rowSchema, knex('effects').where({ kind }).andWhere('key', 'like', `%${keyEnd}`).orderBy('id')),
  );
  return rows.filter((row) => row.key.endsWith(keyEnd)).map(toEffect);
}

/** The dry-run plan: per key the newest row, where that is a planned one; in the order in which they were planned. */
export async function plannedEffects(database: Database): Promise<EffectRow[]> {
  const rows = await database.run((knex) =>
    rowsOf(
      rowSchema,
      knex.raw(
        `SELECT * FROM effects WHERE state = 'planned' AND id IN (SELECT max(id) FROM effects GROUP BY key) ORDER BY id`,
      ),
    ),
  );
  return rows.map(toEffect);
}

/**
 * Records an intent, or in dry-run a planned effect, if the claim is still held: check and record are one statement.
 * An earlier intent that was looked for and not found is closed as `absent` with it.
 * @returns the row's id, or undefined when the claim is lost (then nothing was recorded)
 */
export function recordIfClaimed(
  database: Database,
  claim: Claim,
  now: number,
  facts: EffectFacts,
  { state, prepared, absent }: { state: 'intent' | 'planned'; prepared: Json; absent?: EffectRow | undefined },
): Promise<number | undefined> {
  const columns = {
    key: facts.key,
    kind: facts.kind,
    fingerprint: facts.fingerprint,
    state,
    ...reasonColumns(facts.reason),
    before_json: JSON.stringify(facts.before),
    after_json: JSON.stringify(facts.after),
    prepared_json: JSON.stringify(prepared),
    claim_token: claim.token,
    begun_at: now,
    settled_at: state === 'planned' ? now : null,
  };
  const names = Object.keys(columns);
  const sql = `INSERT INTO effects (${names.join(', ')}) SELECT ${names.map(() => '?').join(', ')} WHERE ${claimHeld} RETURNING id`;
  const bindings = [...Object.values(columns), ...claimBindings(claim, now)];
  const record = (knex: Statements) => firstRow(idSchema, knex.raw(sql, bindings));
  if (state === 'intent' && absent === undefined) return database.run(async (knex) => (await record(knex))?.id);
  return database.transaction(async (transaction) => {
    const recorded = await record(transaction);
    if (recorded === undefined) return undefined;
    if (state === 'planned') await writeAudit(transaction, now, { ...facts, outcome: 'planned' });
    if (absent !== undefined) await settleRow(transaction, now, absent.id, absent, { state: 'absent' });
    return recorded.id;
  });
}

/** EFFECT_UNKNOWN (trouble operator), for what cannot be looked up. */
export function unknownOutcome(open: { readonly key: string }): SyncError {
  return new SyncError(
    `Nobody knows whether ${open.key} has happened: the answer was lost, and it cannot be looked up.`,
    {
      code: 'EFFECT_UNKNOWN',
      trouble: 'operator',
      hint: 'Find out by hand, then choose "send again" or "ignore" at the attention item.',
    },
  );
}
