/**
 * Which side of a ticket follows which (design §4, "Maintenance ticket"): three-way, by what both were when they last agreed. Only the
 * class is kept in step: {New, Old, ReOpened ↔ 0, 1, 2} and {Resolved ↔ 3}.
 */
import type { TicketClass } from './ticket.ts';

/** One side as it was last seen. */
export interface TicketSide {
  readonly class: TicketClass;
  /** It was opened again since both agreed, also when its class is the same as then (solved and opened again in between). */
  readonly reopened: boolean;
}

export type Follows = { readonly side: 'innago' | 'uisp'; readonly to: TicketClass };

/**
 * The side whose class changed since both agreed wins; if both did, a reopen beats a resolve.
 * @param agreed what both were when they last agreed
 * @returns the side that is to be written, and what it is to become; undefined: they agree
 */
export function whoFollows(agreed: TicketClass, innago: TicketSide, uisp: TicketSide): Follows | undefined {
  if (innago.class === uisp.class) return undefined;
  const [open, solved] = innago.class === 'open' ? (['innago', 'uisp'] as const) : (['uisp', 'innago'] as const);
  const openSide = open === 'innago' ? innago : uisp;
  // Agreed on open: one side was solved since. Agreed on solved: one side was opened again since, and a reopen wins anyway.
  const isSolvedSince = agreed === 'open' && !openSide.reopened;
  return isSolvedSince ? { side: open, to: 'solved' } : { side: solved, to: 'open' };
}
