/** What the operator has settled about moving in and out: fields of the config node `fiber-plans`. */
import { textField } from '../../red.ts';
import { SyncError } from '../../sync-error.ts';

export interface TenancyRules {
  /** So many days before the lease begins its service does; the previous household's last day comes first. */
  readonly earlyAccessDays: number;
  /** So many days after the lease has ended its service does; the next household's first day comes first. */
  readonly lateCutoffDays: number;
  /** So long must a lease be missing from every complete scan before Innago is asked whether it is gone (design §4, "Lease ended"). */
  readonly absenceHours: number;
}

/** The fields as Node-RED hands them over. */
export interface TenancyFields {
  readonly earlyAccessDays?: unknown;
  readonly lateCutoffDays?: unknown;
  readonly absenceHours?: unknown;
}

/** Of fields that are left empty. */
export const tenancyDefaults = { earlyAccessDays: '0', lateCutoffDays: '0', absenceHours: '24' } as const;

/** @throws SyncError PLANS_TENANCY (trouble operator), naming the field and the value */
export function tenancyFromConfig(fields: TenancyFields): TenancyRules {
  return {
    earlyAccessDays: wholeNumber(fields, 'earlyAccessDays', { name: 'Early access', unit: 'days', least: 0, most: 30 }),
    lateCutoffDays: wholeNumber(fields, 'lateCutoffDays', { name: 'Late cut-off', unit: 'days', least: 0, most: 30 }),
    absenceHours: wholeNumber(fields, 'absenceHours', { name: 'Absent for', unit: 'hours', least: 1, most: 720 }),
  };
}

interface Limits {
  readonly name: string;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
}

function wholeNumber(fields: TenancyFields, field: keyof TenancyFields, { name, unit, least, most }: Limits): number {
  const text = textField(fields[field]) ?? tenancyDefaults[field];
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new SyncError(`"${text}" is not a number of ${unit} from ${least} to ${most}.`, {
    code: 'PLANS_TENANCY',
    trouble: 'operator',
    hint: `Correct the field "${name}" in fiber-plans; ${tenancyDefaults[field]} is usual.`,
  });
}
