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
import { adoptionKey, clientTaken, findByIdent, findForAdoption, isTaken, tenantsInOrder } from './client-match.ts';
import { openStep, reasonOf, remember, type StepContext, type StepResult, skipped } from './context.ts';

const clientResult = v.object({ clientId: v.number() });

/**
 * Finds the household's client, or makes it. A lease begun before go-live (`work.adopt`) gets the client that is there, and nothing
 * about it is changed.
 * @returns text `client 1001`; findings `clientId`, `clientIsNew`
 * @throws SyncError CLIENT_TAKEN, CLIENT_ARCHIVED, ADOPT_NO_MATCH, ADOPT_AMBIGUOUS, LEASE_WITHOUT_TENANT (trouble operator);
 *   CLAIM_LOST; and what the CRM throws
 */
export async function ensureClient(context: StepContext): Promise<StepResult> {
  const household = await openStep(context);
  if (household === undefined) return skipped;
  if (household.clientId !== null) return resultOf('found', household.clientId);
  if (context.work.adopt) {
    const clientId = await findForAdoption(context, household);
    if (clientId !== undefined) {
      await remember(context, household, { clientId, adopted: true });
      await context.store.attention.clear(adoptionKey(context));
      return resultOf('found', clientId);
    }
  }
  const made = await makeClient(context, household);
  if (made === undefined) return { outcome: 'planned', text: 'plan: new client', findings: { clientIsNew: true } };
  await remember(context, household, { clientId: made.clientId });
  // Cleared last: with it goes the person's yes to making a client for a lease begun before go-live.
  if (context.work.adopt) await context.store.attention.clear(adoptionKey(context));
  return { ...resultOf(made.isNew ? 'done' : 'found', made.clientId), warnings: made.warnings };
}

function resultOf(outcome: 'done' | 'found', clientId: number): StepResult {
  return { outcome, text: `client ${clientId}`, findings: { clientId, clientIsNew: outcome === 'done' } };
}

interface MadeClient {
  readonly clientId: number;
  readonly isNew: boolean;
  readonly warnings: readonly string[];
}

/** @returns undefined in dry-run, when it would be made */
async function makeClient(context: StepContext, household: Household): Promise<MadeClient | undefined> {
  const { store, claim, crm, directory, signal } = context;
  const wanted = wantedClient(context, household);
  let warnings: readonly string[] = [];
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
        const client = await crm.createClient(wanted, signal);
        directory.noteClient(client);
        warnings = suspensionWarnings(context, client);
        return { clientId: client.id };
      },
      result: clientResult,
    });
    if (applied.outcome === 'planned') return undefined;
    if (applied.outcome === 'found') return { ...applied.found, isNew: false, warnings };
    return { ...applied.result, isNew: applied.outcome === 'done', warnings };
  } catch (error) {
    if (isSyncError(error) && error.status === 422) {
      const clientId = await clientBehindRefusal(context, household, wanted.userIdent, error);
      return { clientId, isNew: false, warnings };
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

/**
 * A 422 may mean that a client with this Custom ID is there after all (contracts/uisp-crm.md §3, "Duplicates"): it is taken, unless it
 * is another household's or archived.
 */
async function clientBehindRefusal(
  context: StepContext,
  household: Household,
  ident: string,
  refusal: SyncError,
): Promise<number> {
  const { store, directory, signal } = context;
  const client = await directory.clientByIdent(ident, { since: store.clock() }, signal);
  if (client !== undefined) {
    if (await isTaken(context, household, client.id)) throw clientTaken(context, client.id);
    return client.id;
  }
  await refuseArchived(context, ident);
  throw refusal;
}

/**
 * An archived client keeps its Custom ID. Live this is asked only after a refusal or a failure, because it is a request of its own for
 * each lease; in dry-run always, so that the plan is what live would do.
 * @throws SyncError CLIENT_ARCHIVED (trouble operator)
 */
async function refuseArchived({ crm, signal, work }: StepContext, ident: string): Promise<void> {
  const [archived] = await crm.clients({ userIdent: ident, archived: true }, signal);
  if (archived === undefined) return;
  throw new SyncError(
    `Unit ${work.unit.label}: UISP client ${archived.id} has this tenant's Custom ID, but is archived.`,
    {
      code: 'CLIENT_ARCHIVED',
      trouble: 'operator',
      hint: `In UISP, restore client ${archived.id}, or remove its Custom ID.`,
    },
  );
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
    contacts: tenants.map((tenant) => ({
      name: [tenant.firstName, tenant.lastName].filter((part) => part !== '').join(' '),
      ...(tenant.email === null ? {} : { email: tenant.email }),
      ...(tenant.phone === null ? {} : { phone: tenant.phone }),
    })),
  };
}
