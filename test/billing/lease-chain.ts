/** The chain of a lease, as far as charges need it: what UISP has for the household, who bears it, a plan that begins later, the invoice lines. */
import { ensureInvoiceLines } from '../../nodes/innago/invoice/invoice.ts';
import { failureOf } from '../../nodes/state/run-node.ts';
import type { Claim, LeaseWork, Waiting } from '../../nodes/state/work.ts';
import { toSyncError } from '../../nodes/sync-error.ts';
import { followTenants } from '../../nodes/uisp/steps/client-follow.ts';
import { ensureService } from '../../nodes/uisp/steps/service.ts';
import type { World } from '../simulator/world/world.ts';
import type { Chain } from './ticket-chain.ts';

/** @param note what failed, before it is noted in the lease book */
export async function carryLease(
  chain: Chain,
  world: World,
  work: LeaseWork,
  note: (thrown: unknown) => void,
): Promise<void> {
  const { store, innago, rules, signal } = chain;
  const since = store.attention.mark();
  const claim = await store.claims.take(work.key);
  if (claim === undefined) return;
  try {
    const later = await served(chain, world, work, claim);
    const { waiting } = await ensureInvoiceLines({ store, innago, rules, work, claim, signal });
    await store.leases.done(claim, work, { waiting: [later ?? [], waiting ?? []].flat(), since });
  } catch (thrown) {
    note(thrown);
    await store.leases.failed(claim, work, failureOf(toSyncError(thrown)));
  }
}

/** What the UISP steps would have made for the household; the next first tenant and a plan that begins later are the real steps' business. */
async function served(
  { store, uisp, rules, signal }: Chain,
  world: World,
  work: LeaseWork,
  claim: Claim,
): Promise<Waiting | undefined> {
  for (const { unitUid, lastDay } of work.leaves ?? []) {
    await store.households.update(claim, work.householdId, { endedOn: lastDay }, unitUid);
  }
  if (work.state === 'ended') return undefined;
  const household = await store.households.inUnit(work.householdId, work.unit.uid);
  const { crm, nms, directory } = uisp;
  const access = {
    store,
    crm,
    nms,
    directory,
    rules,
    work,
    claim,
    signal,
    settings: { uispInvoices: 'never' },
  } as const;
  if (household.serviceId === null) {
    const clientId = household.clientId ?? world.addClient({ lastName: work.unit.label }).id;
    const service = world.addService({ clientId, activeFrom: work.lease.start ?? work.today });
    await store.households.update(claim, household.id, { clientId, serviceId: service.id }, work.unit.uid);
  }
  if (work.reason === 'billing') return undefined;
  const hasLeft = work.lease.tenants.every(({ uid }) => uid !== household.firstTenantUid);
  if (hasLeft && household.clientId !== null) await followTenants(access, household, household.clientId);
  if (household.nextPlan === null) return undefined;
  const { waiting } = await ensureService(access);
  return waiting === undefined ? undefined : { step: 'uisp-service', ...waiting };
}
