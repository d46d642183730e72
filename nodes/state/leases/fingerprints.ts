/** What is wanted for the leases of the book, as fingerprints, by the rules as they are now. */
import { isSyncError } from '../../sync-error.ts';
import { causeKey } from '../attention/shared-cause.ts';
import { failureOf } from '../run-node.ts';
import { Breather } from './breather.ts';
import type { Absorbed, LeaseBookOptions } from './lease-book-input.ts';
import { isActedOn, type LeaseEntry } from './lease-entry.ts';
import type { LeasesToBill } from './leases-to-bill.ts';
import type { SharedCauses } from './shared-causes.ts';
import { rulesVersion, Wanted } from './wanted.ts';

interface Parts extends Pick<LeaseBookOptions, 'households'> {
  readonly toBill: LeasesToBill;
  readonly causes: SharedCauses;
}

/** One per lease book. */
export class Fingerprints {
  readonly #parts: Parts;
  #wanted: Wanted | undefined;
  #rulesVersion = '';

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Have the rules of a scan been taken over yet? */
  get isReady(): boolean {
    return this.#wanted !== undefined;
  }

  /** @returns whether they differ from the last ones. @throws SyncError PLANS_INVALID */
  takeRules({ rules, property }: Pick<Absorbed, 'rules' | 'property'>): boolean {
    const version = rulesVersion(rules, property);
    if (this.isReady && version === this.#rulesVersion) return false;
    this.#wanted = new Wanted(rules, property);
    this.#rulesVersion = version;
    return true;
  }

  /** Computes what is not known yet, in breaths, because it may be all leases at once. */
  async complete(watched: Iterable<LeaseEntry>): Promise<void> {
    const { households, toBill, causes } = this.#parts;
    const breather = new Breather();
    for (const entry of watched) {
      if (entry.wanted !== undefined || !isActedOn(entry)) continue;
      await breather.breathe();
      try {
        entry.wanted = this.of(entry);
        const next = () => toBill.around(entry.lease.uid).next;
        entry.billing = this.#wanted?.billing(entry, households.peek(entry.householdId), next) ?? '';
      } catch (thrown) {
        if (!isSyncError(thrown)) throw thrown;
        const failure = failureOf(thrown);
        entry.cause = causeKey(failure) ?? null;
        await causes.raise(entry, failure);
      }
    }
  }

  /** Of one lease; undefined before the first scan. @throws SyncError PLANS_NAME_LENGTH */
  of(entry: LeaseEntry): string | undefined {
    return this.#wanted?.fingerprint(entry, this.#parts.households.peek(entry.householdId));
  }
}
