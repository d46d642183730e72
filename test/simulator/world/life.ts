import { addDays } from './calendar.ts';
import { activeLeases, leaseFlags } from './lease-state.ts';
import type { Lease, Unit } from './things.ts';
import { TicketLife } from './ticket-life.ts';
import type { World } from './world.ts';

const DAY_MS = 86_400_000;
/** Below the product's brakes (design §4), so that the sandbox keeps moving by itself. */
const MOST_NEW_HOUSEHOLDS_A_DAY = 8;
const MOST_MOVE_OUTS_A_DAY = 2;

/** What happens next, over and over. */
const SCRIPT = ['move-in', 'roommate', 'future-lease', 'new-phone', 'move-out', 'ticket', 'onu-blinks'] as const;

/** The village living its life: one thing of the script at a time, in its order, and beside it the life of the tickets. */
export class Life {
  /** What has happened, in words, newest last. */
  readonly diary: string[] = [];
  private readonly world: World;
  private readonly tickets: TicketLife;
  private readonly moveIns: number[] = [];
  private readonly moveOuts: number[] = [];
  private step = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(world: World) {
    this.world = world;
    this.tickets = new TicketLife(world);
  }

  start(everyMs: number): void {
    this.timer = setInterval(() => this.next(), everyMs);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Lets the next thing of the script happen, and a step of the tickets' life; returns what it was, in words. */
  next(): string {
    const kind = SCRIPT[this.step % SCRIPT.length] ?? 'roommate';
    this.step += 1;
    const events = [this.happen(kind), ...this.tickets.turn()];
    this.diary.push(...events);
    return events.join('; ');
  }

  private happen(kind: (typeof SCRIPT)[number]): string {
    const { world } = this;
    const active = this.pickActive();
    switch (kind) {
      case 'move-in':
        return this.moveIn(world.today);
      case 'future-lease':
        return this.moveIn(addDays(world.today, 21));
      case 'move-out':
        return this.moveOut(active);
      case 'roommate':
        if (active) world.addTenant(active.leaseUid);
        return `a roommate moves into ${active?.unitName ?? 'nowhere'}`;
      case 'new-phone':
        if (active?.tenants[0])
          world.editTenant(active.tenants[0].tenantUid, {
            phone: `+1 555 ${1_000_000 + world.random.below(8_999_999)}`,
          });
        return `a new phone number in ${active?.unitName ?? 'nowhere'}`;
      case 'ticket':
        return this.tickets.write();
      default:
        return this.blink();
    }
  }

  private moveIn(startDate: string): string {
    const unit = this.readyVacantUnit();
    if (!unit || !allowed(this.moveIns, MOST_NEW_HOUSEHOLDS_A_DAY, this.world.settings.now())) return 'nobody moves in';
    this.world.addLease({ unit: unit.label, startDate, endDate: addDays(startDate, 364) });
    return `a lease of ${unit.label} from ${startDate}`;
  }

  private moveOut(lease: Lease | undefined): string {
    if (!lease || !allowed(this.moveOuts, MOST_MOVE_OUTS_A_DAY, this.world.settings.now())) return 'nobody moves out';
    this.world.endLease(lease.leaseUid, addDays(this.world.today, -1));
    return `${lease.unitName ?? 'a lease'} is left`;
  }

  /** A disconnected ONU comes back, else one goes away. */
  private blink(): string {
    const onus = [...this.world.devices.values()].filter((device) => device.type === 'onu');
    const onu =
      onus.find((device) => device.status === 'disconnected') ??
      this.world.random.pick(onus.length > 0 ? onus : [this.world.olt]);
    if (onu.type !== 'onu') return 'no ONU blinks';
    this.world.setOnuStatus(onu.id, onu.status === 'active' ? 'disconnected' : 'active');
    return `ONU ${onu.serialNumber ?? onu.id} is ${onu.status}`;
  }

  private pickActive(): Lease | undefined {
    const active = activeLeases(this.world);
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
      (unit) => !taken.has(unit.unitUid) && (known.has(unit.label) || names.has(`ONU-${unit.label}`)),
    );
  }
}

/** True, and counted, when fewer than `most` happened in the last 24 hours. */
function allowed(times: number[], most: number, now: number): boolean {
  while (times[0] !== undefined && times[0] < now - DAY_MS) times.shift();
  if (times.length >= most) return false;
  times.push(now);
  return true;
}
