/** Action `done`: the chain is through; the lease is applied, but for what it waits for, or the ticket is in step. */
import * as v from 'valibot';
import { SyncError, thisNode } from '../../sync-error.ts';
import { placeOfWork, unitOfWork } from '../desk/desk-work.ts';
import { refusalOf } from '../failure-of-message.ts';
import { welcomeThrough } from '../mail/welcome-plan.ts';
import { statusOf } from '../status.ts';
import { claimSchema, waitingOf } from '../work.ts';
import type { Action } from './action.ts';

/**
 * In: the message at the end of its chain. Out: what was done, for a log; nothing when the claim was lost.
 * @throws SyncError BAD_MESSAGE, STORE_…; and what a step was refused (`msg.refused`): then the work has failed after all
 */
export const done: Action =
  ({ openStore }) =>
  async (message) => {
    const claim = v.safeParse(claimSchema, message['claim']);
    if (!claim.success) {
      throw new SyncError('The message has no claim.', {
        code: 'BAD_MESSAGE',
        trouble: 'operator',
        hint: 'Wire this node at the end of the chain that begins at "sync-state: begin", and leave msg.claim as it is.',
        about: thisNode,
      });
    }
    const refused = refusalOf(message);
    if (refused !== undefined) throw refused;
    const store = await openStore();
    const waiting = waitingOf(message);
    const work = await store.desk.done(claim.output, waiting);
    if (work === undefined) return { status: statusOf.waiting('claim lost') };
    if (work.kind === 'lease') await welcomeThrough(store, work);
    const unit = unitOfWork(work);
    const outcome = store.mode === 'dry-run' ? 'planned' : waiting.length > 0 ? 'waiting' : 'done';
    const payload = { key: work.key, unit, outcome, waiting, at: new Date(store.clock()).toISOString() };
    const status = {
      planned: statusOf.planned(`planned ${unit}`),
      waiting: statusOf.waiting(`${unit} waits`),
      done: statusOf.done(placeOfWork(work)),
    }[outcome];
    return { send: { topic: work.key, payload }, status };
  };
