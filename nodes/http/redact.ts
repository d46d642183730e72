/**
 * What of a server's error answer may be shown to the operator: never a secret, never a tenant's personal data (design §3.8).
 */
const longest = 160;

/** An API client's own reading of an error answer: in words, and optionally a code instead of `<PREFIX>_<STATUS>`. */
export interface Explanation {
  readonly message?: string | undefined;
  readonly code?: string | undefined;
  /** What the operator can do about it. */
  readonly hint?: string | undefined;
}
/** @param body the parsed JSON of the answer, undefined when it was none (an HTML page, nothing) */
export type Explain = (status: number, body: unknown) => Explanation;

/**
 * Of a server's message: one short line without e-mail addresses, phone numbers, tokens, and without any of the given secrets.
 */
export function redacted(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) if (secret.length >= 4) clean = clean.replaceAll(secret, '…');
  clean = clean
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[^\s<>"'(),;:]+@[^\s<>"'(),;]+/g, '…')
    .replaceAll(/\beyJ[\w-]*(\.[\w-]*)*/g, '…')
    .replaceAll(/\+?\(?\d[\d\s().-]{7,}\d(?![\w-])/g, '…')
    .trim();
  return clean.length <= longest ? clean : `${clean.slice(0, longest - 1)}…`;
}

/**
 * The usual shapes of error bodies: `message`, `errorMessage`, `error.errorMessage`, `error_description`, and the *names* of the
 * fields in an `errors` map (their values may repeat what we sent).
 */
export function describeErrorBody(body: unknown): string | undefined {
  if (!isRecord(body)) return undefined;
  const error = isRecord(body['error']) ? body['error'] : {};
  const message = [
    body['message'],
    body['errorMessage'],
    error['errorMessage'],
    error['message'],
    body['error_description'],
  ].find((one) => typeof one === 'string' && one.trim() !== '');
  const fields = isRecord(body['errors']) ? Object.keys(body['errors']) : [];
  const parts = [
    ...(typeof message === 'string' ? [message] : []),
    ...(fields.length > 0 ? [`fields: ${fields.slice(0, 8).join(', ')}`] : []),
  ];
  return parts.length > 0 ? parts.join('; ') : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
