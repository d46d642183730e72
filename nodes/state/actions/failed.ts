/** Action `failed`, behind a Catch node: the lease backs off by whose trouble it is, and its place goes to the next. Never fails itself. */
import * as v from 'valibot';
import { toSyncError } from '../../sync-error.ts';
import { caughtFailure } from '../failure-of-message.ts';
import { statusOf, statusOfError } from '../status.ts';
import { isAboutKey, raiseStray } from '../stray-errors.ts';
import { claimSchema } from '../work.ts';
import type { Action } from './action.ts';

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
      if (isAboutKey(failure)) await raiseStray(store.attention, failure, source);
      if (work === undefined) return { status: statusOf.waiting('claim lost') };
      const unit = work.kind === 'lease' ? work.unit.label : 'all';
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
