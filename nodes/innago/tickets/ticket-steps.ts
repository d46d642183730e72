/** What is done for one ticket in Innago (design §4, "Maintenance ticket"): status and comments, and nothing else. */
import { inTurn } from '../../state/tickets/in-turn.ts';
import type { TicketClass } from '../../village/tickets/ticket.ts';
import { type CommentOutcome, type CommentWords, tellInnago } from './ticket-comment.ts';
import type { TicketContext, TicketResult } from './ticket-context.ts';
import { lookAgain, type StatusOutcome, settleEarlierStatus, writeStatus } from './ticket-status.ts';

/** There was nothing to do. */
export const nothing: TicketResult = { outcome: 'skipped', text: 'nothing to do', status: null, comments: 0 };

/**
 * Brings Innago’s side of a ticket up to what was done in UISP: its status where it is the one to follow, and what is to be told.
 * @throws SyncError CLAIM_LOST, and what Innago and the store throw. What Innago refuses of one does not keep the other.
 */
export async function syncInnagoSide(context: TicketContext, words: CommentWords): Promise<TicketResult> {
  const { store, work } = context;
  const entry = store.tickets.entry(work.uid);
  if (entry === undefined || entry.link === null || entry.held) return nothing;
  if (entry.innago.place === 'gone' || entry.uisp === null || entry.uisp.gone !== null) return nothing;
  let status: { readonly to: TicketClass; readonly outcome: StatusOutcome } | undefined;
  let comments: readonly CommentOutcome[] = [];
  const follow = async () => {
    status = await followUisp(context);
  };
  const tell = async () => {
    comments = await tellInnago(context, words);
  };
  // The last word before it is resolved; but a ticket that is opened again is opened first.
  const isLastWord = store.tickets.followsNow(work.uid)?.to === 'solved';
  const refused = await inTurn(isLastWord ? [tell, follow] : [follow, tell]);
  if (refused !== undefined) throw refused;
  return resultOf(status, comments);
}

/** A flow resolves or reopens the ticket. @throws as {@link syncInnagoSide} */
export async function decideInnago(context: TicketContext, to: TicketClass): Promise<TicketResult> {
  const { store, work } = context;
  await settleEarlierStatus(context);
  const current = await lookAgain(context);
  if (current === undefined || store.tickets.entry(work.uid) === undefined)
    return { ...nothing, text: 'not in Innago' };
  if (current === to) return { ...nothing, text: to === 'solved' ? 'was resolved' : 'was open' };
  return resultOf({ to, outcome: await writeStatus(context, to, 'flow') }, []);
}

/** The status, where Innago is the side to follow; looked at once more right before it is written. */
async function followUisp(
  context: TicketContext,
): Promise<{ readonly to: TicketClass; readonly outcome: StatusOutcome } | undefined> {
  const { tickets } = context.store;
  const { uid } = context.work;
  const hasLooked = await settleEarlierStatus(context);
  if (tickets.followsNow(uid)?.side !== 'innago') return undefined;
  if (!hasLooked) await lookAgain(context);
  const follows = tickets.followsNow(uid);
  if (follows?.side !== 'innago') return undefined;
  return { to: follows.to, outcome: await writeStatus(context, follows.to, 'uisp') };
}

/** Status and comments in words. */
export function resultOf(
  status: { readonly to: TicketClass; readonly outcome: StatusOutcome } | undefined,
  comments: readonly CommentOutcome[],
): TicketResult {
  const said = comments.filter((outcome) => outcome !== 'unknown').length;
  const written = status === undefined ? null : status.to === 'solved' ? 'resolved' : 'reopened';
  if (said < comments.length) return { outcome: 'unknown', text: 'comment unknown', status: written, comments: said };
  if (written === null && said === 0) return nothing;
  const isPlanned = status?.outcome === 'planned' || comments.includes('planned');
  const words = [
    ...(written === null ? [] : [written]),
    ...(said === 0 ? [] : [said === 1 ? 'comment' : `${said} comments`]),
  ];
  return { outcome: isPlanned ? 'planned' : 'done', text: words.join(', '), status: written, comments: said };
}
