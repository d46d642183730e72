/**
 * The node `innago-ticket`: what is done for a maintenance ticket in Innago. It follows UISP (status and comments), or a flow says what:
 * comment, resolve, reopen. There is nothing else that Innago lets be done. A comment that cannot be posted leaves by the second output.
 */
import {
  configNode,
  type Message,
  type Node,
  type NodeConfig,
  type RuntimeApi,
  type Status,
  textField,
} from '../red.ts';
import { chosenStore } from '../state/database-node.ts';
import { type PlanOrder, parsePlanOrder } from '../state/plans/plan-order.ts';
import { runNode } from '../state/run-node.ts';
import { statusOf } from '../state/status.ts';
import { parseTicketMessage } from '../state/tickets/ticket-work.ts';
import { SyncError, thisNode } from '../sync-error.ts';
import type { InnagoAccountNode } from './api/innago-api.ts';
import { commentInInnago, type FlowCommented } from './tickets/ticket-answer.ts';
import type { TicketContext, TicketResult } from './tickets/ticket-context.ts';
import { decideInnago, syncInnagoSide } from './tickets/ticket-steps.ts';

interface Input {
  readonly red: RuntimeApi;
  readonly config: NodeConfig;
  readonly message: Message;
}
type Act = (context: TicketContext, input: Input) => Promise<FlowCommented>;

const actions: Readonly<Record<string, Act>> = {
  sync: async (context, { config }) => {
    const signature = textField(config['signature']) ?? '';
    const pendingText = textField(config['pendingText']) ?? '';
    return { result: await syncInnagoSide(context, { signature, pendingText }) };
  },
  comment: (context, input) => {
    const order = orderOf(input.message);
    const householdId = order?.householdId ?? undefined;
    return commentInInnago(householdId === undefined ? context : { ...context, householdId }, {
      text: wantedComment(input),
      ...(order === undefined ? {} : { answerKey: order.answerKey }),
      way: input.config['comments'] === 'mail' ? 'mail' : 'post',
    });
  },
  resolve: async (context) => ({ result: await decideInnago(context, 'solved') }),
  reopen: async (context) => ({ result: await decideInnago(context, 'open') }),
};

export default function innagoTicket(red: RuntimeApi): void {
  red.nodes.registerType('innago-ticket', function (this: Node, config: NodeConfig) {
    red.nodes.createNode(this, config);
    runNode(this, async (message, signal) => {
      const act = actions[String(config['action'])];
      if (act === undefined) throw noAction();
      const input: Input = { red, config, message };
      const { result, refusal } = await act(await contextOf(input, signal), input);
      const isPosted = result.outcome !== 'not posted';
      // Behind an output without a wire the ticket would get lost.
      if (!isPosted && (this.wires?.[1] ?? []).length === 0) throw refusal ?? notWired();
      message['innago'] = refusal === undefined ? result : { ...result, code: refusal.code };
      const status = statusAfter(result);
      if (config['action'] !== 'comment') return { send: message, status };
      return { send: isPosted ? [message, null] : [null, message], status };
    });
  });
}

async function contextOf({ red, config, message }: Input, signal: AbortSignal): Promise<TicketContext> {
  const { work, claim } = parseTicketMessage(message);
  const account = configNode<InnagoAccountNode>(red, config['account'], 'innago', 'innago-account');
  const store = await chosenStore(red, config);
  return { innago: account.innago(), commentLength: account.commentLength, store, work, claim, signal };
}

/** What the comment answers, if anything. A flow of somebody’s own may have a `msg.plan` of its own. @throws SyncError BAD_MESSAGE */
function orderOf(message: Message): PlanOrder | undefined {
  const { plan } = message;
  return typeof plan === 'object' && plan !== null && 'answerKey' in plan ? parsePlanOrder(message) : undefined;
}

/** @throws SyncError NO_COMMENT (trouble operator); it does not repeat what the property holds */
function wantedComment({ red, config, message }: Input): string {
  const field = config['comment'];
  if (config['commentType'] === 'str') return typeof field === 'string' ? field : '';
  const property = textField(field) ?? 'comment';
  const text = messageProperty(red, message, property);
  if (typeof text === 'string') return text;
  throw new SyncError(`msg.${property} holds no text to comment with.`, {
    code: 'NO_COMMENT',
    trouble: 'operator',
    hint: 'Put the text into this property before this node, or choose another one in its field "Comment".',
    about: thisNode,
  });
}

function messageProperty(red: RuntimeApi, message: Message, property: string): unknown {
  try {
    return red.util.getMessageProperty(message, property);
  } catch {
    return undefined;
  }
}

function statusAfter({ outcome, text }: TicketResult): Status {
  switch (outcome) {
    case 'done':
      return statusOf.done(text);
    case 'planned':
      return statusOf.planned(text);
    case 'unknown':
    case 'not posted':
      return statusOf.waiting(text);
    case 'skipped':
      return statusOf.idle(text);
  }
}

function notWired(): SyncError {
  return new SyncError('A comment is to be said by mail, and nothing is wired to the second output.', {
    code: 'NOT_CONFIGURED',
    trouble: 'operator',
    hint: 'Wire the second output to "sync-state: answer by mail", or choose in this node that comments are posted.',
    about: thisNode,
  });
}

function noAction(): SyncError {
  return new SyncError('No action is chosen.', {
    code: 'NOT_CONFIGURED',
    trouble: 'operator',
    hint: 'Open this innago-ticket node and choose what it does.',
    about: thisNode,
  });
}
