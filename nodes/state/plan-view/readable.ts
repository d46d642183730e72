/** What effects store as JSON, in a few words. */
import { longDate, longMonth } from '../../village/calendar-date.ts';
import { centsText } from '../../village/money.ts';
import { plainText } from '../../village/plain-text.ts';
import type { Json } from '../effect.ts';

/** The properties of an object; none of anything else. */
export function fieldsOf(value: Json): Readonly<Record<string, Json>> {
  return isObject(value) ? value : {};
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `none`, `December 1, 2026`, `$10.00`, `plan Village Fiber 1G, speed 1 Gbps`: names of fields, and what is in them. */
export function readable(value: Json | undefined, name = ''): string {
  if (value === null || value === undefined || value === '') return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return /cents$/i.test(name) ? centsText(value) : String(value);
  if (typeof value === 'string') return readableText(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((part) => readable(part)).join('; ');
  return Object.entries(fieldsOf(value))
    .map(([key, part]) => `${wordsOf(key)} ${readable(part, key)}`)
    .join(', ');
}

function readableText(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return longDate(text);
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? longMonth(text) : plainText(text);
}

const known: Readonly<Record<string, string>> = { userIdent: 'Custom ID', street2: 'second line of the address' };

/** `activeFrom` reads `active from`. */
function wordsOf(key: string): string {
  return known[key] ?? key.replace(/Cents$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** The field of both that differ, each as its own half: what stays the same says nothing. */
export function differing(before: Json, after: Json): readonly [before: Json, after: Json] {
  if (!isObject(before) || !isObject(after)) return [before, after];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differ = keys.filter((key) => JSON.stringify(before[key] ?? null) !== JSON.stringify(after[key] ?? null));
  if (differ.length === 0) return [before, after];
  const only = (value: Readonly<Record<string, Json>>) =>
    Object.fromEntries(differ.map((key) => [key, value[key] ?? null] as const));
  return [only(before), only(after)];
}
