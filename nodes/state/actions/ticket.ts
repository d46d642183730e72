/** Action `ticket`: remembers what a ticket is, so that it comes to the keyword router again only when its text changes. */
import * as v from 'valibot';
import { SyncError, thisNode } from '../../sync-error.ts';
import { statusOf } from '../status.ts';
import { parseTicketMessage } from '../tickets/ticket-work.ts';
import type { Action } from './action.ts';

/** `internet` is said by the node that makes the UISP ticket. */
const verdictSchema = v.picklist(['other', 'upgrade']);
const words = { other: 'not ours', upgrade: 'upgrade request' } as const;

/**
 * In: a claimed ticket that the keyword router has judged. Out: the same, for `done`.
 * @throws SyncError BAD_MESSAGE, NOT_CONFIGURED, CLAIM_LOST, STORE_…
 */
export const ticket: Action =
  ({ config, openStore }) =>
  async (message) => {
    const { work, claim } = parseTicketMessage(message);
    const verdict = v.safeParse(verdictSchema, config['verdict'] ?? 'other');
    if (!verdict.success) {
      throw new SyncError('No answer is chosen to what the ticket is.', {
        code: 'NOT_CONFIGURED',
        trouble: 'operator',
        hint: 'Open this sync-state node and choose what the ticket is.',
        about: thisNode,
      });
    }
    if (work.need === 'sync') {
      throw new SyncError('This ticket is ours already: it came to be kept in step, not to be judged.', {
        code: 'BAD_MESSAGE',
        trouble: 'operator',
        hint: 'Wire this node behind keyword-router, which gets the tickets that innago-poll sends.',
        about: thisNode,
      });
    }
    const { tickets } = await openStore();
    // One whose plan change was under way was judged before it.
    if (work.need === 'judge') await tickets.judge(claim, work, verdict.output);
    return { send: message, status: statusOf.done(words[verdict.output]) };
  };
