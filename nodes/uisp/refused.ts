/**
 * What UISP answered when it refused a request, as a SyncError: the words an operator needs, without the values that were sent
 * (tenants' data must not reach a log, design §3.8).
 */
import * as v from 'valibot';
import type { Explain } from '../http/redact.ts';
import { isSyncError, SyncError, type SyncErrorDetails } from '../sync-error.ts';

/** CRM: `{code, message, errors: {field: [text]}}`, where `errors` may be missing or `[]` (contracts/uisp-crm.md §2). */
const crmError = v.object({
  message: v.fallback(v.optional(v.string()), undefined),
  errors: v.fallback(v.optional(v.record(v.string(), v.array(v.string()))), undefined),
});

/** NMS: `{statusCode, error, message?, validation?: {keys}}` (contracts/uisp-nms.md §2). */
const nmsError = v.object({
  error: v.fallback(v.optional(v.string()), undefined),
  message: v.fallback(v.optional(v.string()), undefined),
});

/** What the CRM client tells the HTTP client about errors that are no refusal of data. */
export const explainCrm: Explain = (status) => {
  if (status === 401) return { hint: 'Check the CRM app key (UISP: CRM, Settings, Security, App keys).' };
  if (status !== 403) return {};
  return {
    hint: 'Is the CRM app key of type Read? This package writes: make one of type Write (CRM, Settings, Security, App keys).',
  };
};

/** As {@link explainCrm}, for the NMS. */
export const explainNms: Explain = (status) => {
  if (status === 401)
    return { hint: 'Check the NMS token (UISP: Settings, Users, API tokens). A CRM app key is none.' };
  if (status !== 403) return {};
  return { hint: 'Is the NMS token Read Only? This package writes. Or UISP lets only some addresses in.' };
};

const longestText = 300;

/** The CRM's words: `Validation failed. userIdent: This client ID already exists in our system.` */
export function crmWords(body: unknown): string {
  const parsed = v.safeParse(crmError, body);
  if (!parsed.success) return '';
  const fields = Object.entries(parsed.output.errors ?? {}).map(([field, texts]) => `${field}: ${texts.join(' ')}`);
  return [parsed.output.message ?? '', ...fields].filter((part) => part !== '').join(' ');
}

/** The NMS's words: `Bad Request: "name" is required`. */
export function nmsWords(body: unknown): string {
  const parsed = v.safeParse(nmsError, body);
  if (!parsed.success) return '';
  return [parsed.output.error, parsed.output.message].filter((part) => part !== undefined && part !== '').join(': ');
}

/**
 * The error for a refused request.
 * @param words what the server said; every text that we sent (two characters or more) is taken out of it
 * @param sent the request's body and path parameters
 */
export function refused(
  what: string,
  words: string,
  sent: unknown,
  details: Pick<SyncErrorDetails, 'code' | 'where'> & { status: number; hint?: string | undefined },
): SyncError {
  const { hint, where, ...rest } = details;
  const said = withoutValues(words, sent).slice(0, longestText);
  return new SyncError(said === '' ? `${what} (${details.status}).` : `${what} (${details.status}): ${said}`, {
    ...rest,
    trouble: 'data',
    effect: 'none',
    ...(where === undefined ? {} : { where }),
    ...(hint === undefined ? {} : { hint }),
  });
}

/** UISP itself says 404: there is no such thing, or a client is archived. Not a web page of whatever else answers at that address. */
export function isMissing(error: unknown): boolean {
  return isSyncError(error) && error.status === 404 && error.about === undefined;
}

function withoutValues(words: string, sent: unknown): string {
  const values = textsIn(sent).filter((text) => text.length >= 2);
  values.sort((one, other) => other.length - one.length);
  return values.reduce((text, value) => text.replaceAll(value, '…'), words);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
