/** The fields of sync-state (heartbeat) as numbers. */
import { textField } from '../../red.ts';
import { SyncError, thisNode } from '../../sync-error.ts';
import type { Rhythm } from './heartbeat.ts';

const usual: Rhythm = { minutes: 5, mayMiss: 3 };

/** @throws SyncError HEARTBEAT_FIELDS (trouble operator) */
export function heartbeatFields(config: Readonly<Record<string, unknown>>): Rhythm {
  return {
    minutes: number(config['scanMinutes'], usual.minutes, { field: 'Minutes between scans', least: 0.01, most: 1440 }),
    mayMiss: Math.floor(number(config['mayMiss'], usual.mayMiss, { field: 'May be missed', least: 0, most: 1000 })),
  };
}

function number(
  value: unknown,
  otherwise: number,
  { field, least, most }: { field: string; least: number; most: number },
) {
  const text = textField(value);
  const read = text === undefined ? otherwise : Number(text);
  if (read >= least && read <= most) return read;
  throw new SyncError(`The field "${field}" reads "${text ?? ''}", which cannot be used.`, {
    code: 'HEARTBEAT_FIELDS',
    trouble: 'operator',
    hint: `Write a number of at most ${most}, or leave it empty for ${otherwise}.`,
    about: thisNode,
  });
}
