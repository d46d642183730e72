/**
 * What the three nodes of the UISP steps share: their config nodes, what they read from a message and what they leave in it.
 */
import * as v from 'valibot';
import {
  configNode,
  type Message,
  type Node,
  type NodeConfig,
  type RuntimeApi,
  type Status,
  textField,
} from '../../red.ts';
import { chosenStore } from '../../state/database-node.ts';
import { parsePlanOrder } from '../../state/plans/plan-order.ts';
import type { Outcome } from '../../state/run-node.ts';
import { statusOf } from '../../state/status.ts';
import { parseTicketMessage } from '../../state/tickets/ticket-work.ts';
import { parseLeaseMessage, parsePrepareMessage } from '../../state/work.ts';
import { SyncError, thisNode } from '../../sync-error.ts';
import type { FiberPlansNode } from '../../village/property-rules.ts';
import type { UispServerNode } from '../uisp-server-node.ts';
import type { StepContext, StepResult, UispFindings } from './context.ts';
import type { PlanChangeContext, PlanTiming } from './plan-change-context.ts';
import type { PrepareContext, PreparePart, PrepareReport } from './prepare.ts';

const findingsSchema = v.object({
  clientId: v.optional(v.number()),
  clientIsNew: v.optional(v.boolean()),
  siteId: v.optional(v.string()),
  serviceId: v.optional(v.number()),
  onu: v.optional(v.object({ id: v.string(), name: v.string() })),
});

/** `msg.uisp`, as far as it is ours. */
function findingsOf(message: Message): UispFindings {
  const parsed = v.safeParse(findingsSchema, message['uisp']);
  if (!parsed.success) return {};
  const { clientId, clientIsNew, siteId, serviceId, onu } = parsed.output;
  return {
    ...(clientId === undefined ? {} : { clientId }),
    ...(clientIsNew === undefined ? {} : { clientIsNew }),
    ...(siteId === undefined ? {} : { siteId }),
    ...(serviceId === undefined ? {} : { serviceId }),
    ...(onu === undefined ? {} : { onu }),
  };
}

/** Its config nodes, looked up. @throws SyncError NOT_CONFIGURED, and what they throw */
export async function configured(red: RuntimeApi, config: NodeConfig) {
  const server = configNode<UispServerNode>(red, config['server'], 'uisp', 'uisp-server');
  const plans = configNode<FiberPlansNode>(red, config['plans'], 'rules', 'fiber-plans');
  const { tickBegan, ...uisp } = server.uisp();
  const store = await chosenStore(red, config);
  tickBegan(store.scans.last('leases')?.at);
  return { ...uisp, rules: plans.rules(), store };
}

/**
 * @throws SyncError BAD_MESSAGE, NOT_CONFIGURED, and what the config nodes throw
 */
export async function leaseContext(
  red: RuntimeApi,
  config: NodeConfig,
  message: Message,
  signal: AbortSignal,
): Promise<StepContext> {
  const { work, claim } = parseLeaseMessage(message);
  return { ...(await configured(red, config)), work, claim, signal, findings: findingsOf(message) };
}

/** As {@link leaseContext}, for the action "prepare all units". */
export async function prepareContext(
  red: RuntimeApi,
  config: NodeConfig,
  message: Message,
  signal: AbortSignal,
): Promise<PrepareContext> {
  const { work, claim } = parsePrepareMessage(message);
  return { ...(await configured(red, config)), work, claim, signal };
}

/** As {@link leaseContext}, for a ticket's plan change: its work and claim, and `msg.plan`. */
export async function planChangeContext(
  red: RuntimeApi,
  config: NodeConfig,
  message: Message,
  signal: AbortSignal,
): Promise<PlanChangeContext> {
  const { work, claim } = parseTicketMessage(message);
  const order = parsePlanOrder(message);
  return { ...(await configured(red, config)), when: planTiming(config['when']), work, claim, order, signal };
}

function planTiming(value: unknown): PlanTiming {
  const when = textField(value) ?? 'now';
  if (when === 'now' || when === 'next period') return when;
  throw new SyncError(`The field "When" of this node is "${when}".`, {
    code: 'NOT_CONFIGURED',
    trouble: 'operator',
    hint: 'It must be now or next period.',
    about: thisNode,
  });
}

/** Leaves a step's result in the message: `msg.uisp`, and what it waits for in `msg.waiting`. */
export function noteResult(node: Node, message: Message, step: string, result: StepResult): void {
  const { findings, waiting, warnings = [] } = result;
  const before: unknown = message['uisp'];
  message['uisp'] = { ...(typeof before === 'object' ? before : {}), ...findings };
  if (waiting !== undefined) {
    const noted: unknown = message['waiting'];
    message['waiting'] = [...(Array.isArray(noted) ? noted : []), { step, ...waiting }];
  }
  for (const warning of warnings) node.warn(warning);
}

/** A node's status after one or more steps: what is planned or waits says so, else the last one's. */
export function stepStatus(results: readonly Pick<StepResult, 'outcome' | 'text'>[]): Status {
  const telling =
    results.find(({ outcome }) => outcome === 'planned') ??
    results.find(({ outcome }) => outcome === 'waiting') ??
    results.at(-1);
  switch (telling?.outcome) {
    case 'planned':
      return statusOf.planned(telling.text);
    case 'waiting':
      return statusOf.waiting(telling.text);
    case 'done':
    case 'found':
      return statusOf.done(telling.text);
    default:
      return statusOf.idle(telling?.text);
  }
}

const linesSchema = v.fallback(v.array(v.string()), []);

/** Adds a part's report to `msg.prepare`, beside what an earlier node has left there. */
export function prepareOutcome(message: Message, report: PrepareReport, parts: readonly PreparePart[]): Outcome {
  const before: unknown = message['prepare'];
  const earlier: Readonly<Record<string, unknown>> = typeof before === 'object' && before !== null ? { ...before } : {};
  const { planned, problems, unmatched, unmatchedCsv } = report;
  const tallies = parts.map((part) => report[part]);
  message['prepare'] = {
    ...earlier,
    ...Object.fromEntries(parts.map((part) => [part, report[part]])),
    planned: [...v.parse(linesSchema, earlier['planned']), ...planned],
    problems: [...v.parse(linesSchema, earlier['problems']), ...problems],
    ...(parts.includes('onus') ? { unmatched, unmatchedCsv } : {}),
  };
  const sum = (what: 'done' | 'planned' | 'failed') => tallies.reduce((total, tally) => total + tally[what], 0);
  if (sum('failed') > 0) return { send: message, status: statusOf.waiting(`${sum('failed')} need a person`) };
  if (sum('planned') > 0) return { send: message, status: statusOf.planned(`plan: ${sum('planned')}`) };
  return { send: message, status: statusOf.done(`${sum('done')} prepared`) };
}
