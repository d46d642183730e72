import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorOf } from '../error-of.ts';
import { clientOf, drain, fieldsOf, simulate } from './account.ts';

const uuid = '00000000-0000-4000-8000-000000000000';

test('property, properties and units', async (t) => {
  const simulator = await simulate(t);
  const innago = clientOf(t, fieldsOf(simulator));
  const property = await innago.property();
  assert.equal(property.uid, simulator.innago.propertyUid);
  assert.notEqual(property.street, '');
  assert.notEqual(property.zipCode, '');
  const properties = await innago.properties();
  assert.ok(properties.some(({ uid, name }) => uid === property.uid && name === property.name));
  const units = await innago.units();
  assert.equal(units.length, 118);
  assert.ok(units.every(({ uid, name }) => uid !== '' && name !== ''));
});

test('leases page by page to the end, as the world has them', async (t) => {
  const simulator = await simulate(t);
  const innago = clientOf(t, fieldsOf(simulator));
  const { pages, verdict } = await drain(innago.leasePages());
  const leases = pages.flatMap((page) => page.leases);
  const listed = [...simulator.world.leases.values()].filter((lease) => lease.listed);
  assert.deepEqual(verdict, { complete: true, total: listed.length, pages: Math.ceil(listed.length / 50) });
  assert.deepEqual(leases.map(({ uid }) => uid).sort(), listed.map(({ leaseUid }) => leaseUid).sort());
  for (const lease of leases) {
    const real = simulator.world.leases.get(lease.uid);
    assert.deepEqual([lease.start, lease.end, lease.dueOn], [real?.startDate, real?.endDate, real?.dueOn]);
    assert.deepEqual(
      lease.tenants.map(({ uid }) => uid),
      real?.tenants.map(({ tenantUid }) => tenantUid),
    );
  }
  assert.deepEqual(
    pages.flatMap((page) => page.problems),
    [],
  );
});

test('a single lease is the same as in the list; an unknown one is undefined', async (t) => {
  const simulator = await simulate(t);
  const innago = clientOf(t, fieldsOf(simulator));
  const { pages } = await drain(innago.leasePages());
  const [first] = pages[0]?.leases ?? [];
  assert.ok(first);
  assert.deepEqual(await innago.lease(first.uid), first);
  assert.equal(await innago.lease(uuid), undefined);
});

test('a web page with status 404 is not "the lease is gone"', async (t) => {
  const simulator = await simulate(t);
  const fields = { ...fieldsOf(simulator), apiUrl: new URL('/nothing', simulator.innago.url).href };
  const error = await errorOf(clientOf(t, fields).lease(uuid));
  assert.match(error.code, /^INNAGO_(404|NOT_JSON)$/);
});

test('a 404 for every lease means the route, not the leases', async (t) => {
  const simulator = await simulate(t);
  const other = 'getLease = GET /v1/invoices/{leaseUid}';
  const innago = clientOf(t, { ...fieldsOf(simulator), routes: other });
  await drain(innago.leasePages());
  const error = await errorOf(innago.lease(uuid));
  assert.deepEqual([error.code, error.trouble], ['INNAGO_LEASE_ROUTE', 'operator']);

  const right = clientOf(t, fieldsOf(simulator));
  await drain(right.leasePages());
  assert.equal(await right.lease(uuid), undefined);
  const from = simulator.requests.length;
  assert.equal(await right.lease(uuid), undefined);
  assert.equal(simulator.requests.length, from + 1, 'proven once is enough');
});

test('tickets that are open, one ticket, its status and a comment', async (t) => {
  const simulator = await simulate(t);
  const innago = clientOf(t, { ...fieldsOf(simulator), commentField: 'commentText' });
  const { pages, verdict } = await drain(innago.ticketPages());
  const tickets = pages.flatMap((page) => page.tickets);
  const open = [...simulator.world.maintenances.values()].filter((ticket) => ticket.status !== 'Resolved');
  assert.ok(open.length > 0);
  assert.equal(verdict.complete, true);
  assert.deepEqual(tickets.map(({ uid }) => uid).sort(), open.map(({ maintenanceUid }) => maintenanceUid).sort());
  const list = simulator.requests.findLast(({ url }) => url.includes('/v2/maintenances'));
  assert.match(list?.url ?? '', /Statuses=1&Statuses=2&Statuses=4&PropertyUid=[0-9a-f-]+&PageNumber=1$/);

  const [ticket] = tickets;
  assert.ok(ticket);
  assert.deepEqual(await innago.ticket(ticket.uid), ticket);
  assert.match(ticket.submittedOn ?? '', /^\d{4}-\d{2}-\d{2}$/);
  assert.equal(await innago.ticket(uuid), undefined);

  await innago.setTicketStatus(ticket.uid, 111);
  assert.equal((await innago.ticket(ticket.uid))?.status, 'Resolved');
  await innago.setTicketStatus(ticket.uid, 113);
  assert.equal(simulator.world.maintenances.get(ticket.uid)?.status, 'ReOpened');
  await innago.addComment(ticket.uid, 'We are on it.');
  assert.deepEqual(
    simulator.world.maintenances.get(ticket.uid)?.comments.map(({ body }) => body),
    [{ commentText: 'We are on it.' }],
  );
});

test('an invoice is made in dollars and read back in cents', async (t) => {
  const simulator = await simulate(t);
  const innago = clientOf(t, fieldsOf(simulator));
  const { pages } = await drain(innago.leasePages());
  const lease = pages.flatMap((page) => page.leases).find(({ tenants }) => tenants.length > 0);
  const tenantUid = lease?.tenants[0]?.uid;
  assert.ok(lease && tenantUid);
  const of = { leaseUid: lease.uid, tenantUid };
  const before = await innago.invoices(of);
  const { invoiceUid } = await innago.createInvoice({
    ...of,
    amountCents: 1010,
    dueDate: '2026-12-05',
    item: 'Village Fiber 1G, December 2026',
  });
  const sent = simulator.requests.findLast(({ method, path }) => method === 'POST' && path === '/v1/invoices');
  assert.deepEqual(sent?.body, {
    ...of,
    amount: 10.1,
    dueDate: '2026-12-05T00:00:00',
    item: 'Village Fiber 1G, December 2026',
  });
  const made = (await innago.invoices(of)).filter(({ uid }) => !before.some((old) => old.uid === uid));
  assert.deepEqual(made, [{ uid: invoiceUid, dueDate: '2026-12-05', amountCents: 1010, status: 'Pending' }]);
});

test('cents survive dollars that binary fractions cannot hold', async (t) => {
  const simulator = await simulate(t);
  const innago = clientOf(t, fieldsOf(simulator));
  const { pages } = await drain(innago.leasePages());
  const lease = pages.flatMap((page) => page.leases).find(({ tenants }) => tenants.length > 0);
  const of = { leaseUid: lease?.uid ?? '', tenantUid: lease?.tenants[0]?.uid ?? '' };
  for (const amountCents of [1999, 1995, 115, 107]) {
    const { invoiceUid } = await innago.createInvoice({ ...of, amountCents, dueDate: '2026-12-05', item: 'x' });
    const made = (await innago.invoices(of)).find(({ uid }) => uid === invoiceUid);
    assert.equal(made?.amountCents, amountCents);
  }
});

test('an invoice that cannot be right is not sent', async (t) => {
  const simulator = await simulate(t);
  const innago = clientOf(t, fieldsOf(simulator));
  const good = { tenantUid: uuid, leaseUid: uuid, amountCents: 1000, dueDate: '2026-12-05', item: 'x' };
  for (const wrong of [
    { amountCents: 10.5 },
    { amountCents: 0 },
    { amountCents: -5 },
    { dueDate: '2026-12-05T00:00:00' },
    { dueDate: '2026-02-30' },
  ]) {
    assert.equal((await errorOf(innago.createInvoice({ ...good, ...wrong }))).code, 'INNAGO_INVOICE_INVALID');
  }
  assert.equal(simulator.requests.length, 0);
});

test('a refused write says so in Innago’s words and had no effect', async (t) => {
  const simulator = await simulate(t);
  const innago = clientOf(t, fieldsOf(simulator));
  const error = await errorOf(
    innago.createInvoice({ tenantUid: uuid, leaseUid: uuid, amountCents: 1000, dueDate: '2026-12-05', item: 'x' }),
  );
  assert.deepEqual([error.code, error.trouble, error.effect], ['INNAGO_404', 'data', 'none']);
  assert.match(error.message, /Lease not found/);
});

test('what a lost answer to a write leaves behind', async (t) => {
  const simulator = await simulate(t);
  const innago = clientOf(t, { ...fieldsOf(simulator), timeoutSeconds: 1 });
  const { pages } = await drain(innago.ticketPages());
  const uid = pages[0]?.tickets[0]?.uid ?? '';
  const expected = {
    'reset-before': ['INNAGO_RESET', 'unknown'],
    'reset-after': ['INNAGO_RESET', 'unknown'],
    'timeout-after': ['INNAGO_TIMEOUT', 'unknown'],
    429: ['INNAGO_RATE_LIMITED', 'none'],
    '500-after': ['INNAGO_500', 'unknown'],
    '502-html-after': ['INNAGO_502', 'unknown'],
    'truncated-json': ['INNAGO_TRUNCATED', 'unknown'],
    html: ['INNAGO_NOT_JSON', 'unknown'],
    'redirect-301': ['INNAGO_REDIRECT', 'none'],
  } as const;
  for (const [kind, wanted] of Object.entries(expected)) {
    simulator.faults.next({ server: 'innago', isWrite: true }, kind === '429' ? 429 : kindOf(kind));
    const error = await errorOf(innago.addComment(uid, 'Hello'));
    assert.deepEqual([error.code, error.effect], wanted, kind);
    await innago.units();
  }
});

function kindOf(kind: string) {
  const kinds = [
    'reset-before',
    'reset-after',
    'timeout-after',
    '500-after',
    '502-html-after',
    'truncated-json',
    'html',
    'redirect-301',
  ] as const;
  const found = kinds.find((known) => known === kind);
  assert.ok(found);
  return found;
}
