/**
 * The plan of a dry-run as it stands now (design §5): what the newest run of each lease and ticket would have written. The table of effects
 * keeps every plan that was ever made; this one forgets what a later run no longer plans.
 */
import * as v from 'valibot';
import { type Database, firstRow, rowsOf } from '../database/database.ts';
import type { EffectFacts, EffectReason, Json } from '../effect.ts';
import type { Claim } from '../work.ts';
import { jsonOf, reasonColumns, reasonOf } from './audit.ts';
import { claimBindings, claimHeld, claimLost } from './claims.ts';
import { effective } from './effect-rows.ts';

/** Something that live would write. */
export interface PlannedEffect {
  /** Of the ledger. */
  readonly key: string;
  readonly kind: string;
  /** Whose plan it is: `lease:<uid>`, `ticket:<uid>`, `action:prepare`, or `drift/lease:<uid>`. */
  readonly run: string;
  readonly reason: EffectReason;
  readonly before: Json;
  readonly after: Json;
  /** Epoch ms of the newest run that planned it. */
  readonly plannedAt: number;
}

/**
 * Notes what a run plans, instead of what an earlier run of the same lease or ticket planned for the thing.
 * @throws SyncError CLAIM_LOST, STORE_…
 */
export async function notePlan(database: Database, claim: Claim, now: number, facts: EffectFacts): Promise<void> {
  const columns = {
    run: runOf(claim, facts.reason),
    key: facts.key,
    claim_token: claim.token,
    kind: facts.kind,
    ...reasonColumns(facts.reason),
    before_json: JSON.stringify(facts.before),
    after_json: JSON.stringify(facts.after),
    planned_at: now,
  };
  const names = Object.keys(columns);
  const changes = names.slice(2).map((name) => `${name} = excluded.${name}`);
  const sql = `INSERT INTO planned (${names.join(', ')}, last_effect)
    SELECT ${names.map(() => '?').join(', ')}, (SELECT coalesce(max(id), 0) FROM effects WHERE key = ?) WHERE ${claimHeld}
    ON CONFLICT (run, key) DO UPDATE SET ${changes.join(', ')}, last_effect = excluded.last_effect, forgotten_at = NULL
    RETURNING key`;
  const bindings = [...Object.values(columns), facts.key, ...claimBindings(claim, now)];
  const noted = await database.run((knex) => firstRow(v.object({ key: v.string() }), knex.raw(sql, bindings)));
  if (noted === undefined) throw claimLost(claim);
}

/**
 * A run is over, or went no further: what it did not plan, its lease or ticket plans no more. Live, that is all of it.
 * @param kind of effects that the run was for alone; absent: for all
 * @throws SyncError STORE_…
 */
export function forgetUnplanned(database: Database, claim: Claim, kind?: EffectFacts['kind']): Promise<void> {
  return database.run(async (knex) => {
    const older = knex('planned').where({ run: claim.key }).whereNot({ claim_token: claim.token });
    await (kind === undefined ? older : older.where({ kind })).delete();
  });
}

const driftStart = 'drift/';

/** The audit of UISP claims the lease whose drift it repairs, but is no run of it. */
function runOf({ key }: Claim, { because }: EffectReason): string {
  return because === 'drift' ? `${driftStart}${key}` : key;
}

/** An audit is over: what it did not plan again is no drift any more. @param began epoch ms. @throws SyncError STORE_… */
export function forgetDrifts(database: Database, began: number): Promise<void> {
  return database.run(async (knex) => {
    await knex('planned').where('run', 'like', `${driftStart}%`).andWhere('planned_at', '<', began).delete();
  });
}

const rowSchema = v.object({
  run: v.string(),
  key: v.string(),
  kind: v.string(),
  because: v.string(),
  lease_uid: v.nullable(v.string()),
  unit: v.nullable(v.string()),
  household_id: v.nullable(v.number()),
  before_json: v.string(),
  after_json: v.string(),
  planned_at: v.number(),
});

/** Without what has been written live since. The one that was planned last comes last. @throws SyncError STORE_… */
export function plannedNow(database: Database): Promise<PlannedEffect[]> {
  return plannedOf(database, {});
}

/** As {@link plannedNow}, for one key of the ledger: what was planned last. */
export async function plannedFor(database: Database, key: string): Promise<PlannedEffect | undefined> {
  return (await plannedOf(database, { key })).at(-1);
}

async function plannedOf(database: Database, which: { readonly key?: string }): Promise<PlannedEffect[]> {
  const rows = await database.run((knex) =>
    rowsOf(
      rowSchema,
      knex('planned')
        .where(which)
        .whereNotExists(
          knex('effects')
            .select('id')
            .whereRaw('effects.key = planned.key AND effects.id > planned.last_effect')
            .whereIn('state', [...effective]),
        )
        .orderBy(['planned_at', 'rowid']),
    ),
  );
  return rows.map((row) => ({
    key: row.key,
    kind: row.kind,
    run: row.run,
    reason: reasonOf(row),
    before: jsonOf(row.before_json),
    after: jsonOf(row.after_json),
    plannedAt: row.planned_at,
  }));
}
