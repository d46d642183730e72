/** Reading one paged list to its end, keeping what was seen when it breaks off. */
import { isSyncError, type SyncError } from '../../sync-error.ts';
import type { ListPage, RowProblem, ScanVerdict } from '../api/innago-api.ts';

/** A list as far as it could be read. */
export interface ReadList<Row> {
  /** Rows of pages that are not the same bytes as last time; of a row seen twice the later. */
  readonly changed: readonly Row[];
  /** Everything on all pages, unreadable rows included. */
  readonly uids: () => ReadonlySet<string>;
  /** No page differs from last time. */
  readonly isSame: boolean;
  readonly problems: readonly RowProblem[];
  /** Answers that were used. */
  readonly pages: number;
  readonly verdict: ScanVerdict;
  /** Why it broke off after some pages. */
  readonly error: SyncError | undefined;
}

/**
 * @param seen told after each page how many rows there were so far
 * @throws SyncError what the very first page fails with, and any failure once the signal is aborted
 */
export async function readList<Row extends { readonly uid: string }, Page extends ListPage>(
  pages: AsyncGenerator<Page, ScanVerdict>,
  rowsOf: (page: Page) => readonly Row[],
  signal: AbortSignal,
  seen: (rows: number) => void = () => {},
): Promise<ReadList<Row>> {
  const changed = new Map<string, Row>();
  let uids: (readonly string[])[] = [];
  let problems: RowProblem[] = [];
  let answers = 0;
  let rows = 0;
  let isSame = true;
  const found = (verdict: ScanVerdict, error?: SyncError): ReadList<Row> => ({
    changed: [...changed.values()],
    uids: () => new Set(uids.flat()),
    isSame,
    problems,
    pages: answers,
    verdict,
    error,
  });
  try {
    for (;;) {
      const next = await pages.next();
      if (next.done) return found(next.value);
      const page = next.value;
      answers += 1;
      if (page.page === 1) {
        // The list has changed while it was read, and begins anew; what was read of it stays read.
        uids = [];
        problems = [];
        rows = 0;
      }
      uids.push(page.uids);
      rows += page.uids.length;
      problems.push(...page.problems);
      isSame &&= page.unchanged;
      for (const row of rowsOf(page)) changed.set(row.uid, row);
      seen(rows);
    }
  } catch (thrown) {
    if (answers === 0 || signal.aborted || !isSyncError(thrown)) throw thrown;
    const { code, message } = thrown;
    return found({ complete: false, total: rows, pages: uids.length, code, why: message }, thrown);
  }
}
