/** What the store knows of a month, for the occupancy statement: leases, plans over time, charges; and whether it may be closed. */
import {
  type CalendarMonth,
  dayOfMonth,
  longDate,
  longMonth,
  nextMonth,
  todayIn,
} from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { OccupancyInput, StatementHousehold, StatementLease } from '../../village/occupancy/occupancy.ts';
import { letDays, letInMonth } from '../../village/occupancy/occupied-days.ts';
import { defaultPlan } from '../../village/plans.ts';
import type { PropertyRules } from '../../village/property-rules.ts';
import { indexUnits, unitLabel } from '../../village/unit-label.ts';
import { chargesOfMonth } from '../billing/charged-months.ts';
import type { LeaseEntry } from '../leases/lease-entry.ts';
import type { Store } from '../store.ts';

/** By which calendar, and as of when. */
export interface StatementTerms {
  readonly rules: Pick<PropertyRules, 'plans'>;
  readonly zone: string;
  /** In that zone. */
  readonly today: CalendarDate;
}

export interface StatementFacts {
  readonly input: OccupancyInput;
  /** Why the month cannot be closed yet, in words; empty: it can. */
  readonly open: readonly string[];
}

/** @throws SyncError STORE_…, PLANS_INVALID */
export async function statementFacts(
  store: Store,
  month: CalendarMonth,
  terms: StatementTerms,
): Promise<StatementFacts> {
  const charges = await chargesOfMonth(store, month);
  const unknown = charges.filter(({ isCertain }) => !isCertain).map(({ unit }) => unit);
  const leases = leasesOf(store, terms);
  const changes = Map.groupBy(await store.planHistory.all(), ({ householdId }) => householdId);
  const included = defaultPlan(terms.rules.plans).name;
  const households = store.households
    .all()
    .map(({ id, plan }): StatementHousehold => ({ id, plan: plan ?? included, changes: changes.get(id) ?? [] }));
  const input: OccupancyInput = {
    property: [...store.leases.entries()][0]?.lease.propertyName.trim() || store.world.property,
    month,
    units: store.units.all(),
    leases,
    households,
    charges: charges.filter(({ isCertain }) => isCertain),
    plans: terms.rules.plans,
    notes: beforeGoLive(store, month, terms.today),
  };
  return { input, open: whyOpen(store, { month, terms, leases, unknown }) };
}

function leasesOf(store: Store, { zone, today }: StatementTerms): StatementLease[] {
  const { byLabel } = indexUnits(store.units.all());
  return [...store.leases.entries()].flatMap(({ lease, absentSince, householdId, standing }) => {
    const unitUid = byLabel.get(unitLabel(lease.unitName))?.uid;
    if (unitUid === undefined) return [];
    const absentOn = absentSince === null ? null : todayIn(zone, absentSince);
    const refused = standing === 'refused';
    return [{ uid: lease.uid, unitUid, householdId, refused, ...letDays(lease, { today, absentOn }) }];
  });
}

interface Question {
  readonly month: CalendarMonth;
  readonly terms: StatementTerms;
  readonly leases: readonly StatementLease[];
  /** Units of charges whose fate is unknown. */
  readonly unknown: readonly string[];
}

/** What is closed stays as it is, so all there is to know of the month must be known. */
function whyOpen(store: Store, { month, terms, leases, unknown }: Question): string[] {
  const { zone, today } = terms;
  const over = dayOfMonth(nextMonth(month), 1);
  if (today < over) return [`${longMonth(month)} is not over: this is how it stands.`];
  const scan = store.scans.last('leases');
  const isScanned = scan?.complete === true && todayIn(zone, scan.at) >= over;
  const underWay = leases.some(
    (lease) => letInMonth([lease], month).days > 0 && isUntouched(store.leases.entry(lease.uid)),
  );
  return [
    ...(store.mode === 'dry-run'
      ? ['In dry-run no month is closed: plans are not read from UISP, and nothing is charged.']
      : []),
    ...(isScanned ? [] : ['Innago’s leases were not read completely since the month was over.']),
    ...(underWay ? ['Leases of the month are still being taken over.'] : []),
    ...(unknown.length === 0
      ? []
      : [`Nobody knows yet whether a charge for the month arrived, of unit ${unknown.join(', ')}; it is not counted.`]),
  ];
}

/** It never went through the chain: its plan may not be known yet. */
function isUntouched(entry: Readonly<LeaseEntry> | undefined): boolean {
  return entry !== undefined && entry.standing === 'workable' && entry.applied === null && entry.failures === 0;
}

function beforeGoLive({ leases, mode }: Store, month: CalendarMonth, today: CalendarDate): string[] {
  const goLive = mode === 'live' ? leases.goLiveOf(undefined, today) : undefined;
  if (goLive === undefined || goLive <= dayOfMonth(month, 1)) return [];
  return [
    `Go-live ${goLive <= today ? 'was' : 'is'} on ${longDate(goLive)}. Before that day, units go by Innago’s leases alone, plans are those found at go-live, and nothing was charged by us.`,
  ];
}
