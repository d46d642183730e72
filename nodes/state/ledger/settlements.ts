/** How an effect that was begun ends: the row in the table of effects, and its entry in the audit, in one transaction. */
import * as v from 'valibot';
import { type Database, firstRow, type Statements } from '../database/database.ts';
import type { Json } from '../effect.ts';
import type { Claim } from '../work.ts';
import { type AuditEntry, writeAudit } from './audit.ts';
import { claimBindings, claimHeld } from './claims.ts';

/** What the audit shows of an effect. */
type Audited = Omit<AuditEntry, 'outcome' | 'errorCode'>;

const heldSchema = v.object({ held: v.number() });

/** How an intent has ended. */
export interface Settlement {
  readonly state: 'done' | 'adopted' | 'failed' | 'absent';
  readonly result?: Json;
  readonly errorCode?: string;
}

/** Closes a row and writes its audit entry, in the transaction given. */
export async function settleRow(
  transaction: Statements,
  now: number,
  id: number,
  effect: Audited,
  settlement: Settlement,
): Promise<void> {
  await transaction('effects')
    .where({ id })
    .update({
      state: settlement.state,
      settled_at: now,
      result_json: settlement.result === undefined ? null : JSON.stringify(settlement.result),
      error_code: settlement.errorCode ?? null,
    });
  await writeAudit(transaction, now, {
    ...effect,
    outcome: settlement.state,
    errorCode: settlement.errorCode,
  });
}

/** Notes that an intent's outcome stays unknown, once; it stays an intent. */
export function noteUnknown(
  database: Database,
  now: number,
  id: number,
  effect: Audited,
  errorCode: string,
): Promise<void> {
  return database.transaction(async (transaction) => {
    const changed = await transaction('effects').where({ id, state: 'intent' }).update({ error_code: errorCode });
    if (changed > 0) await writeAudit(transaction, now, { ...effect, outcome: 'unknown', errorCode });
  });
}

/** Is the claim held at this moment? For the check after a write. */
export async function isClaimHeld(statements: Statements, claim: Claim, now: number): Promise<boolean> {
  const row = await firstRow(heldSchema, statements.raw(`SELECT ${claimHeld} AS held`, [...claimBindings(claim, now)]));
  return row?.held === 1;
}

/**
 * Closes an intent as done, unless somebody else has settled it meanwhile.
 * @returns is the claim still held?
 */
export function settleDone(
  database: Database,
  claim: Claim,
  now: number,
  id: number,
  effect: Audited,
  result: Json,
): Promise<boolean> {
  const sql = `UPDATE effects SET state = 'done', settled_at = ?, result_json = ?, error_code = NULL
    WHERE id = ? AND state = 'intent' RETURNING ${claimHeld} AS held`;
  return database.transaction(async (transaction) => {
    const bindings = [now, JSON.stringify(result), id, ...claimBindings(claim, now)];
    const settled = await firstRow(heldSchema, transaction.raw(sql, bindings));
    if (settled === undefined) return isClaimHeld(transaction, claim, now);
    await writeAudit(transaction, now, { ...effect, outcome: 'done' });
    return settled.held === 1;
  });
}
