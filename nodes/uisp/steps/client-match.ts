/** Which UISP client a household already has, by its tenants' Custom IDs (design §2, table). */
import type { Household } from '../../state/store-port.ts';
import { SyncError } from '../../sync-error.ts';
import type { Tenant } from '../../village/lease.ts';
import { userIdent } from '../../village/names.ts';
import type { CrmClient } from '../ports.ts';
import type { StepContext } from './context.ts';

/** The tenants, the household's first one in front: in this order clients are looked for. */
export function tenantsInOrder({ work }: StepContext, household: Household): readonly Tenant[] {
  const { tenants } = work.lease;
  const first = tenants.find((tenant) => tenant.uid === household.firstTenantUid);
  return first === undefined ? tenants : [first, ...tenants.filter((tenant) => tenant !== first)];
}

/**
 * By Custom ID: the first tenant's, else another tenant's. A client that belongs to another household is never taken; where it
 * bears the first tenant's Custom ID, no second one can be made either, because Custom IDs are unique.
 * @param since only answers from that instant on (epoch ms); absent: shared reading
 * @throws SyncError CLIENT_TAKEN (trouble operator)
 */
export async function findByIdent(
  context: StepContext,
  household: Household,
  since?: number,
): Promise<CrmClient | undefined> {
  const { directory, signal } = context;
  const tenants = tenantsInOrder(context, household);
  const wanted = since === undefined ? {} : { since };
  const found = await Promise.all(
    tenants.map((tenant) => directory.clientByIdent(userIdent(tenant.uid), wanted, signal)),
  );
  for (const [index, client] of found.entries()) {
    if (client === undefined) continue;
    if (!(await isTaken(context, household, client.id))) return client;
    if (index === 0) throw clientTaken(context, client.id);
  }
  return undefined;
}

/** Is this UISP client stored for another household? */
export async function isTaken({ store }: StepContext, household: Household, clientId: number): Promise<boolean> {
  const owner = await store.households.byClient(clientId);
  return owner !== undefined && owner.id !== household.id;
}

/** CLIENT_TAKEN (trouble operator), naming the unit and the client’s id. */
export function clientTaken({ work }: StepContext, clientId: number): SyncError {
  return new SyncError(`Unit ${work.unit.label}: UISP client ${clientId} already belongs to another household.`, {
    code: 'CLIENT_TAKEN',
    trouble: 'operator',
    hint: `If client ${clientId} is of an earlier stay, remove its Custom ID in UISP; a client of its own is made then.`,
  });
}
