/**
 * How every node of this package runs: one place for status, errors, `done` and closing, so that a node file only says what it does.
 */
import type { Done, Message, Node, Send, Status } from '../red.ts';
import { type SyncError, thisNode, toSyncError } from '../sync-error.ts';
import { statusOf, statusOfError } from './status.ts';

/** How one input of a node has ended. */
export interface Outcome {
  /** What to send; nothing when absent. */
  readonly send?: Message | (Message | Message[] | null)[];
  /** What the node shows afterwards; absent: what it shows now stays. */
  readonly status?: Status;
  /** What went wrong beside what is sent: it reaches Catch as if it had been thrown. */
  readonly error?: SyncError;
  /** What is wrong with single things while the rest goes on: each reaches Catch in a message of its own. */
  readonly told?: readonly Told[];
}

/** Something that is an attention item already, told to Catch once. */
export interface Told {
  /** Of the message that Catch gets. */
  readonly topic: string;
  readonly error: SyncError;
}

/**
 * The work of a node for one input. A SyncError that it throws reaches Catch.
 * @param signal aborts when the node closes
 * @param progress shows a status meanwhile
 */
export type Handler = (message: Message, signal: AbortSignal, progress: (status: Status) => void) => Promise<Outcome>;

/** What `msg.failure` holds when a step failed: enough for "sync-state: failed" to decide who backs off. */
export interface Failure {
  readonly code: string;
  readonly trouble: SyncError['trouble'];
  readonly effect: SyncError['effect'];
  readonly text: string;
  readonly hint: string | undefined;
  /** As `SyncErrorDetails.about`, a node by its name; absent: the lease's own. */
  readonly about?: string | undefined;
  /** It is an attention item already. */
  readonly isRaised?: boolean;
}

/**
 * Wires a handler to a node: status while working, then of the last one, or of one that failed meanwhile; exactly one `done`; errors as SyncError to Catch (with `msg.failure`), and on
 * close everything in flight is aborted and the status cleared.
 */
export function runNode(node: Node, handle: Handler): void {
  const closing = new AbortController();
  let inFlight = 0;
  /** Of one that failed while others are in flight: what they end with must not cover it. */
  let trouble: Status | undefined;
  node.on('input', (message, send, done) => {
    inFlight += 1;
    node.status(statusOf.working(inFlight > 1 ? `working (${inFlight})` : undefined));
    runOnce(node, handle, closing.signal, { message, send, done }).then((status) => {
      inFlight -= 1;
      if (status?.fill === 'red') trouble = status;
      const shown = trouble ?? status;
      if (inFlight === 0) trouble = undefined;
      if (closing.signal.aborted || shown === undefined) return;
      node.status(inFlight > 0 ? statusOf.working(inFlight > 1 ? `working (${inFlight})` : undefined) : shown);
    });
  });
  node.on('close', (_removed, done) => {
    closing.abort();
    node.status(statusOf.idle());
    done();
  });
}

/** Never rejects: whatever happens ends in the returned status and one `done`. */
async function runOnce(
  node: Node,
  handle: Handler,
  signal: AbortSignal,
  { message, send, done }: { message: Message; send: Send; done: Done },
): Promise<Status | undefined> {
  try {
    const outcome = await handle(message, signal, (status) => {
      if (!signal.aborted) node.status(status);
    });
    if (outcome.send !== undefined) send(outcome.send);
    for (const { topic, error } of outcome.told ?? []) {
      node.error(error, { ...message, topic, failure: { ...failureOf(error, node), isRaised: true } });
    }
    if (outcome.error === undefined) done();
    else fail(node, message, outcome.error, done);
    return outcome.status;
  } catch (thrown) {
    const error = toSyncError(thrown);
    fail(node, message, error, done);
    return statusOfError(error.code);
  }
}

function fail(node: Node, message: Message, error: SyncError, done: Done): void {
  message['failure'] = failureOf(error, node);
  done(error);
}

/** @param node the one that failed */
export function failureOf(
  { code, trouble, effect, message: text, hint, about }: SyncError,
  node?: Pick<Node, 'name' | 'type'>,
): Failure {
  const thing = about === thisNode ? node?.name || node?.type : about;
  return { code, trouble, effect, text, hint, ...(thing === undefined ? {} : { about: thing }) };
}
