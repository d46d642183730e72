/**
 * One acting process per database (design §2, "Claims"): a lock the kernel frees when its owner dies, however it dies.
 *
 * It is a second SQLite connection that holds BEGIN EXCLUSIVE on an empty file beside the database. On the database itself it
 * would keep out readers, too (a backup, a look at the audit); a file with a process id in it would outlive a crash.
 */
import sqlite3 from 'sqlite3';
import { SyncError } from '../../sync-error.ts';
import { makeFile } from './database-file.ts';
import { storeError } from './store-errors.ts';

/** Held until it is released, or its process ends. */
export interface ProcessLock {
  release(): Promise<void>;
}

/**
 * @param file the database's path; locked is `<file>.lock`
 * @throws SyncError STORE_IN_USE (trouble state) when another process, or another store of this one, has it
 */
export async function lockForThisProcess(file: string): Promise<ProcessLock> {
  const lockFile = `${file}.lock`;
  const connection = await connect(await makeFile(lockFile).catch((thrown) => rethrow(thrown, lockFile)), lockFile);
  try {
    await execute(connection, 'PRAGMA busy_timeout = 0');
    await execute(connection, 'BEGIN EXCLUSIVE');
  } catch (thrown) {
    await close(connection);
    const error = storeError(thrown, lockFile);
    throw error.code === 'STORE_LOCKED' ? inUse(file) : error;
  }
  return { release: () => close(connection) };
}

function rethrow(thrown: unknown, file: string): never {
  throw storeError(thrown, file);
}

function inUse(file: string): SyncError {
  return new SyncError(`Another Node-RED is already working with the database ${file}; only one may.`, {
    code: 'STORE_IN_USE',
    trouble: 'state',
    hint: 'Stop the other one, or name another file in sync-database. If it has just been stopped, the next scan goes on.',
  });
}

function connect(path: string, lockFile: string): Promise<sqlite3.Database> {
  return new Promise((resolve, reject) => {
    const connection = new sqlite3.Database(path, (error) => {
      if (error === null) resolve(connection);
      else reject(storeError(error, lockFile));
    });
  });
}

function execute(connection: sqlite3.Database, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.exec(sql, (error) => (error === null ? resolve() : reject(error)));
  });
}

function close(connection: sqlite3.Database): Promise<void> {
  return new Promise((resolve) => connection.close(() => resolve()));
}
