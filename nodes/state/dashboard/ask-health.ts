import { addDays } from '../../village/calendar-date.ts';
import type { Scan } from '../scans.ts';
import type { Store } from '../store.ts';
import type { ApiHealth, HealthAnswer, ProgressAnswer, ScanDay } from './answers.ts';
import { type AskContext, dayToShow, isoOf } from './ask-context.ts';

const shownDays = 30;

/** How both systems and the scans fare, and how the store is set. @throws SyncError STORE_… */
export async function askHealth(context: AskContext): Promise<HealthAnswer> {
  const { store } = context;
  const today = dayToShow(context);
  const last = store.scans.last('leases');
  return {
    apis: apisOf(store),
    scans: {
      last: last === undefined ? null : scanShown(last),
      days: await daysOf(store, today),
    },
    mode: store.mode,
    world: store.world.kind,
    pausedSince: isoOf(store.pause.since),
    onlyUnits: store.onlyUnits ?? null,
    goLive: store.facts.peek('goLive') ?? null,
  };
}

function scanShown({ at, complete, seen, due, why, completeAt }: Scan): HealthAnswer['scans']['last'] {
  return { at: new Date(at).toISOString(), complete, seen, due, why, completeAt: isoOf(completeAt) };
}

async function daysOf({ scans }: Store, today: string): Promise<ScanDay[]> {
  const first = addDays(today, 1 - shownDays);
  const known = new Map((await scans.days('leases', first)).map((one) => [one.day, one]));
  return Array.from({ length: shownDays }, (_, at): ScanDay => {
    const day = addDays(first, at);
    return known.get(day) ?? { day, scans: 0, incomplete: 0, failed: 0, slowestMs: 0 };
  });
}

/** By what each server's breaker is kept under (`UISP_CRM 10.8.10.10`), and when it is known to have answered. */
export function apisOf(store: Store): ApiHealth[] {
  const scan = store.scans.last('leases');
  const tells = store.facts.peek('uisp.timeZone') !== undefined;
  const { answeredAt } = store.onus;
  return [
    apiOf(store, 'Innago', 'INNAGO', { isKnown: scan !== undefined, at: scan?.at }),
    apiOf(store, 'UISP CRM', 'UISP_CRM', { isKnown: tells, at: undefined }),
    apiOf(store, 'UISP NMS', 'UISP_NMS', { isKnown: answeredAt !== undefined, at: answeredAt }),
  ];
}

interface Answered {
  readonly isKnown: boolean;
  /** Epoch ms. */
  readonly at: number | undefined;
}

function apiOf(store: Store, name: ApiHealth['name'], prefix: string, answered: Answered): ApiHealth {
  const down = store.breakers.all().find(({ server }) => server.startsWith(`${prefix} `));
  if (down === undefined) {
    return answered.isKnown
      ? { name, state: 'ok', since: isoOf(answered.at) }
      : { name, state: 'unknown', since: null };
  }
  return { name, state: 'down', since: isoOf(down.openedAt), code: 'SERVER_AWAY', why: down.why };
}

/** How far the leases are that were taken up since there was last nothing to do. */
export async function askProgress({ store }: AskContext): Promise<ProgressAnswer> {
  const { finished, total, inFlight } = store.desk.progress('lease');
  let [carried, failing] = [0, 0];
  for (const { applied, planned, failures } of store.leases.entries()) {
    if ((store.mode === 'live' ? applied : planned) !== null) carried += 1;
    if (failures > 0) failing += 1;
  }
  return {
    isFirstImport: carried <= finished,
    done: finished,
    total,
    waiting: Math.max(0, total - finished - inFlight),
    failing,
    inFlight,
  };
}
