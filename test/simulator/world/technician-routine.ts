import { isObject } from '../http/exchange.ts';
import type { CrmTechnician } from './crm-technician.ts';
import type { Random } from './random.ts';
import type { TicketKeeper } from './ticket-activity.ts';
import { markedUid } from './ticket-marker.ts';
import { LAST_WORDS, PRIVATE_NOTE, QUESTIONS } from './ticket-texts.ts';
import type { CrmTicket } from './ticket-things.ts';

/** A ticket rests for so many steps between two things that the technician does to it. */
const REST_STEPS = 2;
const NEW = 0;
const OPEN = 1;
const PENDING = 2;
const SOLVED = 3;

/**
 * The technician's day: every ticket of UISP that bears the marker is opened, most get a public question and then wait as pending,
 * and all are solved in the end. What comes next is read off the ticket itself, so a ticket that was reopened begins anew.
 */
export class TechnicianRoutine {
  private readonly world: TicketKeeper & { readonly crmTechnician: CrmTechnician };
  private readonly random: Random;
  private readonly touched = new Map<number, number>();

  constructor(world: TicketKeeper & { readonly crmTechnician: CrmTechnician }, random: Random) {
    this.world = world;
    this.random = random;
  }

  /** Does one thing to the ticket that has waited longest; says what, or nothing when there is nothing to do. */
  work(step: number): string | undefined {
    const unsolved = [...this.world.crm.tickets.values()].filter(
      (ticket) =>
        ticket.status !== SOLVED && markedUid(ticket.subject) !== undefined && this.world.crmTechnician.canEdit(ticket),
    );
    for (const id of this.touched.keys()) if (!unsolved.some((ticket) => ticket.id === id)) this.touched.delete(id);
    for (const { id } of unsolved) if (!this.touched.has(id)) this.touched.set(id, step);
    const since = ({ id }: CrmTicket): number => this.touched.get(id) ?? step;
    const next = unsolved.toSorted((one, other) => since(one) - since(other) || one.id - other.id)[0];
    if (!next || step - since(next) < REST_STEPS) return undefined;
    this.touched.set(next.id, step);
    return `the technician ${this.treat(next)}`;
  }

  private treat(ticket: CrmTicket): string {
    const { crmTechnician } = this.world;
    const name = `UISP ticket ${ticket.id}`;
    switch (ticket.status) {
      case NEW:
        crmTechnician.setStatus(ticket.id, OPEN);
        if (this.random.below(4) > 0) return `opens ${name}`;
        crmTechnician.comment(ticket.id, PRIVATE_NOTE, { public: false });
        return `opens ${name} and leaves a private note`;
      case OPEN: {
        if (this.hasAsked(ticket)) {
          crmTechnician.setStatus(ticket.id, PENDING);
          return `sets ${name} to pending`;
        }
        if (this.random.below(4) === 0) return this.solve(ticket.id);
        const question = this.random.pick(QUESTIONS);
        crmTechnician.comment(ticket.id, question);
        return `asks on ${name}: "${question}"`;
      }
      default:
        return this.solve(ticket.id);
    }
  }

  private solve(id: number): string {
    const { crmTechnician } = this.world;
    const words = this.random.below(3) > 0 ? this.random.pick(LAST_WORDS) : undefined;
    if (words !== undefined) crmTechnician.comment(id, words);
    crmTechnician.setStatus(id, SOLVED);
    return words === undefined ? `solves UISP ticket ${id}` : `solves UISP ticket ${id}: "${words}"`;
  }

  /** Whether a question of the technician's is there since the ticket was made, or since it was last reopened. */
  private hasAsked(ticket: CrmTicket): boolean {
    const reopened = ticket.activity.findLastIndex(
      ({ detail }) => isObject(detail['statusChange']) && detail['statusChange']['previousStatus'] === SOLVED,
    );
    return ticket.activity.slice(reopened + 1).some(({ detail }) => {
      const comment = detail['comment'];
      return isObject(comment) && QUESTIONS.some((question) => question === comment['body']);
    });
  }
}
