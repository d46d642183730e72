/**
 * Where the operator's ONU table comes from: pasted into the node, or a file that is read anew when it changes (design §4: a changed
 * table is noticed at the next tick).
 */
import { readFileSync, statSync } from 'node:fs';
import { SyncError } from '../../sync-error.ts';
import type { OnuTable } from '../property-rules.ts';
import { parseOnuTable } from './onu-table.ts';

/** More than any table of units; a larger file is a mistake. */
const largestFileBytes = 20_000_000;

/**
 * The table behind a setting, cheap to ask every time: parsed once for as long as its text, or the file's size and time, stay the same.
 * @param file path; when undefined, `pasted` counts
 * @returns a function that gives the table as it is now, and throws SyncError ONU_TABLE_FILE_MISSING or ONU_TABLE_FILE_UNREADABLE
 *   (trouble operator)
 */
export function onuTableSource(pasted: string | undefined, file: string | undefined): () => OnuTable {
  if (file === undefined) {
    const table = parseOnuTable(pasted ?? '');
    return () => table;
  }
  let known: { readonly stamp: string; readonly table: OnuTable } | undefined;
  return () => {
    const stamp = fileStamp(file);
    if (known?.stamp !== stamp) known = { stamp, table: parseOnuTable(readText(file)) };
    return known.table;
  };
}

function fileStamp(file: string): string {
  const { mtimeMs, ctimeMs, size, isFile } = reading(file, () => {
    const found = statSync(file);
    return { mtimeMs: found.mtimeMs, ctimeMs: found.ctimeMs, size: found.size, isFile: found.isFile() };
  });
  if (!isFile) throw unreadable(file, 'it is not a file');
  if (size > largestFileBytes) throw unreadable(file, 'it is larger than 20 MB');
  return `${mtimeMs} ${ctimeMs} ${size}`;
}

/** UTF-8, or UTF-16 with its mark, as spreadsheets save "Unicode text". */
function readText(file: string): string {
  const bytes = reading(file, () => readFileSync(file));
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(utf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}

function reading<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown error';
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw unreadable(file, code);
    throw new SyncError(`There is no ONU table file "${file}".`, {
      code: 'ONU_TABLE_FILE_MISSING',
      trouble: 'operator',
      hint: 'Put the file there, or change its path in fiber-plans (variable ONU_TABLE_FILE).',
    });
  }
}

function unreadable(file: string, why: string): SyncError {
  return new SyncError(`The ONU table file "${file}" cannot be read: ${why}.`, {
    code: 'ONU_TABLE_FILE_UNREADABLE',
    trouble: 'operator',
    hint: 'Let the user who runs Node-RED read it, or change its path in fiber-plans (variable ONU_TABLE_FILE).',
  });
}
