/** A store full of personal data that is told from everything else. */
import type { TestContext } from 'node:test';
import type { Mode } from '../../../nodes/state/store-port.ts';
import { client, run } from '../planned.ts';
import { type Clock, future, lease, stage, tenant, tick, units } from '../stage.ts';
import { absorb } from '../tickets/book.ts';
import { ticket } from '../tickets/tickets.ts';

/** Names, addresses and words of tenants. */
export const canaries = [
  'Canaria',
  'tenant@canary.example',
  'tel-0815',
  'Titlecanary',
  'Textcanary',
  'Personcanary',
  'Planova',
  'planned@canary.example',
] as const;

/** All that can be asked, with what may be brought along. */
export const everyAsk = [
  { ask: 'units' },
  { ask: 'units', search: 'canaria' },
  { ask: 'units', filter: 'attention', size: 500 },
  { ask: 'unit', unit: '101' },
  { ask: 'unit', unit: 'Unit 102' },
  { ask: 'attention' },
  { ask: 'command', command: { verb: 'list' } },
  { ask: 'plan' },
  { ask: 'plan', csv: true },
  { ask: 'upcoming' },
  { ask: 'upcoming', days: 365 },
  { ask: 'upcoming', csv: true, days: 700 },
  { ask: 'adoption' },
  { ask: 'adoption', csv: true },
  { ask: 'tickets' },
  { ask: 'month' },
  { ask: 'month', csv: true },
  { ask: 'health' },
  { ask: 'progress' },
  { ask: 'mode' },
  { ask: 'mode', to: 'dry-run', confirm: true },
] as const;

export async function canaryStore(t: TestContext, mode: Mode) {
  const { open, clock } = await stage(t);
  const store = await open({ mode });
  await store.units.replace(units.units);
  const people = [
    tenant('p1', { firstName: 'Tia', lastName: 'Canaria', email: 'tenant@canary.example', phone: 'tel-0815' }),
  ];
  const leases = [
    lease('a', '101', { tenants: people, start: '2025-06-01' }),
    lease('b', '102', { tenants: people, start: '2026-12-01', end: null, flags: future }),
  ];
  const due = await tick(store, clock, leases);
  const after = {
    firstName: 'Pat',
    lastName: 'Planova',
    contacts: [{ name: 'Planova', email: 'planned@canary.example' }],
  };
  await run(store, due.get('a'), [{ ...client, after }]);
  const words = { title: 'Titlecanary', description: 'Textcanary', personName: 'Personcanary' };
  await absorb(store, [ticket('t1', words), ticket('t2', { ...words, unitName: '' })]);
  await store.tickets.due('sync', '2026-11-20');
  await failing(store, clock, leases);
  return { store, clock };
}

/** What needs a person is told without personal data. */
async function failing(
  store: Awaited<ReturnType<typeof canaryStore>>['store'],
  clock: Clock,
  leases: ReturnType<typeof lease>[],
) {
  const [first] = leases;
  if (first === undefined) return;
  await tick(store, clock, [{ ...first, unitName: 'nowhere', tenants: first.tenants }, ...leases.slice(1)]);
  await tick(store, clock, leases);
}
