import type { Attention } from '../attention/attention.ts';
import type { Database } from '../database/database.ts';
import type { Households } from '../households.ts';
import type { LeaseBook } from '../leases/lease-book.ts';
import type { Claims } from '../ledger/claims.ts';
import type { Mode } from '../store-port.ts';
import type { Units } from '../units.ts';

/** What the ticket book works with. */
export interface TicketBookOptions {
  readonly database: Database;
  readonly clock: () => number;
  readonly mode: Mode;
  readonly claims: Claims;
  readonly attention: Attention;
  readonly households: Households;
  readonly units: Units;
  readonly leases: LeaseBook;
  /** Labels of the only units that anything is done for; undefined: all, common areas too. */
  readonly onlyUnits: readonly string[] | undefined;
}
