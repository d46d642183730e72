/** Action `plan-request`: decides what a ticket that speaks of a plan asks for, and where it goes. */
import * as v from 'valibot';
import { configNode } from '../../red.ts';
import { SyncError, thisNode } from '../../sync-error.ts';
import type { FiberPlansNode } from '../../village/property-rules.ts';
import { planRequest } from '../plans/plan-request-step.ts';
import { statusOf } from '../status.ts';
import { parseTicketMessage } from '../tickets/ticket-work.ts';
import type { Action } from './action.ts';

const routeSchema = v.picklist(['plan', 'fault']);
const outputs = ['change', 'unclear', 'person', 'none'] as const;
const words = { change: 'change', unclear: 'unclear', person: 'for a person', none: 'no plan request' } as const;

/**
 * In: a claimed ticket from the keyword router, or one whose plan change goes on (`need: plan`). Out, with `msg.plan`: 1 a change (or an undo),
 * 2 unclear, 3 for a person; without it: 4 no plan request.
 * @throws SyncError BAD_MESSAGE, NOT_CONFIGURED, and what {@link planRequest} throws
 */
export const planRequestAction: Action =
  ({ red, config, openStore }) =>
  async (message, signal) => {
    const { work, claim } = parseTicketMessage(message);
    const route = v.safeParse(routeSchema, config['route'] ?? 'plan');
    if (!route.success) throw noRoute();
    if (work.need === 'sync') throw notForPlans();
    const rules = configNode<FiberPlansNode>(red, config['plans'], 'rules', 'fiber-plans').rules();
    const store = await openStore();
    const { to, order } = await planRequest({ store, rules, work, claim, route: route.output, signal });
    const { plan: _plan, ...rest } = message;
    const sent = order === null ? rest : { ...rest, plan: order };
    return {
      send: outputs.map((output) => (output === to ? sent : null)),
      status:
        order?.kind === 'undo' ? statusOf.done(`${work.unit}: undo`) : statusOf.done(`${work.unit}: ${words[to]}`),
    };
  };

function noRoute(): SyncError {
  return new SyncError('It is not chosen what the keyword router took the ticket for.', {
    code: 'NOT_CONFIGURED',
    trouble: 'operator',
    hint: 'Open this sync-state node and choose what the tickets come as.',
    about: thisNode,
  });
}

function notForPlans(): SyncError {
  return new SyncError('This ticket came to be kept in step with UISP, not for its plan.', {
    code: 'BAD_MESSAGE',
    trouble: 'operator',
    hint: 'Wire this node behind keyword-router, or behind innago-poll for payload.need "plan".',
    about: thisNode,
  });
}
