/** Action `backup`: a copy of the database while everything runs. */
import { dirname, isAbsolute, join } from 'node:path';
import { textField } from '../../red.ts';
import { SyncError, thisNode } from '../../sync-error.ts';
import { backUp } from '../database/backup.ts';
import { statusOf } from '../status.ts';
import type { Action } from './action.ts';

const usualFolder = 'backups';
const usualKeep = 14;

/**
 * In: anything. Out: `{file, bytes, kept, removed}`, and a `topic` in words. Folder and number of copies are fields; the folder is below the
 * user directory unless it is absolute.
 * @throws SyncError BACKUP_KEEP, BACKUP_NO_SPACE, NOT_CONFIGURED, STORE_…
 */
export const backup: Action =
  ({ red, config, openStore }) =>
  async (message) => {
    const keep = copiesToKeep(config['keep']);
    const store = await openStore();
    const folder = textField(config['folder']) ?? usualFolder;
    const below = red.settings.userDir ?? dirname(store.file);
    const payload = await backUp(store.database, {
      folder: isAbsolute(folder) ? folder : join(below, folder),
      keep,
      now: store.clock(),
    });
    const { file, bytes, kept } = payload;
    const size = bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
    store.log.info(`Backup made: ${file} (${size}); ${kept} kept.`);
    return {
      send: { ...message, payload, topic: `Backup ${file}, ${size}` },
      status: statusOf.done(`${size}, ${kept} kept`),
    };
  };

/** @throws SyncError BACKUP_KEEP (trouble operator) */
function copiesToKeep(field: unknown): number {
  const text = textField(field);
  if (text === undefined) return usualKeep;
  const keep = Number(text);
  if (Number.isInteger(keep) && keep >= 1 && keep <= 1000) return keep;
  throw new SyncError(`The number of backups to keep reads "${text}", which cannot be used.`, {
    code: 'BACKUP_KEEP',
    trouble: 'operator',
    hint: 'Write a whole number from 1 to 1000, or leave it empty for 14.',
    about: thisNode,
  });
}
