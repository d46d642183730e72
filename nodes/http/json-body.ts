/**
 * The body of an answer as JSON. What the server calls it (`content-type`) is not asked: proxies and captive portals lie.
 */
import type { SyncError } from '../sync-error.ts';
import { type RequestName, requestError, truncatedError } from './errors.ts';

/**
 * @param bytes the body of a 2xx
 * @returns the parsed value, undefined for an empty body
 * @throws SyncError `<PREFIX>_NOT_JSON` (a web page, plain text) or `_TRUNCATED` (begins as JSON, but does not end), both trouble
 *   server; after a write the effect is unknown
 */
export function parseJsonBody(bytes: Buffer, request: RequestName, status: number): unknown {
  const text = textOf(bytes);
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(text, request, status);
  }
}

/**
 * As {@link parseJsonBody}, but only looks at both ends, for a caller that compares the bytes before parsing them.
 * @returns the same bytes, undefined for an empty body
 */
export function checkJsonBytes(bytes: Buffer, request: RequestName, status: number): Buffer | undefined {
  const ends =
    bytes.length <= 200 ? textOf(bytes).trim() : textOf(bytes.subarray(0, 100)) + textOf(bytes.subarray(-100));
  if (ends.trim() === '') return undefined;
  if (/^\s*(\{[\s\S]*\}|\[[\s\S]*\])\s*$/.test(ends)) return bytes;
  throw unreadable(textOf(bytes), request, status);
}

/** UTF-8, without a byte order mark. */
export function textOf(bytes: Buffer): string {
  return bytes.toString('utf8', bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
}

/** The parsed value, or undefined when it is none: for answers that are errors anyway. */
export function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isWebPage(text: string): boolean {
  return text.trimStart().startsWith('<');
}

function unreadable(text: string, request: RequestName, status: number): SyncError {
  const details = { trouble: 'server', effect: 'unknown', status } as const;
  if (/^[{[]/.test(text.trimStart())) {
    return truncatedError(request, 'answer is cut off or damaged', details);
  }
  const what = isWebPage(text) ? 'a web page' : 'text';
  return requestError(request, 'NOT_JSON', `${request.name} answered with ${what} instead of JSON`, {
    ...details,
    hint: 'Check the address and its path. A proxy or a login page in between answers like this, too.',
  });
}
