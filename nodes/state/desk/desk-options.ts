import type { Attention } from '../attention/attention.ts';
import type { LeaseBook } from '../leases/lease-book.ts';
import type { Claims } from '../ledger/claims.ts';
import type { Pause } from '../pause.ts';
import type { TicketBook } from '../tickets/ticket-book.ts';

/** What the desk works with. */
export interface DeskOptions {
  readonly claims: Claims;
  readonly leases: LeaseBook;
  readonly tickets: TicketBook;
  readonly attention: Attention;
  readonly log: { info(text: string): void; warn(text: string): void };
  readonly pause: Pick<Pause, 'isOn'>;
}
