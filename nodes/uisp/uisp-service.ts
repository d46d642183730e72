/**
 * The node `uisp-service`: the unit of a lease gets its subscriber site, then the household its service bound to that site. With the
 * action "prepare", it makes missing service plans and a site for every unit.
 */
import type { Message, Node, NodeConfig, RuntimeApi } from '../red.ts';
import { type Outcome, runNode } from '../state/run-node.ts';
import { type PreparePart, prepareUnits } from './steps/prepare.ts';
import { ensureService } from './steps/service.ts';
import { ensureSubscriberSite } from './steps/site.ts';
import { leaseContext, noteResult, prepareContext, prepareOutcome, stepStatus } from './steps/step-node.ts';

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
    runNode(this, config['action'] === 'prepare' ? prepare : provision);
  });
}
