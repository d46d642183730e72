import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drain } from './account.ts';
import { envelope, pagesOf, paging, row, three } from './pages.ts';

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
