/** The property's units as they were last seen, for the time before the next reading. */
import * as v from 'valibot';
import type { Unit } from '../village/lease.ts';
import { type Database, rowsOf } from './database/database.ts';
import { unitSchema } from './work.ts';

/** The table `units`. */
export class Units {
  readonly #database: Database;
  #units: readonly Unit[];

  private constructor(database: Database, units: readonly Unit[]) {
    this.#database = database;
    this.#units = units;
  }

  /** @throws SyncError STORE_… */
  static async load(database: Database): Promise<Units> {
    const rows = await database.run((knex) => rowsOf(v.object(unitSchema.entries), knex('units').orderBy('position')));
    return new Units(database, rows);
  }

  /** In Innago's order; empty before the first reading. */
  all(): readonly Unit[] {
    return this.#units;
  }

  /** Stores a new reading; nothing is written when it is the same. @returns whether it differed */
  async replace(units: readonly Unit[]): Promise<boolean> {
    if (JSON.stringify(units) === JSON.stringify(this.#units)) return false;
    const rows = units.map(({ uid, name, label }, position) => ({ uid, name, label, position }));
    await this.#database.transaction(async (transaction) => {
      await transaction('units').delete();
      for (let from = 0; from < rows.length; from += 200)
        await transaction('units').insert(rows.slice(from, from + 200));
    });
    this.#units = units.map(({ uid, name, label }) => ({ uid, name, label }));
    return true;
  }
}
