/** A store with its backups, one of which can be put in its place. */
import { chmod, copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { backUp } from '../../nodes/state/database/backup.ts';
import type { Store } from '../../nodes/state/store.ts';
import { hour, type Stage, stage } from './stage.ts';

export const day = 24 * hour;

export async function backedUp(t: TestContext) {
  const scene = await stage(t);
  const store = await scene.open();
  const folder = join(scene.folder, 'backups');
  const copy = (keep = 14, now = scene.clock()) => backUp(store.database, { folder, keep, now });
  return { ...scene, store, folder, copy };
}

/** Puts the copy in the place of the database, as docs/deployment.md says. */
export async function restore({ file }: Stage, store: Store, copy: string): Promise<void> {
  await store.close();
  for (const ending of ['', '-wal', '-shm']) await rm(`${file}${ending}`, { force: true });
  await copyFile(copy, file);
  await chmod(file, 0o600);
}

/** A complete scan of one lease is noted. */
export function scanned(store: Store, clock: () => number): Promise<void> {
  return store.scans.save('leases', { at: clock(), complete: true, seen: 1, due: 0, why: '' });
}

/** A welcome. */
export const mail = (householdId: number, address = 'a') =>
  ({
    key: `mail/household:${householdId}/welcome/${address}`,
    kind: 'mail',
    fingerprint: 'x',
    reason: { householdId, because: 'lease new' },
    before: null,
    after: null,
  }) as const;
