/** What a person decides about attention items of tickets (verbs/). */
import type { AtMostOnce } from '../ledger/at-most-once.ts';
import type { TicketBook } from './ticket-book.ts';
import { commentOfItem } from './ticket-comments.ts';
import { heldKey, ticketOfItem } from './ticket-items.ts';

/** Is it an item about a plan change that a person has to say yes to? */
export function asksForPlan(key: string): boolean {
  return /^PLAN_(?:REQUESTER|LIMIT|OVERTAKEN)\/ticket:/.test(key);
}

/** A yes to one of the items that ask for it; any other key is fine. @returns what was done, in words */
export async function approveTicket(tickets: TicketBook, key: string): Promise<string | undefined> {
  if (key === heldKey) return `approved: ${await tickets.release()} forwarded at the next scan`;
  if (asksForPlan(key)) {
    const isChanged = await tickets.plans.approve(ticketOfItem(key) ?? '');
    return isChanged
      ? 'approved: the plan is changed at the next scan'
      : 'too late: the ticket asks for something else by now';
  }
  const [, code, uid] = /^(TICKET_(?:UNIT|CLIENT)_CHANGED)\/ticket:([^/]+)$/.exec(key) ?? [];
  if (uid !== undefined) await tickets.accept(uid, [code === 'TICKET_UNIT_CHANGED' ? 'unit' : 'client']);
  return undefined;
}

/**
 * @param key `ticket:<uid>`, or of an item that ends so, or that is about an answer of it: that is then said again, if it was not said
 * @returns false: no such ticket
 * @throws SyncError STORE_…
 */
export async function retryTicket(tickets: TicketBook, key: string): Promise<boolean> {
  const [, uid, answer] = /(?:^|\/)ticket:([^/]+)(\/plan\/.+)?$/.exec(key) ?? [];
  if (uid === undefined || !tickets.retry(uid)) return false;
  if (answer !== undefined) await tickets.plans.answerAgain(uid);
  return true;
}

/** The key for all that are open and not ours, or ask for another plan: the rules of the keyword router have changed. */
const openTickets = 'tickets';

/** @returns what was done, in words; undefined: another key */
export function sortTicketsAgain(tickets: TicketBook, key: string): string | undefined {
  if (key !== openTickets) return undefined;
  const many = tickets.sortAgain();
  return many === 1 ? '1 ticket is sorted again at the next scan' : `${many} tickets are sorted again at the next scan`;
}

/** A comment that did not arrive in Innago. @returns what was done, in words; undefined: the key is of no such comment */
export async function sendCommentAgain(
  { once, tickets }: { readonly once: AtMostOnce; readonly tickets: TicketBook },
  key: string,
): Promise<string | undefined> {
  const comment = commentOfItem(key);
  if (comment === undefined) return undefined;
  // Should it have become known meanwhile, the ledger skips it when its turn comes.
  await once.sendAgain(comment.ledgerKey);
  if (!(await tickets.tellAgain(comment.uid, comment.source))) return undefined;
  const isKept = tickets.entry(comment.uid)?.link != null;
  const isPlanAnswer = comment.source.startsWith('plan/');
  // Its words are the flow's: the decision goes through it once more.
  if (!isKept && isPlanAnswer) await tickets.plans.answerAgain(comment.uid);
  return isKept || isPlanAnswer ? 'sent again at the next scan' : 'sent again when the flow says it again';
}
