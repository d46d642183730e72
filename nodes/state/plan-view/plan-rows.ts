/** The dry-run plan as an operator reads it (design §5): unit, what changes, before → after, why. */

import { plainText } from '../../village/plain-text.ts';
import { compareLabels } from '../../village/unit-label.ts';
import type { PlannedEffect } from '../ledger/plan-table.ts';
import type { Mode } from '../store-port.ts';
import { halvesOf } from './plan-halves.ts';
import { whyOf } from './plan-why.ts';
import { stepOf, whatOf } from './plan-words.ts';
import { type PlanSource, standingPlan } from './standing-plan.ts';

/** One thing that live would write. All texts are one line; they may hold what tenants have written. */
export interface PlanRow {
  /** Label of the unit; null: none (a service plan, a common area). */
  readonly unit: string | null;
  /** `UISP client`, `service begins`, … */
  readonly what: string;
  readonly before: string;
  readonly after: string;
  readonly why: string;
  /** Of the ledger; one row for each. */
  readonly key: string;
  readonly leaseUid: string | null;
  /** ISO instant at which it was last planned. */
  readonly at: string;
}

/** The plan that stands, with its size in words. */
export interface Plan {
  readonly mode: Mode;
  /** By unit, then in the order of the steps. */
  readonly rows: readonly PlanRow[];
  readonly effects: readonly PlannedEffect[];
  /** `12 changes in 3 units: 2 UISP client, …` */
  readonly summary: string;
}

/** @throws SyncError STORE_… */
export async function readPlan(store: PlanSource): Promise<Plan> {
  const { effects, isUnchecked } = await standingPlan(store);
  const rows = effects.map((effect) => rowOf(store, effect)).sort(inOrder);
  return { mode: store.mode, rows, effects, summary: summaryOf(store.mode, rows, isUnchecked) };
}

function rowOf({ leases }: PlanSource, effect: PlannedEffect): PlanRow {
  const { key, reason, plannedAt } = effect;
  const entry = reason.leaseUid === undefined ? undefined : leases.entry(reason.leaseUid);
  const nameOf = (uid: string) => {
    const tenant = entry?.lease.tenants.find((one) => one.uid === uid);
    const name = plainText(`${tenant?.firstName ?? ''} ${tenant?.lastName ?? ''}`);
    return name === '' ? undefined : name;
  };
  return {
    unit: reason.unit ?? null,
    what: whatOf(effect),
    ...halvesOf(effect, nameOf),
    why: whyOf(effect, entry?.state),
    key,
    leaseUid: reason.leaseUid ?? null,
    at: new Date(plannedAt).toISOString(),
  };
}

/** Rows without a unit come last. */
function inOrder(one: PlanRow, other: PlanRow): number {
  if ((one.unit === null) !== (other.unit === null)) return one.unit === null ? 1 : -1;
  return (
    compareLabels(one.unit ?? '', other.unit ?? '') ||
    stepOf(one.what) - stepOf(other.what) ||
    (one.key < other.key ? -1 : 1)
  );
}

function summaryOf(mode: Mode, rows: readonly PlanRow[], isUnchecked: boolean): string {
  if (mode === 'live') return 'Live: what is due is done, nothing is planned.';
  const unchecked = isUnchecked ? ' Innago has not been read since the start: this is the plan from before.' : '';
  if (rows.length === 0) return `Nothing would be changed.${unchecked}`;
  const units = new Set(rows.flatMap(({ unit }) => unit ?? [])).size;
  const kinds = [...Map.groupBy(rows, ({ what }) => what)].sort(([one], [other]) => stepOf(one) - stepOf(other));
  const counts = kinds.map(([what, of]) => `${of.length} × ${what}`).join(', ');
  return `${rows.length} ${rows.length === 1 ? 'change' : 'changes'} in ${units} ${units === 1 ? 'unit' : 'units'}: ${counts}.${unchecked}`;
}

/** `plan-2026-11-20-1805.csv`, by the clock of UTC, since a plan is of a moment. @param now epoch ms */
export function planFile(now: number): string {
  const [, day, hour, minute] = /^(.{10})T(..):(..)/.exec(new Date(now).toISOString()) ?? [];
  return `plan-${day}-${hour}${minute}.csv`;
}
