import { hash } from 'node:crypto';
import type { RowProblem } from './innago-api.ts';
import type { Paging } from './paging.ts';

/** What is known of a page without its rows. */
export interface KnownPage {
  readonly paging: Paging;
  /** Number of rows, readable or not. */
  readonly rows: number;
  readonly uids: readonly string[];
  readonly problems: readonly RowProblem[];
}

/**
 * What each page of a list looked like when it was last taken: a page with the same bytes needs no parsing and no comparing, which
 * is what a quiet tick consists of.
 */
export class PageMemory {
  #isProven = false;
  readonly #pages = new Map<number, KnownPage & { readonly fingerprint: string }>();

  /** All pages together were a complete list when they were last kept: while they are unchanged, nothing is in it twice. */
  get isProven(): boolean {
    return this.#isProven;
  }

  /** After a complete scan: pages behind the last one are no more, and what is kept is a complete list. */
  prove(lastPage: number): void {
    for (const page of this.#pages.keys()) if (page > lastPage) this.#pages.delete(page);
    this.#isProven = true;
  }

  /** The page as it was, when its bytes are the same. */
  recall(page: number, fingerprint: string): KnownPage | undefined {
    const known = this.#pages.get(page);
    return known?.fingerprint === fingerprint ? known : undefined;
  }

  keep(page: number, fingerprint: string, known: KnownPage): void {
    this.#pages.set(page, { ...known, fingerprint });
    this.#isProven = false;
  }

  /** Any row's uid but this one. */
  someUid(not: string): string | undefined {
    for (const { uids } of this.#pages.values()) {
      const found = uids.find((uid) => uid !== not);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  forget(): void {
    this.#pages.clear();
    this.#isProven = false;
  }
}

/** Same bytes, same fingerprint. */
export function fingerprintOf(bytes: Buffer): string {
  return hash('sha1', bytes, 'base64');
}
