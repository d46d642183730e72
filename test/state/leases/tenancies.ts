/** Leases that are served and left again: ticks over days, with the chain carried through as its steps do. */
import type { TestContext } from 'node:test';
import type { Absorbed } from '../../../nodes/state/leases/lease-book-input.ts';
import type { Store } from '../../../nodes/state/store.ts';
import type { LeaseWork } from '../../../nodes/state/work.ts';
import type { Lease, Unit } from '../../../nodes/village/lease.ts';
import { indexUnits } from '../../../nodes/village/unit-label.ts';
import { claimOf, expired, hour, lease, type Stage, stage, tick } from '../stage.ts';

export const day = 24 * hour;

type Works = Map<string, LeaseWork>;

/** As {@link Stage.open} takes it. */
type Options = Parameters<Stage['open']>[0];

export interface Tenancies {
  readonly file: string;
  readonly clock: Stage['clock'];
  store: Store;
  open: Stage['open'];
  /** One tick; nothing is carried through. */
  see(leases: readonly Lease[], change?: Partial<Absorbed>): Promise<Works>;
  /** One tick, and all that is due is carried through. @returns {@link told} */
  run(leases: readonly Lease[], change?: Partial<Absorbed>): Promise<string[]>;
  /** On another day at noon, then {@link run}. @param iso `2026-11-30` */
  runOn(iso: string, leases: readonly Lease[], change?: Partial<Absorbed>): Promise<string[]>;
  restart(options?: Options): Promise<void>;
}

/** A store that is open on November 20, 2026, at noon; with 104 units, or so many as are asked for. */
export async function tenancies(t: TestContext, options: Options = {}): Promise<Tenancies> {
  const { open, clock, file } = await stage(t);
  const self: Tenancies = {
    file,
    clock,
    open,
    store: await open(options),
    see: (leases, change) => tick(self.store, clock, leases, change),
    run: async (leases, change) => {
      const works = await self.see(leases, change);
      for (const work of works.values()) await chain(self.store, work);
      return [...works.values()].map(told);
    },
    runOn: (iso, leases, change) => {
      clock.forward(Date.parse(`${iso}T12:00:00Z`) - clock());
      return self.run(leases, change);
    },
    restart: async (again = options) => {
      await self.store.close();
      self.store = await open(again);
    },
  };
  return self;
}

/** `a changed`; with what it leaves: `a changed leaves 101 2026-11-30`. */
export function told({ lease: { uid }, reason, leaves = [] }: LeaseWork): string {
  return [`${uid} ${reason}`, ...leaves.map(({ unitLabel, lastDay }) => `leaves ${unitLabel} ${lastDay}`)].join(' ');
}

/** As the steps do it: what was left is ended, then client, site and service are found or made. Dry-run stores nothing. */
export async function chain(store: Store, work: LeaseWork): Promise<void> {
  const claim = await claimOf(store, work.key);
  if (store.mode === 'live') {
    const { householdId: id, unit } = work;
    for (const { unitUid, lastDay } of work.leaves ?? []) {
      await store.households.update(claim, id, { endedOn: lastDay }, unitUid);
    }
    const { serviceId } = await store.households.inUnit(id, unit.uid);
    if (work.state !== 'ended' && serviceId === null) {
      served += 1;
      const made = { clientId: 1000 + id, siteId: `site of ${unit.uid}`, serviceId: 5000 + served };
      await store.households.update(claim, id, made, unit.uid);
    }
  }
  await store.leases.done(claim, work);
}

let served = 0;

/** So many units, 101 and on, each with a lease that is served from now on. */
export function village(size: number, change: (n: number) => Partial<Lease> = () => ({})) {
  const labels = Array.from({ length: size }, (_, n) => String(101 + n));
  const units = indexUnits(labels.map((name) => ({ uid: `unit-${name}`, name })));
  const leases = labels.map((label, n) => lease(`l${label}`, label, change(n)));
  return { units, leases };
}

/** That Innago says has ended. */
export function over(lease: Lease, end = lease.end): Lease {
  return { ...lease, end, flags: expired };
}

/** Stays of a unit as `<household> <last day of its service, or what it has>`. */
export function staysIn(store: Store, unit: Pick<Unit, 'uid'> | string): string[] {
  const uid = typeof unit === 'string' ? `unit-${unit}` : unit.uid;
  return store.households
    .staysIn(uid)
    .map(({ householdId, serviceId, endedOn }) => `${householdId} ${endedOn ?? (serviceId === null ? '-' : 'served')}`);
}
