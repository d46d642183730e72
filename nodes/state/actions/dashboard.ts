/** Action `dashboard`: what the pages of the dashboard ask, answered by who asks it. */
import { configNode, type RuntimeApi } from '../../red.ts';
import { SyncError } from '../../sync-error.ts';
import type { FiberPlansNode } from '../../village/property-rules.ts';
import { answerAsk } from '../dashboard/dashboard.ts';
import { roleOf } from '../dashboard/role.ts';
import { statusOf, statusOfError } from '../status.ts';
import type { Action } from './action.ts';

/**
 * In: `payload` `{ask, …}`, with `_client` as the dashboard and our plugin put it there. Out: the same message with the answer
 * (dashboard/answers.ts), or with what is wrong as `payload.trouble`; never an error to Catch.
 */
export const dashboard: Action = ({ red, node, config, openStore }) => {
  const rules = () => configNode<FiberPlansNode>(red, config['plans'], 'rules', 'fiber-plans').rules();
  return async (message, signal) => {
    const payload = await answerAsk(
      {
        role: roleOf(message, red.settings),
        closed: tellsAll(red),
        openStore,
        rules,
        signal,
        clock: Date.now,
        unforeseen: ({ message: text }) => node.warn(`The dashboard could not be answered: ${text}`),
      },
      message['payload'],
    );
    const status = 'trouble' in payload ? statusOfError(payload.trouble.code) : statusOf.done(payload.ask);
    return { send: { ...message, payload }, status };
  };
};

/** A dashboard that does not tell who asks, or sends every answer to every browser, gets none. */
function tellsAll(red: RuntimeApi): SyncError | undefined {
  const isOpen = dashboards(red).some(({ hidesWho, accepts }) => hidesWho || !accepts);
  return isOpen ? shared('every answer would go to every browser') : undefined;
}

/** Where a dashboard does not tell who asks, nobody knows whether a message without `_client` is a browser's. */
export function hidesVisitors(red: RuntimeApi): SyncError | undefined {
  const hides = dashboards(red).some(({ hidesWho }) => hidesWho);
  return hides ? shared('anybody’s button would be an operator’s') : undefined;
}

function dashboards(red: RuntimeApi): { readonly hidesWho: boolean; readonly accepts: boolean }[] {
  const found: ReturnType<typeof dashboards> = [];
  red.nodes.eachNode(({ type, includeClientData, acceptsClientConfig }) => {
    if (type !== 'ui-base') return;
    // Absent, the dashboard takes it for true.
    const hidesWho = includeClientData !== undefined && includeClientData !== true;
    const accepts = Array.isArray(acceptsClientConfig) && acceptsClientConfig.includes('ui-template');
    found.push({ hidesWho, accepts });
  });
  return found;
}

function shared(so: string): SyncError {
  return new SyncError(`The dashboard does not keep its visitors apart: ${so}.`, {
    code: 'DASHBOARD_SHARED',
    trouble: 'operator',
    hint: 'Open the dashboard’s settings (ui-base), tab Client Data: include client data, and accept client constraints for ui-template.',
  });
}
