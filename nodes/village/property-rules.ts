/**
 * What the operator has settled about the property in the config node `fiber-plans`; every room reads it from here.
 */
import type { FiberPlan } from './plan.ts';
import type { PlanChangeRules } from './plan-requests/plan-change-rules.ts';
import type { TenancyRules } from './tenancy/tenancy-rules.ts';

/** One row of the operator's ONU table (CSV `unit,serial,mac`; serial or mac may be missing). */
export interface OnuTableRow {
  readonly unitLabel: string;
  /** Upper case, without blanks. */
  readonly serial: string | null;
  /** 12 lower-case hex digits. */
  readonly mac: string | null;
}

export interface OnuTable {
  readonly rows: readonly OnuTableRow[];
  /** Changes whenever the table's content does. */
  readonly version: string;
  /** Rows that cannot be used, in words, with their line numbers. */
  readonly problems: readonly string[];
}

export interface PropertyRules {
  readonly plans: readonly FiberPlan[];
  /** `Unit {unit}`; `{property}` for more than one property. */
  readonly siteNamePattern: string;
  /** `ONU-{unit}` */
  readonly onuNamePattern: string;
  /** IANA zone, when the operator set one; else UISP's is used. */
  readonly timeZone: string | undefined;
  /** Days before the due date on which an invoice line is issued. */
  readonly issueAheadDays: number;
  readonly onuTable: OnuTable;
  readonly tenancy: TenancyRules;
  readonly planChanges: PlanChangeRules;
}

/** What the config node `fiber-plans` offers to other nodes. */
export interface FiberPlansNode {
  /**
   * The rules as they are now: the ONU table is read anew when its file has changed.
   * @throws SyncError with a code that starts with `PLANS_` or `ONU_TABLE_` (trouble operator), naming the field and the value
   */
  rules(): PropertyRules;
}
