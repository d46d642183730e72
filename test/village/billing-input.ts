/** A household on Village Fiber 1G, for the tests of billing. */
import type { BillingInput } from '../../nodes/village/billing.ts';
import { plan } from './leases.ts';

export type Given = Partial<Omit<BillingInput, 'lease'>> & { lease?: Partial<BillingInput['lease']> };

/** Village Fiber 1G since 15 June 2026, live since then, due on the first, issued five days ahead. */
export function input({ lease, ...given }: Given): BillingInput {
  return {
    today: '2026-11-26',
    goLive: '2026-06-15',
    issueAheadDays: 5,
    lease: { uid: 'lease-1', start: '2026-06-15', end: null, dueOn: 1, paymentFrequency: 'Monthly', ...lease },
    plan: plan('Village Fiber 1G'),
    planSince: '2026-06-15',
    monthsCharged: ['2026-07', '2026-08', '2026-09', '2026-10', '2026-11'],
    monthsDryRun: [],
    ...given,
  };
}
