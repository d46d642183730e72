/**
 * What a lease, a tenant, a unit and a property are to us, whatever API they come from (design §4, "Words").
 */

/** A calendar date, `YYYY-MM-DD`; never an instant, never converted between zones (design §4). */
export type CalendarDate = string;

export interface Tenant {
  readonly uid: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Trimmed; null when Innago has none. */
  readonly email: string | null;
  readonly phone: string | null;
}

/** Innago's four booleans; null where the answer did not carry one (contracts/innago.md §3: "Status is 4 booleans"). */
export interface LeaseFlags {
  readonly active: boolean | null;
  readonly expired: boolean | null;
  readonly expiring: boolean | null;
  readonly future: boolean | null;
}

export interface Lease {
  readonly uid: string;
  /** The unit's name as the lease gives it; joined to a unit by its label. */
  readonly unitName: string;
  readonly propertyName: string;
  readonly start: CalendarDate | null;
  /** null: month to month. */
  readonly end: CalendarDate | null;
  readonly flags: LeaseFlags;
  /** Day of the month on which rent is due, as Innago gives it (may be out of 1-31). */
  readonly dueOn: number | null;
  readonly paymentFrequency: string | null;
  /** In Innago's order. */
  readonly tenants: readonly Tenant[];
}

/** `unclear`: no flag at all, or flags that contradict each other (design §4, "Lease state"). */
export type LeaseState = 'future' | 'active' | 'ended' | 'unclear';

export interface Unit {
  /** Innago's `propertyUnitUid`. */
  readonly uid: string;
  /** As Innago spells it. */
  readonly name: string;
  /** Trimmed, without a leading "Unit", "Apt", "#": `101`. */
  readonly label: string;
}

export interface Property {
  readonly uid: string;
  readonly name: string;
  readonly street: string;
  readonly city: string;
  readonly zipCode: string;
}
