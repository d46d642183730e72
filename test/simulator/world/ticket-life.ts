import { activeLeases } from './lease-state.ts';
import { PlanRequestLife, shuffled } from './plan-request-life.ts';
import { type Random, seededRandom } from './random.ts';
import { TechnicianRoutine } from './technician-routine.ts';
import { markedUid } from './ticket-marker.ts';
import { SECOND_THOUGHTS, TICKET_TEXTS, type TicketText } from './ticket-texts.ts';
import type { MaintenanceTicket } from './ticket-things.ts';
import type { World } from './world.ts';

/** Nobody writes or reopens a ticket while so many are open in Innago. */
const MOST_OPEN = 12;
/** So many solved tickets stay; older ones are thrown away on both sides. */
const MOST_SOLVED = 25;
const MOST_REOPENED = 2;
/** An other trade's ticket is done after so many steps; one that UISP never got is settled by phone after so many. */
const OTHER_TRADE_STEPS = 6;
const PHONE_STEPS = 40;
/** A plan request that was not carried out is settled by phone after so many. */
const PLAN_STEPS = 18;

/** What Life remembers of a ticket that it has seen. */
interface Remembered {
  readonly firstSeen: number;
  readonly trade: TicketText['trade'] | 'plan';
  reopened: number;
  amended: number;
  /** What the tenant adds to it before anything else. */
  later?: string | undefined;
}

/** Tickets that live: tenants write, add words and reopen; the manager and the technician work them off. Same seed, same life. */
export class TicketLife {
  private readonly world: World;
  private readonly random: Random;
  private readonly technician: TechnicianRoutine;
  private readonly planRequests: PlanRequestLife;
  private readonly remembered = new Map<string, Remembered>();
  private deck: TicketText[] = [];
  private step = 0;

  constructor(world: World) {
    this.world = world;
    // Not the world's own randomness: requests draw from that one too, and come when they like.
    this.random = seededRandom(world.settings.seed + 7_919);
    this.technician = new TechnicianRoutine(world, this.random);
    this.planRequests = new PlanRequestLife(world, this.random);
  }

  /** One step of everybody who has to do with tickets; says what happened, in words. */
  turn(): string[] {
    this.step += 1;
    for (const ticket of this.world.maintenances.values()) this.memoryOf(ticket);
    return [
      this.technician.work(this.step),
      this.step % 4 === 1 ? this.write() : undefined,
      this.step % 3 === 2 ? this.askForPlan() : undefined,
      this.step % 2 === 0 ? this.manage() : undefined,
      this.step % 6 === 5 ? (this.step % 12 === 5 ? this.reopen() : this.amend()) : undefined,
      this.throwAway(),
    ].filter((event) => event !== undefined);
  }

  /** A tenant writes the next ticket of a shuffled deck, unless enough are open. */
  write(): string {
    const lease = this.pick(activeLeases(this.world));
    if (!lease?.unitUid) return 'nobody is there to write a ticket';
    if (this.isCrowded()) return `nobody writes a ticket: ${MOST_OPEN} are open`;
    if (this.deck.length === 0) this.deck = shuffled(TICKET_TEXTS, this.random);
    const text = this.deck.pop() ?? this.random.pick(TICKET_TEXTS);
    const { trade, ...words } = text;
    const tenant = this.pick(lease.tenants);
    const person = tenant && {
      personUid: tenant.tenantUid,
      personName: `${tenant.firstName ?? ''} ${tenant.lastName ?? ''}`.trim(),
    };
    const ticket = this.world.addTicket({ unit: lease.unitUid, ...words, ...person });
    this.remembered.set(ticket.maintenanceUid, { firstSeen: this.step, trade, reopened: 0, amended: 0 });
    return `a ticket from ${place(ticket)}: "${ticket.name}"`;
  }

  /** A tenant writes about the plan, unless enough tickets are open. */
  private askForPlan(): string | undefined {
    const request = this.isCrowded() ? undefined : this.planRequests.next();
    if (!request) return undefined;
    const ticket = this.world.addTicket(request.ticket);
    const memory = { firstSeen: this.step, trade: 'plan', reopened: 0, amended: 0, later: request.later } as const;
    this.remembered.set(ticket.maintenanceUid, { ...memory });
    return `a ticket from ${place(ticket)}: "${ticket.name}: ${ticket.description}"`;
  }

  /** A tenant is not content: a solved ticket that had reached UISP is open again. */
  private reopen(): string | undefined {
    if (this.isCrowded()) return undefined;
    const inUisp = this.inUisp();
    const ticket = this.pick(
      this.tickets('solved').filter(
        (one) => inUisp.has(one.maintenanceUid) && this.memoryOf(one).reopened < MOST_REOPENED,
      ),
    );
    if (!ticket) return undefined;
    this.memoryOf(ticket).reopened += 1;
    this.world.reopenTicket(ticket.maintenanceUid);
    return `${place(ticket)} reopens "${ticket.name}"`;
  }

  private amend(): string | undefined {
    const ticket = this.pick(this.tickets('open').filter((one) => this.memoryOf(one).amended < SECOND_THOUGHTS.length));
    if (!ticket) return undefined;
    const memory = this.memoryOf(ticket);
    const words = memory.later ?? SECOND_THOUGHTS[memory.amended] ?? '';
    if (memory.later === undefined) memory.amended += 1;
    memory.later = undefined;
    this.world.editTicket(ticket.maintenanceUid, { description: `${ticket.description}\n${words}` });
    return `${place(ticket)} adds to "${ticket.name}": "${words}"`;
  }

  /** The manager resolves what UISP has nothing to do with, and looks at what is new. */
  private manage(): string | undefined {
    const inUisp = this.inUisp();
    const hers = this.tickets('open').filter((one) => !inUisp.has(one.maintenanceUid));
    const due = hers.find((one) => this.waited(one) >= this.patience(one));
    if (due) {
      this.world.resolveTicket(due.maintenanceUid);
      const how = this.memoryOf(due).trade === 'other' ? '' : ' by phone';
      return `the manager resolves "${due.name}" of ${place(due)}${how}`;
    }
    const fresh = this.tickets('open').find((one) => one.status === 'NewRequest' && this.waited(one) >= 2);
    if (!fresh) return undefined;
    this.world.ageTicket(fresh.maintenanceUid);
    return `the manager looks at "${fresh.name}" of ${place(fresh)}`;
  }

  /** The oldest solved ticket goes, here and in UISP, once there are too many; only if UISP has solved it too. */
  private throwAway(): string | undefined {
    const inUisp = this.inUisp();
    const solved = this.tickets('solved').filter((one) =>
      (inUisp.get(one.maintenanceUid) ?? []).every(({ status }) => status === 3),
    );
    const oldest = solved.toSorted((one, other) => (one.resolvedAt ?? 0) - (other.resolvedAt ?? 0))[0];
    if (!oldest || solved.length <= MOST_SOLVED) return undefined;
    this.world.deleteTicket(oldest.maintenanceUid);
    this.remembered.delete(oldest.maintenanceUid);
    for (const { id } of inUisp.get(oldest.maintenanceUid) ?? []) this.world.crmTechnician.destroyTicket(id);
    return `the long solved "${oldest.name}" of ${place(oldest)} is thrown away`;
  }

  /** UISP's tickets of living clients by the Innago ticket that their marker names. */
  private inUisp() {
    const { crm, crmTechnician } = this.world;
    const editable = [...crm.tickets.values()].filter((ticket) => crmTechnician.canEdit(ticket));
    return Map.groupBy(editable, ({ subject }) => markedUid(subject) ?? '');
  }

  private tickets(which: 'open' | 'solved'): MaintenanceTicket[] {
    return [...this.world.maintenances.values()].filter(
      ({ status }) => (status === 'Resolved') === (which === 'solved'),
    );
  }

  private isCrowded(): boolean {
    return this.tickets('open').length >= MOST_OPEN;
  }

  private patience(ticket: MaintenanceTicket): number {
    const { trade } = this.memoryOf(ticket);
    return trade === 'other' ? OTHER_TRADE_STEPS : trade === 'plan' ? PLAN_STEPS : PHONE_STEPS;
  }

  private waited(ticket: MaintenanceTicket): number {
    return this.step - this.memoryOf(ticket).firstSeen;
  }

  /** A ticket that Life did not write is judged by its title alone. */
  private memoryOf(ticket: MaintenanceTicket): Remembered {
    const known = this.remembered.get(ticket.maintenanceUid);
    if (known) return known;
    const trade = /internet|wifi/i.test(ticket.name) ? 'internet' : 'other';
    const memory: Remembered = { firstSeen: this.step, trade, reopened: 0, amended: 0 };
    this.remembered.set(ticket.maintenanceUid, memory);
    return memory;
  }

  private pick<T>(list: readonly T[]): T | undefined {
    return list.length > 0 ? this.random.pick(list) : undefined;
  }
}

function place(ticket: MaintenanceTicket): string {
  return ticket.unitName?.trim() ?? 'the property';
}
