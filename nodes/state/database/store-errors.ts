/**
 * Every error of the database, of its file and of its pool, as a SyncError in the operator's words: one place for all statements.
 * The text of the original error is never passed on: knex puts the statement with its values (people's names) into it.
 */
import { isSyncError, SyncError, type Trouble } from '../../sync-error.ts';

interface Meaning {
  readonly code: string;
  readonly trouble: Trouble;
  readonly says: (file: string) => string;
  readonly hint: string;
}

const full: Meaning = {
  code: 'STORE_FULL',
  trouble: 'state',
  says: (file) => `There is no space left on the disk for the database ${file}.`,
  hint: 'Free some space on that disk. Nothing is lost; the next scan goes on by itself.',
};
const locked: Meaning = {
  code: 'STORE_LOCKED',
  trouble: 'state',
  says: (file) => `Another program is writing to the database ${file} and did not let go within 5 seconds.`,
  hint: 'Close the program that has the file open (a database browser, a copy or backup tool). The next scan tries again.',
};
const damaged: Meaning = {
  code: 'STORE_DAMAGED',
  trouble: 'operator',
  says: (file) => `The file ${file} is damaged, or is not a database at all. It was left as it is.`,
  hint: 'Put a backup of the file in its place, or name another file in sync-database. Starting with an empty one makes everything new.',
};
const unreadable: Meaning = {
  code: 'STORE_UNREADABLE',
  trouble: 'operator',
  says: (file) => `The database ${file} cannot be opened for reading and writing.`,
  hint: 'Let the user that runs Node-RED read and write the file and its folder, and check that the path names a file.',
};
const disk: Meaning = {
  code: 'STORE_DISK',
  trouble: 'state',
  says: (file) => `The disk that holds the database ${file} failed while reading or writing.`,
  hint: 'Check the disk (the system log says more) and that a backup exists.',
};
const closed: Meaning = {
  code: 'STORE_CLOSED',
  trouble: 'state',
  says: (file) => `The database ${file} has been closed (Node-RED stops, or the flow was deployed anew).`,
  hint: 'Nothing to do: the next scan goes on.',
};

const meanings: Readonly<Record<string, Meaning>> = {
  SQLITE_FULL: full,
  ENOSPC: full,
  EDQUOT: full,
  SQLITE_BUSY: locked,
  SQLITE_LOCKED: locked,
  SQLITE_CORRUPT: damaged,
  SQLITE_NOTADB: damaged,
  SQLITE_READONLY: unreadable,
  SQLITE_CANTOPEN: unreadable,
  SQLITE_PERM: unreadable,
  SQLITE_AUTH: unreadable,
  EACCES: unreadable,
  EPERM: unreadable,
  EROFS: unreadable,
  EISDIR: unreadable,
  ENOTDIR: unreadable,
  ENOENT: unreadable,
  EEXIST: unreadable,
  SQLITE_IOERR: disk,
  EIO: disk,
  SQLITE_MISUSE: closed,
};

/** @param thrown anything a statement, the file system or the pool threw; a SyncError is handed back as it is. */
export function storeError(thrown: unknown, file: string): SyncError {
  if (isSyncError(thrown)) return thrown;
  const code = codeOf(thrown);
  const meaning = meanings[code];
  if (meaning !== undefined) return meant(meaning, file);
  if (/Unable to acquire a connection|aborted/.test(messageOf(thrown))) return meant(closed, file);
  if (nameOf(thrown) === 'KnexTimeoutError') return meant(locked, file);
  return new SyncError(`The database ${file} refused a statement (${code === '' ? nameOf(thrown) : code}).`, {
    code: 'STORE_FAILED',
    trouble: 'state',
    effect: 'unknown',
    hint: 'This is a defect of this package: please report it with this line.',
  });
}

/** For use after `Store.close`. */
export function closedError(file: string): SyncError {
  return meant(closed, file);
}

/** @param why what is wrong with the file, for a damage that no error code tells (a failed check). */
export function damagedError(file: string, why: string): SyncError {
  return new SyncError(`${damaged.says(file)} (${why})`, {
    code: damaged.code,
    trouble: damaged.trouble,
    hint: damaged.hint,
  });
}

function meant(meaning: Meaning, file: string): SyncError {
  return new SyncError(meaning.says(file), { code: meaning.code, trouble: meaning.trouble, hint: meaning.hint });
}

function codeOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return '';
  return typeof thrown.code === 'string' ? thrown.code : '';
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : typeof thrown;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : '';
}
