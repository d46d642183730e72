/** Single values that outlive a restart. Read from memory (this process is the only writer), written only when they change. */
import * as v from 'valibot';
import { type Database, rowsOf } from './database/database.ts';
import type { FactsPort } from './store-port.ts';

/**
 * The table `facts`, by name. Names are given where they are used (`uisp.timeZone`, `goLive`, `onu-
 * settled/unit:<uid>`).
 */
export class Facts implements FactsPort {
  readonly #database: Database;
  readonly #values: Map<string, string>;

  private constructor(database: Database, values: Map<string, string>) {
    this.#database = database;
    this.#values = values;
  }

  /** @throws SyncError STORE_… */
  static async load(database: Database): Promise<Facts> {
    const row = v.object({ name: v.string(), value: v.string() });
    const rows = await database.run((knex) => rowsOf(row, knex('facts')));
    return new Facts(database, new Map(rows.map(({ name, value }) => [name, value])));
  }

  /** undefined when it was never set. */
  async get(name: string): Promise<string | undefined> {
    return this.#values.get(name);
  }

  /** At once, for the tick. */
  peek(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** @throws SyncError STORE_…; then the old value stays */
  async set(name: string, value: string): Promise<void> {
    if (this.#values.get(name) === value) return;
    await this.#database.run((knex) => knex('facts').insert({ name, value }).onConflict('name').merge());
    this.#values.set(name, value);
  }
}
