/**
 * The one vocabulary of node status: blue dot = working, green dot = done, yellow ring = waiting for something,
 * red ring = failed, grey ring = planned or idle. Texts have at most 20 characters; the long story goes to Catch and the log.
 */
import type { Status } from '../red.ts';

const longest = 20;

function short(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** Statuses by what they mean; longer texts are cut off after 19 characters, with "…". */
export const statusOf = {
  working: (text = 'working'): Status => ({ fill: 'blue', shape: 'dot', text: short(text) }),
  done: (text = 'ok'): Status => ({ fill: 'green', shape: 'dot', text: short(text) }),
  waiting: (text: string): Status => ({ fill: 'yellow', shape: 'ring', text: short(text) }),
  failed: (text: string): Status => ({ fill: 'red', shape: 'ring', text: short(text) }),
  planned: (text = 'dry-run: planned'): Status => ({ fill: 'grey', shape: 'ring', text: short(text) }),
  idle: (text = ''): Status => (text === '' ? {} : { fill: 'grey', shape: 'ring', text: short(text) }),
} as const;

/** An error code as status text: `UISP_CRM_401` reads `UISP CRM 401`. */
export function statusOfError(code: string): Status {
  return statusOf.failed(code.replaceAll('_', ' '));
}
