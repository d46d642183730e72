/**
 * The servers' breakers (design §2, "Faults"). They answer at once from memory, since every request asks; the table only carries
 * them over a restart. A server whose breaker has been open for more than 15 minutes is one attention item, never one per lease.
 */
import * as v from 'valibot';
import { type Database, rowsOf } from './database/database.ts';
import type { AttentionPort, BreakerPort } from './store-port.ts';

/** Milliseconds a server may be away before a person is told. */
const patience = 15 * 60_000;

interface Breaker {
  /** Of the first failure since it last answered. */
  readonly openedAt: number;
  readonly until: number;
  readonly why: string;
}

interface Parts {
  readonly database: Database;
  readonly attention: AttentionPort;
  readonly clock: () => number;
  readonly warn: (text: string) => void;
  /** @throws SyncError PAUSED, CLAIM_LOST (trouble state) */
  readonly mayWrite: () => void;
}

/**
 * The breakers of all servers that a store’s nodes talk to. Its methods never throw: what cannot be stored is told in
 * the log.
 */
export class Breakers implements BreakerPort {
  readonly #parts: Parts;
  readonly #breakers: Map<string, Breaker>;
  #writing: Promise<void> = Promise.resolve();

  private constructor(parts: Parts, breakers: Map<string, Breaker>) {
    this.#parts = parts;
    this.#breakers = breakers;
  }

  /** Takes up what was open when the store was closed. @throws SyncError STORE_… */
  static async load(parts: Parts): Promise<Breakers> {
    const row = v.object({ server: v.string(), opened_at: v.number(), until: v.number(), why: v.string() });
    const rows = await parts.database.run((knex) => rowsOf(row, knex('breakers')));
    const breakers = rows.map(({ server, opened_at: openedAt, until, why }): [string, Breaker] => [
      server,
      { openedAt, until, why },
    ]);
    return new Breakers(parts, new Map(breakers));
  }

  /** Those that are open. `openedAt`: epoch ms of the first failure since the server last answered. */
  all(): { readonly server: string; readonly openedAt: number; readonly why: string }[] {
    return [...this.#breakers].map(([server, { openedAt, why }]) => ({ server, openedAt, why }));
  }

  /** Epoch ms; 0: closed. @param server e.g. `UISP_CRM 10.8.10.10`; who asks talks to it, and no more to another address of the same */
  openUntil(server: string): number {
    this.#closeFormer(server);
    return this.#breakers.get(server)?.until ?? 0;
  }

  /**
   * Leaves the server alone.
   * @param until epoch ms
   * @param why the failure, in words
   */
  open(server: string, until: number, why: string): void {
    const now = this.#parts.clock();
    const before = this.#breakers.get(server);
    const breaker = { openedAt: before?.openedAt ?? now, until, why };
    this.#breakers.set(server, breaker);
    this.#later(async () => {
      const row = { server, opened_at: breaker.openedAt, until, why };
      await this.#parts.database.run((knex) => knex('breakers').insert(row).onConflict('server').merge());
      if (now - breaker.openedAt > patience) await this.#parts.attention.raise(serverAway(server, breaker));
    });
  }

  /** The server has answered: its item goes, too. */
  close(server: string): void {
    if (!this.#breakers.delete(server)) return;
    this.#later(async () => {
      await this.#parts.database.run((knex) => knex('breakers').where({ server }).delete());
      await this.#parts.attention.clear(attentionKey(server));
    });
  }

  /** A corrected address: the former one is asked nothing any more, so it would never answer. */
  #closeFormer(server: string): void {
    const start = server.slice(0, server.indexOf(' ') + 1);
    if (start === '') return;
    for (const other of this.#breakers.keys()) if (other !== server && other.startsWith(start)) this.close(other);
  }

  /**
   * A write has waited for its turn at the server: may it still leave?
   * @throws SyncError PAUSED; CLAIM_LOST: a person has switched back to dry-run
   */
  mayWrite(): void {
    this.#parts.mayWrite();
  }

  /** Resolves when what was noted so far is stored. */
  settled(): Promise<void> {
    return this.#writing;
  }

  /** Stored in the background, in order; a store that fails costs only the memory of a breaker over a restart. */
  #later(write: () => Promise<void>): void {
    this.#writing = this.#writing.then(write).catch((thrown) => {
      this.#parts.warn(`A breaker could not be stored: ${thrown instanceof Error ? thrown.message : 'unknown error'}`);
    });
  }
}

function attentionKey(server: string): string {
  return `server-away/${server}`;
}

function serverAway(server: string, breaker: Breaker) {
  const since = new Date(breaker.openedAt).toISOString().slice(0, 16).replace('T', ' ');
  return {
    key: attentionKey(server),
    code: 'SERVER_AWAY',
    where: server,
    why: `No good answer from ${server} since ${since} UTC: ${breaker.why}`,
    todo: 'Check that the server runs, its address, its key and the network between. Work goes on by itself at its first answer.',
  };
}
