/** Action `begin`: claims each due lease or ticket and sends it on its way, at most 20 of a kind at once. */
import * as v from 'valibot';
import { SyncError, thisNode } from '../../sync-error.ts';
import { type Progress, sortOf } from '../desk/desk-work.ts';
import { statusOf } from '../status.ts';
import { ticketWorkSchema } from '../tickets/ticket-work.ts';
import { leaseWorkSchema, prepareWorkSchema } from '../work.ts';
import type { Action } from './action.ts';

const workSchema = v.variant('kind', [leaseWorkSchema, prepareWorkSchema, ticketWorkSchema]);

/**
 * In: due work. Out, when its turn has come: the same with `claim`; later than the input, so by `node.send`.
 * @throws SyncError BAD_MESSAGE, STORE_…
 */
export const begin: Action = ({ node, openStore }) => {
  const owner = {};
  let unwatch: (() => void) | undefined;
  let leave: () => Promise<void> = async () => undefined;
  let isClosed = false;

  node.on('close', (_removed, done) => {
    isClosed = true;
    unwatch?.();
    leave().then(
      () => done(),
      // The store is closed already: then its claims are void anyway.
      () => done(),
    );
  });

  return async (message) => {
    const parsed = v.safeParse(workSchema, message['payload']);
    if (!parsed.success) throw noWork();
    const work = parsed.output;
    const { desk, pause, turn } = await openStore();
    const { modeTurn } = message;
    // Found due before a person switched the mode: what is still so comes again with the next scan.
    if (typeof modeTurn === 'number' && modeTurn !== turn) return { status: statusOf.waiting('mode switched') };
    const statusNow = (progress: Progress) => (pause.isOn ? statusOf.idle('paused') : statusOfProgress(progress));
    unwatch ??= desk.watch(sortOf(work), (progress) => node.status(statusNow(progress)));
    leave = () => desk.abandon(owner);
    const start = (claim: unknown): void => {
      if (!isClosed) node.send({ ...message, topic: work.key, claim });
    };
    await desk.begin({ work, start, owner });
    return { status: statusNow(desk.progress(sortOf(work))) };
  };
};

function statusOfProgress({ finished, total, inFlight }: Progress) {
  if (finished < total || inFlight > 0) return statusOf.working(`${finished} of ${total}`);
  return total === 0 ? statusOf.done() : statusOf.done(`${total} taken up`);
}

function noWork(): SyncError {
  return new SyncError('The message holds no work that is due.', {
    code: 'BAD_MESSAGE',
    trouble: 'operator',
    hint: 'Wire this node behind innago-poll (leases that are due, tickets), behind uisp-ticket (poll), or behind "prepare all units".',
    about: thisNode,
  });
}
