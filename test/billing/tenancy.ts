/** People who live in a unit, lease after lease, and all that happened to them. */
import type { Lease } from '../simulator/world/things.ts';
import type { Happening } from './expected-invoices.ts';
import { dayInDallas, plusDays } from './own-calendar.ts';

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
  /** How many plan changes were carried out, and when the last was; epoch ms. */
  changes = 0;
  changedAt: number | undefined;

  /** Uid of whoever was listed first when the household moved in. */
  firstTenant = '';

  constructor(unit: string) {
    this.unit = unit;
  }

  /** The lease that was entered last. */
  get lease(): Lease {
    const last = this.leases.at(-1);
    if (last === undefined) throw new Error(`nobody lives in ${this.unit}`);
    return last;
  }

  isPast(at: number): boolean {
    const { endDate } = this.lease;
    return endDate !== null && plusDays(endDate, quietDays) < dayInDallas(at);
  }
}
