/**
 * The config node `fiber-plans`: what the operator has settled about the property, for all other nodes.
 */
import type { AdminRequest, AdminResponse, Node, NodeConfig, RuntimeApi } from '../red.ts';
import { blaming, toSyncError } from '../sync-error.ts';
import { defaultPlanWords } from './plan-requests/default-plan-words.ts';
import type { FiberPlansNode } from './property-rules.ts';
import { rulesFromConfig } from './rules-from-config.ts';
import { refuseSharedNames } from './shared-names.ts';

export default function fiberPlans(red: RuntimeApi): void {
  red.nodes.registerType('fiber-plans', function (this: Node, config: NodeConfig) {
    red.nodes.createNode(this, config);
    const settled = rulesFromConfig(config);
    const rules = () =>
      blaming('config node fiber-plans', () => {
        refuseSharedNames(red, config);
        return settled();
      });
    Object.assign(this, { rules } satisfies FiberPlansNode);
    reportAtDeploy(this, rules);
  });
  // The dialog shows these where the node has none of its own, so that they are written in one place.
  red.httpAdmin.get(
    '/village-fiber/fiber-plans/words',
    red.auth.needsPermission('fiber-plans.read'),
    (_request: AdminRequest, response: AdminResponse) => response.json(defaultPlanWords),
  );
}

/** What is wrong shows in the log at once, and not only when the first lease comes. */
function reportAtDeploy(node: Node, rules: FiberPlansNode['rules']): void {
  try {
    for (const problem of rules().onuTable.problems) node.warn(`ONU table: ${problem}`);
  } catch (thrown) {
    const { message, hint } = toSyncError(thrown);
    node.warn(hint === undefined ? message : `${message} ${hint}`);
  }
}
