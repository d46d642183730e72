/**
 * What is attached to a maintenance ticket. Innago does not publish it (contracts/innago.md §3), so it is read from whatever looks like
 * it, and what does not is left out: a file is never what makes a ticket unreadable.
 */
import * as v from 'valibot';
import type { TicketFile } from '../../village/tickets/ticket.ts';
import { isRecord } from './envelope.ts';

/** Where lists of files are looked for in a ticket; all of them are taken. */
const fileFields = ['files', 'attachments', 'images', 'documents', 'maintenanceFiles'] as const;

const nameFields = ['fileName', 'name', 'filename', 'originalName'] as const;
const urlFields = ['url', 'fileUrl', 'link', 'path'] as const;
/** A longer one is the file itself, not its name. */
const longestName = 500;

const anything = v.optional(v.unknown());
/** The fields for the schema of a ticket. */
export const fileEntries = {
  files: anything,
  attachments: anything,
  images: anything,
  documents: anything,
  maintenanceFiles: anything,
} satisfies Record<(typeof fileFields)[number], typeof anything>;

/** @param row a ticket as Innago gives it */
export function ticketFiles(row: Readonly<Partial<Record<(typeof fileFields)[number], unknown>>>): TicketFile[] {
  const lists = fileFields.map((field): readonly unknown[] => {
    const list: unknown = row[field];
    return Array.isArray(list) ? list : [];
  });
  const files = lists.flat().flatMap((entry) => fileOf(entry) ?? []);
  // The same file may be in two of the lists.
  return [...new Map(files.map((file) => [file.url ?? file.name, file])).values()];
}

function fileOf(entry: unknown): TicketFile | undefined {
  if (typeof entry === 'string') return fileFrom(undefined, entry);
  return isRecord(entry) ? fileFrom(firstText(entry, nameFields), firstText(entry, urlFields)) : undefined;
}

/** @param place an address, a path, or in a list of strings just the name */
function fileFrom(name: string | undefined, place: string | undefined): TicketFile | undefined {
  const url = webAddress(place);
  const found = short(name) ?? short(url === null ? lastPart(place?.trim() ?? '') : nameInAddress(url));
  return found === undefined ? undefined : { name: found, url };
}

function firstText(entry: Readonly<Record<string, unknown>>, fields: readonly string[]): string | undefined {
  const texts = fields.map((field) => entry[field]);
  return texts.find((text): text is string => typeof text === 'string' && text.trim() !== '');
}

/** Only http and https lead anywhere; anything else is no link to hand on. */
function webAddress(text: string | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return /^https?:\/\//i.test(trimmed) && URL.canParse(trimmed) ? trimmed : null;
}

function nameInAddress(url: string): string {
  const { pathname, hostname } = new URL(url);
  const last = lastPart(pathname);
  try {
    return decodeURIComponent(last) || hostname;
  } catch {
    return last;
  }
}

/** A path of another machine tells a tenant's name sometimes, and a technician nothing. */
function lastPart(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? '';
}

function short(text: string | undefined): string | undefined {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' || trimmed.length > longestName || /^(data|javascript):/i.test(trimmed) ? undefined : trimmed;
}
