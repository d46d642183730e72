/** Action `done`: the chain is through; the lease is applied, but for what it waits for. */
import * as v from 'valibot';
import { SyncError } from '../../sync-error.ts';
import { statusOf } from '../status.ts';
import { claimSchema, waitingOf } from '../work.ts';
import type { Action } from './action.ts';

export const done: Action =
  ({ openStore }) =>
  async (message) => {
    const claim = v.safeParse(claimSchema, message['claim']);
    if (!claim.success) {
      throw new SyncError('The message has no claim.', {
        code: 'BAD_MESSAGE',
        trouble: 'operator',
        hint: 'Wire this node at the end of the chain that begins at "sync-state: begin", and leave msg.claim as it is.',
      });
    }
    const store = await openStore();
    const waiting = waitingOf(message);
    const work = await store.desk.done(claim.output, waiting);
    if (work === undefined) return { status: statusOf.waiting('claim lost') };
    const unit = work.kind === 'lease' ? work.unit.label : 'all';
    const outcome = store.mode === 'dry-run' ? 'planned' : waiting.length > 0 ? 'waiting' : 'done';
    const payload = { key: work.key, unit, outcome, waiting, at: new Date(store.clock()).toISOString() };
    const status = {
      planned: statusOf.planned(`planned ${unit}`),
      waiting: statusOf.waiting(`${unit} waits`),
      done: statusOf.done(`unit ${unit}`),
    }[outcome];
    return { send: { topic: work.key, payload }, status };
  };
