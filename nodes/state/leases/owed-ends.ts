/** Of stays that are over: which have a service in UISP that is to end, or may have one. */
import * as v from 'valibot';
import { effective, latestEffect } from '../ledger/effect-rows.ts';
import { isServed, type Stay } from '../stays.ts';
import type { LeaseBookOptions } from './lease-book-input.ts';
import { leaseKey } from './lease-entry.ts';
import type { OverStay } from './over-stays.ts';

const madeSchema = v.object({ serviceId: v.number() });

/** One per lease book. */
export class OwedEnds {
  readonly #options: Pick<LeaseBookOptions, 'database' | 'claims'>;
  /** By household and unit: nothing can begin for them any more, so they are looked up once. */
  readonly #nothing = new Set<string>();

  constructor(options: Pick<LeaseBookOptions, 'database' | 'claims'>) {
    this.#options = options;
  }

  /** The stay goes on, and something may begin for it. */
  goesOn(stay: Stay): void {
    this.#nothing.delete(stayKey(stay));
  }

  /** @throws SyncError STORE_… */
  async of(over: readonly OverStay[]): Promise<OverStay[]> {
    const owed: OverStay[] = [];
    for (const one of over) {
      const key = stayKey(one.stay);
      if (isServed(one.stay) || (!this.#nothing.has(key) && (await this.#mayBeServed(one)))) owed.push(one);
      else this.#nothing.add(key);
    }
    return owed;
  }

  /** A service that was made, or begun to be, and of which the stay knows nothing: its answer was lost, or the process was killed. */
  async #mayBeServed({ stay, carrier }: OverStay): Promise<boolean> {
    const { database, claims } = this.#options;
    // First what is under way stops before its next write: nothing is begun behind the back of this question.
    if (stay.lastDay === null) {
      for (const uid of new Set([carrier.lease.uid, stay.leaseUid])) await claims.revoke(leaseKey(uid));
    }
    const key = `uisp-service/household:${stay.householdId}/unit:${stay.unitUid}`;
    const effect = await latestEffect(database, key, effective);
    if (effect === undefined) return false;
    const made = v.safeParse(madeSchema, effect.result);
    return effect.state === 'intent' || !made.success || made.output.serviceId !== stay.serviceId;
  }
}

/** Of a household in a unit. */
export function stayKey({ householdId, unitUid }: Stay): string {
  return `${householdId}/${unitUid}`;
}
