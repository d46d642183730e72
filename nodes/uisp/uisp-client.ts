/**
 * The node `uisp-client`: the household of a lease gets its client in UISP.
 */
import type { Node, NodeConfig, RuntimeApi } from '../red.ts';
import { runNode } from '../state/run-node.ts';
import { ensureClient } from './steps/client.ts';
import { leaseContext, noteResult, stepStatus } from './steps/step-node.ts';

export default function uispClient(red: RuntimeApi): void {
  red.nodes.registerType('uisp-client', function (this: Node, config: NodeConfig) {
    red.nodes.createNode(this, config);
    runNode(this, async (message, signal) => {
      const result = await ensureClient(await leaseContext(red, config, message, signal));
      noteResult(this, message, 'uisp-client', result);
      return { send: message, status: stepStatus([result]) };
    });
  });
}
