import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { json, serve, until, page as webPage } from '../http/server.ts';
import { clientOf, drain, errorOf, fieldsOf, simulate } from './account.ts';

const row = (uid: string, more: Record<string, unknown> = {}) => ({
  leaseUid: uid,
  startDate: '2026-12-01T00:00:00',
  ...more,
});
const paging = (currentPage: number, pageCount: number, totalRecords: number) => ({
  pageSize: 2,
  currentPage,
  pageCount,
  totalRecords,
});
const envelope = (data: unknown, error: unknown = null) => ({ data, error });

/** An Innago whose lease pages are these bodies; the second list, where given, answers from the second scan on. */
async function pagesOf(t: TestContext, ...scans: unknown[][]) {
  let scan = -1;
  const server = await serve(t, ({ url }, response) => {
    const page = Number(new URL(url, 'http://x').searchParams.get('pageNumber'));
    if (page === 1) scan += 1;
    json(
      response,
      scans[Math.min(scan, scans.length - 1)]?.[page - 1] ?? envelope({ list: [], paging: paging(page, 1, 0) }),
    );
  });
  const innago = clientOf(t, { apiUrl: server.url, apiKey: 'k', propertyId: 'p' });
  return { innago, server };
}

const three = [
  envelope({ list: [row('a'), row('b')], paging: paging(1, 2, 3) }),
  envelope({ list: [row('c')], paging: paging(2, 2, 3) }),
];

test('a whole list, with `paging` or `pagingModel`, and with its list under another name', async (t) => {
  for (const keys of [
    { list: 'list', paging: 'paging' },
    { list: 'list', paging: 'pagingModel' },
    { list: 'leases', paging: 'paging' },
  ]) {
    const body = envelope({
      [keys.list]: [row('a', { unknownField: 1 })],
      [keys.paging]: paging(1, 1, 1),
      somethingElse: 7,
    });
    const { innago } = await pagesOf(t, [body]);
    const { pages, verdict } = await drain(innago.leasePages());
    assert.deepEqual(verdict, { complete: true, total: 1, pages: 1 });
    assert.deepEqual(
      pages[0]?.leases.map(({ uid }) => uid),
      ['a'],
    );
  }
});

test('an empty list that says so is complete', async (t) => {
  for (const data of [
    { list: [], paging: paging(1, 1, 0) },
    { list: null, paging: paging(1, 0, 0) },
  ]) {
    const { innago } = await pagesOf(t, [envelope(data)]);
    assert.deepEqual((await drain(innago.leasePages())).verdict, { complete: true, total: 0, pages: 1 });
  }
});

const wrong: Record<string, { code: string; bodies: unknown[] }> = {
  'no data': { code: 'INNAGO_LIST_MISSING', bodies: [{ data: null, error: null }] },
  'no envelope': { code: 'INNAGO_LIST_MISSING', bodies: [[row('a')]] },
  'no list': { code: 'INNAGO_LIST_MISSING', bodies: [envelope({ paging: paging(1, 1, 1) })] },
  'no paging': { code: 'INNAGO_PAGING_MISSING', bodies: [envelope({ list: [row('a')] })] },
  'paging of another type': {
    code: 'INNAGO_PAGING_MISSING',
    bodies: [envelope({ list: [row('a')], paging: { currentPage: '1' } })],
  },
  'empty, although there are entries': {
    code: 'INNAGO_EMPTY_PAGE',
    bodies: [envelope({ list: [], paging: paging(1, 1, 3) })],
  },
  'an empty second page': {
    code: 'INNAGO_EMPTY_PAGE',
    bodies: [three[0], envelope({ list: [], paging: paging(2, 2, 3) })],
  },
  'fewer than counted': {
    code: 'INNAGO_PAGES_DO_NOT_ADD_UP',
    bodies: [envelope({ list: [row('a')], paging: paging(1, 1, 8) })],
  },
  'more than counted': {
    code: 'INNAGO_PAGES_DO_NOT_ADD_UP',
    bodies: [envelope({ list: [row('a'), row('b')], paging: paging(1, 1, 1) })],
  },
  'the same page again': {
    code: 'INNAGO_PAGES_DO_NOT_ADD_UP',
    bodies: [three[0], envelope({ list: [row('c')], paging: paging(1, 2, 3) })],
  },
  'an entry twice': {
    code: 'INNAGO_DUPLICATE',
    bodies: [three[0], envelope({ list: [row('b')], paging: paging(2, 2, 3) })],
  },
  'another count on page 2': {
    code: 'INNAGO_PAGES_DO_NOT_ADD_UP',
    bodies: [three[0], envelope({ list: [row('c')], paging: paging(2, 2, 4) })],
  },
  'no list on page 2': { code: 'INNAGO_LIST_MISSING', bodies: [three[0], envelope({ paging: paging(2, 2, 3) })] },
};
for (const [name, { code, bodies }] of Object.entries(wrong)) {
  test(`incomplete: ${name}`, async (t) => {
    const { innago } = await pagesOf(t, bodies);
    const { verdict } = await drain(innago.leasePages());
    assert.equal(verdict.complete, false);
    assert.equal(verdict.code, code);
    assert.match(verdict.why ?? '', new RegExp(`^${code}: \\w`));
  });
}

test('pages after one without its list are still read', async (t) => {
  const { innago } = await pagesOf(t, [
    envelope({ list: [row('a')], paging: paging(1, 3, 3) }),
    envelope({ paging: paging(2, 3, 3) }),
    envelope({ list: [row('c')], paging: paging(3, 3, 3) }),
  ]);
  const { pages, verdict } = await drain(innago.leasePages());
  assert.deepEqual(
    pages.flatMap(({ uids }) => uids),
    ['a', 'c'],
  );
  assert.deepEqual([verdict.complete, verdict.total], [false, 2]);
});

test('a list that changes while it is read is read once more, and only once', async (t) => {
  const moved = [three[0], envelope({ list: [row('c'), row('d')], paging: paging(2, 2, 4) })];
  const settled = [
    envelope({ list: [row('a'), row('b')], paging: paging(1, 2, 4) }),
    envelope({ list: [row('c'), row('d')], paging: paging(2, 2, 4) }),
  ];
  const { innago, server } = await pagesOf(t, moved, settled);
  const { pages, verdict } = await drain(innago.leasePages());
  assert.deepEqual(verdict, { complete: true, total: 4, pages: 2 });
  assert.deepEqual(
    pages.map(({ page }) => page),
    [1, 2, 1, 2],
  );
  // Page 2 was given out with these very bytes a moment ago.
  assert.deepEqual(
    pages.map(({ unchanged }) => unchanged),
    [false, false, false, true],
  );
  assert.equal(server.received.length, 4);

  const restless = await pagesOf(t, moved, moved);
  assert.equal((await drain(restless.innago.leasePages())).verdict.complete, false);
  assert.equal(restless.server.received.length, 4);
});

test('unchanged pages give no rows again, but their uids and problems; forget() gives them again', async (t) => {
  const first = [envelope({ list: [row('a'), row('b', { startDate: 'soon' })], paging: paging(1, 2, 3) }), three[1]];
  const then = [first[0], envelope({ list: [row('c', { dueOn: 5 })], paging: paging(2, 2, 3) })];
  const { innago } = await pagesOf(t, first, first, then, then);
  const problems = [{ uid: 'b', code: 'LEASE_UNREADABLE', why: 'startDate is no date' }];
  const summary = async () =>
    (await drain(innago.leasePages())).pages.map((page) => [
      page.unchanged,
      page.leases.map(({ uid }) => uid),
      page.uids,
      page.problems,
    ]);
  const fresh = [
    [false, ['a'], ['a', 'b'], problems],
    [false, ['c'], ['c'], []],
  ];
  assert.deepEqual(await summary(), fresh);
  assert.deepEqual(await summary(), [
    [true, [], ['a', 'b'], problems],
    [true, [], ['c'], []],
  ]);
  assert.deepEqual(await summary(), [
    [true, [], ['a', 'b'], problems],
    [false, ['c'], ['c'], []],
  ]);
  innago.forget();
  assert.deepEqual(await summary(), fresh);
});

test('a page that the caller did not finish with is given again', async (t) => {
  const { innago } = await pagesOf(t, three);
  for await (const page of innago.leasePages()) if (page.page === 2) break;
  const { pages } = await drain(innago.leasePages());
  assert.deepEqual(
    pages.map(({ unchanged }) => unchanged),
    [true, false],
  );
});

test('rows that cannot be read are their own problem, and nobody’s name is told', async (t) => {
  const bad: [Record<string, unknown>, string | null, RegExp][] = [
    [{ leaseUid: 7 }, null, /leaseUid/],
    [{}, null, /leaseUid is missing/],
    [row('b', { endDate: 'Jane Doe' }), 'b', /^endDate is no date$/],
    [row('c', { isActiveLease: 'Jane Doe' }), 'c', /^isActiveLease is not as expected$/],
    [row('d', { tenants: [{ firstName: 'Jane', lastName: 'Doe' }] }), 'd', /^tenants.0.tenantUid is missing$/],
    [row('e', { tenants: 'Jane Doe' }), 'e', /^tenants is not/],
    [row('f', { startDate: '2026-02-30T00:00:00' }), 'f', /^startDate is no date$/],
  ];
  const { innago } = await pagesOf(t, [
    envelope({ list: [row('a'), ...bad.map(([one]) => one)], paging: paging(1, 1, 8) }),
  ]);
  const { pages, verdict } = await drain(innago.leasePages());
  assert.deepEqual(verdict, { complete: true, total: 8, pages: 1 });
  assert.deepEqual(
    pages[0]?.leases.map(({ uid }) => uid),
    ['a'],
  );
  assert.deepEqual(
    pages[0]?.problems.map(({ uid }) => uid),
    bad.map(([, uid]) => uid),
  );
  for (const [index, problem] of (pages[0]?.problems ?? []).entries()) {
    assert.match(problem.why, bad[index]?.[2] ?? /x/);
    assert.ok(!problem.why.includes('Doe'));
  }
});

test('what Innago may leave out is read as "none"', async (t) => {
  const lease = {
    leaseUid: ' a ',
    startDate: '2026-12-01',
    endDate: '0001-01-01T00:00:00',
    propertyUnitName: 101,
    dueOn: '5',
    tenants: [{ tenantUid: 't', firstName: ' Jane ', lastName: null, email: '  ' }],
  };
  const { innago } = await pagesOf(t, [envelope({ list: [lease], paging: paging(1, 1, 1) })]);
  const { pages } = await drain(innago.leasePages());
  assert.deepEqual(pages[0]?.leases, [
    {
      uid: 'a',
      unitName: '101',
      propertyName: '',
      start: '2026-12-01',
      end: null,
      flags: { active: null, expired: null, expiring: null, future: null },
      dueOn: 5,
      paymentFrequency: null,
      tenants: [{ uid: 't', firstName: 'Jane', lastName: '', email: null, phone: null }],
    },
  ]);
});

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
