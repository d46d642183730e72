/** The lines of the log that docs/log.md lists. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './editor-definitions.ts';

/** What a line of each row looks like: `…` stands for anything. */
export function listedLines(): RegExp[] {
  const rows = readFileSync(join(root, 'docs/log.md'), 'utf8').matchAll(/^\| `(.+?)` +\|/gm);
  const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return [...rows].map(([, text = '']) => new RegExp(`^${text.split('…').map(escaped).join('.*')}$`, 's'));
}
