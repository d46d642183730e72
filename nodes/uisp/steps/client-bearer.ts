/**
 * Whom the client stands for (design §4, "Words"): it bears the first tenant's Custom ID and name, and the unit in its address. When the
 * first tenant leaves, all of it moves to the next in one effect, and who pays with it.
 */
import * as v from 'valibot';
import type { Household } from '../../state/store-port.ts';
import { isSyncError } from '../../sync-error.ts';
import type { Tenant } from '../../village/lease.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import { clientName, userIdent } from '../../village/names.ts';
import { unitLabel } from '../../village/unit-label.ts';
import type { ClientPatch, CrmClient } from '../ports.ts';
import { applyUnlessThere } from './apply.ts';
import type { Followed } from './client-followed.ts';
import { refuseTakenIdent } from './client-refused.ts';
import { reasonOf, remember, type StepContext } from './context.ts';

const clientResult = v.object({ clientId: v.number() });

/** `same`: nothing was, or would be, written. */
export type FollowOutcome = 'same' | 'done' | 'planned';

/**
 * @param first who is to bear the client
 * @throws SyncError CLIENT_TAKEN, CLIENT_ARCHIVED (trouble operator), CLAIM_LOST; and what the CRM throws
 */
export async function moveClient(
  context: StepContext,
  household: Household,
  client: CrmClient,
  { first, known, wanted }: { first: Tenant; known: Followed; wanted: Followed },
): Promise<FollowOutcome> {
  const isSame = known.first === wanted.first && known.name === wanted.name && known.unit === wanted.unit;
  const outcome = isSame
    ? 'same'
    : await editClient(context, household, client, patchFor(context, household, client, first, known));
  // The same after a crash between the two: the ledger then knows that the client is edited.
  if (household.firstTenantUid !== first.uid) await remember(context, household, { firstTenantUid: first.uid });
  return outcome;
}

/** What the operator has given a client stays: a foreign Custom ID always, name and address of an adopted one, unless it bears our Custom ID. */
function patchFor(
  { store, work }: StepContext,
  household: Household,
  client: CrmClient,
  first: Tenant,
  known: Followed,
): ClientPatch {
  const { label } = work.unit;
  const ident = userIdent(first.uid);
  const name = clientName(first, label);
  const tenants = [household.firstTenantUid, ...Object.keys(known.tenants), ...store.contacts.of(household.id).keys()];
  const idents = [...tenants, ...work.lease.tenants.map(({ uid }) => uid)].map(userIdent);
  const isOurs = client.userIdent !== null && idents.includes(client.userIdent);
  const moves = known.first !== first.uid;
  const takesName = household.adopted ? moves && isOurs : true;
  const isRenamed = moves || known.name !== contentFingerprint(name);
  const isSameName = client.firstName === name.firstName && client.lastName === name.lastName;
  const isSameUnit = known.unit === label || (client.street2 !== null && unitLabel(client.street2) === label);
  return {
    ...(moves && isOurs && client.userIdent !== ident ? { userIdent: ident } : {}),
    ...(takesName && isRenamed && !isSameName ? name : {}),
    ...(household.adopted || isSameUnit ? {} : { street2: `Unit ${label}` }),
  };
}

async function editClient(
  context: StepContext,
  household: Household,
  client: CrmClient,
  patch: ClientPatch,
): Promise<FollowOutcome> {
  const { store, claim, crm, directory, signal } = context;
  const { id: clientId, userIdent: ident, firstName, lastName, street2 } = client;
  const before = { userIdent: ident, firstName, lastName, street2 };
  const after = { ...before, ...patch };
  const asIs = async () => (Object.keys(patch).length === 0 ? { clientId } : undefined);
  const applied = await applyUnlessThere(store, claim, {
    key: `uisp-client/household:${household.id}`,
    kind: 'uisp-client',
    fingerprint: contentFingerprint({ clientId, ...after }),
    reason: reasonOf(context),
    before,
    after,
    there: async () => {
      const there = await asIs();
      if (there === undefined && store.mode === 'dry-run') await refuseIdent(context, patch, clientId);
      return there;
    },
    // It was read after the intent whose outcome is unknown.
    look: asIs,
    write: async () => {
      try {
        directory.noteClient(await crm.patchClient(clientId, patch, signal));
      } catch (error) {
        if (isSyncError(error) && error.status === 422) await refuseIdent(context, patch, clientId);
        throw error;
      }
      return { clientId };
    },
    result: clientResult,
  });
  if (applied.outcome === 'planned') return 'planned';
  return applied.outcome === 'done' ? 'done' : 'same';
}

async function refuseIdent(context: StepContext, { userIdent: ident }: ClientPatch, clientId: number): Promise<void> {
  if (ident !== undefined) await refuseTakenIdent(context, ident, clientId);
}
