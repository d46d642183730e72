/** A database that is made and brought up to date once a process, and copied for each life. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Store } from '../../nodes/state/store.ts';
import { memory } from '../memory-disk.ts';
import { type ProductPlace, storeOptions } from './product.ts';

let template: Promise<string> | undefined;

/** @returns the file's path. Its stamp is that of the first simulator, so all must be of one seed, and in process. */
export function emptyDatabase(place: ProductPlace): Promise<string> {
  template ??= (async () => {
    const folder = mkdtempSync(join(memory, 'village-fiber-template-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'store.sqlite');
    const store = await Store.open({ ...storeOptions(place), file, mode: 'live' });
    await store.close();
    return file;
  })();
  return template;
}
