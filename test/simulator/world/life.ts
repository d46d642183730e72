import { type TenancyEvent, TenancyLife } from './tenancy-life.ts';
import { TicketLife } from './ticket-life.ts';
import type { World } from './world.ts';

/** What happens next, over and over. */
const SCRIPT = [
  'move-in',
  'roommate',
  'future-lease',
  'new-phone',
  'move-out',
  'ticket',
  'onu-blinks',
  'next-household',
  'first-tenant-leaves',
  'renewal',
  'ticket',
  'transfer',
  'start-corrected',
  'roommate-leaves',
  'move-in',
  'month-to-month',
  'ticket',
  'future-lease',
  'called-off',
  'deleted',
] as const satisfies (TenancyEvent | 'ticket' | 'onu-blinks')[];

/** The village living its life: one thing of the script at a time, in its order, and beside it the life of the tickets. */
export class Life {
  /** What has happened, in words, newest last. */
  readonly diary: string[] = [];
  private readonly world: World;
  private readonly tenancies: TenancyLife;
  private readonly tickets: TicketLife;
  private step = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(world: World) {
    this.world = world;
    this.tenancies = new TenancyLife(world);
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
    if (kind === 'ticket') return this.tickets.write();
    return kind === 'onu-blinks' ? this.blink() : this.tenancies.happen(kind);
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
}
