/**
 * Step 1: the household's client in UISP (design §4, "Lease started").
 */
import * as v from 'valibot';
import type { Household } from '../../state/store-port.ts';
import { isSyncError, SyncError } from '../../sync-error.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import { clientName, userIdent } from '../../village/names.ts';
import type { CrmClient, NewClient } from '../ports.ts';
import { applyUnlessThere } from './apply.ts';
import { adoptionSettled, findForAdoption } from './client-adoption.ts';
import type { FollowOutcome } from './client-bearer.ts';
import { followsAsFound, followsFromNow, followsFromStart, followTenants } from './client-follow.ts';
import { findByIdent, tenantsInOrder } from './client-match.ts';
import { clientBehindRefusal, refuseArchived } from './client-refused.ts';
import { tenantContact } from './contact-match.ts';
import { openStep, reasonOf, remember, type StepContext, type StepResult, skipped } from './context.ts';

const clientResult = v.object({ clientId: v.number() });

/**
 * Finds the household's client, or makes it; one that is known follows the tenants of the lease. A lease begun before go-live
 * (`work.adopt`) gets the client that is there, and nothing about it is changed.
 * @returns text `client 1001`; findings `clientId`, `clientIsNew`
 * @throws SyncError CLIENT_TAKEN, CLIENT_ARCHIVED, CLIENT_MISSING, ADOPT_NO_MATCH, ADOPT_AMBIGUOUS, LEASE_WITHOUT_TENANT (trouble
 *   operator); CLAIM_LOST; and what the CRM throws
 */
export async function ensureClient(context: StepContext): Promise<StepResult> {
  const household = await openStep(context);
  if (household === undefined) return skipped;
  const { clientId } = household;
  if (clientId !== null) return resultOf(clientId, await followTenants(context, household, clientId));
  if (context.work.adopt) {
    const adopted = await findForAdoption(context, household);
    if (adopted !== undefined) {
      await followsFromNow(context, household, adopted);
      await remember(context, household, { clientId: adopted, adopted: true });
      await adoptionSettled(context);
      return resultOf(adopted, 'same');
    }
  }
  const made = await makeClient(context, household);
  if (made === undefined) return { outcome: 'planned', text: 'plan: new client', findings: { clientIsNew: true } };
  const result = await settle(context, household, made);
  // Cleared last: with it goes the person's yes to making a client for a lease begun before go-live.
  if (context.work.adopt) await adoptionSettled(context);
  return { ...result, warnings: made.warnings };
}

function resultOf(clientId: number, followed: FollowOutcome): StepResult {
  const findings = { clientId, clientIsNew: false };
  if (followed === 'planned') return { outcome: 'planned', text: 'plan: change client', findings };
  return { outcome: followed === 'done' ? 'done' : 'found', text: `client ${clientId}`, findings };
}

/** Stored, with what of the tenants it shows; one that was not made by this very run may lack some of them. */
async function settle(context: StepContext, household: Household, made: MadeClient): Promise<StepResult> {
  const { clientId } = made;
  if (made.how === 'new') await followsFromStart(context, household, made.client);
  if (made.how === 'found') await followsAsFound(context, household, clientId);
  await remember(context, household, { clientId });
  if (made.how !== 'new') {
    return resultOf(clientId, await followTenants(context, household, clientId, made.how === 'found'));
  }
  return { outcome: 'done', text: `client ${clientId}`, findings: { clientId, clientIsNew: true } };
}

/** `new`: by this run. `ours`: by an earlier one, whose answer or note was lost. `found`: by nature. */
type MadeClient = { readonly clientId: number; readonly warnings: readonly string[] } & (
  | { readonly how: 'new'; readonly client: CrmClient }
  | { readonly how: 'ours' | 'found' }
);

/** @returns undefined in dry-run, when it would be made */
async function makeClient(context: StepContext, household: Household): Promise<MadeClient | undefined> {
  const { store, claim, crm, directory, signal } = context;
  const wanted = wantedClient(context, household);
  let warnings: readonly string[] = [];
  let made: CrmClient | undefined;
  const asResult = (client: CrmClient | undefined) => {
    if (client === undefined) return undefined;
    warnings = suspensionWarnings(context, client);
    return { clientId: client.id };
  };
  try {
    const applied = await applyUnlessThere(store, claim, {
      key: `uisp-client/household:${household.id}`,
      kind: 'uisp-client',
      fingerprint: contentFingerprint(wanted),
      reason: reasonOf(context),
      before: null,
      after: { ...wanted, contacts: wanted.contacts.map((contact) => ({ ...contact })) },
      there: async () => {
        const found = await findByIdent(context, household);
        if (found === undefined && (store.mode === 'dry-run' || context.work.reason === 'retry')) {
          await refuseArchived(context, wanted.userIdent);
        }
        return asResult(found);
      },
      look: async () => asResult(await findByIdent(context, household, store.clock())),
      write: async () => {
        made = await crm.createClient(wanted, signal);
        directory.noteClient(made);
        warnings = suspensionWarnings(context, made);
        return { clientId: made.id };
      },
      result: clientResult,
    });
    if (applied.outcome === 'planned') return undefined;
    if (applied.outcome === 'found') return { ...applied.found, how: 'found', warnings };
    if (made !== undefined) return { ...applied.result, how: 'new', client: made, warnings };
    return { ...applied.result, how: 'ours', warnings };
  } catch (error) {
    if (isSyncError(error) && error.status === 422) {
      const clientId = await clientBehindRefusal(context, household, wanted.userIdent, error);
      return { clientId, how: 'found', warnings };
    }
    throw error;
  }
}

/** UISP must never suspend a tenant by itself (design §4, "Internet is included in the rent"). */
function suspensionWarnings({ work }: StepContext, { id, stopServiceDue }: CrmClient): string[] {
  if (stopServiceDue === false) return [];
  return [
    `Unit ${work.unit.label}: UISP may suspend client ${id} for unpaid invoices; switch that off for this client in UISP.`,
  ];
}

/** Named after the first tenant; every tenant is a contact (design §4). */
function wantedClient(context: StepContext, household: Household): NewClient {
  const { work } = context;
  const tenants = tenantsInOrder(context, household);
  const [first] = tenants;
  if (first === undefined) {
    throw new SyncError(`Unit ${work.unit.label}: the lease has no tenant.`, {
      code: 'LEASE_WITHOUT_TENANT',
      trouble: 'operator',
      hint: 'Add the tenant to the lease in Innago.',
    });
  }
  return {
    userIdent: userIdent(first.uid),
    ...clientName(first, work.unit.label),
    street1: work.property.street,
    street2: `Unit ${work.unit.label}`,
    city: work.property.city,
    zipCode: work.property.zipCode,
    contacts: tenants.map(tenantContact).map(({ name, email, phone }) => ({
      name,
      ...(email === null ? {} : { email }),
      ...(phone === null ? {} : { phone }),
    })),
  };
}
