/**
 * Which UISP client a household already has (design §2, table; §5, "Go-live date").
 */
import type { Household } from '../../state/store-port.ts';
import { SyncError } from '../../sync-error.ts';
import type { Tenant } from '../../village/lease.ts';
import { userIdent } from '../../village/names.ts';
import { unitLabel } from '../../village/unit-label.ts';
import type { CrmClient } from '../ports.ts';
import type { StepContext } from './context.ts';
import { liveServiceOf } from './live-service.ts';
import { sitesNamed } from './site-match.ts';

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

/**
 * For a lease begun before go-live: by Custom ID, then the client of the site's live service, then e-mail and unit both equal.
 * @returns undefined when there is none, and a person has agreed that one be made
 * @throws SyncError ADOPT_NO_MATCH, ADOPT_AMBIGUOUS, CLIENT_TAKEN (trouble operator)
 */
export async function findForAdoption(context: StepContext, household: Household): Promise<number | undefined> {
  const byIdent = await findByIdent(context, household);
  if (byIdent !== undefined) return byIdent.id;
  const bySite = await clientsOfSite(context);
  const candidates = bySite.length > 0 ? bySite : await clientsByEmailAndUnit(context);
  const [only, ...others] = candidates;
  if (others.length > 0) throw ambiguous(context, candidates);
  if (only !== undefined) {
    if (await isTaken(context, household, only)) throw clientTaken(context, only);
    return only;
  }
  if (await context.store.attention.isApproved(adoptionKey(context))) return undefined;
  throw await noMatch(context);
}

/** The attention item of a lease whose client could not be found: approving it lets one be made. */
export function adoptionKey({ work }: StepContext): string {
  return `ADOPT_NO_MATCH/lease:${work.lease.uid}`;
}

/** Is this UISP client stored for another household? */
export async function isTaken({ store }: StepContext, household: Household, clientId: number): Promise<boolean> {
  const owner = await store.households.byClient(clientId);
  return owner !== undefined && owner.id !== household.id;
}

async function clientsOfSite(context: StepContext): Promise<number[]> {
  const clients = new Set<number>();
  for (const site of (await sitesNamed(context, context.work)).underParent) {
    const service = await liveServiceOf(context, site);
    if (service !== undefined) clients.add(service.clientId);
  }
  return [...clients];
}

async function clientsByEmailAndUnit({ directory, signal, work }: StepContext): Promise<number[]> {
  const emails = new Set(work.lease.tenants.flatMap(({ email }) => (email === null ? [] : [email.toLowerCase()])));
  const lists = await Promise.all([...emails].map((email) => directory.clientsByEmail(email, signal)));
  const inUnit = lists
    .flat()
    .filter((client) => client.street2 !== null && unitLabel(client.street2) === work.unit.label);
  return [...new Set(inUnit.map((client) => client.id))];
}

/** CLIENT_TAKEN (trouble operator), naming the unit and the client’s id. */
export function clientTaken({ work }: StepContext, clientId: number): SyncError {
  return new SyncError(`Unit ${work.unit.label}: UISP client ${clientId} already belongs to another household.`, {
    code: 'CLIENT_TAKEN',
    trouble: 'operator',
    hint: `If client ${clientId} is of an earlier stay, remove its Custom ID in UISP; a client of its own is made then.`,
  });
}

function ambiguous({ work }: StepContext, clients: readonly number[]): SyncError {
  return new SyncError(`Unit ${work.unit.label}: UISP clients ${clients.join(', ')} all fit this lease.`, {
    code: 'ADOPT_AMBIGUOUS',
    trouble: 'operator',
    hint: `In UISP, give the right one the Custom ID "${userIdent(work.lease.tenants[0]?.uid ?? 'tenant')}".`,
  });
}

async function noMatch(context: StepContext): Promise<SyncError> {
  const { store, work } = context;
  const ident = userIdent(work.lease.tenants[0]?.uid ?? 'tenant');
  const why = `Unit ${work.unit.label}: this lease began before go-live, and no UISP client fits it.`;
  const todo = `In UISP, give the client of this unit the Custom ID "${ident}"; or approve, and a new client is made.`;
  await store.attention.raise({
    key: adoptionKey(context),
    code: 'ADOPT_NO_MATCH',
    where: `unit ${work.unit.label}`,
    why,
    todo,
    leaseUid: work.lease.uid,
    verbs: ['approve', 'retry', 'ignore'],
  });
  return new SyncError(why, { code: 'ADOPT_NO_MATCH', trouble: 'operator', hint: todo });
}
