/** The household's client follows the tenants of its lease (design §4, "Words" and "Lease changed"). */
import type { Household } from '../../state/store-port.ts';
import { firstTenant } from '../../village/household-rules.ts';
import type { CrmClient } from '../ports.ts';
import { type FollowOutcome, moveClient } from './client-bearer.ts';
import { followContacts, noteContacts } from './client-contacts.ts';
import {
  type Followed,
  isFollowed,
  noteFollowed,
  readFollowed,
  takenAsItIs,
  toFollow,
  whileWriting,
} from './client-followed.ts';
import { livingClient } from './client-refused.ts';
import type { StepContext } from './context.ts';

/**
 * First whom the client stands for, and who pays; then the contacts, those of tenants who left first. Asks UISP for nothing unless
 * something differs from what was followed last. Of two leases of a household (a transfer) the one that counts is followed.
 * @param found the client has just been found: it is taken as it is, but for contacts that it lacks
 * @returns `planned`: dry-run, something would be written
 * @throws SyncError CLIENT_TAKEN, CLIENT_ARCHIVED, CLIENT_MISSING (trouble operator), CLAIM_LOST; and what the CRM throws
 */
export async function followTenants(
  context: StepContext,
  household: Household,
  clientId: number,
  found = false,
): Promise<FollowOutcome> {
  const target = targetOf(context, household, clientId);
  if (target === undefined) return 'same';
  const { first, wanted } = target;
  const known = found ? takenAsItIs(wanted) : await readFollowed(context, household, wanted);
  if (isFollowed(known, wanted) && household.firstTenantUid === first.uid) return 'same';
  const client = await livingClient(context, clientId);
  await noteFollowed(context, household, whileWriting(known, wanted));
  const moved = await moveClient(context, household, client, { first, known, wanted });
  const outcomes = [moved, ...(await followContacts({ context, household, client }, known, wanted))];
  await noteFollowed(context, household, wanted);
  return outcomes.find((outcome) => outcome === 'planned') ?? outcomes.find((outcome) => outcome === 'done') ?? 'same';
}

/** A client that was just made shows all of it. @param client as UISP has answered */
export async function followsFromStart(context: StepContext, household: Household, client: CrmClient): Promise<void> {
  const target = targetOf(context, household, client.id);
  if (target === undefined) return;
  await noteContacts({ context, household, client }, true);
  await noteFollowed(context, household, target.wanted);
}

/** A client that is adopted stays as it is; what changes from now on is followed (design §5, "Go-live date"). Nothing in dry-run. */
export async function followsFromNow(context: StepContext, household: Household, clientId: number): Promise<void> {
  const target = targetOf(context, household, clientId);
  if (target === undefined || context.store.mode === 'dry-run') return;
  const client = await livingClient(context, clientId);
  await noteContacts({ context, household, client }, false);
  await noteFollowed(context, household, target.wanted);
}

/** A client that was found is taken as it is, whatever happens before its contacts are looked at. Nothing in dry-run. */
export async function followsAsFound(context: StepContext, household: Household, clientId: number): Promise<void> {
  const target = targetOf(context, household, clientId);
  if (target !== undefined) await noteFollowed(context, household, takenAsItIs(target.wanted));
}

function targetOf(context: StepContext, household: Household, clientId: number) {
  const { lease } = context.work;
  const first = firstTenant(household.firstTenantUid, lease.tenants);
  if (household.leaseUid !== lease.uid || first === undefined) return undefined;
  const wanted: Followed = toFollow(context, first, clientId);
  return { first, wanted };
}
