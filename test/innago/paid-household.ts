/** A household on a paid plan in a simulated village, and the step "invoice line" carried out for it. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { ensureInvoiceLines } from '../../nodes/innago/invoice/invoice.ts';
import type { InvoiceResult } from '../../nodes/innago/invoice/invoice-result.ts';
import type { HouseholdPatch } from '../../nodes/state/store-port.ts';
import type { Claim, LeaseWork } from '../../nodes/state/work.ts';
import type { NewLease } from '../simulator/world/world.ts';
import { type Village, type VillageOptions, village } from './village.ts';

export interface PaidHousehold {
  readonly place: Village;
  readonly leaseUid: string;
  readonly householdId: number;
  /** One tick and, when the lease is due, the step; as the chain would. undefined: it was not due. */
  tick(day?: string): Promise<InvoiceResult | undefined>;
  /** As {@link tick}, but due or not. */
  charge(day?: string): Promise<InvoiceResult>;
  patch(patch: HouseholdPatch): Promise<void>;
  /** `2026-12-01 $10 Village Fiber 1G, December 2026`, of what came through the API, in order. */
  charges(): string[];
  /** `GET` and `POST` of invoices since the last call. */
  invoiceRequests(): string[];
  items(): string[];
}

/** Unit 101 on Village Fiber 1G; lease and charging begin on the village's first day, unless told otherwise. */
export async function paidHousehold(
  test: TestContext,
  { lease = {}, patch = {}, ...options }: VillageOptions & { lease?: Partial<NewLease>; patch?: HouseholdPatch } = {},
): Promise<PaidHousehold> {
  const day = options.day ?? '2026-11-20';
  const place = await village(test, {
    ...options,
    store: { goLive: day, ...options.store },
    simulator: { village: 'empty', ...options.simulator },
  });
  const { leaseUid } = place.simulator.world.addLease({ unit: '101', startDate: day, ...lease });
  const signal = new AbortController().signal;

  const claimed = async <T>(use: (claim: Claim, work: LeaseWork) => Promise<T>, work: LeaseWork): Promise<T> => {
    const claim = await place.store.claims.take(work.key);
    assert.ok(claim, 'the claim is held by somebody');
    try {
      return await use(claim, work);
    } finally {
      await place.store.claims.release(claim).catch(() => undefined);
    }
  };
  const step = (work: LeaseWork) =>
    claimed(async (claim) => {
      const { store, innago } = place;
      const result = await ensureInvoiceLines({ store, innago, rules: place.rules(), work, claim, signal });
      await store.leases.done(claim, work, { waiting: result.waiting === undefined ? [] : [result.waiting], since: 0 });
      return result;
    }, work);
  const dueNow = async (uid: string) => (await place.scan()).due.find((work) => work.lease.uid === uid);

  const first = await dueNow(leaseUid);
  assert.ok(first);
  const { householdId } = first;
  const made: PaidHousehold = {
    place,
    leaseUid,
    householdId,
    tick: async (day) => {
      if (day !== undefined) place.clock.setDay(day);
      const { leaseUid: current } = await place.store.households.get(householdId);
      const work = await dueNow(current);
      return work === undefined ? undefined : step(work);
    },
    charge: async (day) => {
      const { leaseUid: current } = await place.store.households.get(householdId);
      place.store.leases.retry(current);
      const result = await made.tick(day);
      assert.ok(result, 'the lease was not due');
      return result;
    },
    patch: (given) => claimed((claim) => place.store.households.update(claim, householdId, given), first),
    charges: () =>
      [...place.simulator.world.invoices.values()]
        .filter(({ posted }) => posted)
        .map(({ dueDate, amount, item }) => `${dueDate} $${amount} ${item}`),
    invoiceRequests: () => place.requests().filter((one) => one.includes('invoices')),
    items: () => place.openItems(),
  };
  await made.patch({ plan: 'Village Fiber 1G', serviceId: 1, ...patch });
  // So that the next tick's fingerprint is of this plan.
  await claimed((claim, work) => place.store.leases.done(claim, work), first);
  place.requests();
  return made;
}
