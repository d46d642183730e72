/** The audit (design §2, "The ledger" 5): every effect's outcome and every word of a person, appended and never changed. */
import * as v from 'valibot';
import { type Database, rowsOf, type Statements } from '../database/database.ts';
import type { EffectReason, Json } from '../effect.ts';

/** What happened, why, and what was there before and after. */
export interface AuditEntry {
  readonly reason: EffectReason;
  readonly kind: string;
  readonly key: string;
  readonly before: Json;
  readonly after: Json;
  /** done, adopted, failed, unknown, absent, planned, or what a person said: approve, retry, ignore, send-again */
  readonly outcome: string;
  readonly errorCode?: string | undefined;
}

/** An entry as it is stored. `at` is epoch ms. */
export type AuditRecord = AuditEntry & { readonly id: number; readonly at: number };

/** A JSON column of which nothing more is asked than that it is JSON. @throws on text that is none */
export function jsonOf(text: string): Json {
  return JSON.parse(text);
}

const rowSchema = v.object({
  id: v.number(),
  at: v.number(),
  because: v.string(),
  lease_uid: v.nullable(v.string()),
  unit: v.nullable(v.string()),
  household_id: v.nullable(v.number()),
  kind: v.string(),
  key: v.string(),
  before_json: v.string(),
  after_json: v.string(),
  outcome: v.string(),
  error_code: v.nullable(v.string()),
});

/** Writes one entry with the statements given, so that it commits together with what it tells of. */
export async function writeAudit(statements: Statements, at: number, entry: AuditEntry): Promise<void> {
  await statements('audit').insert({
    at,
    ...reasonColumns(entry.reason),
    kind: entry.kind,
    key: entry.key,
    before_json: JSON.stringify(entry.before),
    after_json: JSON.stringify(entry.after),
    outcome: entry.outcome,
    error_code: entry.errorCode ?? null,
  });
}

/** The columns that the tables `effects` and `audit` have for a reason. */
export function reasonColumns(reason: EffectReason) {
  return {
    because: reason.because,
    lease_uid: reason.leaseUid ?? null,
    unit: reason.unit ?? null,
    household_id: reason.householdId ?? null,
  };
}

/** The counterpart of {@link reasonColumns}. */
export function reasonOf(row: {
  because: string;
  lease_uid: string | null;
  unit: string | null;
  household_id: number | null;
}): EffectReason {
  return {
    because: row.because,
    ...(row.lease_uid === null ? {} : { leaseUid: row.lease_uid }),
    ...(row.unit === null ? {} : { unit: row.unit }),
    ...(row.household_id === null ? {} : { householdId: row.household_id }),
  };
}

/** The table `audit`, for reading, and for what is not part of a transaction. */
export class Audit {
  readonly #database: Database;
  readonly #clock: () => number;

  constructor({ database, clock }: { database: Database; clock: () => number }) {
    this.#database = database;
    this.#clock = clock;
  }

  /** In a transaction of its own, with the time of now. @throws SyncError STORE_… */
  write(entry: AuditEntry): Promise<void> {
    return this.#database.run((knex) => writeAudit(knex, this.#clock(), entry));
  }

  /** Newest first. */
  async list({ leaseUid, limit = 200 }: { leaseUid?: string; limit?: number } = {}): Promise<AuditRecord[]> {
    const rows = await this.#database.run((knex) => {
      const query = knex('audit').orderBy('id', 'desc').limit(limit);
      return rowsOf(rowSchema, leaseUid === undefined ? query : query.where({ lease_uid: leaseUid }));
    });
    return rows.map(recordOf);
  }

  /** What happened in a unit, and for these leases where no unit is named. Newest first. @throws SyncError STORE_… */
  async ofUnit(label: string, leaseUids: readonly string[], limit: number): Promise<AuditRecord[]> {
    const ofLeases = `lease_uid IN (${leaseUids.map(() => '?').join(', ')}) AND unit IS NULL`;
    const rows = await this.#database.run((knex) =>
      rowsOf(
        rowSchema,
        knex('audit')
          .where({ unit: label })
          .orWhereRaw(leaseUids.length === 0 ? '0' : ofLeases, [...leaseUids])
          .orderBy('id', 'desc')
          .limit(limit),
      ),
    );
    return rows.map(recordOf);
  }
}

function recordOf(row: v.InferOutput<typeof rowSchema>): AuditRecord {
  return {
    id: row.id,
    at: row.at,
    reason: reasonOf(row),
    kind: row.kind,
    key: row.key,
    before: jsonOf(row.before_json),
    after: jsonOf(row.after_json),
    outcome: row.outcome,
    errorCode: row.error_code ?? undefined,
  };
}
