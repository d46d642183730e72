/** A database of an earlier version. */
import type { Knex } from 'knex';
import { chargeKey } from '../../nodes/state/billing/charged-months.ts';
import { type Migration, migrations } from '../../nodes/state/database/migrations/index.ts';
import { outside } from './outside.ts';
import { hour, lease, type Stage } from './stage.ts';

export const table = 'village_fiber_migrations';

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

export const mailKey = 'mail/household:1/welcome/0123456789abcdef';

export const month = '2026-11';

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

export async function filled({ file, clock }: Stage, count: number): Promise<void> {
  const { charge, ...rows } = life(clock() - hour);
  await ofVersion(file, count, async (knex) => {
    await insert(knex, rows);
    await insert(knex, { effects: charge ?? {} });
  });
}
