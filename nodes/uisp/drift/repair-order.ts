/** What one repair of drift gets and gives. */
import type { EffectReason } from '../../state/effect.ts';
import type { SettledStay } from '../../state/expected-stays.ts';
import type { Store } from '../../state/store.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { UispAccess } from '../steps/context.ts';
import type { RepairableDrift } from './repair-book.ts';

/** One repair. */
export interface Repair {
  readonly access: UispAccess & { readonly store: Store };
  readonly drift: RepairableDrift;
  readonly settled: SettledStay;
  /** Tells this repair from an earlier one of the same. */
  readonly occasion: string;
  readonly today: CalendarDate;
}

/** `begun`: the lease's chain does the rest at the next tick. */
export type Repaired = 'done' | 'begun' | 'planned';

/** For the audit and the plan. */
export function driftReason({ unit, householdId, leaseUid }: RepairableDrift): EffectReason {
  return { unit, householdId, leaseUid, because: 'drift' };
}
