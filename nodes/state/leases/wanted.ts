/** The fingerprint of what is to be applied for a lease, with what the rules give for its unit looked up fast. */

import type { Lease, Property } from '../../village/lease.ts';
import { billingFingerprint, contentFingerprint, leaseFingerprint } from '../../village/lease-fingerprint.ts';
import { onuName, siteName } from '../../village/names.ts';
import type { FiberPlan } from '../../village/plan.ts';
import { defaultPlan, planByName } from '../../village/plans.ts';
import type { OnuTableRow, PropertyRules } from '../../village/property-rules.ts';
import type { StoredHousehold } from '../household-row.ts';
import type { LeaseEntry } from './lease-entry.ts';

/** Changes whenever a fingerprint may. */
export function rulesVersion(rules: PropertyRules, property: Property): string {
  return contentFingerprint({
    plans: rules.plans.map(({ name, isDefault, addOnCents }) => ({ name, isDefault, isPaid: addOnCents > 0 })),
    site: rules.siteNamePattern,
    onu: rules.onuNamePattern,
    table: rules.onuTable.version,
    property: property.name,
  });
}

const leavesMark = ' leaves ';

/** What stays applied when the units that the household has left are ended: they are not ended again. */
export function withoutLeaves(fingerprint: string): string {
  return fingerprint.split(leavesMark)[0] ?? fingerprint;
}

/** For one version of the rules; a new one is made when {@link rulesVersion} changes. */
export class Wanted {
  readonly #rules: PropertyRules;
  readonly #property: Property;
  readonly #default: FiberPlan;
  readonly #onuRows: ReadonlyMap<string, OnuTableRow>;

  /** @throws SyncError PLANS_INVALID when no plan is the default */
  constructor(rules: PropertyRules, property: Property) {
    this.#rules = rules;
    this.#property = property;
    this.#default = defaultPlan(rules.plans);
    this.#onuRows = new Map(rules.onuTable.rows.map((row) => [row.unitLabel, row]));
  }

  /**
   * @param entry with its unit known
   * @throws SyncError PLANS_NAME_LENGTH (trouble operator) when the unit's label makes a name too long
   */
  fingerprint(entry: LeaseEntry, household: StoredHousehold | undefined): string {
    const { unit, lease } = entry;
    if (unit === undefined) return '';
    const words = { unit: unit.label, property: this.#property.name };
    const base = leaseFingerprint({
      lease,
      unit,
      isSecond: household !== undefined && household.leaseUid !== lease.uid,
      nextPlan: household?.nextPlan ?? null,
      onuRow: this.#onuRows.get(unit.label) ?? null,
      siteName: siteName(this.#rules.siteNamePattern, words),
      onuName: onuName(this.#rules.onuNamePattern, words),
    });
    return entry.leaves.length === 0 ? base : `${base}${leavesMark}${contentFingerprint(entry.leaves)}`;
  }

  /** '' for a household that nothing is charged: most of them, and they cost nothing. */
  billing(
    { lease, standing }: LeaseEntry,
    household: StoredHousehold | undefined,
    next: () => Lease | undefined,
  ): string {
    if (household === undefined || household.leaseUid !== lease.uid || standing === 'leaving') return '';
    const { planSince, planChangedAt, nextPlan } = household;
    const plan = household.plan ?? this.#default.name;
    if (![plan, nextPlan?.plan].some((name) => name !== undefined && this.#mayCost(name))) return '';
    return billingFingerprint({ lease, nextLease: next(), plan, planSince, planChangedAt, nextPlan });
  }

  /** Nobody knows what a plan costs that is no longer offered: a person is asked. */
  #mayCost(name: string): boolean {
    return planByName(this.#rules.plans, name)?.addOnCents !== 0;
  }
}
