/** Stays that end, and second ones, as the lease book stores them and gives their work. */
import { settleHousehold } from '../../../nodes/state/household-changes.ts';
import { stayIn } from '../../../nodes/state/household-stays.ts';
import { newStay, type Stay, saveStays } from '../../../nodes/state/stays.ts';
import type { LeaseWork } from '../../../nodes/state/work.ts';
import type { Scene } from './scene.ts';

/** The lease has ended, and so has the household's stay in its unit. */
export function endedLease(work: LeaseWork, lastDay: string, today = work.today): LeaseWork {
  const { uid: unitUid, label: unitLabel } = work.unit;
  return {
    ...work,
    lease: { ...work.lease, end: lastDay, flags: { active: false, expired: true, expiring: false, future: false } },
    state: 'ended',
    reason: 'changed',
    leaves: [{ unitUid, unitLabel, lastDay }],
    today,
  };
}

/** Another lease of the same household in another unit: the transfer, first seen. */
export async function transferLease(
  s: Scene,
  from: LeaseWork,
  { unit: label, start, state = 'future' }: { unit: string; start: string; state?: LeaseWork['state'] },
): Promise<LeaseWork> {
  const unit = s.unit(label);
  const uid = `transfer-${label}`;
  const { leaves: _leaves, ...work } = from;
  const stay = newStay(from.householdId, { unitUid: unit.uid, unitLabel: label, leaseUid: uid });
  await keepStays(s, from.householdId, [stay]);
  const lease = { ...from.lease, uid, unitName: unit.name, start, end: null };
  return { ...work, key: `lease:${uid}`, lease, unit, state, reason: 'new' };
}

/** From now on the household is charged by this lease. */
export async function counts(s: Scene, { householdId, lease, unit }: LeaseWork): Promise<void> {
  const household = await s.store.households.get(householdId);
  const counting = { leaseUid: lease.uid, unitUid: unit.uid, unitLabel: unit.label };
  const stay = { ...stayIn(household, unit.uid), leaseUid: lease.uid };
  const settled = await s.store.database.transaction((transaction) =>
    settleHousehold(transaction, household, counting, [stay]),
  );
  s.store.households.remember(settled);
}

async function keepStays(s: Scene, householdId: number, stays: readonly Stay[]): Promise<void> {
  await s.store.database.transaction((transaction) => saveStays(transaction, stays));
  const household = await s.store.households.get(householdId);
  const others = household.stays.filter((one) => stays.every(({ unitUid }) => unitUid !== one.unitUid));
  s.store.households.remember({ ...household, stays: [...others, ...stays] });
}

/** The household's stay in the unit. */
export async function stayOf(s: Scene, { householdId, unit }: Pick<LeaseWork, 'householdId' | 'unit'>): Promise<Stay> {
  return stayIn(await s.store.households.get(householdId), unit.uid);
}
