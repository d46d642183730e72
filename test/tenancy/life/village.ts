/** The truth of a property: who lives where, by which leases, and what a manager enters in Innago; every act is noted in the history. */

import { Agenda } from '../../billing/agenda.ts';
import { type Day, dayInDallas } from '../../billing/own-calendar.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import type { Lease, Tenant } from '../../simulator/world/things.ts';
import type { NewLease } from '../../simulator/world/world.ts';

export interface Household {
  readonly number: number;
  /** Every lease it ever had, oldest first; deleted ones, too. */
  readonly leases: Lease[];
  /** Somebody has decided how the newest lease ends. */
  isSettled: boolean;
  /** They have left, or never came. */
  isOver: boolean;
  /** A renewal is agreed on, and not entered yet. */
  isRenewing: boolean;
  /** They have asked for a paid plan. */
  readonly pays: boolean;
  isPaying: boolean;
}

export class Village {
  readonly simulator: Simulator;
  readonly agenda: Agenda;
  readonly households: Household[] = [];
  /** What happened, a line each, oldest first. */
  readonly history: string[] = [];
  /** Days on which something may happen by itself. */
  readonly watched = new Set<Day>();
  readonly #clock: { readonly now: number };
  readonly #owners = new Map<string, Household>();

  constructor(simulator: Simulator, clock: { readonly now: number }) {
    this.simulator = simulator;
    this.#clock = clock;
    this.agenda = new Agenda(() => dayInDallas(clock.now));
  }

  get today(): Day {
    return this.agenda.today;
  }

  note(line: string): void {
    this.history.push(`${this.today} ${new Date(this.#clock.now).toISOString().slice(11, 16)}Z ${line}`);
  }

  /** Whose lease it is. */
  ownerOf(leaseUid: string): Household {
    const owner = this.#owners.get(leaseUid);
    if (owner === undefined) throw new Error(`nobody has lease ${leaseUid}`);
    return owner;
  }

  /** A lease is entered; without a household, of people who are new. */
  enter(lease: NewLease, household = this.#newHousehold()): Household {
    const entered = this.simulator.world.addLease(lease);
    household.leases.push(entered);
    household.isSettled = false;
    household.isOver = false;
    household.isRenewing = false;
    this.#owners.set(entered.leaseUid, household);
    this.#watch(entered);
    this.note(`${named(household)}: enters ${inWords(entered)}`);
    return household;
  }

  edit(lease: Lease, changes: Parameters<Simulator['world']['editLease']>[1], what = 'edits'): void {
    this.simulator.world.editLease(lease.leaseUid, changes);
    this.#watch(lease);
    this.note(`${named(this.ownerOf(lease.leaseUid))}: ${what} ${inWords(lease)}`);
  }

  editTenant({ tenantUid }: Tenant, changes: Partial<Omit<Tenant, 'tenantUid'>>): void {
    this.simulator.world.editTenant(tenantUid, changes);
    this.note(`tenant ${tenantUid.slice(0, 4)}: ${JSON.stringify(changes)}`);
  }

  /** Deleted: nobody knows it any more. Else only no longer listed. */
  hide(lease: Lease, isDeleted: boolean): void {
    this.simulator.world.hideLease(lease.leaseUid, { known: !isDeleted });
    this.note(`${named(this.ownerOf(lease.leaseUid))}: ${isDeleted ? 'deletes' : 'unlists'} ${inWords(lease)}`);
  }

  relist(lease: Lease): void {
    lease.listed = true;
    this.simulator.world.touch();
    this.note(`${named(this.ownerOf(lease.leaseUid))}: lists again ${inWords(lease)}`);
  }

  /** Households with a lease in this unit that has not ended, or is to be renewed. */
  inUnit(unit: string): Household[] {
    const { unitUid: wanted } = this.simulator.world.unit(unit);
    const lasts = ({ unitUid, endDate }: Lease) => unitUid === wanted && (endDate === null || endDate >= this.today);
    return this.households.filter(
      ({ isOver, isRenewing, leases }) =>
        !isOver && (leases.some(lasts) || (isRenewing && leases.at(-1)?.unitUid === wanted)),
    );
  }

  /** What ended long ago is no longer listed. */
  archive(before: Day): void {
    for (const { leases } of this.households) {
      for (const lease of leases)
        if (lease.listed && lease.endDate !== null && lease.endDate < before) lease.listed = false;
    }
    this.simulator.world.touch();
  }

  #newHousehold(): Household {
    const number = this.households.length + 1;
    const household = {
      number,
      leases: [],
      isSettled: false,
      isOver: false,
      isRenewing: false,
      pays: number % 6 === 3,
      isPaying: false,
    };
    this.households.push(household);
    return household;
  }

  #watch({ startDate, endDate }: Lease): void {
    for (const day of [startDate, endDate]) if (day !== null) this.watched.add(day);
  }
}

export function newest({ leases }: Household): Lease {
  const last = leases.at(-1);
  if (last === undefined) throw new Error('a household without a lease');
  return last;
}

function named({ number }: Household): string {
  return `H${number}`;
}

function inWords({ leaseUid, unitName, startDate, endDate, tenants }: Lease): string {
  const who = tenants.map(({ tenantUid }) => tenantUid.slice(0, 4)).join(' ');
  return `lease ${leaseUid.slice(0, 4)} in ${unitName?.trim()}: ${startDate} to ${endDate ?? 'month to month'}, tenants ${who}`;
}
