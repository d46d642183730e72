import { SyncError } from '../../sync-error.ts';
import { plainText } from '../../village/plain-text.ts';
import { unitLabel } from '../../village/unit-label.ts';
import { knownMonths } from '../billing/charged-months.ts';
import type { StoredHousehold } from '../household-row.ts';
import type { Asked } from './ask.ts';
import { type AskContext, dayToShow, isOperator, isoOf, rulesIfAny } from './ask-context.ts';
import { itemsByUnit } from './items-of-unit.ts';
import { ticketsOfUnit } from './tickets-shown.ts';
import type { Charge, UnitAnswer } from './unit-answers.ts';
import { type UnitRow, unitBook } from './unit-book.ts';
import { historyOf } from './unit-history.ts';
import { onuOf, onuState, stateOf, stayOf, tenantNames } from './unit-row.ts';

/** Everything of one unit. @throws SyncError NO_SUCH_UNIT (trouble operator); STORE_… */
export async function askUnit(context: AskContext, { unit: wanted }: Asked<'unit'>): Promise<UnitAnswer> {
  const { store } = context;
  const { byLabel } = unitBook(store).at(dayToShow(context), rulesIfAny(context));
  const row = byLabel.get(unitLabel(wanted).toLowerCase());
  if (row === undefined) throw noSuchUnit();
  const { unit, tile, holder } = row;
  const household = holder && store.households.peek(holder.entry.householdId);
  const stay = stayOf(household, unit.uid);
  const onu = onuOf(unit, stay, store.onus);
  const households = householdsOf(context, row);
  return {
    uid: unit.uid,
    label: unit.label,
    state: tile.state,
    plan: tile.plan,
    onu:
      onu === undefined
        ? null
        : { id: onu.id, name: onu.seen?.name ?? null, state: onuState(onu), seenAt: isoOf(onu.seen?.seenAt) },
    site: stay?.siteId ?? null,
    service: stay === undefined || stay.endedOn !== null ? null : stay.serviceId,
    client: household?.clientId ?? null,
    households: households.map((one) => householdShown(one, row)),
    leases: leasesOf(context, row),
    attention: itemsByUnit(store).get(unit.label) ?? [],
    tickets: ticketsOfUnit(context, unit.label),
    charges: await chargesOf(context, households, row),
    history: await historyOf(context, row),
    ...(isOperator(context) ? { tenants: peopleOf(row) } : {}),
  };
}

function householdsOf({ store }: AskContext, { unit, leases }: UnitRow): StoredHousehold[] {
  const ids = new Set([
    ...store.households.staysIn(unit.uid).map(({ householdId }) => householdId),
    ...leases.flatMap(({ householdId }) => householdId ?? []),
  ]);
  const found = [...ids].flatMap((id) => store.households.peek(id) ?? []);
  return found.sort((one, other) => ((one.begun ?? '') < (other.begun ?? '') ? 1 : -1));
}

function householdShown(household: StoredHousehold, { unit }: UnitRow): UnitAnswer['households'][number] {
  const stay = stayOf(household, unit.uid);
  const { id, begun, plan, adopted, clientId, nextPlan } = household;
  return {
    id,
    begun,
    endedOn: stay?.endedOn ?? null,
    plan,
    adopted,
    service: stay?.serviceId ?? null,
    client: clientId,
    nextPlan: nextPlan === null ? null : { plan: nextPlan.plan, from: nextPlan.from },
  };
}

const handled: ReadonlySet<string> = new Set(['held', 'refused', 'absent', 'ignored', 'problem']);

function leasesOf(context: AskContext, { leases }: UnitRow): UnitAnswer['leases'] {
  const today = dayToShow(context);
  const newest = [...leases].sort((one, other) => ((one.lease.start ?? '') < (other.lease.start ?? '') ? 1 : -1));
  return newest.map((entry) => ({
    uid: entry.lease.uid,
    start: entry.lease.start,
    end: entry.lease.end,
    state: handled.has(entry.standing) ? entry.standing : stateOf(entry, today),
    waits: entry.waiting.map(({ why }) => why),
    ...(isOperator(context) ? { tenants: tenantNames(entry) } : {}),
  }));
}

/** What its households were charged by their leases on this unit, or may have been; newest first. */
async function chargesOf(
  context: AskContext,
  households: readonly StoredHousehold[],
  { unit, leases }: UnitRow,
): Promise<Charge[]> {
  const uids = new Set(leases.map(({ lease }) => lease.uid));
  const found: (Charge & { readonly leaseUid: string })[] = [];
  for (const { id } of households) {
    const { charges, unknown } = await knownMonths(context.store, id, dayToShow(context));
    for (const [isCertain, sent] of [[true, charges] as const, [false, unknown] as const]) {
      for (const { month, item, amountCents, dueDate, leaseUid } of sent) {
        found.push({ unit: unit.label, month, item, amountCents, dueDate, isCertain, leaseUid });
      }
    }
  }
  const ofUnit = found.filter(({ leaseUid }) => uids.has(leaseUid));
  return ofUnit
    .sort((one, other) => (one.dueDate < other.dueDate ? 1 : -1))
    .map(({ leaseUid: _leaseUid, ...charge }) => charge);
}

function peopleOf({ holder }: UnitRow): NonNullable<UnitAnswer['tenants']> {
  const tenants = holder?.entry.lease.tenants ?? [];
  return tenants.map(({ firstName, lastName, email, phone }) => {
    return { name: plainText(`${firstName} ${lastName}`), email, phone };
  });
}

function noSuchUnit(): SyncError {
  return new SyncError('The property has no such unit.', {
    code: 'NO_SUCH_UNIT',
    trouble: 'operator',
    hint: 'Ask for a label of the list of units, as 101. A new unit is known after the next scan.',
  });
}
