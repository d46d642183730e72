import { activeLeases } from './lease-state.ts';
import { PLAN_REQUEST_TEXTS, type PlanRequestText } from './plan-request-texts.ts';
import type { Random } from './random.ts';
import type { Lease } from './things.ts';
import type { NewTicket } from './ticket-desk.ts';
import type { World } from './world.ts';

/** A tenant who asked for a dearer plan. */
interface Upgraded {
  readonly leaseUid: string;
  readonly personUid: string | null;
  readonly personName: string;
}

/** A ticket to be written, and what its tenant adds to it later. */
export interface PlanRequest {
  readonly ticket: NewTicket;
  readonly later: string | undefined;
}

/** Tenants who ask for another plan, in every way there is: one text of a shuffled deck after the other. */
export class PlanRequestLife {
  private readonly world: World;
  private readonly random: Random;
  private deck: PlanRequestText[] = [];
  private readonly upgraded: Upgraded[] = [];

  constructor(world: World, random: Random) {
    this.world = world;
    this.random = random;
  }

  /** undefined: nobody is there to write, or the one whose turn it is has moved out. */
  next(): PlanRequest | undefined {
    if (this.deck.length === 0) this.deck = shuffled(PLAN_REQUEST_TEXTS, this.random);
    const text = this.deck.pop();
    const active = activeLeases(this.world).filter(({ unitUid }) => unitUid);
    if (!text || active.length === 0) return undefined;
    const { kind, later, ...words } = text;
    if (kind === 'down' || kind === 'second') {
      const one = kind === 'down' ? this.upgraded.shift() : this.upgraded.at(-1);
      const lease = active.find(({ leaseUid }) => leaseUid === one?.leaseUid);
      return one && lease && { ticket: { ...words, ...unitOf(lease), ...personOf(one) }, later };
    }
    const lease = this.random.pick(active);
    if (kind === 'stranger') {
      const person = { personUid: this.random.uuid(), personName: 'Jordan Guest' };
      return { ticket: { ...words, ...unitOf(lease), ...person }, later };
    }
    const tenant = lease.tenants.length > 0 ? this.random.pick(lease.tenants) : undefined;
    const personName = `${tenant?.firstName ?? ''} ${tenant?.lastName ?? ''}`.trim();
    const person = { leaseUid: lease.leaseUid, personUid: tenant?.tenantUid ?? null, personName };
    if (kind === 'up') this.upgraded.push(person);
    return { ticket: { ...words, ...unitOf(lease), ...personOf(person) }, later };
  }
}

function unitOf({ unitUid }: Lease): { unit?: string } {
  return unitUid ? { unit: unitUid } : {};
}

function personOf({ personUid, personName }: Upgraded): Pick<Upgraded, 'personUid' | 'personName'> {
  return { personUid, personName };
}

/** A shuffled copy. */
export function shuffled<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((one) => ({ one, at: random.next() }))
    .toSorted((left, right) => left.at - right.at)
    .map(({ one }) => one);
}
