/** A property's history told day by day, for the hand-calculated examples. */
import { type Day, instantInDallas } from '../../billing/own-calendar.ts';
import type { ShownLease, ShownTenant } from '../overheard.ts';
import { Expectation } from './expectation.ts';

/** A lease: whose, where, from, to; `null` is month to month. */
interface Told {
  readonly household: number;
  readonly unit: string;
  readonly start: Day;
  readonly end: Day | null;
  /** `Ann`, or `Ann <ann@x>`: her address is another than usual; `Ann <>`: she has none. */
  readonly tenants: readonly string[];
}

/** What is heard of a tick, and what can be done. */
interface Hearing {
  readonly only?: readonly string[];
  readonly acts?: boolean;
  readonly isComplete?: boolean;
}

export class Story {
  readonly expectation = new Expectation();
  readonly #leases = new Map<string, Told>();
  readonly #deleted = new Set<string>();
  readonly #owners = new Map<string, number>();

  /** A lease is entered, or edited. */
  lease(uid: string, changes: Partial<Told> & { readonly household?: number }): this {
    const usual = { household: 1, unit: '101', start: '2026-12-01', end: null, tenants: ['Ann'] };
    const told = { ...usual, ...this.#leases.get(uid), ...changes };
    this.#leases.set(uid, told);
    this.#owners.set(uid, told.household);
    return this;
  }

  remove(uid: string): this {
    this.#leases.delete(uid);
    this.#deleted.add(uid);
    return this;
  }

  /** A tick at noon that hears all, or only these leases, and can do everything, or nothing. */
  tick(today: Day, { only, acts = true, isComplete = true }: Hearing = {}): this {
    const shown = [...this.#leases].filter(([uid]) => only?.includes(uid) ?? true);
    this.expectation.hear({
      at: instantInDallas(today, 12),
      today,
      rows: new Map(shown.map(([uid, lease]) => [uid, row(uid, lease, today)])),
      isComplete,
      isSure: true,
      ownAnswer: (uid) => (this.#deleted.has(uid) ? '404' : 'there'),
      householdOf: (uid) => this.#owners.get(uid) ?? 0,
    });
    if (acts) this.expectation.act();
    return this;
  }

  /** `H1 101 2026-12-01 to 2027-01-31`, in the order in which they were made; open days joined by ` or `. */
  services(): string[] {
    return this.expectation.uisp.services.map(
      ({ household, unit, from, to }) => `H${household} ${unit} ${from.join(' or ')} to ${to?.join(' or ') ?? 'now'}`,
    );
  }

  /** `Ann Smith: Ann, Bob` */
  clients(): string[] {
    return [...this.expectation.uisp.clients.values()].map(
      ({ first, name, contacts }) => `${first}, ${name}: ${contacts.map((contact) => contact.name).join(', ')}`,
    );
  }

  welcomed(): string[] {
    return [...this.expectation.uisp.welcomed.keys()];
  }
}

function row(uid: string, { unit, start, end, tenants }: Told, today: Day): ShownLease {
  const isOver = end !== null && end < today;
  const flags = { active: start <= today && !isOver, expired: isOver, future: start > today && !isOver };
  return { uid, unit, start, end, flags, tenants: tenants.map(tenant) };
}

function tenant(told: string): ShownTenant {
  const [, name = told, address] = /^(\w+) <(.*)>$/.exec(told) ?? [];
  const email = address ?? `${name.toLowerCase()}@x`;
  return { uid: name, firstName: name, lastName: 'Smith', email: email === '' ? null : email, phone: null };
}
