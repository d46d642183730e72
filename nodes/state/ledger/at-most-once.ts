/**
 * Effects that another node carries out and that cannot be read back (mail): at most once (design §2). The intent is recorded
 * before the message goes to that node; its Complete or Catch settles it.
 */
import { toSyncError } from '../../sync-error.ts';
import type { Database } from '../database/database.ts';
import type { EffectFacts } from '../effect.ts';
import type { ModeSwitch } from '../mode-switch.ts';
import type { Pause } from '../pause.ts';
import type { Claim } from '../work.ts';
import { claimLost } from './claims.ts';
import { effective, latestEffect, recordIfClaimed, unknownOutcome } from './effect-rows.ts';
import { KeyQueue } from './key-queue.ts';
import type { LedgerOptions } from './ledger.ts';
import { notePlan } from './plan-table.ts';
import { noteUnknown, settleRow } from './settlements.ts';
import { isInGap, recordInGap } from './since-backup.ts';

/** Begin before, settle after; between the two the outcome is unknown, and stays so until somebody says. */
export class AtMostOnce {
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

  /**
   * @returns `send`: the intent is recorded, send it now; `already`: it was accepted before; `planned`: dry-run, don't send
   * @throws SyncError EFFECT_UNKNOWN when an earlier sending's outcome is unknown, or was lost with a restored backup, CLAIM_LOST, PAUSED, STORE_…
   */
  beginOnce(claim: Claim, request: EffectFacts): Promise<'send' | 'already' | 'planned'> {
    return this.#keys.run(request.key, async () => {
      this.#pause.check();
      const latest = await latestEffect(this.#database, request.key, effective);
      if (latest?.state === 'intent') throw unknownOutcome(latest);
      if (latest !== undefined) return 'already';
      const now = this.#clock();
      if (this.#modeSwitch.mode === 'live') {
        if (await isInGap(this.#database, this.#gap, request)) {
          await recordInGap(this.#database, claim, now, request);
          throw unknownOutcome(request);
        }
        const id = await recordIfClaimed(this.#database, claim, now, request, { state: 'intent', prepared: null });
        if (id === undefined) throw claimLost(claim);
        await this.#unlessStopped(claim, id, request);
        return 'send';
      }
      const planned = await latestEffect(this.#database, request.key, ['planned']);
      if (planned?.fingerprint !== request.fingerprint) {
        const id = await recordIfClaimed(this.#database, claim, now, request, { state: 'planned', prepared: null });
        if (id === undefined) throw claimLost(claim);
      }
      await notePlan(this.#database, claim, now, request);
      return 'planned';
    });
  }

  /** Paused, or back in dry-run, while the intent was stored: surely nothing is sent. @throws SyncError PAUSED, CLAIM_LOST, STORE_… */
  async #unlessStopped(claim: Claim, id: number, request: EffectFacts): Promise<void> {
    try {
      this.#pause.check();
      if (this.#modeSwitch.mode === 'dry-run') throw claimLost(claim);
    } catch (thrown) {
      const settlement = { state: 'failed', errorCode: toSyncError(thrown).code } as const;
      await this.#database.transaction((transaction) => settleRow(transaction, this.#clock(), id, request, settlement));
      throw thrown;
    }
  }

  /**
   * The outcome, whenever it comes and whoever holds the claim by then: a late `done` turns an unknown, or one that was given up,
   * into done. Nothing undoes a `done`.
   * @param errorCode of the failure, for the audit
   */
  settleOnce(key: string, outcome: 'done' | 'failed' | 'unknown', errorCode?: string): Promise<void> {
    return this.#keys.run(key, async () => {
      const states = outcome === 'done' ? (['intent', 'done', 'failed', 'absent'] as const) : (['intent'] as const);
      const row = await latestEffect(this.#database, key, states);
      if (row === undefined || row.state === 'done') return;
      const now = this.#clock();
      if (outcome === 'unknown') {
        await noteUnknown(this.#database, now, row.id, row, errorCode ?? 'UNKNOWN');
        return;
      }
      const error = errorCode === undefined ? {} : { errorCode };
      await this.#database.transaction((transaction) =>
        settleRow(transaction, now, row.id, row, {
          state: outcome,
          ...(outcome === 'done' ? { result: null } : error),
        }),
      );
    });
  }

  /**
   * The operator's "send again": an effect whose outcome is unknown counts as not done, so that the next `beginOnce` says `send`.
   * @returns false when nothing under the key is unknown
   */
  sendAgain(key: string): Promise<boolean> {
    return this.#keys.run(key, async () => {
      const row = await latestEffect(this.#database, key, effective);
      if (row?.state !== 'intent') return false;
      await this.#database.transaction((transaction) =>
        settleRow(transaction, this.#clock(), row.id, row, { state: 'absent', errorCode: 'SEND_AGAIN' }),
      );
      return true;
    });
  }
}
