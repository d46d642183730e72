import createKnex from 'knex';

/** Another program's connection to a file. */
export async function outside(
  file: string,
  work: (knex: ReturnType<typeof createKnex>) => Promise<unknown>,
): Promise<void> {
  const knex = createKnex({ client: 'sqlite3', connection: { filename: file }, useNullAsDefault: true });
  try {
    await work(knex);
  } finally {
    await knex.destroy();
  }
}
