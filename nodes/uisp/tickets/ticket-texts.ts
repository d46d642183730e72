/** The tenant's later text, as comments on the UISP ticket: each version once. */
import { inTurn } from '../../state/tickets/in-turn.ts';
import type { Outgoing } from '../../state/tickets/ticket-entry.ts';
import { isWithAnotherClient } from '../../state/tickets/ticket-sides.ts';
import { cutText } from '../../village/tickets/cut-text.ts';
import { sayOnTicket } from './ticket-comment.ts';
import { entryNow, longestComment, type TicketContext } from './ticket-context.ts';

/**
 * Tells UISP what is queued for it, the oldest first. One that is refused keeps none of the others.
 * @returns what became of it; undefined: there was nothing to tell
 * @throws SyncError TICKET_DELETED_IN_UISP, TICKET_CLIENT_ARCHIVED (trouble operator); CLAIM_LOST; and what the CRM throws
 */
export async function tellTexts(context: TicketContext): Promise<'done' | 'planned' | undefined> {
  let told: 'done' | 'planned' | undefined;
  const each = entryNow(context).toUisp.map((outgoing) => async () => {
    told = await tell(context, outgoing);
  });
  const refused = await inTurn(each);
  if (refused !== undefined) throw refused;
  return told;
}

function tell(context: TicketContext, { source, text }: Outgoing): Promise<'done' | 'planned'> {
  const { work, settings } = context;
  const body = cutText(text, longestComment, `\n[The text is cut here. The whole is in Innago, ticket ${work.uid}.]`);
  // Who has the ticket now may not be the one whose words these are.
  const isPublic = settings.ticketsPublic && !isWithAnotherClient(entryNow(context));
  return sayOnTicket(context, { source, body, public: isPublic }, (entry) => ({
    ...entry,
    toUisp: entry.toUisp.filter((one) => one.source !== source),
  }));
}
