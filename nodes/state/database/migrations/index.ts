/**
 * All migrations, in order. They are listed by hand, not found in a folder: the package is one bundled file per node.
 * A released migration is never edited; a change is a new file with the next number.
 */
import type { Knex } from 'knex';
import { up as first } from './0001-first.ts';
import { up as tickets } from './0002-tickets.ts';
import { up as sharedCauses } from './0003-shared-causes.ts';
import { up as ticketBook } from './0004-ticket-book.ts';
import { up as planChanges } from './0005-plan-changes.ts';
import { up as tenancy } from './0006-tenancy.ts';
import { up as scanDays } from './0007-scan-days.ts';
import { up as toldAndForgotten } from './0008-told-and-forgotten.ts';

/** One step from a version of the database to the next. */
export interface Migration {
  /** Stored in the database; never renamed. */
  readonly name: string;
  readonly up: (knex: Knex) => Promise<void>;
}

/** In the order in which they run. */
export const migrations: readonly Migration[] = [
  { name: '0001-first', up: first },
  { name: '0002-tickets', up: tickets },
  { name: '0003-shared-causes', up: sharedCauses },
  { name: '0004-ticket-book', up: ticketBook },
  { name: '0005-plan-changes', up: planChanges },
  { name: '0006-tenancy', up: tenancy },
  { name: '0007-scan-days', up: scanDays },
  { name: '0008-told-and-forgotten', up: toldAndForgotten },
];
