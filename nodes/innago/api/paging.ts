/**
 * Whether the pages of a list add up to the whole list. An answer is never repaired: what does not add up makes the scan
 * incomplete, and nothing is concluded from what an incomplete scan lacks (design §3.6).
 */
import * as v from 'valibot';
import { dataOf, isRecord } from './envelope.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** PagingModel, under `paging` or `pagingModel` (contracts/innago.md §3, "Where the array sits"). */
const pagingSchema = v.object({ currentPage: count, pageCount: count, totalRecords: count });
/** What a page says of itself and of the whole list. */
export type Paging = v.InferOutput<typeof pagingSchema>;

/** Why a scan is incomplete: a code, and words. */
export interface Fault {
  readonly code: string;
  readonly why: string;
}

/** A page that can be read. */
export interface ReadPage {
  readonly rows: readonly unknown[];
  readonly paging: Paging;
}

/** More pages than any account has; a server that claims more is not followed. */
const mostPages = 20_000;

/**
 * List and paging object of a page's body.
 * @param listKey the list's documented name under `data`; another name is accepted when it is the only list there
 */
export function readPage(body: unknown, listKey: string, page: number): ReadPage | Fault {
  const data = dataOf(body);
  const paging = v.safeParse(pagingSchema, data?.['paging'] ?? data?.['pagingModel']);
  if (data === undefined) return { code: 'INNAGO_LIST_MISSING', why: `page ${page} has no data` };
  if (!paging.success)
    return { code: 'INNAGO_PAGING_MISSING', why: `page ${page} does not say how many pages there are` };
  const rows = listIn(data, listKey) ?? (paging.output.totalRecords === 0 ? [] : undefined);
  if (rows === undefined) return { code: 'INNAGO_LIST_MISSING', why: `page ${page} has no list "${listKey}"` };
  return { rows, paging: paging.output };
}

/** The list under `data`, documented or the only one there. */
export function listIn(data: Readonly<Record<string, unknown>>, listKey: string): readonly unknown[] | undefined {
  const named = data[listKey];
  if (Array.isArray(named)) return named;
  const lists = Object.values(data).filter((value) => Array.isArray(value));
  return lists.length === 1 && lists[0]?.every(isRecord) ? lists[0] : undefined;
}

/** Adds up the pages of one pass over a list. */
export class PageTally {
  #first: Paging | undefined;
  #rows = 0;
  #pages = 0;
  readonly #uids = new Set<string>();
  /** Uids of pages that cannot hold anything twice, unless another page turns out to have changed. */
  #trusted: (readonly string[])[] = [];
  fault: Fault | undefined;
  /** The list changed while it was read: a second pass may succeed. */
  hasMoved = false;

  /** Of the last page to fetch; 1 until the first page is known. */
  get lastPage(): number {
    return Math.min(this.#first?.pageCount ?? 1, mostPages);
  }

  get rows(): number {
    return this.#rows;
  }

  get pages(): number {
    return this.#pages;
  }

  /**
   * @param rows number of rows, readable or not
   * @param isTrusted the page is as it was in a complete list of which nothing has changed so far
   */
  add(
    page: number,
    { paging, rows, uids }: { paging: Paging; rows: number; uids: readonly string[] },
    isTrusted = false,
  ): void {
    this.#first ??= paging;
    this.#pages += 1;
    this.#rows += rows;
    const of = `page ${page} of ${this.#first.pageCount}`;
    if (paging.pageCount !== this.#first.pageCount || paging.totalRecords !== this.#first.totalRecords) {
      this.#moved(
        'INNAGO_PAGES_DO_NOT_ADD_UP',
        `${of} counts ${paging.totalRecords} entries, page 1 counted ${this.#first.totalRecords}`,
      );
    }
    if (paging.currentPage !== page && paging.totalRecords > 0) {
      this.failed({
        code: 'INNAGO_PAGES_DO_NOT_ADD_UP',
        why: `page ${page} was asked for, page ${paging.currentPage} came`,
      });
    }
    if (rows === 0 && paging.totalRecords > 0) {
      this.failed({
        code: 'INNAGO_EMPTY_PAGE',
        why: `${of} is empty, although there are ${paging.totalRecords} entries`,
      });
    }
    this.#trusted.push(uids);
    if (!isTrusted) this.#findDuplicates(of);
  }

  #findDuplicates(of: string): void {
    for (const uid of this.#trusted.flat()) {
      if (this.#uids.has(uid)) this.#moved('INNAGO_DUPLICATE', `an entry of ${of} was listed before`);
      this.#uids.add(uid);
    }
    this.#trusted = [];
  }

  /** The first fault is the one that is told. */
  failed(fault: Fault): void {
    this.fault ??= fault;
  }

  /** After the last page. */
  finish(): void {
    const first = this.#first;
    if (first === undefined || this.fault !== undefined) return;
    if (first.pageCount > mostPages || this.#rows !== first.totalRecords) {
      const why = `${this.#pages} of ${first.pageCount} pages hold ${this.#rows} entries, there should be ${first.totalRecords}`;
      this.failed({ code: 'INNAGO_PAGES_DO_NOT_ADD_UP', why });
    }
  }

  #moved(code: string, why: string): void {
    if (this.fault === undefined) this.hasMoved = true;
    this.failed({ code, why });
  }
}
