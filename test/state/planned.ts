/** A dry-run that plans what the steps plan, for tests of the plan. */
import * as v from 'valibot';
import type { EffectFacts, EffectReason } from '../../nodes/state/effect.ts';
import { readPlan } from '../../nodes/state/plan-view/plan-rows.ts';
import type { Store } from '../../nodes/state/store.ts';
import type { LeaseWork } from '../../nodes/state/work.ts';
import { claimOf } from './stage.ts';

type Effect = Pick<EffectFacts, 'key' | 'kind' | 'before' | 'after'>;

/** As the steps plan it for a new lease of unit 101. */
export const client: Effect = {
  key: 'uisp-client/household:1',
  kind: 'uisp-client',
  before: null,
  after: {
    userIdent: 'innago:tenant-of-a',
    firstName: 'Ada',
    lastName: 'Lovelace',
    street1: '1 Main St',
    street2: 'Unit 101',
    city: 'Springfield',
    zipCode: '12345',
    contacts: [{ name: 'Ada Lovelace', email: 'ada@example.com' }, { name: 'Bob' }],
  },
};
export const site: Effect = {
  key: 'uisp-site/unit:unit-101',
  kind: 'uisp-site',
  before: null,
  after: { name: 'Unit 101', parent: 'Victorian Village' },
};
export const service: Effect = {
  key: 'uisp-service/household:1/unit:unit-101',
  kind: 'uisp-service',
  before: null,
  after: {
    plan: 'Village Fiber 500',
    activeFrom: '2026-12-01',
    invoicingStart: '2099-12-31',
    sendEmailsAutomatically: false,
    site: 'Unit 101',
  },
};
export const onuName: Effect = {
  key: 'onu-name/onu:1',
  kind: 'onu-name',
  before: { onu: 'HWTC0001', name: 'ubnt' },
  after: { onu: 'HWTC0001', name: 'ONU-101' },
};
export const invoice: Effect = {
  key: 'innago-invoice/household:1/month:2026-12',
  kind: 'innago-invoice',
  before: null,
  after: { item: 'Village Fiber 1G, December 2026', amountCents: 1000, dueDate: '2026-12-01' },
};
export const welcome: Effect = {
  key: 'mail/household:1/welcome/abc',
  kind: 'mail',
  before: null,
  after: { template: 'welcome', unit: '101', tenantUid: 'tenant-of-a', unaddressed: [] },
};

/** One run of a lease that plans (live: does) these, in this order. */
export async function run(
  store: Store,
  work: LeaseWork | undefined,
  effects: readonly Effect[],
  end: 'done' | 'failed: server' | 'failed: operator' | 'open' = 'done',
): Promise<void> {
  if (work === undefined) throw new Error('the lease is not due');
  const claim = await claimOf(store, work.key);
  const { lease, unit, householdId, reason } = work;
  for (const effect of effects) {
    const because: EffectReason = { leaseUid: lease.uid, unit: unit.label, householdId, because: `lease ${reason}` };
    await store.ledger.apply(claim, {
      ...effect,
      fingerprint: JSON.stringify(effect.after),
      reason: because,
      look: async () => undefined,
      write: async () => null,
      result: v.null(),
    });
  }
  if (end === 'done') await store.leases.done(claim, work);
  if (!end.startsWith('failed')) return;
  const trouble = end === 'failed: server' ? 'server' : 'operator';
  const failure = { code: 'X', trouble, effect: 'none', text: 'It failed.', hint: undefined } as const;
  await store.leases.failed(claim, work, failure);
}

/** What the plan has, in words. */
export async function whats(store: Store): Promise<string[]> {
  return (await readPlan(store)).rows.map(({ unit, what }) => `${unit} ${what}`);
}
