/** What is asked, read from a browser's message: every field has its limits, and what is out of them is told in words. */
import * as v from 'valibot';
import { SyncError } from '../../sync-error.ts';
import { type AskName, askNames } from './answers.ts';

/** Of a search, a unit's label, a user. */
const longestText = 100;
/** Units on a page, at most. */
const largestPage = 500;

const text = v.pipe(v.string(), v.maxLength(longestText));
const count = v.pipe(v.number(), v.integer());
const flag = v.optional(v.boolean(), false);

const unitsSchema = v.object({
  filter: v.optional(v.picklist(['all', 'attention', 'vacant', 'offline']), 'all'),
  search: v.optional(text, ''),
  page: v.optional(v.pipe(count, v.minValue(0), v.maxValue(1_000_000)), 0),
  size: v.optional(v.pipe(count, v.minValue(1), v.maxValue(largestPage)), 200),
});
const unitSchema = v.object({ unit: v.pipe(text, v.trim(), v.minLength(1)) });
const csvSchema = v.object({ csv: flag });
const upcomingSchema = v.object({ csv: flag, days: v.optional(v.unknown()) });
const monthSchema = v.object({ csv: flag, month: v.optional(v.unknown()) });
const commandSchema = v.object({ command: v.unknown() });
const modeSchema = v.object({
  to: v.optional(v.picklist(['live', 'dry-run'])),
  confirm: v.optional(v.literal(true)),
});
const nothingSchema = v.object({});

const schemas = {
  units: unitsSchema,
  unit: unitSchema,
  attention: nothingSchema,
  command: commandSchema,
  plan: csvSchema,
  upcoming: upcomingSchema,
  adoption: csvSchema,
  tickets: nothingSchema,
  month: monthSchema,
  health: nothingSchema,
  progress: nothingSchema,
  mode: modeSchema,
} satisfies Record<AskName, v.GenericSchema<unknown, unknown>>;

/** What each ask may bring along, checked. */
export type Asked<A extends AskName> = v.InferOutput<(typeof schemas)[A]>;

const hints: Readonly<Record<AskName, string>> = {
  units: `filter: all, attention, vacant or offline; search: at most ${longestText} characters; page: from 0; size: 1 to ${largestPage}.`,
  unit: 'unit: a label, as 101.',
  attention: '',
  command: 'command: {verb, key}, of choose with client.',
  plan: 'csv: true or false.',
  upcoming: 'days: 0 to 730; csv: true or false.',
  adoption: 'csv: true or false.',
  tickets: '',
  month: 'month: 2026-11; csv: true or false.',
  health: '',
  progress: '',
  mode: 'to: live or dry-run, with confirm: true.',
};

/** The word under `ask`, for the answer's head, whatever came; at most 40 characters. */
export function askWord(payload: unknown): string {
  const parsed = v.safeParse(v.looseObject({ ask: v.string() }), payload);
  return parsed.success ? parsed.output.ask.slice(0, 40) : '';
}

/** @throws SyncError BAD_ASK (trouble operator) when there is no such ask */
export function askName(payload: unknown): AskName {
  const parsed = v.safeParse(v.looseObject({ ask: v.picklist(askNames) }), payload);
  if (parsed.success) return parsed.output.ask;
  throw badAsk('The dashboard does not know what is asked.', `Send {"ask": …} with one of ${askNames.join(', ')}.`);
}

/** @throws SyncError BAD_ASK (trouble operator) naming the field that is wrong */
export function asked<A extends AskName>(name: A, payload: unknown): Asked<A> {
  const schema: v.GenericSchema<unknown, Asked<A>> = schemas[name];
  const parsed = v.safeParse(schema, payload);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const field = v.getDotPath(issue) ?? 'payload';
  throw badAsk(`The field "${field}" of ${name} cannot be used.`, hints[name]);
}

function badAsk(message: string, hint: string): SyncError {
  return new SyncError(message, { code: 'BAD_ASK', trouble: 'operator', ...(hint === '' ? {} : { hint }) });
}
