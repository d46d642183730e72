import { addDays } from './calendar.ts';
import { activeLeases, leaseFlags } from './lease-state.ts';
import type { Lease, Unit } from './things.ts';
import type { World } from './world.ts';

const DAY_MS = 86_400_000;
/** Below the product's brakes (design §4), so that the sandbox keeps moving by itself. */
const MOST_NEW_HOUSEHOLDS_A_DAY = 8;
const MOST_ENDS_A_DAY = 3;

/** What may happen to a lease. */
export type TenancyEvent =
  | 'move-in'
  | 'future-lease'
  | 'move-out'
  | 'roommate'
  | 'roommate-leaves'
  | 'first-tenant-leaves'
  | 'new-phone'
  | 'renewal'
  | 'month-to-month'
  | 'transfer'
  | 'next-household'
  | 'called-off'
  | 'start-corrected'
  | 'deleted';

/** Leases that come, change and go; each event tells in words what it was, or that it found nobody. */
export class TenancyLife {
  private readonly world: World;
  private readonly moveIns: number[] = [];
  private readonly ends: number[] = [];
  /** Units whose lease was deleted: nobody moves in until the product has had its day to make sure. */
  private readonly emptied = new Set<string | null>();

  constructor(world: World) {
    this.world = world;
  }

  happen(event: TenancyEvent): string {
    const { world } = this;
    const { today } = world;
    switch (event) {
      case 'move-in':
        return this.moveIn(this.readyVacantUnit(), today);
      case 'future-lease':
        return this.moveIn(this.readyVacantUnit(), addDays(today, 21));
      case 'move-out':
        return this.end((lease) => world.endLease(lease.leaseUid, addDays(today, -1)), 'is left');
      case 'deleted':
        return this.end((lease) => this.delete(lease), 'has its lease deleted');
      case 'transfer':
        return this.transfer();
      case 'next-household':
        return this.nextHousehold();
      default:
        return this.edit(event);
    }
  }

  private edit(event: TenancyEvent): string {
    const { world } = this;
    const { today, random } = world;
    const shared = (lease: Lease) => lease.tenants.length > 1;
    switch (event) {
      case 'roommate':
        return this.to(isAnybody, 'a roommate moves into', ({ leaseUid }) => world.addTenant(leaseUid));
      case 'roommate-leaves':
        return this.to(shared, 'a roommate leaves', ({ leaseUid, tenants }) =>
          world.removeTenant(leaseUid, tenants.at(-1)?.tenantUid ?? ''),
        );
      case 'first-tenant-leaves':
        return this.to(shared, 'the first tenant leaves the others in', ({ leaseUid, tenants }) =>
          world.removeTenant(leaseUid, tenants[0]?.tenantUid ?? ''),
        );
      case 'new-phone':
        return this.to(isAnybody, 'a new phone number in', ({ tenants }) =>
          world.editTenant(tenants[0]?.tenantUid ?? '', { phone: `+1 555 ${1_000_000 + random.below(8_999_999)}` }),
        );
      case 'renewal':
        return this.to(hasEnd, 'a renewal of', ({ unitUid, endDate, tenants, leaseUid }) => {
          const startDate = addDays(endDate ?? today, 1);
          const others = [...world.leases.values()].filter(
            (one) => one.unitUid === unitUid && one.leaseUid !== leaseUid,
          );
          if (others.some((one) => one.endDate === null || one.endDate >= startDate)) return;
          world.addLease({ unit: unitUid, startDate, endDate: addDays(startDate, 364), tenants });
        });
      case 'month-to-month':
        return this.to(hasEnd, 'month to month from now on:', ({ leaseUid }) =>
          world.editLease(leaseUid, { endDate: null }),
        );
      case 'called-off':
        return this.toFuture('is called off', ({ leaseUid }) =>
          world.editLease(leaseUid, { endDate: addDays(today, -1) }),
        );
      case 'start-corrected':
        return this.toFuture('begins a week later than was entered', (lease) =>
          world.editLease(lease.leaseUid, { startDate: addDays(lease.startDate, 7) }),
        );
      default:
        throw new Error(`no such event: ${event}`);
    }
  }

  private to(fits: (lease: Lease) => boolean, what: string, change: (lease: Lease) => unknown): string {
    const lease = this.pickActive(fits);
    if (lease) change(lease);
    return lease ? `${what} ${lease.unitName?.trim()}` : 'nothing changes';
  }

  private toFuture(what: string, change: (lease: Lease) => unknown): string {
    const future = [...this.world.leases.values()].filter(
      (lease) => lease.listed && lease.unitUid !== null && leaseFlags(lease, this.world.today).isFutureLease,
    );
    const lease = future.length > 0 ? this.world.random.pick(future) : undefined;
    if (lease) change(lease);
    return lease ? `the coming lease of ${lease.unitName?.trim()} ${what}` : 'nothing changes';
  }

  private end(how: (lease: Lease) => void, what: string): string {
    const lease = this.pickActive(isAnybody);
    if (!lease || !allowed(this.ends, MOST_ENDS_A_DAY, this.world.settings.now())) return 'nobody moves out';
    how(lease);
    return `${lease.unitName?.trim()} ${what}`;
  }

  private delete(lease: Lease): void {
    this.emptied.add(lease.unitUid);
    this.world.hideLease(lease.leaseUid, { known: false });
  }

  /** The household moves to another unit of the village, today. */
  private transfer(): string {
    const { world } = this;
    const unit = this.readyVacantUnit();
    const lease = this.pickActive(isAnybody);
    if (!unit || !lease || !allowed(this.ends, MOST_ENDS_A_DAY, world.settings.now()))
      return 'nobody moves within the village';
    world.endLease(lease.leaseUid, addDays(world.today, -1));
    const { tenants } = lease;
    world.addLease({ unit: unit.label, startDate: world.today, endDate: addDays(world.today, 364), tenants });
    return `${lease.unitName?.trim()} moves to ${unit.label}`;
  }

  /** Somebody is to follow on the day after the old household's last. */
  private nextHousehold(): string {
    const { world } = this;
    const last = addDays(world.today, 30);
    const lease = this.pickActive(
      (one) => [...world.leases.values()].filter(({ unitUid }) => unitUid === one.unitUid).length === 1,
    );
    if (!lease) return 'nobody gives notice';
    const unit = world.unit(lease.unitUid ?? '');
    const entered = this.moveIn(unit, addDays(last, 1));
    if (entered !== nobody) world.endLease(lease.leaseUid, last);
    return entered === nobody ? entered : `${unit.label} gives notice for ${last}; ${entered}`;
  }

  private moveIn(unit: Unit | undefined, startDate: string): string {
    if (!unit || !allowed(this.moveIns, MOST_NEW_HOUSEHOLDS_A_DAY, this.world.settings.now())) return nobody;
    this.world.addLease({ unit: unit.label, startDate, endDate: addDays(startDate, 364) });
    return `a lease of ${unit.label} from ${startDate}`;
  }

  private pickActive(fits: (lease: Lease) => boolean): Lease | undefined {
    const active = activeLeases(this.world).filter((lease) => lease.tenants.length > 0 && fits(lease));
    return active.length > 0 ? this.world.random.pick(active) : undefined;
  }

  /** A unit without a running or coming lease whose ONU can be found. */
  private readyVacantUnit(): Unit | undefined {
    const { world } = this;
    const taken = new Set(
      [...world.leases.values()]
        .filter((lease) => !leaseFlags(lease, world.today).isExpiredLease)
        .map((lease) => lease.unitUid),
    );
    const known = new Set(world.onuTable.map((row) => row.unit));
    const names = new Set([...world.devices.values()].map((device) => device.name));
    return [...world.units.values()].find(
      ({ unitUid, label }) =>
        !taken.has(unitUid) && !this.emptied.has(unitUid) && (known.has(label) || names.has(`ONU-${label}`)),
    );
  }
}

const nobody = 'nobody moves in';

function isAnybody(): boolean {
  return true;
}

function hasEnd({ endDate }: Lease): boolean {
  return endDate !== null;
}

/** True, and counted, when fewer than `most` happened in the last 24 hours. */
function allowed(times: number[], most: number, now: number): boolean {
  while (times[0] !== undefined && times[0] < now - DAY_MS) times.shift();
  if (times.length >= most) return false;
  times.push(now);
  return true;
}
