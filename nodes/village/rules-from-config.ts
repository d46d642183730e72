/**
 * The fields of the config node `fiber-plans` as the rules of the property.
 */
import { textField } from '../red.ts';
import { SyncError } from '../sync-error.ts';
import { isTimeZone } from './calendar-date.ts';
import { checkOnuPattern, checkSitePattern } from './names.ts';
import { onuTableSource } from './onu/onu-table-source.ts';
import { planChangeDefaults, planChangesFromConfig } from './plan-requests/plan-changes-config.ts';
import { defaultPlanRows, parsePlans } from './plans.ts';
import type { PropertyRules } from './property-rules.ts';
import { tenancyDefaults, tenancyFromConfig } from './tenancy/tenancy-rules.ts';

/** The node's fields as Node-RED hands them over, `${VAR}` already replaced where the variable has a value. */
export interface FiberPlansFields {
  /** Rows as in plans.ts, `PlanRow`; absent: the brief's three. */
  readonly plans?: unknown;
  readonly siteNamePattern?: unknown;
  readonly onuNamePattern?: unknown;
  readonly timeZone?: unknown;
  readonly issueAheadDays?: unknown;
  /** CSV text. */
  readonly onuTable?: unknown;
  /** Path of a CSV file; when set, the text does not count. */
  readonly onuTableFile?: unknown;
  /** About moving in and out: see {@link tenancyFromConfig}. */
  readonly earlyAccessDays?: unknown;
  readonly lateCutoffDays?: unknown;
  readonly absenceHours?: unknown;
  /** About plan changes: see {@link planChangesFromConfig}. */
  readonly planWords?: unknown;
  readonly onuModels?: unknown;
  readonly undoHours?: unknown;
  readonly upgradesPerMonth?: unknown;
  readonly downgradeTakesEffect?: unknown;
  /** Whatever else Node-RED keeps in a node. */
  readonly [field: string]: unknown;
}

/** Of the fields that are left empty. */
export const fieldDefaults = {
  siteNamePattern: 'Unit {unit}',
  onuNamePattern: 'ONU-{unit}',
  issueAheadDays: '5',
  ...tenancyDefaults,
  ...planChangeDefaults,
} as const;

/** A month's charge cannot be issued before the month before. */
const mostDaysAhead = 28;

/**
 * @returns a function that gives the rules as they are now. All but the ONU table is settled by a deploy, so it is parsed once; a
 *   wrong setting throws at every call, until it is corrected and deployed: SyncError PLANS_INVALID, PLANS_NAME_PATTERN,
 *   PLANS_TIME_ZONE, PLANS_ISSUE_AHEAD, PLANS_TENANCY, PLANS_CHANGES, ONU_TABLE_FILE_MISSING, ONU_TABLE_FILE_UNREADABLE
 */
export function rulesFromConfig(fields: FiberPlansFields): () => PropertyRules {
  const onuTable = onuTableSource(textField(fields.onuTable), textField(fields.onuTableFile));
  let settled: Omit<PropertyRules, 'onuTable'> | undefined;
  return () => {
    settled ??= {
      plans: parsePlans(fields.plans ?? defaultPlanRows),
      siteNamePattern: checkSitePattern(textField(fields.siteNamePattern) ?? fieldDefaults.siteNamePattern),
      onuNamePattern: checkOnuPattern(textField(fields.onuNamePattern) ?? fieldDefaults.onuNamePattern),
      timeZone: timeZone(textField(fields.timeZone)),
      issueAheadDays: issueAheadDays(textField(fields.issueAheadDays) ?? fieldDefaults.issueAheadDays),
      tenancy: tenancyFromConfig(fields),
      planChanges: planChangesFromConfig(fields),
    };
    return { ...settled, onuTable: onuTable() };
  };
}

function timeZone(zone: string | undefined): string | undefined {
  if (zone === undefined || isTimeZone(zone)) return zone;
  throw new SyncError(`The time zone "${zone}" is not known.`, {
    code: 'PLANS_TIME_ZONE',
    trouble: 'operator',
    hint: 'Write it as America/Chicago in fiber-plans (variable PROPERTY_TIME_ZONE), or leave it empty to use the UISP server’s.',
  });
}

function issueAheadDays(text: string): number {
  const days = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  if (days <= mostDaysAhead) return days;
  throw new SyncError(`"${text}" is not a number of days from 0 to ${mostDaysAhead}.`, {
    code: 'PLANS_ISSUE_AHEAD',
    trouble: 'operator',
    hint: 'Correct the field "Invoice lines" in fiber-plans; five days ahead of the due date is usual.',
  });
}
