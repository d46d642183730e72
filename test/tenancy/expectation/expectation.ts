/**
 * The independent calculation of a tenancy: what UISP and the mailboxes must hold after what Innago has said, by design §4 alone. It shares
 * no code with `nodes/`, its calendar included. It is told of every tick: what was heard, and whether anything could be done.
 */
import { type Day, plusDays } from '../../billing/own-calendar.ts';
import type { ShownTenant } from '../overheard.ts';
import { type ExpectedService, ExpectedUisp, type HouseholdNumber } from './expected-uisp.ts';
import { type Heard, type KnownLease, KnownLeases } from './known-leases.ts';
import { counting, isWorkable, turns } from './unit-turns.ts';

/** An end that is due. */
export interface DueEnd {
  readonly household: HouseholdNumber;
  readonly unit: string;
  /** One of these. */
  readonly lastDays: readonly Day[];
}

const lateAddressDays = 14;

export class Expectation {
  readonly uisp = new ExpectedUisp();
  readonly #leases = new KnownLeases();
  /** Tenants without an address when their household was first welcomed. */
  readonly #unaddressed = new Set<string>();
  /** Of whom a mail was accepted, by household and uid. */
  readonly #welcomedTenants = new Set<string>();
  /** By household and unit, when its lease was first seen elsewhere. */
  readonly #movedOn = new Map<string, Day>();
  /** Households and units whose end a complete scan has shown (design §3.6). */
  #decided = new Set<string>();
  #today: Day = '';

  hear(heard: Heard): void {
    this.#today = heard.today;
    this.#leases.hear(heard);
    for (const { household, unit } of this.uisp.services.filter(({ to }) => to === null)) {
      const key = `${household} ${unit}`;
      if (this.#on(unit).some((lease) => lease.household === household)) this.#movedOn.delete(key);
      else if (!this.#movedOn.has(key)) this.#movedOn.set(key, heard.today);
    }
    this.#decide(heard.isComplete && heard.isSure);
  }

  #decide(isComplete: boolean): void {
    const over = this.uisp.services.filter(
      ({ household, unit, to }) => to === null && this.#lastDays(household, unit) !== undefined,
    );
    const keys = over.map(({ household, unit }) => `${household} ${unit}`);
    this.#decided = new Set(isComplete ? keys : keys.filter((key) => this.#decided.has(key)));
  }

  /** Ends that are due and not carried out yet, the brake left out of account: a complete scan has shown that they are. */
  dueEnds(): DueEnd[] {
    return this.uisp.services.flatMap(({ household, unit, to }) => {
      const isDecided = this.#decided.has(`${household} ${unit}`);
      const lastDays = to === null && isDecided ? this.#lastDays(household, unit) : undefined;
      return lastDays === undefined ? [] : [{ household, unit, lastDays }];
    });
  }

  /** See {@link KnownLeases.isTooClose}. */
  isTooClose(at: number): boolean {
    return this.#leases.isTooClose(at);
  }

  /** Everything that is due is done: UISP and the mail server answer. */
  act(): void {
    for (const { household, unit, lastDays } of this.dueEnds()) {
      const service = this.uisp.liveOf(household, unit);
      if (service !== undefined) service.to = lastDays;
    }
    const units = new Set([...this.#leases.all.values()].flatMap(({ row }) => row.unit ?? []));
    for (const unit of units) for (const lease of turns(this.#on(unit), this.uisp)) this.#serve(lease, unit);
    for (const client of this.uisp.clients.keys()) this.#follow(client);
  }

  /** Households that act now for the first time. */
  newcomers(): HouseholdNumber[] {
    const units = new Set([...this.#leases.all.values()].flatMap(({ row }) => row.unit ?? []));
    const all = [...units].flatMap((unit) => turns(this.#on(unit), this.uisp).map(({ household }) => household));
    return [...new Set(all)].filter((household) => !this.uisp.clients.has(household));
  }

  #on(unit: string): KnownLease[] {
    return [...this.#leases.all.values()].filter(({ row }) => row.unit === unit);
  }

  /** undefined: the household stays, today at least. */
  #lastDays(household: HouseholdNumber, unit: string): readonly Day[] | undefined {
    const leases = this.#on(unit).filter((lease) => lease.household === household);
    const moved = this.#movedOn.get(`${household} ${unit}`);
    if (leases.length === 0) return moved === undefined ? undefined : [plusDays(moved, -1)];
    if (leases.some(({ state }) => state !== 'ended' && state !== 'gone')) return undefined;
    const days = leases
      .map(({ row, goneOn }) => goneOn ?? [row.end ?? ''])
      .sort((one, other) => ((one[0] ?? '') < (other[0] ?? '') ? -1 : 1));
    const last = days.at(-1);
    // On the day of 25 hours, one that has been missing for 24 of them is not over yet.
    return last?.some((day) => day >= this.#today) ? undefined : last;
  }

  #serve(lease: KnownLease, unit: string): void {
    const { household, row } = lease;
    const { clients, services } = this.uisp;
    if (!clients.has(household)) {
      clients.set(household, { household, first: row.tenants[0]?.uid ?? '', name: '', contacts: [] });
    }
    this.uisp.units.add(unit);
    const from = this.#firstDays(lease, unit);
    const live = this.uisp.live(unit);
    if (live?.household === household && this.#isMoved(live, lease, from)) live.to = [plusDays(live.from[0] ?? '', -1)];
    if (this.uisp.live(unit) === undefined) services.push({ household, unit, lease: row.uid, from, to: null });
    this.#welcome(lease);
  }

  /** The lease's first day, or the day after the last of whoever was there before. */
  #firstDays({ row }: KnownLease, unit: string): Day[] {
    const days = this.uisp.lastDays(unit).map((end) => {
      const after = end === undefined ? row.start : plusDays(end, 1);
      return [after, row.start].sort()[1] ?? row.start;
    });
    return [...new Set(days)];
  }

  /** It has not begun, and its lease's start is another by now; another lease of the household only ever moves it forward. */
  #isMoved({ from: [was = ''], lease }: ExpectedService, { row }: KnownLease, [is = '']: readonly Day[]): boolean {
    return was > this.#today && (lease === row.uid ? is !== was : is < was);
  }

  #welcome({ household, row }: KnownLease): void {
    const isFirst = ![...this.uisp.welcomed.values()].includes(household);
    for (const tenant of row.tenants) {
      const address = tenant.email?.trim().toLowerCase() ?? '';
      const key = `${household} ${tenant.uid}`;
      if (address === '') {
        if (isFirst) this.#unaddressed.add(key);
        continue;
      }
      const isLate = this.#unaddressed.has(key) && plusDays(this.#begun(household), lateAddressDays) < this.#today;
      if (isLate || this.#welcomedTenants.has(key)) continue;
      this.#welcomedTenants.add(key);
      this.uisp.welcomed.set(`${household} ${address}`, household);
    }
  }

  /** Start of the household's first lease. */
  #begun(household: HouseholdNumber): Day {
    const starts = [...this.#leases.all.values()].filter((lease) => lease.household === household);
    return starts.map(({ row }) => row.start).sort()[0] ?? this.#today;
  }

  /** Name, Custom ID and contacts go by the lease that counts for the household; nothing is changed once it has none. */
  #follow(household: HouseholdNumber): void {
    const client = this.uisp.clients.get(household);
    const own = [...this.#leases.all.values()].filter((lease) => lease.household === household && isWorkable(lease));
    const served = own.filter(({ row }) =>
      turns(this.#on(row.unit ?? ''), this.uisp).some((one) => one.household === household),
    );
    const lease = counting(served);
    if (client === undefined || lease === undefined) return;
    const { tenants, unit } = lease.row;
    const first = tenants.find(({ uid }) => uid === client.first) ?? tenants[0];
    if (first === undefined) return;
    client.first = first.uid;
    client.name = clientName(first, unit ?? '');
    client.contacts = tenants.map((tenant) => ({
      name: fullName(tenant),
      email: tenant.email,
      phone: tenant.phone,
    }));
  }
}

function fullName({ firstName, lastName }: ShownTenant): string {
  return [firstName, lastName].filter((part) => part !== '').join(' ');
}

/** As UISP shows it; without a last name the unit stands for it. */
function clientName({ firstName, lastName }: ShownTenant, unit: string): string {
  return `${firstName} ${lastName || `Unit ${unit}`}`.trim();
}
