/**
 * The node `nms-onu-rename`: the unit's ONU is found, assigned to the unit's site, named and read back. With the action "prepare", it
 * does so for every unit, and lists those whose ONU is not known.
 */
import type { Message, Node, NodeConfig, RuntimeApi } from '../red.ts';
import { type Outcome, runNode } from '../state/run-node.ts';
import { ensureOnu } from './steps/onu.ts';
import { type PreparePart, prepareUnits } from './steps/prepare.ts';
import { leaseContext, noteResult, prepareContext, prepareOutcome, stepStatus } from './steps/step-node.ts';

const parts: readonly PreparePart[] = ['onus'];

export default function nmsOnuRename(red: RuntimeApi): void {
  red.nodes.registerType('nms-onu-rename', function (this: Node, config: NodeConfig) {
    red.nodes.createNode(this, config);
    const provision = async (message: Message, signal: AbortSignal): Promise<Outcome> => {
      const result = await ensureOnu(await leaseContext(red, config, message, signal));
      noteResult(this, message, 'nms-onu-rename', result);
      return { send: message, status: stepStatus([result]) };
    };
    const prepare = async (message: Message, signal: AbortSignal): Promise<Outcome> => {
      const report = await prepareUnits(await prepareContext(red, config, message, signal), parts);
      return prepareOutcome(message, report, parts);
    };
    runNode(this, config['action'] === 'prepare' ? prepare : provision);
  });
}
