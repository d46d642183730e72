/**
 * The stamp of the world a database belongs to (design §5): what is known of one property must never be applied to another, and
 * nothing of the sandbox to real servers.
 */
import * as v from 'valibot';
import { SyncError } from '../../sync-error.ts';
import { type Database, firstRow, jsonColumn } from './database.ts';

/** Which property, by which UISP, or the sandbox. */
export interface World {
  readonly kind: 'sandbox' | 'real';
  /** Innago's property uid; empty while unknown. */
  readonly property: string;
  /** UISP's host, with its port when it is not the usual one; empty while unknown. */
  readonly uispHost: string;
}

const worldSchema = v.object({ kind: v.picklist(['sandbox', 'real']), property: v.string(), uispHost: v.string() });

/**
 * Stamps a database that has no stamp; one that has it must have the same. A part that is empty on either side is filled in, not
 * compared.
 * @throws SyncError STORE_OTHER_WORLD (trouble operator)
 */
export async function stampWorld(database: Database, world: World): Promise<void> {
  const row = await database.run((knex) =>
    firstRow(v.object({ value: v.string() }), knex.select('value').from('meta').where({ name: 'world' })),
  );
  const stamped = row === undefined ? undefined : jsonColumn(worldSchema, row.value);
  if (stamped !== undefined) compare(database.file, stamped, world);
  const wanted: World = {
    kind: world.kind,
    property: stamped?.property || world.property,
    uispHost: stamped?.uispHost || world.uispHost,
  };
  const value = JSON.stringify(wanted);
  if (value === row?.value) return;
  await database.run((knex) => knex('meta').insert({ name: 'world', value }).onConflict('name').merge());
}

function compare(file: string, stamped: World, world: World): void {
  if (stamped.kind !== world.kind) {
    throw otherWorld(file, names[stamped.kind], names[world.kind]);
  }
  if (differs(stamped.property, world.property)) {
    throw otherWorld(file, `Innago property ${stamped.property}`, `property ${world.property}`);
  }
  if (differs(stamped.uispHost, world.uispHost)) {
    throw otherWorld(file, `UISP at ${stamped.uispHost}`, `UISP at ${world.uispHost}`);
  }
}

const names = { sandbox: 'the sandbox', real: 'a real property' };

function differs(stamped: string, now: string): boolean {
  return stamped !== '' && now !== '' && stamped !== now;
}

function otherWorld(file: string, stamped: string, now: string): SyncError {
  return new SyncError(`The database ${file} belongs to ${stamped}, but the settings now say ${now}.`, {
    code: 'STORE_OTHER_WORLD',
    trouble: 'operator',
    hint: 'Name another file in sync-database (SYNC_DATABASE) for the other one, or put the settings back.',
  });
}
