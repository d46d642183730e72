/**
 * Fingerprints: short texts that change exactly when what they stand for changes (design §2).
 */
import { createHash } from 'node:crypto';
import type { CalendarDate, Lease, Unit } from './lease.ts';
import type { OnuTableRow } from './property-rules.ts';

/**
 * Of anything like JSON. The order of an object's keys does not matter, that of a list does; what is `undefined` counts as absent.
 * @returns sha1, 40 lower-case hex digits
 */
export function contentFingerprint(value: unknown): string {
  return createHash('sha1').update(canonicalText(value)).digest('hex');
}

function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalText(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([first], [second]) => (first < second ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalText(member)}`);
  return `{${members.join(',')}}`;
}

/** All that decides what is applied for a lease. */
export interface ToApply {
  readonly lease: Lease;
  readonly unit: Unit;
  /** The household is charged, and its client named, by another lease: in a transfer, of two. */
  readonly isSecond?: boolean;
  /** A plan change that takes effect later; the present plan is changed by itself, and so is not among what is applied for the lease. */
  readonly nextPlan?: { readonly plan: string; readonly from: CalendarDate } | null;
  readonly onuRow: OnuTableRow | null | undefined;
  readonly siteName: string;
  readonly onuName: string;
}

/**
 * Of what is to be applied for a lease. Not in it, because no step writes it: the four flags (a lease that becomes "expiring" is no
 * change; its state is looked at by date every tick), the order of the tenants, the plan's prices and speeds (a new price list does
 * not make 118 leases due), spelling of the unit's name beyond its label. What decides charges alone is in {@link billingFingerprint}.
 * @returns sha1, 40 lower-case hex digits
 */
export function leaseFingerprint({ lease, unit, isSecond, nextPlan, onuRow, siteName, onuName }: ToApply): string {
  return contentFingerprint({
    lease: lease.uid,
    start: lease.start,
    end: lease.end,
    tenants: lease.tenants.toSorted((first, second) => (first.uid < second.uid ? -1 : 1)),
    unit: { uid: unit.uid, label: unit.label },
    isSecond: isSecond === true ? true : undefined,
    nextPlan: nextPlan == null ? undefined : { plan: nextPlan.plan, from: nextPlan.from },
    onu: onuRow == null ? null : { serial: onuRow.serial, mac: onuRow.mac },
    siteName,
    onuName,
  });
}

type BilledTerms = Pick<Lease, 'uid' | 'start' | 'end' | 'dueOn' | 'paymentFrequency'>;

/** All that decides what a household is charged, but for the day and for what it is charged already. */
export interface ToBill {
  readonly lease: BilledTerms;
  /** Its renewal, while that is to come: what is due after the lease's end is charged by it. */
  readonly nextLease?: BilledTerms | undefined;
  readonly plan: string;
  readonly planSince: CalendarDate | null;
  /** Epoch ms. */
  readonly planChangedAt: number | null;
  readonly nextPlan: { readonly plan: string; readonly from: CalendarDate } | null;
}

/**
 * Of what decides a household's charges. Not in it: prices, for a charge is of the price when it is issued.
 * @returns sha1, 40 lower-case hex digits
 */
export function billingFingerprint({ lease, nextLease, plan, planSince, planChangedAt, nextPlan }: ToBill): string {
  const termsOf = ({ uid, start, end, dueOn, paymentFrequency }: BilledTerms) => ({
    uid,
    start,
    end,
    dueOn,
    paymentFrequency,
  });
  return contentFingerprint({
    lease: termsOf(lease),
    nextLease: nextLease === undefined ? undefined : termsOf(nextLease),
    plan,
    planSince,
    planChangedAt,
    nextPlan: nextPlan === null ? null : { plan: nextPlan.plan, from: nextPlan.from },
  });
}
