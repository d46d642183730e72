/** Action `failed`, behind a Catch node: the lease or ticket backs off by whose trouble it is, and its place goes to the next. Never fails itself. */
import * as v from 'valibot';
import { toSyncError } from '../../sync-error.ts';
import { unitOfWork } from '../desk/desk-work.ts';
import { caughtFailure } from '../failure-of-message.ts';
import type { Failure } from '../run-node.ts';
import { statusOf, statusOfError } from '../status.ts';
import { raiseStray } from '../stray-errors.ts';
import { claimSchema } from '../work.ts';
import type { Action } from './action.ts';

/** In: what Catch hands on. Out: what failed, for a log; nothing without a claim of ours. */
export const failed: Action =
  ({ node, openStore }) =>
  async (message) => {
    const { failure, source } = caughtFailure(message);
    try {
      const store = await openStore();
      const claim = v.safeParse(claimSchema, message['claim']);
      if (!claim.success) {
        await raiseStray(store.attention, failure, source);
        return { status: statusOfError(failure.code) };
      }
      const work = await store.desk.failed(claim.output, failure);
      // A lease notes itself which cause it shares (leases/shared-causes.ts). Other work meets a refused key again at the next tick.
      const isShared = isOfServer(failure) || (work?.kind === 'ticket' && failure.about !== undefined);
      if (work?.kind !== 'lease' && isShared) await raiseStray(store.attention, failure, source);
      if (work === undefined) return { status: statusOf.waiting('claim lost') };
      const unit = unitOfWork(work);
      const payload = {
        key: work.key,
        unit,
        outcome: 'failed',
        code: failure.code,
        text: failure.text,
        hint: failure.hint,
      };
      return { send: { topic: work.key, payload }, status: statusOfError(`${unit} ${failure.code}`) };
    } catch (thrown) {
      // An error here would be caught, and come here again.
      const error = toSyncError(thrown);
      node.warn(`A failure (${failure.code}) could not be noted: ${error.message} ${error.hint ?? ''}`);
      return { status: statusOfError(error.code) };
    }
  };

/** Its key is refused: nobody's back-off, and told at once. */
function isOfServer({ trouble, about }: Failure): boolean {
  return trouble === 'server' && about !== undefined;
}
