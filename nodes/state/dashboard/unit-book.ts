/**
 * The grid of units in memory: worked out once, and again only when something it is made of has changed, so that 10,000 units cost an ask
 * no more than looking through them.
 */
import type { CalendarDate, Unit } from '../../village/lease.ts';
import { defaultPlan } from '../../village/plans.ts';
import type { PropertyRules } from '../../village/property-rules.ts';
import { compareLabels } from '../../village/unit-label.ts';
import type { LeaseEntry } from '../leases/lease-entry.ts';
import type { Store } from '../store.ts';
import { labelOf } from '../verbs/leases-of-key.ts';
import { itemsByUnit } from './items-of-unit.ts';
import type { UnitsAnswer, UnitTile } from './unit-answers.ts';
import { type Holder, holderOf, onuOf, onuState, stayOf, tenantNames, unitState } from './unit-row.ts';

type Entry = Readonly<LeaseEntry>;
type Plans = Pick<PropertyRules, 'plans'>;

/** A unit with what is looked for in it. */
export interface UnitRow {
  readonly unit: Unit;
  readonly tile: Omit<UnitTile, 'tenants'>;
  readonly tenants: readonly string[];
  readonly leases: readonly Entry[];
  readonly holder: Holder | undefined;
  /** Lower case: label and plan, which anybody may search. */
  readonly text: string;
  /** Lower case: names, one a line. */
  readonly names: string;
}

interface Built {
  readonly madeOf: readonly unknown[];
  readonly rows: readonly UnitRow[];
  readonly byLabel: ReadonlyMap<string, UnitRow>;
  readonly counts: UnitsAnswer['counts'];
}

/** By a part of the store: work sees the store itself through a view of its own (Store.forWork). */
const books = new WeakMap<Store['leases'], UnitBook>();

/** The book of a store: the same at every ask. */
export function unitBook(store: Store): UnitBook {
  const known = books.get(store.leases);
  if (known !== undefined) return known;
  const made = new UnitBook(store);
  books.set(store.leases, made);
  return made;
}

/** See the head of this file. */
export class UnitBook {
  readonly #store: Store;
  #items = 0;
  #built: Built | undefined;
  /** How often it was worked out. */
  builds = 0;

  constructor(store: Store) {
    this.#store = store;
    store.attention.listen(() => {
      this.#items += 1;
    });
  }

  /**
   * By label. @param today in the property's zone @param rules undefined: they cannot be had, and the included plan has no name
   */
  at(today: CalendarDate, rules: Plans | undefined): Omit<Built, 'madeOf'> {
    const { units, leases, households, onus } = this.#store;
    const versions = [leases.version, households.version, onus.version, this.#items];
    const madeOf = [units.all(), ...versions, today, rules === undefined ? '' : JSON.stringify(rules.plans)];
    const known = this.#built;
    if (known?.madeOf.every((part, at) => part === madeOf[at])) return known;
    this.builds += 1;
    const rows = rowsOf(this.#store, today, rules);
    const byLabel = new Map(rows.map((row) => [row.unit.label.toLowerCase(), row]));
    this.#built = { madeOf, rows, byLabel, counts: countsOf(rows, rules) };
    return this.#built;
  }
}

function rowsOf(store: Store, today: CalendarDate, rules: Plans | undefined): UnitRow[] {
  const included = rules === undefined ? null : defaultPlan(rules.plans).name;
  const leases = Map.groupBy(store.leases.entries(), labelOf);
  const items = itemsByUnit(store);
  const listed = store.onlyUnits === undefined ? undefined : new Set(store.onlyUnits);
  const units = [...store.units.all()].sort((one, other) => compareLabels(one.label, other.label));
  return units.map((unit): UnitRow => {
    const ofUnit = leases.get(unit.label) ?? [];
    const stayIn = ({ householdId }: Entry) => stayOf(store.households.peek(householdId), unit.uid);
    const holder = holderOf(ofUnit, today, (entry) => stayIn(entry)?.serviceId != null);
    const household = holder && store.households.peek(holder.entry.householdId);
    const plan = holder === undefined ? null : (household?.plan ?? included);
    const tenants = holder === undefined ? [] : tenantNames(holder.entry);
    const tile = {
      uid: unit.uid,
      label: unit.label,
      state: unitState(holder, ofUnit, { isListed: listed?.has(unit.label) ?? true, today }),
      plan,
      onu: onuState(onuOf(unit, holder && stayIn(holder.entry), store.onus)),
      attention: items.get(unit.label)?.length ?? 0,
    };
    const text = `${unit.label}\n${unit.name}\n${plan ?? ''}`.toLowerCase();
    return { unit, tile, tenants, leases: ofUnit, holder, text, names: tenants.join('\n').toLowerCase() };
  });
}

function countsOf(rows: readonly UnitRow[], rules: Plans | undefined): UnitsAnswer['counts'] {
  const paid = new Set(rules?.plans.filter(({ addOnCents }) => addOnCents > 0).map(({ name }) => name));
  const isOccupied = ({ tile }: UnitRow) => tile.state === 'occupied' || tile.state === 'leaving';
  const count = (fits: (row: UnitRow) => boolean) => rows.filter(fits).length;
  return {
    units: rows.length,
    occupied: count(isOccupied),
    paid: count((row) => isOccupied(row) && row.tile.plan !== null && paid.has(row.tile.plan)),
    attention: count(({ tile }) => tile.attention > 0),
    onusOffline: count(({ tile }) => tile.onu === 'offline'),
    unknownOnus: count(({ tile }) => tile.onu === 'unknown'),
  };
}
