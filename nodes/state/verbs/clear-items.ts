/** What is open about a lease goes when a person has taken it into their own hands. */
import type { Entry } from './leases-of-key.ts';
import type { Asked } from './verb.ts';

/** What the steps have raised for a lease is of no interest any more; what the book says of it, and its charges, stay. */
export async function clearItems({ store }: Asked, { lease, raised }: Entry): Promise<void> {
  for (const { key, code } of store.attention.ofLease(lease.uid)) {
    const isBilling = code.startsWith('BILLING_') || key.startsWith('billing/');
    if (!isBilling && !raised.includes(key)) await store.attention.clear(key);
  }
}
