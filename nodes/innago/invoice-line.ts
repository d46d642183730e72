/**
 * The node `invoice-line`: the household of a lease on a plan with an add-on is charged for the months that are due.
 */
import { configNode, type Message, type Node, type NodeConfig, type RuntimeApi, type Status } from '../red.ts';
import { chosenStore } from '../state/database-node.ts';
import { runNode } from '../state/run-node.ts';
import { statusOf } from '../state/status.ts';
import { parseLeaseMessage } from '../state/work.ts';
import type { FiberPlansNode } from '../village/property-rules.ts';
import type { InnagoAccountNode } from './api/innago-api.ts';
import { ensureInvoiceLines, type InvoiceResult } from './invoice/invoice.ts';
import type { InvoiceContext } from './invoice/invoice-context.ts';

export default function invoiceLine(red: RuntimeApi): void {
  red.nodes.registerType('invoice-line', function (this: Node, config: NodeConfig) {
    red.nodes.createNode(this, config);
    runNode(this, async (message, signal) => {
      const result = await ensureInvoiceLines(await contextOf(red, config, message, signal));
      noteResult(message, result);
      return { send: message, status: statusAfter(result) };
    });
  });
}

async function contextOf(
  red: RuntimeApi,
  config: NodeConfig,
  message: Message,
  signal: AbortSignal,
): Promise<InvoiceContext> {
  const { work, claim } = parseLeaseMessage(message);
  const account = configNode<InnagoAccountNode>(red, config['account'], 'innago', 'innago-account');
  const plans = configNode<FiberPlansNode>(red, config['plans'], 'rules', 'fiber-plans');
  return { innago: account.innago(), rules: plans.rules(), store: await chosenStore(red, config), work, claim, signal };
}

/** `msg.innago` tells what was charged; what is still to come is added to `msg.waiting`. */
function noteResult(message: Message, { outcome, text, invoices, waiting }: InvoiceResult): void {
  message['innago'] = { outcome, text, invoices };
  if (waiting === undefined) return;
  const noted: unknown = message['waiting'];
  message['waiting'] = [...(Array.isArray(noted) ? noted : []), { step: 'invoice-line', ...waiting }];
}

function statusAfter({ outcome, text }: InvoiceResult): Status {
  switch (outcome) {
    case 'done':
      return statusOf.done(text);
    case 'planned':
      return statusOf.planned(text);
    case 'waiting':
      return statusOf.waiting(text);
    case 'skipped':
      return statusOf.idle(text);
  }
}
