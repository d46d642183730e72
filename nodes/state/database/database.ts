/**
 * The SQLite file behind knex: one connection, WAL, every commit on the disk before it counts, every error in words.
 */
import createKnex, { type Knex } from 'knex';
import type { Database as Connection } from 'sqlite3';
import * as v from 'valibot';
import { closedError, storeError } from './store-errors.ts';

/** Which file, and how large it may become. */
export interface DatabaseOptions {
  readonly file: string;
  /** Limit of the file's size in pages of 4 KiB, as a disk quota would set it. Tests use it for "disk full". */
  readonly maxPages?: number;
}

/** What a group of statements gets: the pool, or the transaction it runs in. */
export type Statements = Knex;

/** Milliseconds to wait for an outside program that has the file locked. */
const busyTimeout = 5_000;

/** One connection to one file; statements and transactions queue up for it. Opened once, by the store. */
export class Database {
  readonly file: string;
  readonly #knex: Knex;
  #closed = false;

  /** Opens nothing yet: the first statement does. */
  constructor({ file, maxPages }: DatabaseOptions) {
    this.file = file;
    this.#knex = createKnex({
      client: 'sqlite3',
      connection: { filename: file },
      useNullAsDefault: true,
      pool: { min: 1, max: 1, afterCreate: settings(maxPages) },
      log: silent,
    });
  }

  /**
   * Runs statements outside a transaction (each commits by itself).
   * @throws SyncError STORE_… (store-errors.ts), and whatever SyncError the statements themselves throw
   */
  async run<T>(statements: (knex: Statements) => PromiseLike<T>): Promise<T> {
    if (this.#closed) throw closedError(this.file);
    try {
      return await statements(this.#knex);
    } catch (thrown) {
      throw storeError(thrown, this.file);
    }
  }

  /**
   * All or nothing. Inside, use only what the callback gets: the pool has one connection, so another would wait for ever. Begin
   * with a write where an outside writer could come between (SQLite's BEGIN is deferred).
   */
  transaction<T>(statements: (transaction: Statements) => Promise<T>): Promise<T> {
    return this.run(async (knex) => {
      const pool: Pool = knex.client;
      const connection = await pool.acquireConnection();
      let first: unknown;
      try {
        return await knex.transaction(
          (transaction) =>
            statements(transaction).catch((thrown) => {
              first = thrown;
              throw thrown;
            }),
          { connection },
        );
      } catch (thrown) {
        // A full disk ends the transaction by itself, or leaves it open when it was the commit that failed. Ended here, before anybody
        // else gets the connection; and the first error is told, not that of knex's own rollback.
        await execute(connection, 'ROLLBACK').catch(nothing);
        throw first ?? thrown;
      } finally {
        await pool.releaseConnection(connection);
      }
    });
  }

  /** Waits for statements under way; later ones are refused with STORE_CLOSED. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#knex.destroy();
  }
}

/** Rows of a raw statement (with RETURNING, too), each checked. @throws ValiError, which `run` turns into STORE_FAILED */
export async function rowsOf<T>(schema: v.GenericSchema<unknown, T>, statement: PromiseLike<unknown>): Promise<T[]> {
  return v.parse(v.array(schema), await statement);
}

/** The first row, checked, or undefined. */
export async function firstRow<T>(
  schema: v.GenericSchema<unknown, T>,
  statement: PromiseLike<unknown>,
): Promise<T | undefined> {
  return (await rowsOf(schema, statement))[0];
}

/** A JSON column. @throws on text that is not JSON or not of the schema */
export function jsonColumn<T>(schema: v.GenericSchema<unknown, T>, text: string): T {
  return v.parse(schema, JSON.parse(text));
}

/** The part of knex's client that hands out the one connection. */
interface Pool {
  acquireConnection(): Promise<Connection>;
  releaseConnection(connection: Connection): Promise<void>;
}

function execute(connection: Connection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.exec(sql, (error) => (error === null ? resolve() : reject(error)));
  });
}

const silent = { debug: nothing, warn: nothing, error: nothing, deprecate: nothing };
function nothing(): void {}

/** Per connection; none of these changes the file, so that a foreign file can be looked at first. */
function settings(maxPages: number | undefined) {
  const limit = maxPages === undefined ? '' : `PRAGMA max_page_count = ${maxPages};`;
  const sql = `PRAGMA busy_timeout = ${busyTimeout}; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; ${limit}`;
  return (connection: Connection, done: (error: Error | null, connection: Connection) => void): void => {
    connection.exec(sql, (error) => done(error, connection));
  };
}
