/** A unit's page, the tickets, the month, and the mode, as the dashboard gets them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoice, onuName, run } from '../planned.ts';
import { claimOf, lease, minute, stage, tenant, tick, units } from '../stage.ts';
import { absorb, judged, linked, village } from '../tickets/book.ts';
import { ticket } from '../tickets/tickets.ts';
import { answered, asks } from './asking.ts';

const people = [
  tenant('ada', { lastName: 'Lovelace', phone: '555' }),
  tenant('bob', { firstName: 'Bob', lastName: '' }),
];
const home = lease('a', '101', { tenants: people });

test('a unit: who lives there by which lease, what is in UISP, what was done and said, newest first', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await store.units.replace(units.units);
  const due = await tick(store, clock, [home, lease('b', '102')]);
  const work = due.get('a');
  assert.ok(work);
  const charge = { ...(invoice.after as object), leaseUid: 'a', tenantUid: 'ada' };
  await run(store, work, [onuName, { ...invoice, after: charge }]);
  const claim = await claimOf(store, 'lease:a');
  const ids = { clientId: 7, siteId: 'site-1', serviceId: 9, onuId: 'onu-1', plan: 'Village Fiber 1G' };
  await store.households.update(claim, work.householdId, ids);
  await store.claims.release(claim);
  await store.onus.noteAll([{ onuId: 'onu-1', unit: '101', name: 'ONU-101', status: 'disconnected' }]);
  clock.forward(minute);
  await asks(store, 'operator', { ask: 'command', command: { verb: 'ignore', key: 'unit:101' } });
  const unit = await answered(store, 'unit', { unit: 'Apt. 101' });
  const { history, ...rest } = unit;
  assert.deepEqual(rest, {
    uid: 'unit-101',
    label: '101',
    state: 'ignored',
    plan: 'Village Fiber 1G',
    onu: { id: 'onu-1', name: 'ONU-101', state: 'offline', seenAt: '2026-11-20T12:00:00.000Z' },
    site: 'site-1',
    service: 9,
    client: 7,
    households: [
      {
        ...{ id: work.householdId, begun: '2026-06-01', endedOn: null, plan: 'Village Fiber 1G' },
        ...{ adopted: false, service: 9, client: 7, nextPlan: null },
      },
    ],
    leases: [
      {
        ...{ uid: 'a', start: '2026-06-01', end: '2027-05-31', state: 'active', waits: [] },
        tenants: ['Ada Lovelace', 'Bob'],
      },
    ],
    attention: [],
    tickets: [],
    charges: [
      {
        ...{ unit: '101', month: '2026-12', item: 'Village Fiber 1G, December 2026', amountCents: 1000 },
        ...{ dueDate: '2026-12-01', isCertain: true },
      },
    ],
    tenants: [
      { name: 'Ada Lovelace', email: 'ada@example.com', phone: '555' },
      { name: 'Bob', email: 'bob@example.com', phone: null },
    ],
  });
  assert.deepEqual(
    history.map(({ what, outcome, why, by }) => [what, outcome, why, by]),
    [
      ['lease', 'ignored', '', 'dashboard: jane'],
      ['invoice line', 'done', 'lease new', null],
      ['ONU gets its name', 'done', 'lease new', null],
    ],
  );
  assert.equal(history[0]?.at, '2026-11-20T12:01:00.000Z');
  const seen = await answered(store, 'unit', { unit: '101' }, 'viewer');
  assert.deepEqual(
    [seen.history[0]?.by, 'tenants' in seen, 'tenants' in (seen.leases[0] ?? {})],
    ['dashboard', false, false],
  );
  const empty = await answered(store, 'unit', { unit: '104' });
  assert.deepEqual(
    [empty.state, empty.plan, empty.onu, empty.site, empty.households, empty.leases, empty.history, empty.tenants],
    ['vacant', null, null, null, [], [], [], []],
  );
});

test('at most 100 entries of history, and none of another unit', async (t) => {
  const { open } = await stage(t);
  const store = await open();
  await store.units.replace(units.units);
  const entry = { kind: 'onu-name', key: 'k', before: null, after: null, outcome: 'done' };
  for (let n = 0; n < 130; n += 1) {
    await store.audit.write({ ...entry, reason: { because: `ticket ${n}`, unit: n % 13 === 0 ? '102' : '101' } });
  }
  const { history } = await answered(store, 'unit', { unit: '101' });
  assert.deepEqual([history.length, history[0]?.why, history.at(-1)?.why], [100, 'ticket 129', 'ticket 22']);
  assert.equal((await answered(store, 'unit', { unit: '102' })).history.length, 10);
});

test('tickets in sync: what each waits for; titles for an operator alone', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  const all = ['t1', 't2', 't3'].map((uid) => ticket(uid, { title: `<b>${uid}</b>` }));
  await absorb(store, all);
  await linked(store);
  await judged(store, 't3', 'other');
  clock.forward(minute);
  await absorb(store, [...all, ticket('t4', { unitName: '' })]);
  await judged(store, 't2', 'internet');
  const { open: tickets, counts } = await answered(store, 'tickets');
  assert.deepEqual(
    tickets.map(({ uid, unit, title, innago, uisp, uispId, waits }) => [uid, unit, title, innago, uisp, uispId, waits]),
    [
      ['t1', '101', '<b>t1</b>', 'NewRequest', 'New', 31, null],
      ['t2', '101', '<b>t2</b>', 'NewRequest', null, null, 'its UISP ticket is still to be made'],
      ['t4', '', 'Internet', 'NewRequest', null, null, 'not sorted yet'],
    ],
  );
  assert.deepEqual(counts, { open: 3, linked: 1, waiting: 2, held: 0 });
  const { tickets: ofUnit } = await answered(store, 'unit', { unit: '101' });
  assert.deepEqual(new Set(ofUnit.map(({ uid }) => uid)), new Set(['t1', 't2', 't3']));
  assert.deepEqual((await answered(store, 'tickets', {}, 'viewer')).open[0], {
    ...{ uid: 't1', unit: '101', innago: 'NewRequest', uisp: 'New', uispId: 31, waits: null },
    since: '2026-11-20T12:00:00.000Z',
  });
});

test('the month: lines, their sum, the statement, and its file', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await store.units.replace(units.units);
  const due = await tick(store, clock, [home]);
  const after = { ...(invoice.after as object), dueDate: '2026-11-01', leaseUid: 'a', tenantUid: 'ada' };
  await run(store, due.get('a'), [{ ...invoice, key: `innago-invoice/household:1/month:2026-11`, after }]);
  const month = await answered(store, 'month');
  assert.ok('statement' in month);
  assert.deepEqual([month.month, month.totalCents, month.charges.length], ['2026-11', 1000, 1]);
  assert.deepEqual([month.statement.provisional, month.statement.totals.occupied], [true, 1]);
  assert.ok(!JSON.stringify(month).includes('ada'), 'no tenant in it');
  const csv = await answered(store, 'month', { csv: true, month: '2026-11' }, 'viewer');
  assert.ok('file' in csv);
  assert.equal(csv.file.name, 'occupancy-victorian-village-2026-11.csv');
  assert.match(csv.file.text, /^property,month,unit/);
});

test('files of the lists, and the mode: told, and switched by an operator with confirmation, in the audit', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await tick(store, clock, [home]);
  for (const ask of ['plan', 'upcoming', 'adoption'] as const) {
    const answer = await answered(store, ask, { csv: true });
    assert.ok('file' in answer && answer.file.name.endsWith('.csv') && answer.file.text.includes(','), ask);
  }
  const back = await answered(store, 'mode', { to: 'dry-run', confirm: true });
  assert.deepEqual([back.mode, back.ceiling, store.mode], ['dry-run', 'live', 'dry-run']);
  await answered(store, 'mode', { to: 'live' });
  assert.equal(store.mode, 'dry-run', 'not without confirmation');
  await answered(store, 'mode', { to: 'live', confirm: true });
  assert.equal(store.mode, 'live');
  const said = (await store.audit.list()).map(({ reason, outcome }) => [reason.because, outcome]);
  assert.deepEqual(said, [
    ['dashboard: jane', 'live'],
    ['dashboard: jane', 'dry-run'],
  ]);
  const { why } = { why: '', ...(await answered(store, 'mode', {}, 'viewer')) };
  assert.ok(why.length > 10 && !why.includes('jane'), why);
});
