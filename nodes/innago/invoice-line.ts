/**
 * The node `invoice-line`: the household of a lease on a plan with an add-on is charged for the months that are due, and a ticket that asks for
 * another plan learns when its first bill is due. Another action lists a month's lines and charges nothing.
 */
import { configNode, type Message, type Node, type NodeConfig, type RuntimeApi, type Status } from '../red.ts';
import { chosenStore } from '../state/database-node.ts';
import { parsePlanOrder, withAnswer } from '../state/plans/plan-order.ts';
import { type Outcome, runNode } from '../state/run-node.ts';
import { statusOf } from '../state/status.ts';
import { parseTicketMessage } from '../state/tickets/ticket-work.ts';
import { parseLeaseMessage } from '../state/work.ts';
import { SyncError, thisNode } from '../sync-error.ts';
import type { FiberPlansNode } from '../village/property-rules.ts';
import type { InnagoAccountNode } from './api/innago-api.ts';
import { ensureInvoiceLines } from './invoice/invoice.ts';
import { billPlanChange } from './invoice/invoice-plan-change.ts';
import { previewInvoices } from './invoice/invoice-preview.ts';
import type { InvoiceResult } from './invoice/invoice-result.ts';

export default function invoiceLine(red: RuntimeApi): void {
  red.nodes.registerType('invoice-line', function (this: Node, config: NodeConfig) {
    red.nodes.createNode(this, config);
    // Flows from before there was a choice have none.
    const action = config['action'] ?? 'charge';
    runNode(this, (message, signal) => {
      if (action === 'charge') return charge(red, config, message, signal);
      if (action === 'preview') return preview(red, config, message, signal);
      throw noAction();
    });
  });
}

async function configured(red: RuntimeApi, config: NodeConfig, signal: AbortSignal) {
  const plans = configNode<FiberPlansNode>(red, config['plans'], 'rules', 'fiber-plans');
  return { rules: plans.rules(), store: await chosenStore(red, config), signal };
}

async function charge(red: RuntimeApi, config: NodeConfig, message: Message, signal: AbortSignal): Promise<Outcome> {
  const account = configNode<InnagoAccountNode>(red, config['account'], 'innago', 'innago-account');
  const access = { ...(await configured(red, config, signal)), innago: account.innago() };
  if (isForTicket(message)) {
    const order = parsePlanOrder(message);
    const { result, answer } = await billPlanChange({ ...access, ...parseTicketMessage(message) }, order);
    withAnswer(message, order, answer);
    noteInvoices(message, result);
    return { send: message, status: statusAfter(result) };
  }
  const result = await ensureInvoiceLines({ ...access, ...parseLeaseMessage(message) });
  noteInvoices(message, result);
  noteWaiting(message, result);
  return { send: message, status: statusAfter(result) };
}

function isForTicket({ payload }: Message): boolean {
  return typeof payload === 'object' && payload !== null && 'kind' in payload && payload.kind === 'ticket';
}

async function preview(red: RuntimeApi, config: NodeConfig, message: Message, signal: AbortSignal): Promise<Outcome> {
  const { payload } = message;
  const month: unknown =
    typeof payload === 'object' && payload !== null && 'month' in payload ? payload.month : undefined;
  const found = await previewInvoices(await configured(red, config, signal), month);
  const { lines, total } = found;
  const count = lines.length === 1 ? '1 line' : `${lines.length} lines`;
  return { send: { ...message, payload: found }, status: statusOf.done(`${count}, ${total}`) };
}

/** `msg.innago` tells what was charged. */
function noteInvoices(message: Message, { outcome, text, invoices }: InvoiceResult): void {
  message['innago'] = { outcome, text, invoices };
}

/** What is still to come is added to `msg.waiting`. */
function noteWaiting(message: Message, { waiting }: InvoiceResult): void {
  if (waiting === undefined) return;
  const noted: unknown = message['waiting'];
  message['waiting'] = [...(Array.isArray(noted) ? noted : []), waiting];
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

function noAction(): SyncError {
  return new SyncError('No action is chosen.', {
    code: 'NOT_CONFIGURED',
    trouble: 'operator',
    hint: 'Open this invoice-line node and choose what it does.',
    about: thisNode,
  });
}
