/**
 * Reading a paged list to its end, one page ahead of the caller, with a verdict on completeness (contracts/innago.md §2: fixed page
 * size, no filter for changes, so every tick reads everything).
 */
import * as v from 'valibot';
import { isRecord } from './envelope.ts';
import type { ListPage, RowProblem, ScanVerdict } from './innago-api.ts';
import { fingerprintOf, type KnownPage, type PageMemory } from './page-memory.ts';
import { type Fault, PageTally, readPage } from './paging.ts';
import { issueInWords } from './schemas.ts';

/** One paged list: where its rows are, and how they are fetched, read and handed on. */
export interface ListSource<Row, Page> {
  /** The list's name under `data`. */
  readonly listKey: string;
  /** The name of a row's uid. */
  readonly uidKey: string;
  readonly schema: v.GenericSchema<unknown, Row>;
  /** Code of a row that cannot be read. */
  readonly unreadable: string;
  /** The page as bytes. @throws SyncError */
  fetch(page: number, signal: AbortSignal): Promise<Buffer>;
  /** Its body. @throws SyncError when it is no JSON, or carries an error message */
  parse(bytes: Buffer): unknown;
  /** A page as the caller of {@link listPages} gets it. */
  shape(page: ListPage, rows: readonly Row[]): Page;
}

/** @throws SyncError what `fetch` and `parse` throw */
export async function* listPages<Row, Page>(
  source: ListSource<Row, Page>,
  memory: PageMemory,
  signal?: AbortSignal,
): AsyncGenerator<Page, ScanVerdict> {
  const stop = new AbortController();
  const giveUp = () => stop.abort();
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    let tally = yield* onePass(source, memory, stop.signal, true);
    // The list changed while it was read: once more from the start.
    if (tally.hasMoved) tally = yield* onePass(source, memory, stop.signal, false);
    return verdictOf(tally);
  } finally {
    // Also when the caller stops early: the page ahead is then not wanted any more.
    giveUp();
    signal?.removeEventListener('abort', giveUp);
  }
}

async function* onePass<Row, Page>(
  source: ListSource<Row, Page>,
  memory: PageMemory,
  signal: AbortSignal,
  stopsWhenMoved: boolean,
): AsyncGenerator<Page, PageTally> {
  const tally = new PageTally();
  let ahead = source.fetch(1, signal);
  for (let page = 1; ; page += 1) {
    const bytes = await ahead;
    const fingerprint = fingerprintOf(bytes);
    const known = memory.recall(page, fingerprint);
    const seen = known === undefined ? parsePage(source, page, bytes) : { known, rows: [] };
    if ('code' in seen) tally.failed(seen);
    else tally.add(page, seen.known, known !== undefined && memory.isProven);

    const isLast =
      page >= tally.lastPage || tally.fault?.code === 'INNAGO_EMPTY_PAGE' || (stopsWhenMoved && tally.hasMoved);
    if (!isLast) {
      ahead = source.fetch(page + 1, signal);
      // Its failure is met when its turn comes; until then it must not count as unhandled.
      ahead.catch(() => {});
    }
    if (!('code' in seen)) {
      const { uids, problems } = seen.known;
      yield source.shape({ page, unchanged: known !== undefined, uids, problems }, seen.rows);
      // Only now has the caller taken it.
      if (known === undefined) memory.keep(page, fingerprint, seen.known);
    }
    if (isLast) {
      tally.finish();
      if (tally.fault === undefined) memory.prove(page);
      return tally;
    }
  }
}

function parsePage<Row>(
  source: ListSource<Row, unknown>,
  page: number,
  bytes: Buffer,
): { known: KnownPage; rows: Row[] } | Fault {
  const read = readPage(source.parse(bytes), source.listKey, page);
  if ('code' in read) return read;
  const rows: Row[] = [];
  const uids: string[] = [];
  const problems: RowProblem[] = [];
  for (const raw of read.rows) {
    const uid = uidOf(raw, source.uidKey);
    if (uid !== null) uids.push(uid);
    const parsed = v.safeParse(source.schema, raw);
    if (parsed.success) rows.push(parsed.output);
    else problems.push({ uid, code: source.unreadable, why: issueInWords(parsed.issues) });
  }
  return { known: { paging: read.paging, rows: read.rows.length, uids, problems }, rows };
}

function uidOf(raw: unknown, key: string): string | null {
  const uid = isRecord(raw) ? raw[key] : undefined;
  return typeof uid === 'string' && uid.trim() !== '' ? uid.trim() : null;
}

function verdictOf({ fault, rows, pages }: PageTally): ScanVerdict {
  if (fault === undefined) return { complete: true, total: rows, pages };
  return { complete: false, total: rows, pages, code: fault.code, why: `${fault.code}: ${fault.why}` };
}
