/**
 * The database's files: ours alone to read (they hold tenants' names), and found under one path however it is spelled.
 */
import { chmod, mkdir, open, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes the file (0600) and its folder (0700) when they are missing. An existing file is set to 0600, an existing folder is left.
 *
 * An existing file is never opened here: closing any descriptor of a file drops all locks that this process holds on it
 * (POSIX), the lock of an open store included. SQLite's `-wal` and `-shm` files take the mode of the main file.
 * @returns the path without symbolic links, so that one file is always locked under one name
 * @throws the file system's errors
 */
export async function makeFile(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.close();
  } catch (thrown) {
    if (!isExisting(thrown)) throw thrown;
    if ((await stat(file)).isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    await chmod(file, 0o600);
  }
  return realpath(file);
}

function isExisting(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST';
}
