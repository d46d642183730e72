/** What the ticket book is made of, between two switches of the mode: made anew from the table at each, as at a start. */
import { TicketTexts } from '../retention/ticket-texts.ts';
import { TicketAttention } from './ticket-attention.ts';
import type { TicketBookOptions } from './ticket-book-input.ts';
import type { TicketEntry } from './ticket-entry.ts';
import { TicketHouseholds } from './ticket-household.ts';
import { TicketOutcomes } from './ticket-outcomes.ts';
import { TicketPlans } from './ticket-plans.ts';
import { TicketReadings } from './ticket-readings.ts';
import { TicketShelf } from './ticket-shelf.ts';

export interface TicketPages {
  readonly households: TicketHouseholds;
  readonly items: TicketAttention;
  readonly shelf: TicketShelf;
  readonly readings: TicketReadings;
  readonly outcomes: TicketOutcomes;
  readonly plans: TicketPlans;
  readonly texts: TicketTexts;
}

/** @param lastReading no number up to it is given to a reading */
export function ticketPagesOf(
  options: TicketBookOptions,
  entries: readonly TicketEntry[],
  lastReading = 0,
): TicketPages {
  const households = new TicketHouseholds(options);
  const items = new TicketAttention(options.attention);
  const shelf = new TicketShelf(options, entries, lastReading);
  return {
    households,
    items,
    shelf,
    readings: new TicketReadings(options, shelf),
    outcomes: new TicketOutcomes(options, shelf, items),
    plans: new TicketPlans(options, { shelf, items, households }),
    texts: new TicketTexts({ ...options, shelf, items }),
  };
}
