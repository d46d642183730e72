/** What Innago has said of its leases in a tick, heard on the wire: by this, not by what it knows, the expectation is worked out. */
import type { SendOnce } from '../../nodes/http/one-request.ts';
import type { Day } from '../billing/own-calendar.ts';
import { isObject } from '../simulator/http/exchange.ts';

/** A lease as a list shows it. */
export interface ShownLease {
  readonly uid: string;
  readonly unit: string | null;
  readonly start: Day;
  readonly end: Day | null;
  readonly flags: { readonly active: boolean; readonly expired: boolean; readonly future: boolean };
  readonly tenants: readonly ShownTenant[];
}

export interface ShownTenant {
  readonly uid: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly phone: string | null;
}

export class Overheard {
  /** Rows of this tick, newest wins. */
  #rows = new Map<string, ShownLease>();
  #total: number | undefined;
  #pageCount: number | undefined;
  #isBroken = false;
  #pages = 0;

  /** A tick begins. */
  forget(): void {
    this.#rows = new Map();
    this.#total = undefined;
    this.#pageCount = undefined;
    this.#isBroken = false;
    this.#pages = 0;
  }

  get rows(): ReadonlyMap<string, ShownLease> {
    return this.#rows;
  }

  /** A page came, be there anything on it or not. */
  get isHeard(): boolean {
    return this.#pages > 0;
  }

  /** All pages came, they add up to what each of them says is there, and agree on how many they are; an empty list says nothing. */
  get isComplete(): boolean {
    return !this.#isBroken && this.#pages > 0 && this.#rows.size > 0 && this.#rows.size === this.#total;
  }

  /** The same wire, with somebody listening. */
  listening(send: SendOnce): SendOnce {
    return async (wire, progress, signal) => {
      const url = new URL(wire.url);
      const isLeases = wire.method === 'GET' && url.pathname.endsWith('/v1/leases');
      try {
        const answer = await send(wire, progress, signal);
        if (isLeases) this.#hear(answer.status, answer.bytes);
        return answer;
      } catch (thrown) {
        if (isLeases) this.#isBroken = true;
        throw thrown;
      }
    };
  }

  #hear(status: number, bytes: Buffer): void {
    const data = status === 200 ? dataOf(bytes) : undefined;
    const list = data?.['list'];
    const paging = data?.['paging'];
    if (!Array.isArray(list) || !isObject(paging)) {
      this.#isBroken = true;
      return;
    }
    this.#pages += 1;
    const total = Number(paging['totalRecords']);
    const pageCount = Number(paging['pageCount']);
    if (this.#total !== undefined && this.#total !== total) this.#isBroken = true;
    if (this.#pageCount !== undefined && this.#pageCount !== pageCount) this.#isBroken = true;
    this.#total = total;
    this.#pageCount = pageCount;
    for (const row of list) if (isObject(row)) this.#rows.set(String(row['leaseUid']), shownLease(row));
  }
}

function dataOf(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(bytes.toString('utf8'));
    return isObject(body) && isObject(body['data']) ? body['data'] : undefined;
  } catch {
    return undefined;
  }
}

function shownLease(row: Record<string, unknown>): ShownLease {
  const day = (value: unknown) => (typeof value === 'string' ? value.slice(0, 10) : null);
  const tenants = Array.isArray(row['tenants']) ? row['tenants'].filter(isObject) : [];
  const unit = row['propertyUnitName'];
  return {
    uid: String(row['leaseUid']),
    unit: typeof unit === 'string' ? (/\d+/.exec(unit)?.[0] ?? null) : null,
    start: day(row['startDate']) ?? '',
    end: day(row['endDate']),
    flags: {
      active: row['isActiveLease'] === true || row['isExpiringLease'] === true,
      expired: row['isExpiredLease'] === true,
      future: row['isFutureLease'] === true,
    },
    tenants: tenants.map(shownTenant),
  };
}

function shownTenant(tenant: Record<string, unknown>): ShownTenant {
  const text = (name: string) => (typeof tenant[name] === 'string' ? String(tenant[name]) : null);
  return {
    uid: text('tenantUid') ?? '',
    firstName: text('firstName') ?? '',
    lastName: text('lastName') ?? '',
    email: text('email'),
    phone: text('phone') ?? text('phoneNumber'),
  };
}
