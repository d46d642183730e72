/** The node `sync-state`: the beginning, the end and the bookkeeping of every piece of work, chosen by its action. */
import type { Node, NodeConfig, RuntimeApi } from '../red.ts';
import { SyncError, thisNode } from '../sync-error.ts';
import type { Action } from './actions/action.ts';
import { adoption } from './actions/adoption.ts';
import { answerMail } from './actions/answer-mail.ts';
import { attention } from './actions/attention.ts';
import { backup } from './actions/backup.ts';
import { begin } from './actions/begin.ts';
import { command } from './actions/command.ts';
import { dashboard } from './actions/dashboard.ts';
import { digest } from './actions/digest.ts';
import { done } from './actions/done.ts';
import { failed } from './actions/failed.ts';
import { heartbeat } from './actions/heartbeat.ts';
import { mail } from './actions/mail.ts';
import { mailAccepted } from './actions/mail-accepted.ts';
import { mailFailed } from './actions/mail-failed.ts';
import { plan } from './actions/plan.ts';
import { planRequestAction } from './actions/plan-request.ts';
import { statement } from './actions/statement.ts';
import { ticket } from './actions/ticket.ts';
import { upcoming } from './actions/upcoming.ts';
import { welcome } from './actions/welcome.ts';
import { type OpenStore, registerRoutes } from './admin-routes.ts';
import { chosenStore } from './database-node.ts';
import { runNode } from './run-node.ts';

const actions: Readonly<Record<string, Action>> = {
  begin,
  welcome,
  mail,
  'mail-accepted': mailAccepted,
  'mail-failed': mailFailed,
  'answer-mail': answerMail,
  ticket,
  'plan-request': planRequestAction,
  done,
  failed,
  attention,
  command,
  adoption,
  backup,
  statement,
  plan,
  upcoming,
  digest,
  heartbeat,
  dashboard,
};

/** Registers the node `sync-state`, and the admin routes with it. */
export default function register(red: RuntimeApi): void {
  const stores = new Map<string, OpenStore>();
  registerRoutes(red, stores);

  red.nodes.registerType('sync-state', function start(this: Node, config: NodeConfig) {
    red.nodes.createNode(this, config);
    const openStore: OpenStore = () => chosenStore(red, config);
    if (typeof config['database'] === 'string') stores.set(config['database'], openStore);
    const action = actions[String(config['action'])] ?? noAction;
    runNode(this, action({ red, node: this, config, openStore }));
  });
}

const noAction: Action = () => async () => {
  throw new SyncError('No action is chosen.', {
    code: 'NOT_CONFIGURED',
    trouble: 'operator',
    hint: 'Open this sync-state node and choose what it does.',
    about: thisNode,
  });
};
