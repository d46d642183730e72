/** What a UISP ticket says: its subject, its first comment, and the comment after the tenant has edited the text (design §4). */
import { longDate } from '../calendar-date.ts';
import { cleanText, isVisible, oneLine } from './clean-text.ts';
import { cutText, headOf } from './cut-text.ts';
import type { Ticket, TicketFile } from './ticket.ts';

/** UISP takes subjects of up to 255 characters (contracts/uisp-crm.md §5). */
const longestSubject = 255;
const longestFirstWords = 80;
/** Of a name, a category: what is longer is none. */
const longestName = 200;
/** A link that is cut leads nowhere, so a longer one is left out. */
const longestLink = 2000;

const markerAtEnd = /\[Innago ([^\s[\]]+)\]\s*$/;

/** `[Innago 5f3c…]`: by it the UISP ticket of an Innago ticket is found again (design §2). */
export function ticketMarker(uid: string): string {
  return `[Innago ${uid}]`;
}

/** Does the subject end with the marker of this Innago ticket? */
export function hasMarker(subject: string, uid: string): boolean {
  return subject.trimEnd().endsWith(ticketMarker(uid));
}

/** The Innago ticket whose marker the subject ends with. */
export function markedUid(subject: string): string | undefined {
  return markerAtEnd.exec(subject)?.[1];
}

/**
 * `Wifi is down [Innago 5f3c…]`: the title on one line, else the first words of the description, and the marker at the end. At most 255
 * characters, counted as UTF-16 units; it is the title that is cut.
 */
export function ticketSubject(ticket: Ticket): string {
  const marker = ticketMarker(ticket.uid);
  const title = cutText(titleOf(ticket), longestTitle(ticket.uid), '…');
  return title === '' ? marker : `${title} ${marker}`;
}

/**
 * The first comment, for the technician: the tenant's text as it is, then a short block of facts. The title is in it only where the
 * subject has no room for the whole.
 * @param unit the unit's label; empty: a common area
 * @param limit the most characters (UTF-16 units) of the whole; it is the tenant's text that is cut, with a note
 */
export function ticketBody(ticket: Ticket, { unit, limit }: { readonly unit: string; readonly limit: number }): string {
  const title = oneLine(ticket.title);
  const description = descriptionOf(ticket);
  const isTitleCut = title.length > longestTitle(ticket.uid);
  const words = description === '' ? titleOf(ticket) : isTitleCut ? `${title}\n\n${description}` : description;
  const facts = [
    `Unit: ${nameOf(unit) || 'none (common area)'}`,
    ...line('Asked by', nameOf(ticket.personName)),
    ...(ticket.urgent ? ['Urgent: yes'] : []),
    ...line('Category', nameOf(ticket.category ?? '')),
    ...line('Submitted on', ticket.submittedOn === null ? '' : longDate(ticket.submittedOn)),
  ];
  return composed(words, ['---', ...facts], ticket, limit);
}

/**
 * The comment for the technician when the tenant has edited the text.
 * @param limit the most characters (UTF-16 units) of the whole; it is the tenant's text that is cut, with a note
 */
export function changedText(
  ticket: Ticket,
  { limit = Number.POSITIVE_INFINITY }: { readonly limit?: number } = {},
): string {
  const now = [titleOf(ticket), descriptionOf(ticket)].filter((part) => part !== '');
  const words = ['The tenant has changed this ticket in Innago. It now reads:', ...now].join('\n\n');
  return composed(words, ['---'], ticket, limit);
}

/** Words, then a block that ends with the files and the reference; within the limit. */
function composed(words: string, block: readonly string[], { uid, files }: Ticket, limit: number): string {
  const end = [...block, ...fileLines(files, limit / 2), `Reference: Innago ${uid}`].join('\n');
  const note = `…\n[The text is cut here. The whole is in Innago, ticket ${uid}.]`;
  const room = Math.max(0, limit - end.length - 2);
  return cutText(`${cutText(words, room, note)}\n\n${end}`, limit, '…');
}

/** One line for each file, with its link; as many as there is room for. */
function fileLines(files: readonly TicketFile[], room: number): string[] {
  const lines = files.map(({ name, url }) => {
    const address = oneLine(url ?? '');
    const where = address === '' ? '' : address.length > longestLink ? ' (link in Innago)' : ` ${address}`;
    return `- ${nameOf(name) || 'file'}${where}`;
  });
  if (lines.length === 0) return [];
  let used = 0;
  const kept = lines.filter((text) => {
    used += text.length + 1;
    return used <= room;
  });
  const left = lines.length - kept.length;
  return ['Files:', ...kept, ...(left > 0 ? [`- ${left} more in Innago`] : [])];
}

function line(what: string, value: string): string[] {
  return value === '' ? [] : [`${what}: ${value}`];
}

function nameOf(text: string): string {
  return cutText(oneLine(text), longestName, '…');
}

function longestTitle(uid: string): number {
  return longestSubject - ticketMarker(uid).length - 1;
}

function titleOf(ticket: Ticket): string {
  const title = oneLine(ticket.title);
  if (isVisible(title)) return title;
  const words = oneLine(descriptionOf(ticket));
  return words === '' ? 'Maintenance request' : firstWords(words);
}

function descriptionOf({ description }: Ticket): string {
  const clean = cleanText(description);
  return isVisible(clean) ? clean : '';
}

function firstWords(words: string): string {
  if (words.length <= longestFirstWords) return words;
  const head = headOf(words, longestFirstWords - 1);
  const lastBlank = head.lastIndexOf(' ');
  return `${lastBlank > 0 ? head.slice(0, lastBlank) : head}…`;
}
