/** Action `heartbeat`: says with each message that scans are complete, or once that they are not any more. */
import { toSyncError } from '../../sync-error.ts';
import { statusOf } from '../status.ts';
import { Heart, type Said } from '../told/heart.ts';
import { heartbeatFields } from '../told/heartbeat-fields.ts';
import type { Action } from './action.ts';

/**
 * In: any message, now and then. Out: first output, each time, `{alive: true, lastCompleteScan, age, lastError, paused, standby, mode}` (ISO,
 * seconds); while it is silent nothing, so that a dead man’s switch behind it falls. Second output `{event: 'silent' | 'back', …}`, once each.
 * Paused, or standing by, is not silent; a store that cannot be opened is, in time.
 * @throws SyncError HEARTBEAT_FIELDS, STORE_…
 */
export const heartbeat: Action = ({ config, openStore }) => {
  const heart = new Heart(moment());
  return async () => {
    const rhythm = heartbeatFields(config);
    const opened = await openStore().catch((thrown) => toSyncError(thrown));
    const said = await heart.beat(opened, rhythm, moment());
    return { send: sent(said), status: statusOfBeat(said) };
  };
};

const moment = () => ({ now: Date.now(), steady: performance.now() });

function sent(said: Said) {
  const { beat } = said;
  switch (said.is) {
    case 'alive':
      return [{ topic: 'heartbeat', payload: { alive: true, ...beat } }, null];
    case 'silent': {
      const { key, code, where, why, todo, since } = said.item;
      // As "sync-state: digest" takes it.
      const payload = { event: 'silent', urgent: true, ...beat, item: { key, code, where, why, todo, since } };
      return [null, { topic: 'silent', payload }];
    }
    case 'back':
      return [
        { topic: 'heartbeat', payload: { alive: true, ...beat } },
        { topic: 'back', payload: { event: 'back', urgent: true, ...beat } },
      ];
    default:
      return [null, null];
  }
}

function statusOfBeat({ is, beat }: Said) {
  const age = beat.age === null ? 'no scan yet' : `${Math.round(beat.age / 60)} min`;
  if (is === 'silent' || is === 'silent-still') return statusOf.failed(`silent: ${age}`);
  if (is === 'waiting') return statusOf.waiting('waits for a scan');
  if (beat.standby) return statusOf.idle('standby');
  return beat.paused ? statusOf.idle('paused') : statusOf.done(`alive: ${age}`);
}
