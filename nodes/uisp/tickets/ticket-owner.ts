/** Whose client a ticket goes to (design §4, "Maintenance ticket"), and what a person is told when there is none. */
import type { TicketOwner } from '../../state/tickets/ticket-household.ts';
import { isSyncError, SyncError } from '../../sync-error.ts';
import { unitInWords } from '../../village/unit-label.ts';
import { isMissing } from '../refused.ts';
import type { TicketContext } from './ticket-context.ts';

/** The client for the ticket of someone who has none: the setting, else a person is asked. @throws SyncError TICKET_NO_CLIENT (trouble operator) */
export function propertyClient(
  { settings, work }: TicketContext,
  { why }: Extract<TicketOwner, { kind: 'nobody' }>,
): number {
  if (settings.propertyClientId !== undefined) return settings.propertyClientId;
  throw new SyncError(`Ticket ${work.uid} (${unitInWords(work.unit)}) has no client in UISP: ${reasons[why]}.`, {
    code: 'TICKET_NO_CLIENT',
    trouble: 'operator',
    hint: 'Set "client for property tickets" in the UISP server node to the id of a UISP client, or look after the ticket by hand and resolve it in Innago.',
  });
}

const reasons: Readonly<Record<Extract<TicketOwner, { kind: 'nobody' }>['why'], string>> = {
  'common-area': 'it is about a common area',
  vacant: 'nobody lives in the unit',
  'unknown-unit': 'the property has no such unit',
  'former-tenant': 'it is a former tenant’s, who has no client',
};

/** UISP refused the ticket with a 404: because of the client, or for a reason of its own. @returns the error to throw */
export async function refusedClient(
  { crm, work, signal }: TicketContext,
  clientId: number,
  refusal: unknown,
): Promise<unknown> {
  const where = `Ticket ${work.uid} (${unitInWords(work.unit)})`;
  try {
    const { isArchived } = await crm.client(clientId, signal);
    if (!isArchived) return refusal;
    return new SyncError(`${where}: UISP client ${clientId}, to whom it belongs, is archived.`, {
      code: 'CLIENT_ARCHIVED',
      trouble: 'operator',
      hint: `Restore client ${clientId} in UISP.`,
    });
  } catch (error) {
    if (!isMissing(error)) return isSyncError(error) ? error : refusal;
    return new SyncError(`${where}: UISP client ${clientId}, to whom it belongs, is no longer there.`, {
      code: 'CLIENT_MISSING',
      trouble: 'operator',
      hint: 'Was the client deleted in UISP? If it is the client for property tickets, correct it in the UISP server node.',
    });
  }
}
