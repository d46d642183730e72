/**
 * Innago's envelope: `{data, error: {errorMessage, errorCode}}`, and the bare `{errorMessage}` that was seen with a 401
 * (contracts/innago.md §2).
 */
import type { Explanation } from '../../http/redact.ts';

/** The message of an error in either shape, also within a 200; undefined when there is none. */
export function errorMessageOf(body: unknown): string | undefined {
  if (!isRecord(body)) return undefined;
  const wrapped = isRecord(body['error']) ? body['error']['errorMessage'] : undefined;
  return textOf(wrapped) ?? textOf(body['errorMessage']) ?? textOf(body['error']);
}

/** What is under `data`; undefined when there is no such object. */
export function dataOf(body: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(body) && isRecord(body['data']) ? body['data'] : undefined;
}

/** An error answer in the operator's words. */
export function explainInnago(status: number, body: unknown): Explanation {
  return { message: errorMessageOf(body), hint: hintOf(status) };
}

function hintOf(status: number): string | undefined {
  switch (status) {
    case 401:
      return 'Innago refuses the credentials. It wants the API key together with a token made from client id and client secret; check all three.';
    case 403:
      return 'The API key or this machine has no access. Ask Innago (support@innago.com) what the key may do and from which addresses.';
    case 404:
      return 'Check the API URL, the property id, and the routes in the account node.';
    default:
      return undefined;
  }
}

/** True for an object that is no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
