/** Why UISP does not let a client bear a tenant's Custom ID, or does not let it be changed at all. */
import type { Household } from '../../state/store-port.ts';
import { SyncError } from '../../sync-error.ts';
import type { CrmClient } from '../ports.ts';
import { isMissing } from '../refused.ts';
import { clientTaken, isTaken } from './client-match.ts';
import type { StepContext } from './context.ts';

/**
 * A 422 may mean that a client with this Custom ID is there after all (contracts/uisp-crm.md §3, "Duplicates"): it is taken, unless it
 * is another household's or archived.
 * @returns its id
 */
export async function clientBehindRefusal(
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
export async function refuseArchived({ crm, signal, work }: StepContext, ident: string): Promise<void> {
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

/**
 * Can the client take over the next tenant's Custom ID? Asked as {@link refuseArchived} is.
 * @throws SyncError CLIENT_TAKEN, CLIENT_ARCHIVED (trouble operator)
 */
export async function refuseTakenIdent(context: StepContext, ident: string, clientId: number): Promise<void> {
  const { store, directory, signal, work } = context;
  const other = await directory.clientByIdent(ident, { since: store.clock() }, signal);
  if (other === undefined || other.id === clientId) return refuseArchived(context, ident);
  throw new SyncError(
    `Unit ${work.unit.label}: client ${clientId} passes to the next tenant, whose Custom ID is on UISP client ${other.id}.`,
    {
      code: 'CLIENT_TAKEN',
      trouble: 'operator',
      hint: `If client ${other.id} is of an earlier stay, or a duplicate, remove its Custom ID in UISP; it goes on by itself then.`,
    },
  );
}

/** The household's client as it is now. @throws SyncError CLIENT_MISSING, CLIENT_ARCHIVED (trouble operator) */
export async function livingClient({ crm, signal, work }: StepContext, clientId: number): Promise<CrmClient> {
  const client = await crm.client(clientId, signal).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (client !== undefined && !client.isArchived) return client;
  const what = client === undefined ? 'gone' : 'archived';
  throw new SyncError(`Unit ${work.unit.label}: UISP client ${clientId} is ${what}.`, {
    code: client === undefined ? 'CLIENT_MISSING' : 'CLIENT_ARCHIVED',
    trouble: 'operator',
    hint: client === undefined ? `Was client ${clientId} deleted in UISP?` : `In UISP, restore client ${clientId}.`,
  });
}
