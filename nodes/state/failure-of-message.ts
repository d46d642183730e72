/** What a Catch node hands on, as a failure that can be acted on. */
import * as v from 'valibot';
import type { Message } from '../red.ts';
import { SyncError } from '../sync-error.ts';
import type { Failure } from './run-node.ts';

const failureSchema = v.object({
  code: v.string(),
  trouble: v.picklist(['server', 'data', 'operator', 'state']),
  effect: v.picklist(['none', 'unknown']),
  text: v.string(),
  hint: v.optional(v.string()),
  about: v.optional(v.string()),
  isRaised: v.optional(v.boolean(), false),
});

const caughtSchema = v.object({
  message: v.optional(v.string(), ''),
  code: v.optional(v.string()),
  source: v.optional(v.object({ id: v.string(), type: v.string(), name: v.optional(v.string()) })),
});

/** An error as a Catch node tells of it. */
export interface Caught {
  readonly failure: Failure;
  /** Of the error, when it has one. */
  readonly code: string | undefined;
  /** The error's own words; they may hold personal data, so they are only looked at. */
  readonly text: string;
  readonly source: { readonly id: string; readonly name: string };
}

/**
 * Our own nodes leave `msg.failure`. An error of any other node (a function, a template, a node of another package) counts as the
 * data's: it backs off, and a person is told at the third. Its words are not repeated, since they may hold anything.
 */
export function caughtFailure(message: Message): Caught {
  const parsed = v.safeParse(caughtSchema, message['error']);
  const {
    message: text,
    code,
    source,
  } = parsed.success ? parsed.output : { message: '', code: undefined, source: undefined };
  const name = source?.name || source?.type || 'unknown node';
  const own = v.safeParse(failureSchema, message['failure']);
  const isOwn = own.success && (code === undefined || own.output.code === code);
  const failure: Failure = isOwn
    ? { ...own.output, hint: own.output.hint }
    : {
        code: 'FLOW_ERROR',
        trouble: 'data',
        effect: 'unknown',
        text: `The node "${name}" failed.`,
        hint: 'Look at this node and at Node-RED’s log: it is not one of ours, or it was stopped by an error of its own.',
      };
  return { failure, code, text, source: { id: source?.id ?? name, name } };
}

/**
 * What a step was refused while the rest of the chain could go on (`msg.refused`, as `failureOf` makes it): the work fails at its end.
 * @returns undefined when nothing was
 */
export function refusalOf(message: Message): SyncError | undefined {
  const parsed = v.safeParse(failureSchema, message['refused']);
  if (!parsed.success) return undefined;
  const { code, trouble, effect, text, hint } = parsed.output;
  return new SyncError(text, { code, trouble, effect, ...(hint === undefined ? {} : { hint }) });
}
