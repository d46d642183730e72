/** What the independent calculation is told: a household's history and the rules; and what a charge is. */
import type { Day, Month } from './own-calendar.ts';

/** A lease as Innago shows it from some moment on. */
export interface LeaseVersion {
  readonly uid: string;
  readonly start: Day;
  /** Its last day; null: month to month. */
  readonly end: Day | null;
  readonly dueOn: number | null;
  readonly frequency: string | null;
  /** Uids, in Innago's order. */
  readonly tenants: readonly string[];
}

/**
 * What happened to one household, in order; `at` is epoch ms.
 * - `lease`: entered or edited; `plan`: a change was carried out (the calculation decides whether it begins now or after the paid month);
 *   `undo`: the last change was taken back.
 * - `tick`: our system could act for the household. `sure`: everything it asked was answered. `maybe`: requests were lost on the way, or
 *   the process was killed, so that each line that was due may have been issued, or noted as an intent, or neither.
 */
export type Happening =
  | { readonly kind: 'lease'; readonly at: number; readonly lease: LeaseVersion }
  | { readonly kind: 'plan'; readonly at: number; readonly plan: string }
  | { readonly kind: 'undo'; readonly at: number }
  | { readonly kind: 'tick'; readonly at: number; readonly reach: 'sure' | 'maybe' };

export interface BillingRules {
  /** What a plan costs on top of the rent, in cents; 0: included. */
  readonly prices: ReadonlyMap<string, number>;
  readonly includedPlan: string;
  readonly issueAheadDays: number;
  readonly undoHours: number;
  readonly downgradeTakesEffect: 'now' | 'end of paid month';
  readonly goLive: Day;
}

/** One invoice. */
export interface Charge {
  readonly month: Month;
  readonly leaseUid: string;
  readonly tenantUid: string;
  readonly dueDate: Day;
  readonly cents: number;
  readonly item: string;
}
