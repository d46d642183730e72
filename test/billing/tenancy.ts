/** People who live in a unit, lease after lease, and all that happened to them, as the independent calculation is told it. */
import type { Store } from '../../nodes/state/store.ts';
import type { Lease } from '../simulator/world/things.ts';
import type { Happening } from './expected-invoices-history.ts';
import { type Day, plusDays } from './own-calendar.ts';

const includedPlan = 'Village Fiber 500';
/** So many days after its last lease nothing can happen to a tenancy any more. */
const quietDays = 62;

export class Tenancy {
  readonly unit: string;
  /** As Innago has them, in the order of their start. */
  readonly leases: Lease[] = [];
  readonly happenings: Happening[] = [];
  /** The plan that was carried out last. */
  plan = includedPlan;
  /** What is asked for and not carried out yet. */
  asked: { readonly ticketUid: string; readonly plan: string } | undefined;
  /** Uid of whoever was listed first when the household moved in. */
  firstTenant = '';
  /** How many plan changes were carried out, and when the last was; epoch ms. */
  #changes = 0;
  #changedAt: number | undefined;

  constructor(unit: string) {
    this.unit = unit;
  }

  /** The lease that was entered last. */
  get lease(): Lease {
    const last = this.leases.at(-1);
    if (last === undefined) throw new Error(`nobody lives in ${this.unit}`);
    return last;
  }

  /** Nothing can happen to it any more. */
  isPast(today: Day): boolean {
    const { endDate } = this.lease;
    // The first comparison is for speed alone.
    return endDate !== null && endDate < today && plusDays(endDate, quietDays) < today;
  }

  /** A lease as Innago shows it from now on. @param at epoch ms */
  tellLease(at: number, { leaseUid, startDate, endDate, dueOn, paymentFrequency, tenants }: Lease): void {
    this.happenings.push({
      kind: 'lease',
      at,
      lease: {
        uid: leaseUid,
        start: startDate,
        end: endDate,
        dueOn,
        frequency: paymentFrequency,
        tenants: tenants.map(({ tenantUid }) => tenantUid),
      },
    });
  }

  /** The store knows of a plan change that the tenancy was not told. */
  hasNewPlan(store: Store): boolean {
    const changedAt = this.#household(store)?.planChangedAt ?? null;
    return changedAt !== null && changedAt !== this.#changedAt;
  }

  /** Plan changes that the store knows of and the tenancy does not, each followed by the charge that goes with it. */
  async tellPlans(store: Store, reach: 'sure' | 'maybe'): Promise<void> {
    const household = this.#household(store);
    if (household === undefined) return;
    const { id, planChangedAt } = household;
    const changes = await store.planHistory.ofHousehold(id);
    for (const { at, to, ticketUid } of changes.slice(this.#changes)) {
      this.happenings.push({ kind: 'plan', at, plan: to }, { kind: 'tick', at, reach });
      this.plan = to;
      if (ticketUid === this.asked?.ticketUid) this.asked = undefined;
    }
    this.#changes = changes.length;
    this.#changedAt = planChangedAt ?? undefined;
  }

  #household(store: Store) {
    return store.households.peek(store.leases.entry(this.lease.leaseUid)?.householdId ?? null);
  }
}
