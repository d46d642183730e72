/**
 * The ledger (design §2): the one way to a remote write.
 *
 * Beside the rules of effect.ts: requests under one key run one after the other, so that two leases of one household never look
 * for, and write, the same thing at once.
 */
import * as v from 'valibot';
import { SyncError, toSyncError } from '../../sync-error.ts';
import type { Database } from '../database/database.ts';
import type { EffectOutcome, EffectRequest, Json, KnownEffect, LedgerPort, SoughtEffect } from '../effect.ts';
import type { ModeSwitch } from '../mode-switch.ts';
import type { Pause } from '../pause.ts';
import type { Claim } from '../work.ts';
import { jsonOf } from './audit.ts';
import { claimLost } from './claims.ts';
import { type EffectRow, effective, latestEffect, recordIfClaimed, unknownOutcome } from './effect-rows.ts';
import { KeyQueue } from './key-queue.ts';
import { notePlan, plannedFor } from './plan-table.ts';
import { isClaimHeld, noteUnknown, settleDone, settleRow } from './settlements.ts';
import { type Gap, isInGap, recordInGap } from './since-backup.ts';

/** What the ledger and {@link AtMostOnce} work with. */
export interface LedgerOptions {
  readonly database: Database;
  readonly modeSwitch: Pick<ModeSwitch, 'mode'>;
  /** Epoch ms. */
  readonly clock: () => number;
  readonly pause: Pick<Pause, 'check'>;
  /** Absent: the database is no restored backup. */
  readonly gap?: Gap;
}

/** See {@link LedgerPort}. Effects of one key come one after the other, of different keys side by side. */
export class Ledger implements LedgerPort {
  readonly #database: Database;
  readonly #modeSwitch: Pick<ModeSwitch, 'mode'>;
  readonly #clock: () => number;
  readonly #pause: Pick<Pause, 'check'>;
  readonly #gap: LedgerOptions['gap'];
  readonly #keys = new KeyQueue();

  constructor({ database, modeSwitch, clock, pause, gap }: LedgerOptions) {
    this.#database = database;
    this.#modeSwitch = modeSwitch;
    this.#clock = clock;
    this.#pause = pause;
    this.#gap = gap;
  }

  /** See {@link LedgerPort}. */
  apply<R>(claim: Claim, request: EffectRequest<R>): Promise<EffectOutcome<R>> {
    return this.#keys.run(request.key, () => this.#apply(claim, request));
  }

  /** See {@link LedgerPort}. */
  async latest(key: string): Promise<KnownEffect | undefined> {
    const row = await latestEffect(this.#database, key, effective);
    if (row === undefined) return undefined;
    return { ...row, state: row.state === 'done' || row.state === 'adopted' ? row.state : 'intent' };
  }

  /** See {@link LedgerPort}. */
  async planned(key: string): Promise<Json | undefined> {
    return this.#modeSwitch.mode === 'live' ? undefined : (await plannedFor(this.#database, key))?.after;
  }

  /** See {@link LedgerPort}. */
  seek<R>(claim: Claim, sought: SoughtEffect<R>): Promise<EffectOutcome<R> | undefined> {
    return this.#keys.run(sought.key, async () => {
      this.#pause.check();
      const latest = await latestEffect(this.#database, sought.key, effective);
      return latest?.state === 'intent' ? this.#look(claim, sought, latest) : undefined;
    });
  }

  async #apply<R>(claim: Claim, request: EffectRequest<R>): Promise<EffectOutcome<R>> {
    this.#pause.check();
    const latest = await latestEffect(this.#database, request.key, effective);
    if (latest !== undefined && latest.state !== 'intent' && latest.fingerprint === request.fingerprint) {
      return { outcome: 'skipped', result: readResult(request, latest) };
    }
    const since = latest === undefined ? await this.#sinceBackup(claim, request) : undefined;
    if (since !== undefined) return since;
    const open = latest?.state === 'intent' ? latest : undefined;
    if (open !== undefined) {
      const found = (await this.#look(claim, request, open)) ?? (await this.#lookAgain(claim, request, open));
      if (found !== undefined) return found;
    }
    if (this.#modeSwitch.mode === 'dry-run') return this.#plan(claim, request);
    return this.#write(claim, request, open);
  }

  /** Of a restored backup: what may have been done after the copy is looked for, or, where that is not possible, asked of a person. */
  async #sinceBackup<R>(claim: Claim, request: EffectRequest<R>): Promise<EffectOutcome<R> | undefined> {
    const looksItself = request.look !== undefined && request.lookSinceBackup === undefined;
    if (looksItself || this.#modeSwitch.mode === 'dry-run') return undefined;
    if (!(await isInGap(this.#database, this.#gap, request))) return undefined;
    const found = await request.lookSinceBackup?.();
    if (request.look !== undefined && found === undefined) return undefined;
    const id = await recordInGap(this.#database, claim, this.#clock(), request);
    if (found === undefined) throw unknownOutcome(request);
    return this.#adopt(claim, request, { id }, found);
  }

  /** Begun when the copy was made, and not there as it was begun: the original may have tried again with other dates or amounts. */
  async #lookAgain<R>(claim: Claim, request: EffectRequest<R>, open: EffectRow): Promise<EffectOutcome<R> | undefined> {
    if (request.lookSinceBackup === undefined || !(await isInGap(this.#database, this.#gap, request))) return undefined;
    const found = await request.lookSinceBackup(open.prepared);
    return found === undefined ? undefined : this.#adopt(claim, request, open, found);
  }

  async #look<R>(claim: Claim, sought: SoughtEffect<R>, open: EffectRow): Promise<EffectOutcome<R> | undefined> {
    if (sought.look === undefined) throw unknownOutcome(open);
    const found = await sought.look(open.prepared);
    return found === undefined ? undefined : this.#adopt(claim, sought, open, found);
  }

  async #adopt<R>(
    claim: Claim,
    sought: SoughtEffect<R>,
    open: Pick<EffectRow, 'id'>,
    found: R,
  ): Promise<EffectOutcome<R>> {
    const now = this.#clock();
    await this.#database.transaction(async (transaction) => {
      // Begins with a write, then checks: all of it or nothing.
      await transaction('effects').where({ id: open.id }).update({ fingerprint: sought.fingerprint });
      if (!(await isClaimHeld(transaction, claim, now))) throw claimLost(claim);
      await settleRow(transaction, now, open.id, sought, { state: 'adopted', result: toJson(found) });
    });
    return { outcome: 'adopted', result: found };
  }

  /** The same plan again is not recorded twice. */
  async #plan<R>(claim: Claim, request: EffectRequest<R>): Promise<EffectOutcome<R>> {
    const newest = await latestEffect(this.#database, request.key, ['planned', ...effective]);
    if (newest?.state !== 'planned' || newest.fingerprint !== request.fingerprint) {
      const id = await recordIfClaimed(this.#database, claim, this.#clock(), request, {
        state: 'planned',
        prepared: null,
      });
      if (id === undefined) throw claimLost(claim);
    }
    await notePlan(this.#database, claim, this.#clock(), request);
    return { outcome: 'planned', result: undefined };
  }

  async #write<R>(claim: Claim, request: EffectRequest<R>, absent: EffectRow | undefined): Promise<EffectOutcome<R>> {
    const prepared = (await request.prepare?.()) ?? null;
    this.#check(claim);
    const now = this.#clock();
    const id = await recordIfClaimed(this.#database, claim, now, request, { state: 'intent', prepared, absent });
    if (id === undefined) throw claimLost(claim);
    let result: R;
    try {
      // Paused, or back in dry-run, while the intent was stored: surely nothing is sent.
      this.#check(claim);
      result = await request.write(prepared);
    } catch (thrown) {
      throw await this.#failed(request, id, toSyncError(thrown));
    }
    await this.#recordResult(claim, request, id, result);
    return { outcome: 'done', result };
  }

  /** May a write that was begun live still be made? @throws SyncError PAUSED; CLAIM_LOST: a person has switched back to dry-run */
  #check(claim: Claim): void {
    this.#pause.check();
    if (this.#modeSwitch.mode === 'dry-run') throw claimLost(claim);
  }

  /** What a write surely did not do is closed; what it may have done stays open, to be looked for. @returns the error */
  async #failed(request: EffectRequest<unknown>, id: number, error: SyncError): Promise<SyncError> {
    const now = this.#clock();
    try {
      if (error.effect === 'none') {
        await this.#database.transaction((transaction) =>
          settleRow(transaction, now, id, request, { state: 'failed', errorCode: error.code }),
        );
      } else {
        await noteUnknown(this.#database, now, id, request, error.code);
      }
    } catch {
      // The intent stays open and is looked for next time: safe either way. The write's own error tells more than the store's.
    }
    return error;
  }

  /**
   * What was answered is recorded even when the claim is gone by now (it is true, and spares a person the question for things that
   * cannot be looked for), unless somebody else has settled the intent meanwhile; but the step then ends with CLAIM_LOST.
   */
  async #recordResult<R>(claim: Claim, request: EffectRequest<R>, id: number, result: R): Promise<void> {
    const held = await settleDone(this.#database, claim, this.#clock(), id, request, toJson(result));
    if (!held) throw claimLost(claim);
  }
}

/** @throws SyncError EFFECT_UNREADABLE when an older version stored something this one cannot read */
function readResult<R>(request: EffectRequest<R>, row: EffectRow): R {
  const parsed = v.safeParse(request.result, row.result ?? null);
  if (parsed.success) return parsed.output;
  throw new SyncError(`What is stored of ${request.key} cannot be read.`, {
    code: 'EFFECT_UNREADABLE',
    trouble: 'operator',
    hint: 'This is a defect of this package: please report it with this line.',
  });
}

function toJson(result: unknown): Json {
  return jsonOf(JSON.stringify(result ?? null));
}
