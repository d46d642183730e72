/**
 * The node `uisp-service`: the unit of a lease gets its subscriber site, then the household its service bound to that site. With the
 * action "prepare", it makes missing service plans and a site for every unit; with "change", it gives a household the plan that a ticket
 * asks for; with "audit", it compares UISP with what should be.
 */
import type { Message, Node, NodeConfig, RuntimeApi } from '../red.ts';
import { askPerson, withAnswer } from '../state/plans/plan-order.ts';
import { failureOf, type Outcome, runNode } from '../state/run-node.ts';
import { statusOfError } from '../state/status.ts';
import { longDate } from '../village/calendar-date.ts';
import { auditAction } from './drift/audit-node.ts';
import { changePlan } from './steps/plan-change.ts';
import { isRefusal } from './steps/plan-change-context.ts';
import { type PreparePart, prepareUnits } from './steps/prepare.ts';
import { ensureService } from './steps/service.ts';
import { ensureSubscriberSite } from './steps/site.ts';
import {
  leaseContext,
  noteResult,
  planChangeContext,
  prepareContext,
  prepareOutcome,
  stepStatus,
} from './steps/step-node.ts';

const parts: readonly PreparePart[] = ['plans', 'sites'];

export default function uispService(red: RuntimeApi): void {
  red.nodes.registerType('uisp-service', function (this: Node, config: NodeConfig) {
    red.nodes.createNode(this, config);
    const provision = async (message: Message, signal: AbortSignal): Promise<Outcome> => {
      const context = await leaseContext(red, config, message, signal);
      const site = await ensureSubscriberSite(context);
      noteResult(this, message, 'uisp-service', site);
      const service = await ensureService({ ...context, findings: { ...context.findings, ...site.findings } });
      noteResult(this, message, 'uisp-service', service);
      return { send: message, status: stepStatus([site, service]) };
    };
    const prepare = async (message: Message, signal: AbortSignal): Promise<Outcome> => {
      const report = await prepareUnits(await prepareContext(red, config, message, signal), parts);
      return prepareOutcome(message, report, parts);
    };
    const change = async (message: Message, signal: AbortSignal): Promise<Outcome> => {
      const context = await planChangeContext(red, config, message, signal);
      const { order, work } = context;
      try {
        const result = await changePlan(context);
        const isLater = result.firstDay > work.today;
        withAnswer(message, order, isLater ? { from: longDate(result.firstDay) } : {});
        return { send: [message, null], status: stepStatus([result]) };
      } catch (thrown) {
        if (!isRefusal(thrown)) throw thrown;
        message['refused'] = failureOf(thrown, this);
        askPerson(message, order);
        return { send: [null, message], status: statusOfError(thrown.code) };
      }
    };
    const actions = new Map([
      ['prepare', prepare],
      ['change', change],
      ['audit', (message: Message, signal: AbortSignal) => auditAction(red, config, message, signal)],
    ]);
    runNode(this, actions.get(String(config['action'])) ?? provision);
  });
}
