/**
 * The node `uisp-ticket`: the UISP side of maintenance tickets. Each message is one ticket, which is made in UISP or kept in step; with the
 * action "poll", each message is a look at what changed in UISP.
 */
import * as v from 'valibot';
import { configNode, type Message, type Node, type NodeConfig, type RuntimeApi } from '../red.ts';
import { chosenStore } from '../state/database-node.ts';
import { propertyToday } from '../state/property-today.ts';
import { failureOf, type Handler, type Outcome, runNode } from '../state/run-node.ts';
import { statusOf, statusOfError } from '../state/status.ts';
import type { Store } from '../state/store.ts';
import { parseTicketMessage } from '../state/tickets/ticket-work.ts';
import { isSyncError } from '../sync-error.ts';
import { calendarDate } from '../village/calendar-date.ts';
import { stepStatus } from './steps/step-node.ts';
import type { TicketResult } from './tickets/ticket-context.ts';
import { TicketPoll, type TicketPollResult } from './tickets/ticket-poll.ts';
import { syncTicket } from './tickets/ticket-sync.ts';
import type { UispServerNode } from './uisp-server-node.ts';

export default function uispTicket(red: RuntimeApi): void {
  red.nodes.registerType('uisp-ticket', function (this: Node, config: NodeConfig) {
    red.nodes.createNode(this, config);
    runNode(this, config['action'] === 'poll' ? polls(red, config) : syncs(red, config));
  });
}

async function configured(red: RuntimeApi, config: NodeConfig) {
  const server = configNode<UispServerNode>(red, config['server'], 'uisp', 'uisp-server');
  const { tickBegan, crm, settings } = server.uisp();
  const store = await chosenStore(red, config);
  tickBegan(store.scans.last('leases')?.at);
  return { crm, settings, store };
}

function syncs(red: RuntimeApi, config: NodeConfig): Handler {
  return async (message, signal) => {
    const { work, claim } = parseTicketMessage(message);
    const result = await syncTicket({ ...(await configured(red, config)), work, claim, signal });
    note(message, result);
    const { refused } = result;
    return { send: message, status: refused === undefined ? stepStatus([result]) : statusOfError(refused.code) };
  };
}

function note(message: Message, { ticket, waiting, refused }: TicketResult): void {
  if (ticket !== undefined) message['uispTicket'] = ticket;
  if (refused !== undefined) message['refused'] = failureOf(refused);
  if (waiting === undefined) return;
  const noted: unknown = message['waiting'];
  message['waiting'] = [...(Array.isArray(noted) ? noted : []), { step: 'uisp-ticket', ...waiting }];
}

function polls(red: RuntimeApi, config: NodeConfig): Handler {
  let poll: TicketPoll | undefined;
  let isPolling = false;
  return async (message, signal, progress) => {
    if (isPolling) {
      progress(statusOf.working('busy, 1 skipped'));
      return {};
    }
    isPolling = true;
    try {
      const { crm, store } = await configured(red, config);
      // The config nodes may have been deployed anew under this node.
      if (poll === undefined || poll.crm !== crm || poll.store !== store) poll = new TicketPoll({ crm, store });
      const today = dayOf(message) ?? (await propertyToday(store, { timeZone: undefined }, 0, signal));
      return outcomeOf(message, await poll.run(today, signal), store);
    } catch (thrown) {
      // The node closes: nobody is there to hear of it.
      if (signal.aborted) return {};
      if (isSyncError(thrown) && thrown.code === 'CLAIM_LOST') return { status: statusOf.waiting('mode switched') };
      throw thrown;
    } finally {
      isPolling = false;
    }
  };
}

/** The scan before it has said what day it is at the property. */
function dayOf({ payload }: Message): string | undefined {
  const parsed = v.safeParse(v.object({ today: v.string() }), payload);
  return parsed.success ? (calendarDate(parsed.output.today) ?? undefined) : undefined;
}

function outcomeOf(message: Message, { due, summary }: TicketPollResult, { mode, turn }: Store): Outcome {
  const each = due.map((work): Message => ({ ...message, topic: work.key, payload: work, modeTurn: turn }));
  const text = `${summary.linked} open, ${summary.due} due`;
  return {
    send: [each, { ...message, topic: 'uisp-tickets', payload: summary }],
    status: summary.paused
      ? statusOf.idle('paused')
      : mode === 'dry-run'
        ? statusOf.planned(text)
        : statusOf.done(text),
  };
}
