/** How a unit stands, as the grid shows it: from its leases, their households and its ONU. Pure functions. */
import { addDays } from '../../village/calendar-date.ts';
import type { CalendarDate, LeaseState, Unit } from '../../village/lease.ts';
import { leaseState } from '../../village/lease-state.ts';
import { plainText } from '../../village/plain-text.ts';
import type { StoredHousehold } from '../household-row.ts';
import type { LeaseEntry } from '../leases/lease-entry.ts';
import type { OnuSeen } from '../onu-states.ts';
import { isServed, type Stay } from '../stays.ts';
import type { OnuState, UnitState } from './unit-answers.ts';

type Entry = Readonly<LeaseEntry>;

/** Who lives in a unit, or comes. */
export interface Holder {
  readonly entry: Entry;
  readonly isHere: boolean;
}

/** A lease that ends so soon is leaving, days. */
const noticeDays = 30;

/** What a lease is today, also before the first scan after a start. */
export function stateOf(entry: Entry, today: CalendarDate): LeaseState {
  if (entry.goneOn !== null) return 'ended';
  return entry.standing === 'unclear' && entry.unit === undefined ? leaseState(entry.lease, today) : entry.state;
}

/**
 * Whose unit it is: who lives there, whose service is still to be ended, else who comes first.
 * @param leases all of the unit
 * @param isServedBy has the lease's household a service in the unit?
 */
export function holderOf(
  leases: readonly Entry[],
  today: CalendarDate,
  isServedBy: (entry: Entry) => boolean,
): Holder | undefined {
  const mayHold = leases.filter(({ standing }) => standing !== 'refused');
  const here = mayHold.filter((entry) => isHere(entry, today, isServedBy)).sort(inOrder);
  // Who moved in last is who lives there; who is still to be ended only if there is nobody else.
  const entry = here.findLast(({ standing }) => standing !== 'leaving') ?? here.at(-1);
  if (entry !== undefined) return { entry, isHere: true };
  const [next] = leases.filter((one) => stateOf(one, today) === 'future').sort(inOrder);
  return next === undefined ? undefined : { entry: next, isHere: false };
}

function isHere(entry: Entry, today: CalendarDate, isServedBy: (entry: Entry) => boolean): boolean {
  if (entry.standing === 'leaving') return true;
  const state = stateOf(entry, today);
  return state === 'active' || (state === 'unclear' && isServedBy(entry));
}

function inOrder({ lease: one }: Entry, { lease: other }: Entry): number {
  const [first, second] = [one.start ?? '', other.start ?? ''];
  if (first !== second) return first < second ? -1 : 1;
  return one.uid < other.uid ? -1 : 1;
}

/** @param leases all of the unit */
export function unitState(
  holder: Holder | undefined,
  leases: readonly Entry[],
  { isListed, today }: { readonly isListed: boolean; readonly today: CalendarDate },
): UnitState {
  if (!isListed) return 'outside';
  if (holder === undefined) return 'vacant';
  const { entry } = holder;
  if (entry.ignored) return 'ignored';
  if (!holder.isHere) return 'upcoming';
  return entry.standing === 'leaving' || isEndingSoon(entry, leases, today) ? 'leaving' : 'occupied';
}

/** Nothing of the household goes on in the unit after the lease's end. */
function isEndingSoon({ lease, householdId }: Entry, leases: readonly Entry[], today: CalendarDate): boolean {
  const { end, uid } = lease;
  if (end === null || end > addDays(today, noticeDays)) return false;
  const tenants = new Set(lease.tenants.map((tenant) => tenant.uid));
  return !leases.some((other) => {
    if (other.lease.uid === uid || (other.lease.end ?? '9999') <= end) return false;
    const isSame = householdId !== null && other.householdId === householdId;
    return isSame || other.lease.tenants.some((tenant) => tenants.has(tenant.uid));
  });
}

/** The ONU of the household's stay, else the one that UISP shows for the unit. */
export function onuOf(
  unit: Pick<Unit, 'label'>,
  stay: Stay | undefined,
  onus: { get(id: string): OnuSeen | undefined; ofUnit(label: string): OnuSeen | undefined },
): { readonly id: string; readonly seen: OnuSeen | undefined } | undefined {
  if (stay?.onuId != null) return { id: stay.onuId, seen: onus.get(stay.onuId) };
  const seen = onus.ofUnit(unit.label);
  return seen === undefined ? undefined : { id: seen.onuId, seen };
}

/** UISP's own words for what is away (contracts/uisp-nms.md §3.2); what is none of them tells nothing. */
const offline: ReadonlySet<string> = new Set(['disconnected', 'inactive', 'disabled']);

/** @param onu undefined: none is known */
export function onuState(onu: ReturnType<typeof onuOf>): OnuState {
  if (onu === undefined) return 'none';
  const status = onu.seen?.status ?? '';
  if (status === 'active') return 'online';
  return offline.has(status) ? 'offline' : 'unknown';
}

/** The one in this unit that goes on, else the last. */
export function stayOf(household: StoredHousehold | undefined, unitUid: string): Stay | undefined {
  const stays = household?.stays.filter((stay) => stay.unitUid === unitUid) ?? [];
  return stays.find(isServed) ?? stays.at(-1);
}

/** Names of a lease's tenants, each as one line. */
export function tenantNames({ lease }: Entry): string[] {
  return lease.tenants
    .map(({ firstName, lastName }) => plainText(`${firstName} ${lastName}`))
    .filter((name) => name !== '');
}
