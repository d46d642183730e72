/**
 * What the lease book works with, what a scan gives it, and what a tick comes to.
 */
import type { CalendarDate, Lease, Property } from '../../village/lease.ts';
import type { PropertyRules } from '../../village/property-rules.ts';
import type { UnitIndex } from '../../village/unit-label.ts';
import type { Attention } from '../attention/attention.ts';
import type { Database } from '../database/database.ts';
import type { Facts } from '../facts.ts';
import type { Households } from '../households.ts';
import type { Claims } from '../ledger/claims.ts';
import type { Mode } from '../store-port.ts';

/** What the lease book works with. */
export interface LeaseBookOptions {
  readonly database: Database;
  readonly clock: () => number;
  readonly mode: Mode;
  readonly log: { info(text: string): void; warn(text: string): void };
  readonly claims: Claims;
  readonly attention: Attention;
  readonly facts: Facts;
  readonly households: Households;
  readonly isSandbox: boolean;
  readonly onlyUnits: readonly string[] | undefined;
  readonly goLive: CalendarDate | undefined;
}

/** What a scan has read. */
export interface Absorbed {
  /** Leases that may differ from last time; one that is the same costs a comparison. */
  readonly changed: readonly Lease[];
  /** Uids of all leases of the scan, those of unchanged pages included. Absent: nobody is taken for absent. */
  readonly seenUids?: ReadonlySet<string>;
  /** Absent leases that Innago itself has just said are gone (404 or expired). Absent: none were asked about. */
  readonly gone?: ReadonlySet<string>;
  /** All pages were read and their counts add up: only then a lease that is not there is absent. */
  readonly complete: boolean;
  /** Epoch ms. */
  readonly at: number;
  /** In the property's zone. */
  readonly today: CalendarDate;
  readonly units: UnitIndex;
  readonly property: Property;
  readonly rules: PropertyRules;
}

/** What a tick has found, in numbers of leases. */
export interface AbsorbCounts {
  /** Leases in the book. */
  readonly leases: number;
  /** New or different since last time. */
  readonly changed: number;
  readonly due: number;
  /** Done but for something they wait for. */
  readonly waiting: number;
  /** Failed last time. */
  readonly failing: number;
}
