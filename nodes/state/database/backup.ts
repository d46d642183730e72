/**
 * A copy of the database while it is in use: whole, checked, on the disk, and readable by its owner only. What is written beside it meanwhile
 * never bears the name of a backup, so that a folder holds whole copies or none.
 */
import { chmod, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import * as v from 'valibot';
import { SyncError } from '../../sync-error.ts';
import { backupStamp } from '../backup-gap.ts';
import { Database, rowsOf } from './database.ts';
import { damagedError, storeError } from './store-errors.ts';

export interface BackupOptions {
  /** Made (0700) when it is missing. */
  readonly folder: string;
  /** How many copies of this database stay, from 1. */
  readonly keep: number;
  /** Epoch ms; part of the name. */
  readonly now: number;
}

/** A copy that was made. */
export interface Backup {
  readonly file: string;
  readonly bytes: number;
  /** How many copies the folder holds now. */
  readonly kept: number;
  /** Names of older copies that went. */
  readonly removed: readonly string[];
}

const part = '.part';
/** The copies under way: one after the other, so that none takes another's half for what a dead process has left. */
const underWay = new WeakMap<Database, Promise<unknown>>();
const checkSchema = v.object({ quick_check: v.string() });

/**
 * Makes `<folder>/village-fiber-20261123T061500Z.sqlite` of `village-fiber.sqlite`. Statements of others wait meanwhile (some tens of ms).
 * @throws SyncError BACKUP_NO_SPACE, STORE_FULL, STORE_DISK, STORE_UNREADABLE (of the folder), STORE_DAMAGED (of the copy): no copy was made, older ones stay
 */
export function backUp(database: Database, options: BackupOptions): Promise<Backup> {
  const make = () => makeBackup(database, options);
  const made = (underWay.get(database) ?? Promise.resolve()).then(make, make);
  underWay.set(database, made);
  return made;
}

async function makeBackup(database: Database, { folder, keep, now }: BackupOptions): Promise<Backup> {
  const start = `${basename(database.file, extname(database.file))}-`;
  const file = join(folder, `${start}${stampOf(now)}.sqlite`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await removeHalves(folder, start);
    await copyDatabase(database, file, now);
  } catch (thrown) {
    throw storeError(thrown, file);
  }
  const { size } = await stat(file);
  return { file, bytes: size, ...(await removeOld(folder, start, keep)) };
}

/**
 * A whole, checked copy under this name, on the disk, or none.
 * @throws SyncError BACKUP_NO_SPACE, STORE_…, and the file system's errors
 */
async function copyDatabase(database: Database, file: string, now: number): Promise<void> {
  const half = `${file}${part}`;
  const folder = dirname(file);
  try {
    await checkSpace(database.file, folder);
    await rm(half, { force: true });
    // An empty file of ours first: SQLite fills it, and nobody else can read it even for a moment.
    await (await open(half, 'wx', 0o600)).close();
    await database.run((knex) => knex.raw('VACUUM INTO ?', [half]));
    await completeCopy(half, now);
    await toDisk(half);
    await rename(half, file);
    await toDisk(folder);
  } catch (thrown) {
    await rm(half, { force: true }).catch(() => undefined);
    throw thrown;
  }
}

/**
 * Before the database is changed by a newer version: `village-fiber.sqlite.before-0007`, beside it. One such copy is kept.
 * @param migration number of the first migration to come: `0007`
 * @throws SyncError BACKUP_NO_SPACE, STORE_…
 */
export async function copyBefore(database: Database, migration: string, now: number): Promise<void> {
  const start = `${database.file}.before-`;
  const file = `${start}${migration}`;
  try {
    await copyDatabase(database, file, now);
    const others = (await readdir(dirname(file))).map((name) => join(dirname(file), name));
    for (const other of others) if (other.startsWith(start) && other !== file) await rm(other, { force: true });
  } catch (thrown) {
    throw storeError(thrown, file);
  }
}

/**
 * Removes what {@link copyBefore} has left, once it is older than `before`: names that are purged from the database stand in it.
 * @param before epoch ms
 * @throws SyncError STORE_…
 */
export async function forgetCopyBefore(database: Database, before: number): Promise<void> {
  const folder = dirname(database.file);
  const start = `${basename(database.file)}.before-`;
  try {
    for (const name of await readdir(folder)) {
      const copy = join(folder, name);
      if (name.startsWith(start) && (await stat(copy)).mtimeMs < before) await rm(copy, { force: true });
    }
  } catch (thrown) {
    throw storeError(thrown, folder);
  }
}

/** `20261123T061500Z`: in order of time when sorted, and fit for every file system. */
function stampOf(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** The copy knows that it is one, and is sound. */
async function completeCopy(file: string, now: number): Promise<void> {
  const copy = new Database({ file });
  try {
    const [checked] = await copy.run((knex) => rowsOf(checkSchema, knex.raw('PRAGMA quick_check(1)')));
    if (checked?.quick_check !== 'ok') throw damagedError(file, 'the check of its pages failed');
    await copy.run((knex) => knex('meta').insert(backupStamp(now)).onConflict('name').merge());
  } finally {
    await copy.close();
  }
  await chmod(file, 0o600);
}

async function toDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A copy that takes the last of the disk would stop the database itself. */
async function checkSpace(databaseFile: string, folder: string): Promise<void> {
  const [{ size }, { bavail, bsize }] = await Promise.all([stat(databaseFile), statfs(folder)]);
  if (bavail * bsize >= 2 * size) return;
  throw new SyncError(`There is not enough space in ${folder} for a backup of the database.`, {
    code: 'BACKUP_NO_SPACE',
    trouble: 'operator',
    hint: 'Free some space on that disk, or name a folder on another one. Older backups were left as they are.',
    about: 'backup',
  });
}

/** What a process that died half-way has left. */
async function removeHalves(folder: string, start: string): Promise<void> {
  for (const { name, ending } of await copiesIn(folder, start))
    if (ending.startsWith(part)) await rm(join(folder, name), { force: true });
}

async function removeOld(folder: string, start: string, keep: number): Promise<Pick<Backup, 'kept' | 'removed'>> {
  const whole = (await copiesIn(folder, start)).filter(({ ending }) => ending === '');
  const copies = whole.map(({ name }) => name).sort();
  const removed = copies.slice(0, -keep);
  for (const name of removed) await rm(join(folder, name), { force: true });
  return { kept: copies.length - removed.length, removed };
}

/**
 * Copies of this database, whole and half: another one whose name goes on (`village-fiber-north`) may have its own here.
 * @returns `ending`: what follows the name of a whole copy
 */
async function copiesIn(folder: string, start: string): Promise<{ name: string; ending: string }[]> {
  return (await readdir(folder)).flatMap((name) => {
    const [stamped] = name.startsWith(start) ? (/^\d{8}T\d{6}Z\.sqlite/.exec(name.slice(start.length)) ?? []) : [];
    return stamped === undefined ? [] : [{ name, ending: name.slice(start.length + stamped.length) }];
  });
}
