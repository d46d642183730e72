/** Who moves in and out in the next days: asked by a message, a route or the editor. */
import * as v from 'valibot';
import { SyncError, thisNode } from '../../sync-error.ts';
import { todayIn } from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { PropertyRules } from '../../village/property-rules.ts';
import { type UpcomingRow, upcomingMoves } from '../../village/tenancy/upcoming.ts';
import { countMoves, upcomingCsv, upcomingSummary } from '../../village/tenancy/upcoming-csv.ts';
import { propertyZone } from '../property-today.ts';
import type { Store } from '../store.ts';
import type { Mode } from '../store-port.ts';
import { upcomingLeases } from './upcoming-facts.ts';

/** The list, as a message carries it and as a route answers. */
export interface UpcomingList {
  readonly mode: Mode;
  /** In the property's zone. */
  readonly today: CalendarDate;
  readonly days: number;
  /** By day. */
  readonly rows: readonly UpcomingRow[];
  readonly csv: string;
  /** In words, one line. */
  readonly summary: string;
  /** Without those who stay. */
  readonly moves: number;
}

/** Days, unless somebody asks for another number. */
const usualDays = 60;
const mostDays = 730;
const daysSchema = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\s*\d{1,3}\s*$/), v.transform(Number))]),
  v.integer(),
  v.minValue(0),
  v.maxValue(mostDays),
);

/**
 * @param asked a number of days, also as text; nothing at all: 60
 * @throws SyncError UPCOMING_DAYS (trouble operator)
 */
export function upcomingDays(asked: unknown): number {
  if (asked === undefined || asked === null || asked === '') return usualDays;
  const parsed = v.safeParse(daysSchema, asked);
  if (parsed.success) return parsed.output;
  throw new SyncError('The number of days cannot be read.', {
    code: 'UPCOMING_DAYS',
    trouble: 'operator',
    hint: `Send {"days": 60}: a whole number from 0 to ${mostDays}; or leave it out for ${usualDays}.`,
    about: thisNode,
  });
}

interface Asked {
  readonly days: number;
  /** undefined: the operator's settings cannot be had here; then the zone is UISP's. */
  readonly rules: Pick<PropertyRules, 'timeZone' | 'tenancy'> | undefined;
  /** How long the zone is waited for, ms. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

/** @throws SyncError TIME_ZONE_UNKNOWN (trouble operator); STORE_… */
export async function upcomingList(store: Store, { days, rules, patienceMs, signal }: Asked): Promise<UpcomingList> {
  const zone = await propertyZone(store, { timeZone: rules?.timeZone }, patienceMs, signal);
  const today = todayIn(zone, store.clock());
  const tenancy = rules?.tenancy ?? { earlyAccessDays: 0, lateCutoffDays: 0 };
  const rows = upcomingMoves(upcomingLeases(store.leases), { today, days, rules: tenancy });
  const unread = store.leases.isScanned
    ? ''
    : ' Innago has not been read since the start: ask again after the first scan.';
  return {
    mode: store.mode,
    today,
    days,
    rows,
    csv: upcomingCsv(rows),
    summary: `${upcomingSummary(rows, days)}${unread}`,
    moves: countMoves(rows),
  };
}

/** `moves-2026-11-20.csv` */
export function upcomingFile(today: CalendarDate): string {
  return `moves-${today}.csv`;
}
