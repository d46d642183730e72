/** What needs a person about a scan: rows that cannot be read, and a list that stays incomplete. */

import type { Store } from '../../state/store.ts';
import type { AttentionItem } from '../../state/store-port.ts';
import type { RowProblem } from '../api/innago-api.ts';

/** So many incomplete scans in a row are a person's business (15 minutes of ticks). */
const patience = 3;

/**
 * Raises an item for each row that cannot be read, and clears those of rows that can be again.
 * @param isComplete only a complete scan tells that a row is readable again, or gone
 */
export async function settleUnreadable(
  attention: Store['attention'],
  code: 'LEASE_UNREADABLE' | 'TICKET_UNREADABLE',
  problems: readonly RowProblem[],
  isComplete: boolean,
): Promise<void> {
  const items = new Map(problems.map((problem) => [keyOf(code, problem), unreadable(code, problem)]));
  if (isComplete) {
    for (const item of attention.all()) if (item.code === code && !items.has(item.key)) await attention.clear(item.key);
  }
  for (const item of items.values()) await attention.raise(item);
}

function keyOf(code: string, { uid }: RowProblem): string {
  const thing = code === 'LEASE_UNREADABLE' ? 'lease' : 'ticket';
  return `${code}/${thing}:${uid ?? 'without uid'}`;
}

function unreadable(code: 'LEASE_UNREADABLE' | 'TICKET_UNREADABLE', problem: RowProblem): AttentionItem {
  const thing = code === 'LEASE_UNREADABLE' ? 'lease' : 'ticket';
  const which =
    problem.uid === null ? `A ${thing} without uid` : `${thing === 'lease' ? 'Lease' : 'Ticket'} ${problem.uid}`;
  return {
    key: keyOf(code, problem),
    code,
    where: problem.uid === null ? 'Innago' : `${thing} ${problem.uid}`,
    why: `${which} cannot be read: ${problem.why}. It is left alone; the others go on.`,
    todo: `Correct the ${thing} in Innago. If it looks right there, report it: Innago's answer has changed.`,
    verbs: ['ignore'],
  };
}

/** Leases that a list shows, and that were known as active. */
interface ListSize {
  readonly listed: number;
  readonly known: number;
}

/** A list that shows fewer than half of the leases that were known as active; undefined: it shows more. */
export function collapse(leases: Pick<Store['leases'], 'entries'>, listed: number): ListSize | undefined {
  const known = [...leases.entries()].filter(({ state }) => state === 'active').length;
  return listed * 2 < known ? { listed, known } : undefined;
}

/** Counts incomplete scans in a row. */
export class IncompleteScans {
  readonly #attention: Store['attention'];
  #inARow = 0;

  constructor(attention: Store['attention']) {
    this.#attention = attention;
  }

  /**
   * @param why undefined: the scan was complete
   * @param collapsed the list was read to its end and shows fewer than half of what was known: that is told at once
   */
  async note(why: string | undefined, collapsed?: ListSize): Promise<void> {
    this.#inARow = why === undefined ? 0 : this.#inARow + 1;
    if (why === undefined) await this.#attention.clear(key);
    else if (collapsed !== undefined) await this.#attention.raise(incomplete(inWords(collapsed), why));
    else if (this.#inARow >= patience) {
      const often = `Innago's lists have been incomplete ${patience} times in a row.`;
      await this.#attention.raise(incomplete(often, why));
    }
  }
}

const key = 'SCAN_INCOMPLETE';

function inWords({ listed, known }: ListSize): string {
  return `Innago's list shows ${listed === 0 ? 'no lease' : listed === 1 ? '1 lease' : `${listed} leases`}, and ${known} were running.`;
}

function incomplete(what: string, why: string): AttentionItem {
  return {
    key,
    code: 'SCAN_INCOMPLETE',
    where: 'Innago',
    why: `${what} What can be read is worked on; nobody is taken for gone. The last time: ${why}`,
    todo: 'Look at the property in Innago. If all leases are there, ask Innago (support@innago.com) about its API.',
    verbs: ['ignore'],
  };
}
