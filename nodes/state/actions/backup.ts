/** Action `backup`: a copy of the database while everything runs. */
import { dirname, isAbsolute, join } from 'node:path';
import { textField } from '../../red.ts';
import { SyncError, thisNode, toSyncError } from '../../sync-error.ts';
import { backUp } from '../database/backup.ts';
import { statusOf } from '../status.ts';
import type { Store } from '../store.ts';
import type { AttentionItem } from '../store-port.ts';
import type { Action } from './action.ts';

const usualFolder = 'backups';
const usualKeep = 14;
const failedCode = 'BACKUP_FAILED';

/**
 * In: anything. Out: `{file, bytes, kept, removed}`, and a `topic` in words. Folder and number of copies are fields; the folder is below the
 * user directory unless it is absolute. A failure is an attention item, too, until the node’s next copy.
 * @throws SyncError BACKUP_KEEP, BACKUP_NO_SPACE, NOT_CONFIGURED, STORE_…
 */
export const backup: Action =
  ({ red, node, config, openStore }) =>
  async (message) => {
    const store = await openStore();
    const key = `${failedCode}/${node.id}`;
    const folder = textField(config['folder']) ?? usualFolder;
    const below = red.settings.userDir ?? dirname(store.file);
    const payload = await copied(store, config['keep'], isAbsolute(folder) ? folder : join(below, folder)).catch(
      async (thrown) => {
        const error = toSyncError(thrown);
        // On a full disk there may be no room for it; that is told by what else it stops.
        await store.attention.raise(failedItem(key, error)).catch(() => undefined);
        throw error;
      },
    );
    // The copy is there, whatever becomes of the item.
    await store.attention.clear(key).catch(() => undefined);
    const { file, bytes, kept } = payload;
    const size = bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
    store.log.info(`Backup made: ${file} (${size}); ${kept} kept.`);
    return {
      send: { ...message, payload, topic: `Backup ${file}, ${size}` },
      status: statusOf.done(`${size}, ${kept} kept`),
    };
  };

async function copied({ database, clock }: Store, keep: unknown, folder: string) {
  return backUp(database, { folder, keep: copiesToKeep(keep), now: clock() });
}

function failedItem(key: string, { message, hint }: SyncError): AttentionItem {
  return {
    key,
    code: failedCode,
    where: 'the backup',
    why: message,
    todo: hint ?? 'Look into Node-RED’s log.',
    verbs: ['ignore'],
  };
}

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
