/** Our package as `npm pack` makes it, and the same as its next version, for upgrades. Needs dist/. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../flow/node-red-process.ts';
import { manifest, root } from '../package/editor-definitions.ts';
import { npm } from './fresh-home.ts';

export interface Tarball {
  readonly version: string;
  readonly file: string;
}

export interface Tarballs {
  readonly now: Tarball;
  readonly next: Tarball;
  remove(): void;
}

/** Packs what is built, without building anew. */
async function pack(source: string, into: string, version: string): Promise<Tarball> {
  const printed = await npm(
    source,
    'pack',
    '--ignore-scripts',
    '--json',
    '--loglevel=error',
    '--pack-destination',
    into,
  );
  const [packed]: { filename: string }[] = JSON.parse(printed);
  if (packed === undefined) throw new Error('npm packed nothing');
  return { version, file: join(into, packed.filename) };
}

/** This version, and the same source as the version after it. The caller must `remove()` them. */
export async function packTwice(): Promise<Tarballs> {
  const folder = temporaryFolder();
  const now = await pack(root, folder, manifest.version);
  execFileSync('tar', ['-xzf', now.file, '-C', folder]);
  const [major, minor, patch] = manifest.version.split('.').map(Number);
  const version = `${major}.${minor}.${(patch ?? 0) + 1}`;
  const copy = join(folder, 'package');
  const file = join(copy, 'package.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), version }, null, 2));
  const next = await pack(copy, folder, version);
  return { now, next, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
