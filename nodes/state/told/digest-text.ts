/** A digest in words: subject, plain text and simple HTML. Units and codes only; items' texts hold no personal data (design §2). */
import type { Digest, OpenMatter, SettledMatter } from './digest-plan.ts';

/** What stands around the matters. */
export interface DigestWords {
  /** Begins the subject: `Village Fiber`. */
  readonly title: string;
  /** Of the editor or dashboard; undefined: none is set. */
  readonly address: string | undefined;
  /** About the product as a whole: mode, last scan. */
  readonly closing: string;
}

export interface DigestText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** So many of a code are told in full, and so many places are named; of more, the number. */
const inFull = 3;
const named = 20;
/** So many codes are told in full; of more, the number of matters. */
const codesInFull = 30;

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The mail's parts. */
export function digestText(digest: Digest, { title, address, closing }: DigestWords): DigestText {
  const { kind, fresh, others, settled } = digest;
  const sections: Section[] = [
    { title: kind === 'urgent' ? 'Urgent' : 'New', lines: freshLines(fresh) },
    { title: 'Still open', lines: placesByCode(others) },
    { title: 'Settled since the last mail', lines: placesByCode(settled) },
  ].filter(({ lines }) => lines.length > 0);
  const summary = summaryOf(digest);
  const link = address === undefined ? '' : `Answer them here: ${address}`;
  const blocks = sections.map((section) => [section.title.toUpperCase(), ...section.lines.map((line) => `- ${line}`)]);
  const text = [[summary], ...blocks, ...(link === '' ? [] : [[link]]), [closing]].map((block) => block.join('\n'));
  const html = [
    paragraph(summary),
    ...sections.map(
      (section) =>
        `<h3>${escaped(section.title)}</h3><ul>${section.lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`,
    ),
    ...(address === undefined
      ? []
      : [`<p>Answer them here: <a href="${escaped(address)}">${escaped(address)}</a></p>`]),
    paragraph(closing),
  ];
  return { subject: `${title}: ${subjectOf(digest)}`, text: `${text.join('\n\n')}\n`, html: html.join('\n') };
}

/** `3 need a person (1 new)` */
function subjectOf({ kind, fresh, others, settled }: Digest): string {
  const open = fresh.length + others.length;
  if (kind === 'sign-of-life') return open === 0 ? 'all is well' : `nothing new, ${needs(open)}`;
  if (kind === 'urgent') return `urgent, ${fresh.length === 1 ? codeInWords(fresh[0]) : `${fresh.length} matters`}`;
  if (open === 0) return `nothing open, ${settled.length} settled`;
  return `${needs(open)} (${fresh.length} new)`;
}

function summaryOf({ kind, fresh, others, settled }: Digest): string {
  const open = [...fresh, ...others].sort((one, other) => one.since - other.since);
  const [oldest] = open;
  if (oldest === undefined)
    return settled.length === 0 ? 'Nothing needs a person.' : 'Nothing needs a person any more.';
  const what =
    kind === 'sign-of-life' ? `Nothing is new; ${needs(open.length)}` : `${needs(open.length)}, ${fresh.length} new`;
  return `${capital(what)}. The oldest is open since ${minuteOf(oldest.since)}.`;
}

function freshLines(fresh: readonly OpenMatter[]): string[] {
  const groups = [...Map.groupBy(fresh, ({ code }) => code).values()];
  const lines = groups.slice(0, codesInFull).flatMap((group) => {
    const full = group
      .slice(0, inFull)
      .map(({ code, where, why, todo }) => `${where}, ${words(code)}: ${why} ${todo}`.trim());
    const rest = group.slice(inFull);
    return rest.length === 0 ? full : [...full, `and ${rest.length} more like it: ${places(rest)}`];
  });
  const untold = groups.slice(codesInFull).reduce((sum, group) => sum + group.length, 0);
  return untold === 0 ? lines : [...lines, `and ${untold} of other kinds`];
}

/** `ONU MISSING (2): unit 103, unit 104` */
function placesByCode(matters: readonly (OpenMatter | SettledMatter)[]): string[] {
  return [...Map.groupBy(matters, ({ code }) => code)].map(
    ([code, group]) => `${words(code)} (${group.length}): ${places(group)}`,
  );
}

function places(matters: readonly { readonly where: string }[]): string {
  const names = [...new Set(matters.map(({ where }) => where))];
  const rest = names.length - named;
  return rest > 0 ? `${names.slice(0, named).join(', ')} and ${rest} more` : names.join(', ');
}

function needs(count: number): string {
  return count === 1 ? '1 needs a person' : `${count} need a person`;
}

function codeInWords(matter: OpenMatter | undefined): string {
  return matter === undefined ? '' : `${words(matter.code)} (${matter.where})`;
}

function words(code: string): string {
  return code.replaceAll('_', ' ');
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** `2026-11-20 06:10 UTC`. @param at epoch ms */
export function minuteOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function paragraph(text: string): string {
  return `<p>${escaped(text)}</p>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
