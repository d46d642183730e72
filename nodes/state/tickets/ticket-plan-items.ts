/** The attention items about plan requests: each raised by what the ticket’s entry says, and gone with it. */

import { isCarriedOut, type PlanDecision } from '../plans/plan-decision.ts';
import type { AttentionItem } from '../store-port.ts';
import type { TicketEntry } from './ticket-entry.ts';

type Words = Pick<AttentionItem, 'code' | 'why' | 'todo' | 'verbs'>;

/** Codes of {@link planItems}. */
export const planCodes = [
  'UPGRADE_REQUEST',
  'PLAN_REQUESTER',
  'PLAN_LIMIT',
  'PLAN_OVERTAKEN',
  'PLAN_SECOND_CHANGE',
  'PLAN_DROPPED_UNPAID',
  'PLAN_UNDO_REFUSED',
] as const;

/** What waits for a person’s word about the plan that a ticket asks for. */
export function planItems(entry: TicketEntry): Words[] {
  const { plan } = entry;
  const items: Words[] = isLeftForPerson(entry) ? [leftForPerson(entry)] : [];
  if (plan === null) return items;
  const isOpen = entry.innago.place === 'listed';
  if (plan.kind === 'person' && !plan.approved && isOpen && plan.text === entry.text) items.push(askedFor(entry, plan));
  if (isCarriedOut(plan) && (plan.unread || (isOpen && asksAgain(entry)))) items.push(secondChange(entry, plan));
  if (isCarriedOut(plan) && plan.unpaid && !plan.putBack) items.push(droppedUnpaid(entry, plan));
  if (plan.undoRefused !== null) items.push(undoRefused(entry, plan.undoRefused));
  return items;
}

/** The router took it for a plan request, and it reads like none. */
function isLeftForPerson({ judged, held, innago, plan }: TicketEntry): boolean {
  const isNoRequest = plan === null || plan.kind === 'none';
  return judged?.verdict === 'upgrade' && !held && innago.place === 'listed' && isNoRequest;
}

function leftForPerson({ uid }: TicketEntry): Words {
  return {
    code: 'UPGRADE_REQUEST',
    why: `Ticket ${uid} speaks of an upgrade, but it does not read like a request for a plan.`,
    todo: 'Read it in Innago, do what it asks for, and resolve it there. If the rules of the keyword router or the words in fiber-plans are wrong, correct them, deploy, and "retry".',
    verbs: ['retry', 'ignore'],
  };
}

const askers: Readonly<Record<string, string>> = {
  stranger: 'by somebody who is no tenant of the unit’s running or future leases',
  'common-area': 'for a common area',
  vacant: 'for a unit that nobody lives in now',
  'unknown-unit': 'for a unit that the property does not have',
};

function askedFor({ uid }: TicketEntry, { why, from, to, householdId }: PlanDecision): Words {
  const change = `${from === null ? '' : `from ${from} `}to ${to ?? 'another plan'}`;
  if (why === 'limit') {
    return {
      code: 'PLAN_LIMIT',
      why: `Ticket ${uid} asks for a change ${change}, but the household has had its upgrades for this month.`,
      todo: '"approve" carries it out all the same; "retry" looks again, next month for instance.',
      verbs: ['approve', 'retry', 'ignore'],
    };
  }
  if (why === 'overtaken') {
    return {
      code: 'PLAN_OVERTAKEN',
      why: `Ticket ${uid} asks for a change ${change}, but before it could be carried out the household’s plan was changed by another request.`,
      todo: 'Ask the tenant what they want. "approve" carries it out all the same; else resolve the ticket in Innago.',
      verbs: ['approve', 'ignore'],
    };
  }
  const asked = `Ticket ${uid} asks for a change ${change}, ${askers[why ?? ''] ?? 'by nobody who is known'}.`;
  return householdId === null
    ? {
        code: 'PLAN_REQUESTER',
        why: `${asked} There is no household whose plan could be changed.`,
        todo: 'Answer in Innago and resolve the ticket, or correct the unit or lease there, then "retry".',
        verbs: ['retry', 'ignore'],
      }
    : {
        code: 'PLAN_REQUESTER',
        why: asked,
        todo: 'Ask the unit’s tenants. "approve" changes the plan of the household that lives there, which then pays for it.',
        verbs: ['approve', 'retry', 'ignore'],
      };
}

/** Its plan was changed already, and it was edited or opened again since. What UISP’s technicians see they deal with. */
function asksAgain({ plan, text, judged, link, innago }: TicketEntry): boolean {
  if (plan === null || link !== null || judged?.text !== text) return false;
  return plan.text !== text || (plan.state !== 'open' && innago.reopened);
}

function secondChange({ uid }: TicketEntry, { to }: PlanDecision): Words {
  return {
    code: 'PLAN_SECOND_CHANGE',
    why: `Ticket ${uid} was edited or opened again after the plan was changed to ${to ?? 'another'} for it. A ticket changes the plan once only, and nothing was answered.`,
    todo: 'Read it in Innago. If it asks for another change, ask the tenant for a new request; if the change was a mistake, undo it (group 8 of the flow, or the verb "undo"). Then resolve it.',
    verbs: ['ignore'],
  };
}

function droppedUnpaid({ uid }: TicketEntry, { from, to }: PlanDecision): Words {
  return {
    code: 'PLAN_DROPPED_UNPAID',
    why: `By ticket ${uid} the household went from ${from ?? 'its plan'} to ${to ?? 'another'} before anything was charged for ${from ?? 'it'}.`,
    todo: 'If you want to be paid for these days, charge them by hand in Innago. If the household pays a recurring fee there, end it. Then "ignore".',
    verbs: ['ignore'],
  };
}

function undoRefused({ uid }: TicketEntry, why: string): Words {
  return {
    code: 'PLAN_UNDO_REFUSED',
    why: `The plan change of ticket ${uid} was not taken back after all. ${why}`,
    todo: 'Settle it with the tenant by hand, then "ignore".',
    verbs: ['ignore'],
  };
}
