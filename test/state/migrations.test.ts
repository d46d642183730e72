/** A database of each earlier version, with something in every table, is opened by this one: nothing is lost, and nothing is done again. */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Knex } from 'knex';
import { chargeKey, knownMonths } from '../../nodes/state/billing/charged-months.ts';
import { Database } from '../../nodes/state/database/database.ts';
import { migrate } from '../../nodes/state/database/migrate.ts';
import { type Migration, migrations } from '../../nodes/state/database/migrations/index.ts';
import { outside } from './outside.ts';
import { claimOf, hour, lease, type Stage, stage, tick } from './stage.ts';

const table = 'village_fiber_migrations';

/** Steps 1 to n, as an older version of this package had them. */
async function ofVersion(file: string, count: number, fill: (knex: Knex) => Promise<void>): Promise<void> {
  const steps = migrations.slice(0, count);
  const migrationSource = {
    getMigrations: async () => [...steps],
    getMigrationName: ({ name }: Migration) => name,
    getMigration: async ({ up }: Migration) => ({ up, down: async () => undefined }),
  };
  await outside(file, async (knex) => {
    await knex.migrate.latest({ migrationSource, tableName: table });
    await fill(knex);
  });
}

/** Puts rows into those of the tables, and those of their columns, that this version has. */
async function insert(knex: Knex, rows: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Promise<void> {
  for (const [name, row] of Object.entries(rows)) {
    const columns: { name: string }[] = await knex.raw(`PRAGMA table_info(${name})`);
    const known = new Set(columns.map((column) => column.name));
    if (known.size === 0) continue;
    await knex(name).insert(Object.fromEntries(Object.entries(row).filter(([column]) => known.has(column))));
  }
}

const mailKey = 'mail/household:1/welcome/0123456789abcdef';
const month = '2026-11';

/** As the ticket book stored it first: what came later is absent. */
const ticket = {
  text: 'x',
  textVersion: 1,
  unit: '101',
  innago: { class: 'open', status: 'New', reopened: false, reading: 0, place: 'listed' },
  judged: { verdict: 'internet', text: 'x' },
  held: false,
  link: { ticketId: 5, clientId: 1001, householdId: 1, unit: '101' },
  uisp: null,
  agreed: 'open',
  revision: 0,
  heard: [],
  said: [],
  toUisp: [],
  toInnago: [],
  failures: 0,
  failureTrouble: null,
  retryAt: null,
};

/** A household on a paid plan that was provisioned, welcomed and charged, with a ticket and an open question. */
function life(at: number): Record<string, Record<string, unknown>> {
  const effect = {
    fingerprint: 'x',
    state: 'done',
    because: 'lease new',
    lease_uid: 'a',
    unit: '101',
    household_id: 1,
    before_json: 'null',
    prepared_json: 'null',
    result_json: 'null',
    claim_token: 'old',
    begun_at: at,
    settled_at: at,
  };
  const charge = {
    item: 'Village Fiber 1G, November 2026',
    amountCents: 1000,
    dueDate: '2026-11-01',
    leaseUid: 'a',
    tenantUid: 'tenant-of-a',
  };
  return {
    meta: { name: 'world', value: JSON.stringify({ kind: 'real', property: 'property-1', uispHost: '10.8.10.10' }) },
    facts: { name: 'uisp.timeZone', value: 'America/Chicago' },
    claims: { key: 'lease:a', kind: 'lease', token: 'old', epoch: 1, expires_at: at },
    households: {
      unit_uid: 'unit-101',
      unit_label: '101',
      lease_uid: 'a',
      first_tenant_uid: 'tenant-of-a',
      begun: '2026-06-01',
      client_id: 1001,
      site_id: 'site-101',
      service_id: 300,
      onu_id: 'onu-101',
      plan: 'Village Fiber 1G',
      plan_since: '2026-06-01',
      adopted: false,
      first_seen_at: at,
    },
    units: { uid: 'unit-101', name: '101', label: '101', position: 0 },
    leases: {
      uid: 'a',
      household_id: 1,
      lease_json: JSON.stringify(lease('a', '101')),
      applied_fingerprint: 'of an older version',
      failures: 0,
      waiting_json: '[]',
      first_seen_at: at,
    },
    effects: {
      ...effect,
      key: mailKey,
      kind: 'mail',
      after_json: JSON.stringify({ tenantUid: 'tenant-of-a', unaddressed: [] }),
    },
    audit: {
      at,
      because: 'lease new',
      unit: '101',
      kind: 'mail',
      key: mailKey,
      before_json: 'null',
      after_json: 'null',
      outcome: 'done',
    },
    attention: {
      key: 'onu-missing/unit:unit-101',
      code: 'ONU_MISSING',
      place: 'unit 101',
      why: 'why',
      todo: 'todo',
      verbs_json: '["ignore"]',
      raised_at: at,
    },
    breakers: { server: 'UISP CRM', opened_at: at, until: at, why: 'it was away' },
    scans: { kind: 'leases', verdict_json: JSON.stringify({ at, complete: true, seen: 1, due: 0, why: '' }) },
    scan_days: {
      kind: 'leases',
      day: '2026-11-20',
      scans: 1,
      incomplete: 0,
      failed: 0,
      slowest_ms: 9,
      verdict_json: JSON.stringify({ at, complete: true, seen: 1, due: 0, why: '' }),
    },
    tickets: { uid: 't1', fingerprint: 'x', status: 'New', first_seen_at: at, entry_json: JSON.stringify(ticket) },
    plan_changes: {
      household_id: 1,
      unit: '101',
      lease_uid: 'a',
      ticket_uid: 't0',
      from_plan: 'Village Fiber 500',
      to_plan: 'Village Fiber 1G',
      since: '2026-06-01',
      at,
      kind: 'up',
    },
    stays: {
      household_id: 1,
      unit_uid: 'unit-101',
      unit_label: '101',
      lease_uid: 'a',
      site_id: 'site-101',
      service_id: 300,
      onu_id: 'onu-101',
    },
    contacts: { household_id: 1, tenant_uid: 'tenant-of-a', contact_id: 7 },
    charge: {
      ...effect,
      key: chargeKey(1, month),
      kind: 'innago-invoice',
      after_json: JSON.stringify(charge),
      result_json: '{"invoiceUid":"i1"}',
    },
  };
}

async function filled({ file, clock }: Stage, count: number): Promise<void> {
  const { charge, ...rows } = life(clock() - hour);
  await ofVersion(file, count, async (knex) => {
    await insert(knex, rows);
    await insert(knex, { effects: charge ?? {} });
  });
}

for (const [index, { name }] of migrations.entries()) {
  test(`a database as it was after ${name}: all is there, and nothing is done again`, async (t) => {
    const scene = await stage(t);
    await filled(scene, index + 1);
    const { clock, folder, file } = scene;
    const store = await scene.open();

    const household = await store.households.get(1);
    assert.deepEqual(
      [household.clientId, household.siteId, household.serviceId, household.onuId, household.plan, household.adopted],
      [1001, 'site-101', 300, 'onu-101', 'Village Fiber 1G', false],
    );
    assert.equal((await store.households.byClient(1001))?.id, 1);
    assert.equal(store.leases.entry('a')?.householdId, 1);
    assert.deepEqual(store.units.all(), [{ uid: 'unit-101', name: '101', label: '101' }]);
    assert.equal(await store.facts.get('uisp.timeZone'), 'America/Chicago');
    assert.deepEqual(
      store.attention.list().map(({ code }) => code),
      ['ONU_MISSING'],
    );
    assert.equal((await store.audit.list()).length, 1);
    assert.equal(store.breakers.openUntil('UISP CRM'), clock() - hour);
    assert.equal(store.claims.isHeld('lease:a'), false, 'of an older epoch');
    assert.equal(store.scans.last('leases')?.seen, 1);
    if (index >= 3) assert.equal(store.tickets.entry('t1')?.link?.ticketId, 5);
    if (index >= 4) assert.equal((await store.planHistory.ofHousehold(1)).length, 1);

    const due = await tick(store, clock, [lease('a', '101')]);
    assert.deepEqual(
      [...due.values()].map(({ householdId, adopt }) => [householdId, adopt]),
      [[1, false]],
    );
    assert.equal(store.households.all().length, 1, 'the same household');
    const claim = await claimOf(store);
    const facts = {
      key: mailKey,
      kind: 'mail',
      fingerprint: 'x',
      reason: { because: 'test' },
      before: null,
      after: null,
    } as const;
    assert.equal(await store.once.beginOnce(claim, facts), 'already');
    const { charged, unknown } = await knownMonths(store, 1, '2026-11-20');
    assert.deepEqual([charged, unknown], [[month], []]);

    const copies = (await readdir(folder)).filter((one) => one.includes('.before-'));
    const next = migrations[index + 1]?.name.slice(0, 4);
    assert.deepEqual(copies, next === undefined ? [] : [`${basename(file)}.before-${next}`]);
    for (const copy of copies) assert.equal((await stat(join(folder, copy))).mode & 0o777, 0o600);
  });
}

const bad: Migration = {
  name: '9001-bad',
  up: async (knex) => {
    await knex('facts').insert({ name: 'half', value: 'done' });
    await knex.schema.createTable('half', (half) => half.text('done'));
    throw new Error('the disk said no');
  },
};
const good: Migration = { name: '9000-good', up: (knex) => knex.schema.createTable('good', (rows) => rows.text('x')) };

async function whole(t: TestContext, steps: readonly Migration[]) {
  const scene = await stage(t);
  await filled(scene, migrations.length);
  const database = new Database({ file: scene.file });
  t.after(() => database.close());
  const run = () => migrate(database, scene.clock(), [...migrations, ...steps]);
  const tables = () =>
    database.run(async (knex): Promise<string[]> => {
      const rows: { name: string }[] = await knex.raw("SELECT name FROM sqlite_master WHERE name IN ('half', 'good')");
      const done: string[] = await knex(table).where('name', '>=', '9').pluck('name');
      return [...rows.map(({ name }) => name), ...done];
    });
  return { ...scene, database, run, tables };
}

test('a step that fails leaves the database as it was, the steps before it included, and a copy beside it', async (t) => {
  const { run, tables, database, file, folder, open } = await whole(t, [good, bad]);
  await assert.rejects(run(), { name: 'SyncError' });
  assert.deepEqual(await tables(), []);
  assert.equal(await database.run((knex) => knex('facts').where({ name: 'half' }).first()), undefined);
  await database.close();
  assert.ok((await readFile(`${file}.before-9000`)).length > 0);
  assert.equal((await (await open()).households.get(1)).clientId, 1001, 'the older version goes on with it');
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.includes('.part')),
    [],
  );
});

test('of the copies from before an upgrade the last is kept; one that is put back opens, and knows that it is a copy', async (t) => {
  const { run, file, database, open } = await whole(t, [good]);
  await migrateOnly(database, [...migrations]);
  await run();
  await assert.rejects(stat(`${file}.before-0001`));
  const copy = `${file}.before-9000`;
  const restored = await open({ file: copy });
  assert.notEqual(restored.gap.restoredAt, undefined);
});

/** Leaves an older copy behind, as an earlier upgrade would have. */
async function migrateOnly(database: Database, steps: readonly Migration[]): Promise<void> {
  await migrate(database, 0, steps);
  await database.run((knex) => knex.raw('VACUUM INTO ?', [`${database.file}.before-0001`]));
}

test('without room for a copy nothing is changed', async (t) => {
  const { run, tables, file } = await whole(t, [good]);
  // In place of a full disk: the copy's name is taken by a folder.
  await mkdir(`${file}.before-9000.part`, { recursive: true });
  await assert.rejects(run(), { code: /^STORE_|^UNEXPECTED/ });
  assert.deepEqual(await tables(), []);
});
