/**
 * All migrations, in order. They are listed by hand, not found in a folder: the package is one bundled file per node.
 * A released migration is never edited; a change is a new file with the next number.
 */
import type { Knex } from 'knex';
import { up as first } from './0001-first.ts';
import { up as tickets } from './0002-tickets.ts';

export interface Migration {
  /** Stored in the database; never renamed. */
  readonly name: string;
  readonly up: (knex: Knex) => Promise<void>;
}

export const migrations: readonly Migration[] = [
  { name: '0001-first', up: first },
  { name: '0002-tickets', up: tickets },
];
