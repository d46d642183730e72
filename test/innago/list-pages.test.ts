import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drain } from './account.ts';
import { envelope, pagesOf, paging, row, three } from './pages.ts';

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
