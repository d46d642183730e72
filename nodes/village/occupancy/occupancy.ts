/**
 * The occupancy statement of a property and month: which units were let, on which plan, what that is in UISP's rates, and what the tenants
 * were charged on top. Pure: leases, plans and charges come in.
 */
import { type CalendarMonth, daysInMonth } from '../calendar-date.ts';
import type { CalendarDate } from '../lease.ts';
import type { FiberPlan } from '../plan.ts';
import { planByName } from '../plans.ts';
import { isLetOn, type LetDays, letInMonth } from './occupied-days.ts';
import { type DatedPlanChange, planOn } from './plan-over-time.ts';

/** A lease, as far as the statement is concerned. */
export interface StatementLease extends LetDays {
  readonly uid: string;
  readonly unitUid: string;
  readonly householdId: number | null;
  /** Another household holds the unit: the lease counts as let, its plan does not count. */
  readonly refused: boolean;
}

/** A household’s plan over time, see {@link planOn}. */
export interface StatementHousehold {
  readonly id: number;
  readonly plan: string;
  readonly changes: readonly DatedPlanChange[];
}

/** An add-on that was charged for the month. */
interface StatementCharge {
  /** The unit’s label. */
  readonly unit: string;
  readonly amountCents: number;
}

export interface OccupancyInput {
  readonly property: string;
  readonly month: CalendarMonth;
  /** In the order of the statement. */
  readonly units: readonly { readonly uid: string; readonly label: string }[];
  readonly leases: readonly StatementLease[];
  readonly households: readonly StatementHousehold[];
  readonly charges: readonly StatementCharge[];
  /** With UISP’s rates. */
  readonly plans: readonly FiberPlan[];
  /** What the reader has to know beside what is found here. */
  readonly notes: readonly string[];
}

/** `occupied`: all days of the month; `partial`: some. */
type UnitState = 'occupied' | 'partial' | 'vacant';

interface UnitMonth {
  readonly unit: string;
  readonly state: UnitState;
  /** Days on which it was let. */
  readonly days: number;
  /** On the last of them; null: vacant, or nobody’s household. */
  readonly plan: string | null;
  /** UISP’s monthly rate of that plan, not prorated. */
  readonly uispCents: number;
  /** Charged to its tenants for the month. */
  readonly addOnCents: number;
}

interface PlanMonth {
  readonly plan: string;
  readonly units: number;
  readonly uispCents: number;
}

export interface OccupancyStatement {
  readonly property: string;
  /** `YYYY-MM` */
  readonly month: CalendarMonth;
  readonly units: readonly UnitMonth[];
  readonly totals: {
    readonly units: number;
    readonly occupied: number;
    readonly partial: number;
    readonly vacant: number;
    /** Plans on offer in their order, then others by name. */
    readonly plans: readonly PlanMonth[];
    readonly uispCents: number;
    /** How many add-ons were charged. */
    readonly charges: number;
    readonly addOnCents: number;
    /** UISP’s rates and add-ons. */
    readonly totalCents: number;
  };
  readonly notes: readonly string[];
}

export function occupancyStatement(input: OccupancyInput): OccupancyStatement {
  const { property, month, charges, plans } = input;
  const book = bookOf(input);
  const rows = input.units.map((unit) => unitMonth(unit, input, book));
  const count = (state: UnitState) => rows.filter((row) => row.state === state).length;
  const uispCents = sum(rows.map((row) => row.uispCents));
  const addOnCents = sum(charges.map(({ amountCents }) => amountCents));
  return {
    property,
    month,
    units: rows,
    totals: {
      units: rows.length,
      occupied: count('occupied'),
      partial: count('partial'),
      vacant: count('vacant'),
      plans: planMonths(rows, plans),
      uispCents,
      charges: charges.length,
      addOnCents,
      totalCents: uispCents + addOnCents,
    },
    notes: [...input.notes, ...notesOf(rows, input)],
  };
}

/** What comes in, by what it is asked for by: there may be thousands of units. */
interface Book {
  readonly leases: ReadonlyMap<string, readonly StatementLease[]>;
  readonly households: ReadonlyMap<number, StatementHousehold>;
  readonly charges: ReadonlyMap<string, readonly StatementCharge[]>;
}

function bookOf({ leases, households, charges }: OccupancyInput): Book {
  return {
    leases: Map.groupBy(leases, ({ unitUid }) => unitUid),
    households: new Map(households.map((household) => [household.id, household])),
    charges: Map.groupBy(charges, ({ unit }) => unit),
  };
}

function unitMonth(
  { uid, label }: { uid: string; label: string },
  { month, plans }: OccupancyInput,
  book: Book,
): UnitMonth {
  const leases = book.leases.get(uid) ?? [];
  const { days, last } = letInMonth(leases, month);
  const plan = last === null ? null : planOfDay(leases, last, book);
  return {
    unit: label,
    state: days === 0 ? 'vacant' : days === daysInMonth(month) ? 'occupied' : 'partial',
    days,
    plan: plan === null ? null : (planByName(plans, plan)?.name ?? plan),
    uispCents: (plan === null ? undefined : planByName(plans, plan))?.rateCents ?? 0,
    addOnCents: sum((book.charges.get(label) ?? []).map(({ amountCents }) => amountCents)),
  };
}

/** Where two leases let a unit on one day, the later one counts, but never one that was refused. */
function planOfDay(leases: readonly StatementLease[], day: CalendarDate, { households }: Book): string | null {
  const [counting] = leases
    .filter((lease) => isLetOn(lease, day) && lease.householdId !== null && !lease.refused)
    .toSorted((one, other) => ((one.from ?? '') < (other.from ?? '') ? 1 : -1));
  const household = households.get(counting?.householdId ?? Number.NaN);
  return household === undefined ? null : planOn(day, household.plan, household.changes);
}

function planMonths(rows: readonly UnitMonth[], plans: readonly FiberPlan[]): PlanMonth[] {
  const byPlan = Map.groupBy(rows, ({ plan }) => plan ?? '');
  byPlan.delete('');
  const offered = plans.map(({ name }) => name);
  const others = [...byPlan.keys()].filter((name) => !offered.includes(name)).sort();
  return [...offered, ...others].map((plan) => {
    const units = byPlan.get(plan) ?? [];
    return { plan, units: units.length, uispCents: sum(units.map(({ uispCents }) => uispCents)) };
  });
}

function notesOf(rows: readonly UnitMonth[], { charges, plans }: OccupancyInput): string[] {
  const unpriced = [...new Set(rows.map(({ plan }) => plan))].filter(
    (plan) => plan !== null && planByName(plans, plan) === undefined,
  );
  const withoutPlan = rows.filter(({ plan, state }) => plan === null && state !== 'vacant').map(({ unit }) => unit);
  const known = new Set(rows.map(({ unit }) => unit));
  const strangers = charges.filter(({ unit }) => !known.has(unit)).map(({ unit }) => unit);
  return [
    ...unpriced.map((plan) => `The plan ${plan} is not in fiber-plans: its UISP rate is not known, and counts as 0.`),
    ...(withoutPlan.length === 0
      ? []
      : [`Let, but to nobody whose internet we know, so without a plan: ${withoutPlan.join(', ')}.`]),
    ...(strangers.length === 0
      ? []
      : [`In the total, but of units that the property no longer has: the add-ons of ${strangers.join(', ')}.`]),
  ];
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
