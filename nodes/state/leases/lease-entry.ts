/**
 * A lease as the book keeps it: what Innago says of it, what was applied, and how it fares. All entries are in memory, and each has
 * its row in the table (lease-rows.ts).
 */
import type { Trouble } from '../../sync-error.ts';
import type { CalendarDate, Lease, LeaseState, Unit } from '../../village/lease.ts';
import type { Waiting } from '../work.ts';

/**
 * How a lease stands today. Only `workable` and `leaving` ones are acted on.
 * - `covered`: another lease of the same household counts in the unit.
 * - `ended`: over, or gone from Innago, and nothing is owed. `leaving`: its service is to be ended.
 * - `refused`: another household holds the unit. `held`: by the brake on creation, until a person releases it.
 * - `ignored`: a person said to leave it alone. `outside`: not in the list of units.
 */
export type Standing =
  | 'workable'
  | 'covered'
  | 'ended'
  | 'leaving'
  | 'unclear'
  | 'absent'
  | 'problem'
  | 'refused'
  | 'held'
  | 'ignored'
  | 'outside';

/** A unit that a household has left. */
interface Leave {
  readonly unitUid: string;
  readonly unitLabel: string;
  /** Of its service there. */
  readonly lastDay: CalendarDate;
}

/** Dates are `YYYY-MM-DD`, instants epoch ms. */
export interface LeaseEntry {
  lease: Lease;
  householdId: number | null;
  /** Fingerprint of what the chain has carried through, live. */
  applied: string | null;
  /** The same of a dry-run. */
  planned: string | null;
  /** Billing's fingerprint of what it has last looked at; marked when that was a dry-run. null: never. */
  billed: string | null;
  /** No charge that was sent for it was due later than this; null: none was. It may be too late, for it is noted before the charge. */
  chargedUntil: CalendarDate | null;
  /** Fingerprint of what failed last; another one is tried at once. */
  tried: string | null;
  /** Failures, or looks at what it waits for, in a row. */
  failures: number;
  failureTrouble: Trouble | null;
  /** Key of the attention item of the shared cause that it failed with last (shared-causes.ts); null: its own failure, or none. */
  cause: string | null;
  /** Epoch ms; null: the next tick. */
  retryAt: number | null;
  waiting: readonly Waiting[];
  unclearSince: number | null;
  absentSince: number | null;
  /** The day, in the property's zone, on which it was first absent. */
  absentOn: CalendarDate | null;
  /** First day on which its present end was seen; null: unknown. */
  endSeenOn: CalendarDate | null;
  /** Of an absent lease that Innago itself says is gone: the day on which it was first absent. */
  goneOn: CalendarDate | null;
  /** A person said: leave it alone. */
  ignored: boolean;
  readonly firstSeenAt: number;
  /** When names and addresses of its tenants were purged (retention/retention.ts); epoch ms. null: they are there. */
  forgottenAt: number | null;
  /** From here on only in memory, worked out at the tick. */
  unit: Unit | undefined;
  state: LeaseState;
  standing: Standing;
  /** Other households' leases on its unit that come before it: their services go first. */
  earlier: readonly LeaseEntry[];
  /** Units that its household has left, whose service it is to end. */
  leaves: readonly Leave[];
  /** undefined: to be computed. */
  wanted: string | undefined;
  /** Billing's, worked out together with `wanted`; '': nothing is charged. */
  billing: string;
  /** When billing was last tried while the rest keeps failing; epoch ms. */
  billingTriedAt: number | null;
  /** A person asked for it: due whatever else. */
  forced: boolean;
  /** A person wants its tenants welcomed again (mail/welcome-wish.ts): due until that is carried out. */
  wished: boolean;
  /** Keys of the attention items that the book itself has raised for it. */
  raised: readonly string[];
}

/** The lease has ended, or is gone from Innago, whether or not its service has been ended yet. */
export function isOver({ standing }: Pick<LeaseEntry, 'standing'>): boolean {
  return standing === 'ended' || standing === 'leaving';
}

/** Something is done for it, when it is due. */
export function isActedOn({ standing }: Pick<LeaseEntry, 'standing'>): boolean {
  return standing === 'workable' || standing === 'leaving';
}

const standsAside: ReadonlySet<Standing> = new Set<Standing>(['ended', 'leaving', 'covered', 'outside']);

/** Those of a unit, neither over nor covered by another lease of the household. */
export function counting(entries: Iterable<LeaseEntry>): LeaseEntry[] {
  return [...entries].filter(({ unit, standing }) => unit !== undefined && !standsAside.has(standing));
}

/** What is claimed for a lease. */
export function leaseKey(leaseUid: string): string {
  return `lease:${leaseUid}`;
}

const none: readonly string[] = [];
const nobody: readonly LeaseEntry[] = [];
const nowhere: readonly Leave[] = [];

/** A lease that was never seen before. @param at epoch ms */
export function newEntry(lease: Lease, at: number): LeaseEntry {
  return {
    lease,
    householdId: null,
    applied: null,
    planned: null,
    billed: null,
    chargedUntil: null,
    tried: null,
    failures: 0,
    failureTrouble: null,
    cause: null,
    retryAt: null,
    waiting: [],
    unclearSince: null,
    absentSince: null,
    absentOn: null,
    endSeenOn: null,
    goneOn: null,
    ignored: false,
    firstSeenAt: at,
    forgottenAt: null,
    ...unknownYet(),
  };
}

type Reckoned =
  | 'unit'
  | 'state'
  | 'standing'
  | 'earlier'
  | 'leaves'
  | 'wanted'
  | 'billing'
  | 'billingTriedAt'
  | 'forced'
  | 'wished'
  | 'raised';

/** How it stands is worked out at the tick. */
export function unknownYet(): Pick<LeaseEntry, Reckoned> {
  const unknown = { unit: undefined, state: 'unclear', standing: 'unclear', wanted: undefined, billing: '' } as const;
  return {
    ...unknown,
    earlier: nobody,
    leaves: nowhere,
    billingTriedAt: null,
    forced: false,
    wished: false,
    raised: none,
  };
}
