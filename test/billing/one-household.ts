/** A household's history, told day by day, for the hand-calculated examples. */
import { expectedInvoices } from './expected-invoices.ts';
import type { BillingRules, Happening, LeaseVersion } from './expected-invoices-history.ts';
import { type Day, instantInDallas, plusDays } from './own-calendar.ts';

const prices = new Map([
  ['Basic', 0],
  ['1G', 1000],
  ['2G', 1550],
]);

const usual: BillingRules = {
  prices,
  includedPlan: 'Basic',
  issueAheadDays: 5,
  undoHours: 0,
  downgradeTakesEffect: 'now',
  goLive: '2026-01-01',
};

type On = Readonly<Record<Day, (household: Household) => void>>;

/** Its first lease is L1 from 2026-11-01, month to month, rent monthly on the first, Ann and Bob living there. */
export class Household {
  readonly happenings: Happening[] = [];
  readonly #leases = new Map<string, LeaseVersion>();
  #now = 0;

  constructor(lease: Partial<LeaseVersion> = {}, seen: Day = '2026-11-01') {
    this.#now = instantInDallas(seen, 8);
    this.lease({ uid: 'L1', ...lease });
  }

  lease(changes: Partial<LeaseVersion> & { uid: string }): void {
    const first = { start: '2026-11-01', end: null, dueOn: 1, frequency: 'Monthly', tenants: ['Ann', 'Bob'] };
    const lease = { ...first, ...this.#leases.get(changes.uid), ...changes };
    this.#leases.set(lease.uid, lease);
    this.happenings.push({ kind: 'lease', at: this.#now, lease });
  }

  plan(plan: string): void {
    this.happenings.push({ kind: 'plan', at: this.#now, plan });
    this.tick();
  }

  undo(): void {
    this.happenings.push({ kind: 'undo', at: this.#now });
  }

  tick(reach: 'sure' | 'maybe' = 'sure'): void {
    this.happenings.push({ kind: 'tick', at: this.#now, reach });
  }

  /** Every day a sure tick at nine, then what happens on that day; no tick at all on the days `down`. */
  live(from: Day, to: Day, on: On = {}, down: readonly [from: Day, to: Day] = ['', '']): this {
    for (let day = from; day <= to; day = plusDays(day, 1)) {
      this.#now = instantInDallas(day, 9);
      if (day < down[0] || day > down[1]) this.tick();
      on[day]?.(this);
    }
    return this;
  }

  /** A day whose requests are lost on the way. */
  lossy(day: Day): this {
    this.#now = instantInDallas(day, 9);
    this.tick('maybe');
    return this;
  }

  at(day: Day, hours: number, what: (household: Household) => void): this {
    this.#now = instantInDallas(day, hours);
    what(this);
    return this;
  }

  /** `2026-12: 2026-12-01 $10 1G, December 2026 (L1, Ann)`; alternatives joined by ` or `, `attention` for months that were missed. */
  bills(rules: Partial<BillingRules> = {}): string[] {
    const { charges, attention } = expectedInvoices(this.happenings, { ...usual, ...rules });
    const lines = charges.map(({ month, anyOf, mayBeMissing }) => {
      const texts = anyOf.map(
        ({ dueDate, cents, item, leaseUid, tenantUid }) => `${dueDate} ${cents} ${item} (${leaseUid}, ${tenantUid})`,
      );
      return `${month}: ${[...texts, ...(mayBeMissing ? ['nothing'] : [])].join(' or ')}`;
    });
    return [...lines, ...attention.map((month) => `${month}: attention`)].sort();
  }

  /** Due dates alone. */
  dueDates(rules: Partial<BillingRules> = {}): string[] {
    const { charges } = expectedInvoices(this.happenings, { ...usual, ...rules });
    return charges.flatMap(({ anyOf }) => anyOf.map(({ dueDate }) => dueDate));
  }
}
