/** An Innago whose lists a test writes page by page. */
import type { TestContext } from 'node:test';
import { json, serve } from '../http/server.ts';
import { clientOf } from './account.ts';

export const row = (uid: string, more: Record<string, unknown> = {}) => ({
  leaseUid: uid,
  startDate: '2026-12-01T00:00:00',
  ...more,
});
export const paging = (currentPage: number, pageCount: number, totalRecords: number) => ({
  pageSize: 2,
  currentPage,
  pageCount,
  totalRecords,
});
export const envelope = (data: unknown, error: unknown = null) => ({ data, error });

/** An Innago whose lease pages are these bodies; the second list, where given, answers from the second scan on. */
export async function pagesOf(t: TestContext, ...scans: unknown[][]) {
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

export const three = [
  envelope({ list: [row('a'), row('b')], paging: paging(1, 2, 3) }),
  envelope({ list: [row('c')], paging: paging(2, 2, 3) }),
];
