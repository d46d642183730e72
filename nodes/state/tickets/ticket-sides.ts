/** How the two sides of a linked ticket stand to each other. */
import { type Follows, whoFollows } from '../../village/tickets/ticket-agreement.ts';
import type { TicketEntry } from './ticket-entry.ts';

/** Which side is to be written now. undefined: the sides agree, or one of them cannot be seen. */
export function follows({ agreed, innago, uisp, link }: TicketEntry): Follows | undefined {
  if (link === null || uisp === null || uisp.gone !== null || innago.place === 'gone') return undefined;
  return whoFollows(agreed, innago, uisp);
}

/** A technician has given the UISP ticket to another client: what is said there may not be this tenant's business. */
export function isWithAnotherClient({ link, uisp }: Pick<TicketEntry, 'link' | 'uisp'>): boolean {
  return link !== null && uisp !== null && uisp.gone === null && uisp.clientId !== link.clientId;
}
