/** A real store on a real file in a folder of its own, a clock that is set by hand, and leases to put into it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import * as v from 'valibot';
import type { EffectRequest } from '../../nodes/state/effect.ts';
import type { Absorbed } from '../../nodes/state/leases/lease-book-input.ts';
import { Store, type StoreOptions } from '../../nodes/state/store.ts';
import type { Claim, LeaseWork, Waiting } from '../../nodes/state/work.ts';
import type { Lease, Property, Tenant } from '../../nodes/village/lease.ts';
import { planChangesFromConfig } from '../../nodes/village/plan-requests/plan-changes-config.ts';
import { defaultPlanRows, parsePlans } from '../../nodes/village/plans.ts';
import type { PropertyRules } from '../../nodes/village/property-rules.ts';
import { indexUnits } from '../../nodes/village/unit-label.ts';

export const minute = 60_000;
export const hour = 60 * minute;

export interface Clock {
  (): number;
  forward(ms: number): void;
}

function clockAt(iso: string): Clock {
  let now = Date.parse(iso);
  const clock = () => now;
  return Object.assign(clock, {
    forward: (ms: number) => {
      now += ms;
    },
  });
}

export interface Stage {
  readonly folder: string;
  readonly file: string;
  readonly clock: Clock;
  readonly lines: string[];
  /** `isGoLiveUnset`: no go-live date is configured; else it is 2026-01-01 unless told. */
  open(options?: Partial<StoreOptions> & { isGoLiveUnset?: boolean }): Promise<Store>;
}

/** Everything that was opened is closed, and the folder removed, when the test ends. */
export async function stage(t: TestContext): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'village-fiber-'));
  const opened: Store[] = [];
  t.after(async () => {
    for (const store of opened) await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  const clock = clockAt('2026-11-20T12:00:00Z');
  const file = join(folder, 'store.sqlite');
  const lines: string[] = [];
  const log = { info: (text: string) => lines.push(text), warn: (text: string) => lines.push(text) };
  const world = { kind: 'real' as const, property: 'property-1', uispHost: '10.8.10.10' };
  return {
    folder,
    file,
    clock,
    lines,
    open: async ({ isGoLiveUnset = false, ...options } = {}) => {
      const goLive = isGoLiveUnset ? {} : { goLive: '2026-01-01' };
      const store = await Store.open({ file, mode: 'live', clock, world, log, ...goLive, ...options });
      opened.push(store);
      return store;
    },
  };
}

export async function claimOf(store: Store, key = 'lease:a'): Promise<Claim> {
  const claim = await store.claims.take(key);
  if (claim === undefined) throw new Error(`${key} could not be claimed`);
  return claim;
}

/** An effect that writes `value` to `written`. */
export function effectOf(
  value: string,
  written: string[],
  change: Partial<EffectRequest<string>> = {},
): EffectRequest<string> {
  return {
    key: 'onu-name/onu:1',
    kind: 'onu-name',
    fingerprint: value,
    reason: { leaseUid: 'a', unit: '101', householdId: 1, because: 'test' },
    before: null,
    after: value,
    look: async () => undefined,
    write: async () => {
      written.push(value);
      return value;
    },
    result: v.string(),
    ...change,
  };
}

export function tenant(uid: string, change: Partial<Tenant> = {}): Tenant {
  return { uid, firstName: 'Ada', lastName: uid, email: `${uid}@example.com`, phone: null, ...change };
}

/** An active lease of a year, unless told otherwise. */
export function lease(uid: string, unitName: string, change: Partial<Lease> = {}): Lease {
  return {
    uid,
    unitName,
    propertyName: 'Victorian Village',
    start: '2026-06-01',
    end: '2027-05-31',
    flags: { active: true, expired: false, expiring: false, future: false },
    dueOn: 1,
    paymentFrequency: 'Monthly',
    tenants: [tenant(`tenant-of-${uid}`)],
    ...change,
  };
}

export const future = { active: false, expired: false, expiring: false, future: true };
export const expired = { active: false, expired: true, expiring: false, future: false };

export const property: Property = {
  uid: 'property-1',
  name: 'Victorian Village',
  street: '1 Main St',
  city: 'Springfield',
  zipCode: '12345',
};

export const rules: PropertyRules = {
  plans: parsePlans(defaultPlanRows),
  siteNamePattern: 'Unit {unit}',
  onuNamePattern: 'ONU-{unit}',
  timeZone: 'America/Chicago',
  issueAheadDays: 5,
  onuTable: { rows: [], version: '', problems: [] },
  tenancy: { earlyAccessDays: 0, lateCutoffDays: 0, absenceHours: 24 },
  planChanges: planChangesFromConfig({}),
};

export const units = indexUnits(['101', '102', '103', '104'].map((name) => ({ uid: `unit-${name}`, name })));

/** A complete scan that shows exactly these leases. */
export function scan(clock: Clock, leases: readonly Lease[], change: Partial<Absorbed> = {}): Absorbed {
  return {
    changed: leases,
    seenUids: new Set(leases.map(({ uid }) => uid)),
    complete: true,
    at: clock(),
    today: new Date(clock()).toISOString().slice(0, 10),
    units,
    property,
    rules,
    ...change,
  };
}

/** One tick: the due leases by uid. */
export async function tick(
  store: Store,
  clock: Clock,
  leases: readonly Lease[],
  change: Partial<Absorbed> = {},
): Promise<Map<string, LeaseWork>> {
  const { due } = await store.leases.absorb(scan(clock, leases, change));
  return new Map(due.map((work) => [work.lease.uid, work]));
}

/** Carries a due lease through, as the chain would. */
export async function carryThrough(store: Store, work: LeaseWork | undefined, waiting: Waiting[] = []) {
  if (work === undefined) throw new Error('the lease is not due');
  const claim = await claimOf(store, work.key);
  await store.leases.done(claim, work, { waiting });
}

export function codes(store: Store): string[] {
  return store.attention.list().map(({ code }) => code);
}
