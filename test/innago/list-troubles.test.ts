import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorOf } from '../error-of.ts';
import { json, serve, until, page as webPage } from '../http/server.ts';
import { clientOf, drain, fieldsOf, simulate } from './account.ts';
import { envelope, pagesOf, paging, row, three } from './pages.ts';

test('a 200 with an error message is a failure, in both shapes', async (t) => {
  for (const body of [
    envelope(null, { errorMessage: 'Not yours, a@b.example', errorCode: 'X' }),
    { errorMessage: 'Not yours, a@b.example' },
  ]) {
    const { innago } = await pagesOf(t, [body]);
    const error = await errorOf(drain(innago.leasePages()));
    assert.deepEqual([error.code, error.trouble, error.status], ['INNAGO_REFUSED', 'data', 200]);
    assert.match(error.message, /Not yours, …/);
  }
});

test('the next page is fetched while the caller looks at this one, and no further', async (t) => {
  const four = [1, 2, 3, 4].map((page) => envelope({ list: [row(`r${page}`)], paging: paging(page, 4, 4) }));
  const { innago, server } = await pagesOf(t, four);
  const pages = innago.leasePages();
  await pages.next();
  await until(() => server.received.length === 2);
  await pages.next();
  await until(() => server.received.length === 3);
  await pages.return({ complete: false, total: 0, pages: 0 });
  assert.equal(server.received.length, 3);
});

test('a caller that stops early no longer waits for the page ahead', async (t) => {
  let isGivenUp = false;
  const server = await serve(t, ({ url }, response) => {
    if (url.includes('pageNumber=1')) json(response, three[0]);
    else response.on('close', () => (isGivenUp = true));
  });
  const pages = clientOf(t, { apiUrl: server.url, apiKey: 'k', propertyId: 'p' }).leasePages();
  await pages.next();
  await until(() => server.received.length === 2);
  await pages.return({ complete: false, total: 0, pages: 0 });
  await until(() => isGivenUp);
});

test('a failing page ahead is thrown when its turn comes, not before', async (t) => {
  const server = await serve(t, ({ url }, response) => {
    if (url.includes('pageNumber=2')) webPage(response, 502);
    else json(response, three[0]);
  });
  const innago = clientOf(t, { apiUrl: server.url, apiKey: 'k', propertyId: 'p' });
  const pages = innago.leasePages();
  assert.equal((await pages.next()).done, false);
  await until(() => server.received.length === 4);
  await new Promise((turn) => setImmediate(turn));
  const error = await errorOf(pages.next());
  assert.equal(error.code, 'INNAGO_502');
});

test('the faults of the simulator: thrown, or an incomplete verdict, never a wrong list', async (t) => {
  const simulator = await simulate(t);
  const innago = clientOf(t, fieldsOf(simulator));
  const outcome = async (kind: Parameters<typeof simulator.faults.next>[1], nth = 2, times = 3) => {
    innago.forget();
    innago.probe();
    simulator.faults.next({ server: 'innago', path: '/v1/leases', nth, times }, kind);
    const told = await drain(innago.leasePages()).then(
      ({ verdict }) => verdict.code ?? 'complete',
      ({ code }) => code,
    );
    simulator.faults.clear();
    return told;
  };
  await innago.units();
  assert.equal(await outcome('html'), 'INNAGO_NOT_JSON');
  assert.equal(await outcome('truncated-json'), 'INNAGO_TRUNCATED');
  assert.equal(await outcome('502-html'), 'INNAGO_502');
  assert.equal(await outcome('500', 1), 'INNAGO_500');
  assert.equal(await outcome('redirect-301'), 'INNAGO_REDIRECT');
  // An empty page that says that the list is empty contradicts page 1: the list is read once more, and is whole.
  assert.equal(await outcome('empty-list', 2, 1), 'complete');
  assert.equal(await outcome('bad-page-count', 1), 'INNAGO_PAGES_DO_NOT_ADD_UP');
  assert.equal((await drain(innago.leasePages())).verdict.complete, true);
});

test('half a list of invoices is an error, and so is one that cannot be read', async (t) => {
  const invoice = { invoiceUid: 'i', invoiceDueDate: '2026-12-01T00:00:00', amount: 10, invoiceStatus: 'Pending' };
  const answers = [
    [
      { invoiceShortInfoResponseModel: [invoice], pagingModel: paging(1, 1, 2) },
      'INNAGO_PAGES_DO_NOT_ADD_UP',
      'server',
    ],
    [{ invoiceShortInfoResponseModel: [invoice] }, 'INNAGO_PAGING_MISSING', 'server'],
    [
      { invoiceShortInfoResponseModel: [{ ...invoice, amount: 'ten' }], pagingModel: paging(1, 1, 1) },
      'INNAGO_UNREADABLE',
      'data',
    ],
    [
      { invoiceShortInfoResponseModel: [{ ...invoice, invoiceDueDate: null }], pagingModel: paging(1, 1, 1) },
      'INNAGO_UNREADABLE',
      'data',
    ],
  ] as const;
  for (const [data, code, trouble] of answers) {
    const server = await serve(t, (_request, response) => json(response, envelope(data)));
    const innago = clientOf(t, { apiUrl: server.url, apiKey: 'k', propertyId: 'p' });
    const error = await errorOf(innago.invoices({ leaseUid: 'l' }));
    assert.deepEqual([error.code, error.trouble], [code, trouble]);
  }
});
