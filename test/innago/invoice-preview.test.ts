/** A month's invoice lines, listed before they are issued (design §4, "Invoice line"). */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ensureInvoiceLines } from '../../nodes/innago/invoice/invoice.ts';
import { previewInvoices } from '../../nodes/innago/invoice/invoice-preview.ts';
import invoiceLine from '../../nodes/innago/invoice-line.ts';
import type { HouseholdPatch } from '../../nodes/state/store-port.ts';
import { errorOf } from '../error-of.ts';
import { runningNode } from '../red-runtime.ts';
import { type Village, type VillageOptions, village } from './village.ts';

const signal = new AbortController().signal;
const noon = (day: string) => Date.parse(`${day}T18:00:00Z`);

interface Home {
  readonly unit: string;
  readonly dueOn?: number;
  readonly endDate?: string;
  readonly paymentFrequency?: string;
  readonly patch: HouseholdPatch;
}

const oneG = { plan: 'Village Fiber 1G', serviceId: 1 };
const homes: readonly Home[] = [
  { unit: '101', patch: oneG },
  { unit: '102', dueOn: 31, patch: { ...oneG, plan: 'Village Fiber 2G' } },
  { unit: '103', patch: {} },
  {
    unit: '104',
    dueOn: 15,
    patch: { ...oneG, nextPlan: { plan: 'Village Fiber 2G', from: '2026-12-10', serviceId: null } },
  },
  { unit: '105', patch: { ...oneG, nextPlan: { plan: 'Village Fiber 500', from: '2026-12-01', serviceId: null } } },
  { unit: '106', patch: { ...oneG, adopted: true, adoptedPlan: 'Village Fiber 1G' } },
  { unit: '107', paymentFrequency: 'Weekly', patch: oneG },
  { unit: '108', endDate: '2026-11-30', patch: oneG },
  { unit: '109', patch: { ...oneG, plan: 'Gone' } },
  { unit: '110', patch: { ...oneG, planSince: '2026-12-20' } },
];

async function stage(t: TestContext, options: VillageOptions = {}) {
  const place = await village(t, {
    day: '2026-11-20',
    simulator: { village: 'empty' },
    ...options,
    store: { goLive: '2026-11-20', ...options.store },
  });
  for (const { unit, patch: _patch, ...lease } of homes)
    place.simulator.world.addLease({ unit, startDate: '2026-11-20', ...lease });
  for (const work of (await place.scan()).due) {
    const claim = await place.store.claims.take(work.key);
    assert.ok(claim);
    const patch = homes.find(({ unit }) => unit === work.unit.label)?.patch ?? {};
    await place.store.households.update(claim, work.householdId, patch);
    await place.store.leases.done(claim, work);
  }
  place.requests();
  return place;
}

/** All that is due on each day, as the chain would do it. */
async function run(place: Village, days: readonly string[]): Promise<void> {
  for (const day of days) {
    place.clock.now = noon(day);
    for (const work of (await place.scan()).due) {
      const claim = await place.store.claims.take(work.key);
      assert.ok(claim);
      const { store, innago } = place;
      const { waiting } = await ensureInvoiceLines({ store, innago, rules: place.rules(), work, claim, signal });
      await store.leases.done(claim, work, { waiting: waiting === undefined ? [] : [waiting], since: 0 });
    }
  }
}

const preview = (place: Village, month?: string) =>
  previewInvoices({ store: place.store, rules: place.rules(), signal }, month);
const issuedIn = (place: Village, month: string) =>
  [...place.simulator.world.invoices.values()]
    .filter(({ dueDate }) => dueDate.startsWith(month))
    .map(({ item, amount, dueDate }) => ({ item, amountCents: Math.round(amount * 100), dueDate }));
const plain = ({ item, amountCents, dueDate }: { item: string; amountCents: number; dueDate: string }) => ({
  item,
  amountCents,
  dueDate,
});
const sorted = (lines: readonly object[]) => lines.map((line) => JSON.stringify(line)).toSorted();

test('what it lists is what is issued, to the cent; and it asks and writes nothing', async (t) => {
  const place = await stage(t);
  const changes = () => place.store.database.run((knex) => knex.raw('SELECT total_changes() AS n'));
  const before = await changes();
  const december = await preview(place);
  assert.deepEqual([place.requests(), await changes()], [[], before]);
  assert.deepEqual(
    december.lines.map(({ unit, amount, dueDate, note }) => [unit, amount, dueDate, note]),
    [
      ['101', '$10.00', '2026-12-01', undefined],
      ['102', '$15.00', '2026-12-31', undefined],
      ['104', '$15.00', '2026-12-15', undefined],
    ],
  );
  assert.deepEqual([december.month, december.totalCents, december.total], ['2026-12', 4000, '$40.00']);
  assert.deepEqual(
    december.waiting.map(({ unit, amount, why }) => [unit, amount, why.slice(0, 22)]),
    [
      ['106', '$10.00', 'It had its plan before'],
      ['107', undefined, "The rent's payment fre"],
      ['109', undefined, 'The plan "Gone" is not'],
    ],
  );
  assert.match(
    december.csv,
    /^unit,item,amount,due date,note\r\n101,"Village Fiber 1G, December 2026",10\.00,2026-12-01,\r\n/,
  );
  assert.match(december.csv, /\r\ntotal,,40\.00,,\r\n$/);
  await run(place, ['2026-11-21', '2026-11-26', '2026-12-01', '2026-12-10', '2026-12-15', '2026-12-26', '2026-12-31']);
  assert.deepEqual(sorted(issuedIn(place, '2026-12')), sorted(december.lines.map(plain)));
  const afterwards = await preview(place, '2026-12');
  assert.deepEqual(afterwards.lines.map(plain), december.lines.map(plain));
  assert.ok(afterwards.lines.every(({ note }) => note === 'issued'));
});

test('half-way through, issued and coming lines make the same month; a household whose lease is over stays in it', async (t) => {
  const place = await stage(t);
  const december = await preview(place);
  await run(place, ['2026-11-21', '2026-11-26']);
  const now = await preview(place);
  assert.deepEqual(now.lines.map(plain), december.lines.map(plain));
  assert.deepEqual(
    now.lines.map(({ note }) => note),
    ['issued', undefined, undefined],
  );
  place.simulator.world.endLease('101', '2026-12-05');
  await run(place, ['2026-12-07']);
  assert.deepEqual((await preview(place, '2026-12')).lines.map(plain), december.lines.map(plain));
});

test('a charge whose answer was lost is listed once, and says so', async (t) => {
  const place = await stage(t);
  const december = await preview(place);
  place.simulator.faults.next({ server: 'innago', method: 'POST', path: '/v1/invoices' }, 'reset-after');
  await assert.rejects(run(place, ['2026-11-26']));
  const { lines } = await preview(place);
  assert.deepEqual(lines.map(plain), december.lines.map(plain));
  assert.equal(lines[0]?.note, 'sent, its answer was lost');
});

test('a household that waits for its yes: in the total from the month agreed on', async (t) => {
  const place = await stage(t);
  await run(place, ['2026-11-21']);
  const [six] = place.store.households.all().filter(({ unitLabel }) => unitLabel === '106');
  await place.store.facts.set(`billing/from/household:${six?.id}`, '2027-01');
  assert.ok(!(await preview(place)).lines.some(({ unit }) => unit === '106'));
  place.clock.now = noon('2026-12-20');
  assert.ok((await preview(place)).lines.some(({ unit }) => unit === '106'));
});

test('another month, and before the first scan: refused in words', async (t) => {
  const place = await stage(t);
  assert.equal((await errorOf(preview(place, '2027-01'))).code, 'BAD_MESSAGE');
  assert.equal((await errorOf(preview(place, 'December'))).code, 'BAD_MESSAGE');
  assert.deepEqual(
    (await preview(place, '2026-11')).lines.map(({ unit, dueDate }) => [unit, dueDate]),
    [['102', '2026-11-30']],
  );
  await place.restart();
  assert.equal((await errorOf(preview(place))).code, 'NOT_SCANNED');
});

test('the node: any message in, the list out, without an account; an unknown action is refused', async (t) => {
  const place = await stage(t, { store: { mode: 'dry-run' } });
  const modules = { plans: { rules: () => place.rules() }, database: { openStore: async () => place.store } };
  const config = { plans: 'plans', database: 'database' };
  const node = runningNode(invoiceLine, { ...config, action: 'preview' }, modules);
  t.after(() => node.close());
  const { sent, error } = await node.input({ payload: 1_700_000_000, mine: 'kept' });
  const [message] = sent[0] ?? [];
  assert.deepEqual([error, message?.['mine'], Object(message?.['payload']).month], [undefined, 'kept', '2026-12']);
  assert.deepEqual([node.shown.fill, node.shown.text], ['green', '3 lines, $40.00']);
  const odd = runningNode(invoiceLine, { ...config, action: 'refund' }, modules);
  t.after(() => odd.close());
  assert.equal((await odd.input({})).error?.code, 'NOT_CONFIGURED');
});
