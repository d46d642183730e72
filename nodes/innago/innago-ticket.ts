/**
 * The node `innago-ticket`: what is done for a maintenance ticket in Innago. It follows UISP (status and comments), or a flow says what:
 * comment, resolve, reopen. There is nothing else that Innago lets be done.
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
import { runNode } from '../state/run-node.ts';
import { statusOf } from '../state/status.ts';
import { parseTicketMessage } from '../state/tickets/ticket-work.ts';
import { SyncError, thisNode } from '../sync-error.ts';
import type { InnagoAccountNode } from './api/innago-api.ts';
import type { TicketContext, TicketResult } from './tickets/ticket-context.ts';
import { commentInInnago, decideInnago, syncInnagoSide } from './tickets/ticket-steps.ts';

type Act = (context: TicketContext, red: RuntimeApi, config: NodeConfig, message: Message) => Promise<TicketResult>;

const actions: Readonly<Record<string, Act>> = {
  sync: (context, _red, config) =>
    syncInnagoSide(context, {
      signature: textField(config['signature']) ?? '',
      pendingText: textField(config['pendingText']) ?? '',
    }),
  comment: (context, red, config, message) => commentInInnago(context, wantedComment(red, config, message)),
  resolve: (context) => decideInnago(context, 'solved'),
  reopen: (context) => decideInnago(context, 'open'),
};

export default function innagoTicket(red: RuntimeApi): void {
  red.nodes.registerType('innago-ticket', function (this: Node, config: NodeConfig) {
    red.nodes.createNode(this, config);
    runNode(this, async (message, signal) => {
      const act = actions[String(config['action'])];
      if (act === undefined) throw noAction();
      const result = await act(await contextOf(red, config, message, signal), red, config, message);
      message['innago'] = result;
      return { send: message, status: statusAfter(result) };
    });
  });
}

async function contextOf(
  red: RuntimeApi,
  config: NodeConfig,
  message: Message,
  signal: AbortSignal,
): Promise<TicketContext> {
  const { work, claim } = parseTicketMessage(message);
  const account = configNode<InnagoAccountNode>(red, config['account'], 'innago', 'innago-account');
  const store = await chosenStore(red, config);
  return { innago: account.innago(), commentLength: account.commentLength, store, work, claim, signal };
}

/** @throws SyncError NO_COMMENT (trouble operator); it does not repeat what the property holds */
function wantedComment(red: RuntimeApi, config: NodeConfig, message: Message): string {
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
      return statusOf.waiting(text);
    case 'skipped':
      return statusOf.idle(text);
  }
}

function noAction(): SyncError {
  return new SyncError('No action is chosen.', {
    code: 'NOT_CONFIGURED',
    trouble: 'operator',
    hint: 'Open this innago-ticket node and choose what it does.',
    about: thisNode,
  });
}
