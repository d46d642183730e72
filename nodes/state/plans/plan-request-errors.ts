/** Why a plan request goes no further now. */
import { SyncError } from '../../sync-error.ts';
import type { TicketWork } from '../tickets/ticket-work.ts';

/** PLAN_TEXT_CHANGED (trouble state). */
export function textChanged(uid: string): SyncError {
  return new SyncError(`Ticket ${uid} was edited while it was on its way.`, {
    code: 'PLAN_TEXT_CHANGED',
    trouble: 'state',
    hint: 'Nothing to do: the next scan takes it up again.',
  });
}

/** PLAN_BUSY (trouble state). */
export function busy({ unit }: TicketWork): SyncError {
  return new SyncError(`Another ticket is just changing the plan of unit ${unit}.`, {
    code: 'PLAN_BUSY',
    trouble: 'state',
    hint: 'Nothing to do: the next scan takes it up again.',
  });
}

/** PLAN_WAITS (trouble data): tried again later and later, with a person told at the third time. */
export function waits({ unit, uid }: TicketWork): SyncError {
  return new SyncError(`Ticket ${uid} asks for another plan, but the household of unit ${unit} has no service yet.`, {
    code: 'PLAN_WAITS',
    trouble: 'data',
    hint: 'See what its lease waits for. The plan is changed by itself as soon as there is a service.',
  });
}

/** PLAN_NOT_OFFERED (trouble operator). */
export function notOffered({ uid }: TicketWork, name: string): SyncError {
  return new SyncError(`Ticket ${uid} is to get ${name}, which is no longer in fiber-plans.`, {
    code: 'PLAN_NOT_OFFERED',
    trouble: 'operator',
    hint: 'Add the plan to fiber-plans, or answer the ticket by hand and resolve it in Innago.',
  });
}
