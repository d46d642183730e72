/**
 * Claims (design §2): the right to act on one piece of work. At most 20 leases at once; a claim of an older epoch or one that has
 * expired is taken over. The table decides; a mirror in memory (this process is the only one) answers `isHeld` at no cost.
 */
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { SyncError } from '../../sync-error.ts';
import { type Database, firstRow } from '../database/database.ts';
import type { Pause } from '../pause.ts';
import type { Claim } from '../work.ts';

/** A claim lives this long unless renewed, in milliseconds. */
export const claimLifetime = 15 * 60_000;
/** Milliseconds that are left of a claim when it is made to last longer. */
const renewBefore = 10 * 60_000;
/** How many claims of one kind (the part of the key before the colon) are held at once. */
export const claimsAtOnce = 20;

/**
 * SQL condition: the claim with these bindings (key, token, epoch, now) is still held. Part of every write's own statement, so that
 * nothing comes between the check and the write.
 */
export const claimHeld = `EXISTS (SELECT 1 FROM claims JOIN meta ON meta.name = 'epoch'
  WHERE claims.key = ? AND claims.token = ? AND claims.epoch = ? AND claims.expires_at > ?
  AND claims.epoch = CAST(meta.value AS INTEGER))`;

/** The bindings of {@link claimHeld}, in order. @param now epoch ms */
export function claimBindings(claim: Claim, now: number): readonly (string | number)[] {
  return [claim.key, claim.token, claim.epoch, now];
}

/** CLAIM_LOST (trouble state): nothing was written. */
export function claimLost(claim: Claim): SyncError {
  return new SyncError(
    `The work ${claim.key} is no longer ours: it took too long, the flow was deployed anew, or the mode was switched.`,
    {
      code: 'CLAIM_LOST',
      trouble: 'state',
      hint: 'Nothing to do: the next scan takes it up again.',
    },
  );
}

interface ClaimsOptions {
  readonly database: Database;
  /** Epoch ms. */
  readonly clock: () => number;
  readonly epoch: number;
  readonly pause: Pick<Pause, 'isOn'>;
}

/**
 * All claims of one epoch. The table counts; what is held is in memory, too, since the tick asks for every lease that
 * is due.
 */
export class Claims {
  readonly #database: Database;
  readonly #clock: () => number;
  readonly #epoch: number;
  readonly #pause: Pick<Pause, 'isOn'>;
  readonly #held = new Map<string, { token: string; expiresAt: number }>();
  /** Given up while the table could not be written: by key, the token that may be taken over. */
  readonly #forgotten = new Map<string, string>();

  constructor({ database, clock, epoch, pause }: ClaimsOptions) {
    this.#database = database;
    this.#pause = pause;
    this.#clock = clock;
    this.#epoch = epoch;
  }

  /**
   * @param key e.g. `lease:<uid>`
   * @returns undefined when somebody holds it, 20 of its kind are held already, or everything is paused
   */
  async take(key: string): Promise<Claim | undefined> {
    if (this.#pause.isOn) return undefined;
    const now = this.#clock();
    const kind = kindOf(key);
    const token = randomUUID();
    const expiresAt = now + claimLifetime;
    const forgotten = this.#forgotten.get(key) ?? '';
    const taken = await this.#database.run((knex) =>
      firstRow(
        v.object({ token: v.string() }),
        knex.raw(
          `INSERT INTO claims (key, kind, token, epoch, expires_at)
           SELECT ?, ?, ?, ?, ? WHERE ? >
             (SELECT count(*) FROM claims WHERE kind = ? AND key <> ? AND epoch = ? AND expires_at > ?)
           ON CONFLICT (key) DO UPDATE
             SET kind = excluded.kind, token = excluded.token, epoch = excluded.epoch, expires_at = excluded.expires_at
             WHERE claims.epoch < excluded.epoch OR claims.expires_at <= ? OR claims.token = ?
           RETURNING token`,
          [key, kind, token, this.#epoch, expiresAt, claimsAtOnce, kind, key, this.#epoch, now, now, forgotten],
        ),
      ),
    );
    if (taken === undefined) return undefined;
    this.#forgotten.delete(key);
    const claim = { key, token, epoch: this.#epoch };
    this.#held.set(key, { token, expiresAt });
    if (!this.#pause.isOn) return claim;
    // Paused while the table was asked, perhaps after all others were given back.
    await this.release(claim);
    return undefined;
  }

  /**
   * Makes it last at least another 10 minutes. While it does, as far as memory knows, there is no statement: every write asks the table.
   * @throws SyncError CLAIM_LOST
   */
  async renew(claim: Claim): Promise<void> {
    const now = this.#clock();
    const held = this.#held.get(claim.key);
    if (this.isOurs(claim) && held !== undefined && held.expiresAt - now >= renewBefore) return;
    const expiresAt = now + claimLifetime;
    const renewed = await this.#database.run((knex) =>
      firstRow(
        v.object({ key: v.string() }),
        knex.raw(`UPDATE claims SET expires_at = ? WHERE key = ? AND ${claimHeld} RETURNING key`, [
          expiresAt,
          claim.key,
          ...claimBindings(claim, now),
        ]),
      ),
    );
    if (renewed === undefined) throw claimLost(claim);
    this.#held.set(claim.key, { token: claim.token, expiresAt });
  }

  /** Gives it back. A claim that is no longer ours is left alone. @returns whether it was ours */
  async release(claim: Claim): Promise<boolean> {
    const released = await this.#database.run((knex) =>
      knex('claims').where({ key: claim.key, token: claim.token, epoch: claim.epoch }).delete(),
    );
    if (this.#held.get(claim.key)?.token === claim.token) this.#held.delete(claim.key);
    return released > 0;
  }

  /** Takes a claim of this opening away from whoever holds it: their next write is refused. Costs nothing when nobody holds it. */
  async revoke(key: string): Promise<void> {
    const held = this.#held.get(key);
    if (held === undefined) return;
    await this.release({ key, token: held.token, epoch: this.#epoch });
  }

  /** Takes all claims of this opening away, of which the table alone knows, too: whoever holds one is refused at the next write. */
  async releaseAll(): Promise<void> {
    this.#held.clear();
    await this.#database.run((knex) => knex('claims').where({ epoch: this.#epoch }).delete());
    this.#held.clear();
  }

  /** Gives it back in memory alone, for when the table cannot be written (disk full): the next taker gets it all the same. */
  forget(claim: Claim): void {
    if (this.#held.get(claim.key)?.token === claim.token) this.#held.delete(claim.key);
    this.#forgotten.set(claim.key, claim.token);
  }

  /** Is the key claimed by anybody right now? */
  isHeld(key: string): boolean {
    const held = this.#held.get(key);
    return held !== undefined && held.expiresAt > this.#clock();
  }

  /** Is this very claim still good, as far as memory knows? For deciding early; writes check in their own statement. */
  isOurs(claim: Claim): boolean {
    return claim.epoch === this.#epoch && this.isHeld(claim.key) && this.#held.get(claim.key)?.token === claim.token;
  }
}

function kindOf(key: string): string {
  const colon = key.indexOf(':');
  return colon === -1 ? key : key.slice(0, colon);
}
