/**
 * What a flow says to the tenant: as a comment, or, where Innago takes none, left to the mail. Whatever is tried again, it is said one way
 * only: what was mailed is not posted afterwards, and what was posted, or may have been, is not mailed.
 */
import { effective, latestEffect } from '../../state/ledger/effect-rows.ts';
import { answerItemKey, earlierAnswerMail } from '../../state/mail/answer-mail.ts';
import { innagoCommentKey } from '../../state/tickets/ticket-comments.ts';
import { isSyncError, type SyncError } from '../../sync-error.ts';
import { say, wordsOfFlow } from './ticket-comment.ts';
import type { TicketContext, TicketResult } from './ticket-context.ts';
import { nothing, resultOf } from './ticket-steps.ts';

/** What is to be said, and how. */
export interface FlowComment {
  readonly text: string;
  /** See PlanOrder: said once for each, whatever the words; absent: once for the same words. */
  readonly answerKey?: string;
  /** `mail`: this Innago takes no comments, so none is tried. */
  readonly way: 'post' | 'mail';
}

/** How it ended; `refusal`: what Innago said to it, when it was tried now. */
export interface FlowCommented {
  readonly result: TicketResult;
  readonly refusal?: SyncError;
}

/** @throws SyncError CLAIM_LOST, and what Innago and the store throw; but not what {@link isRefusal} says of a comment */
export async function commentInInnago(
  context: TicketContext,
  { text, answerKey, way }: FlowComment,
): Promise<FlowCommented> {
  const { store, work } = context;
  const outgoing = wordsOfFlow(text, answerKey);
  if (outgoing.text === '') return { result: { ...nothing, text: 'nothing to say' } };
  const posted = await latestEffect(store.database, innagoCommentKey(work.uid, outgoing.source), effective);
  if (posted === undefined) {
    if (way === 'mail') return { result: notPosted('no comments here') };
    const mailed = answerKey === undefined ? undefined : await earlierAnswerMail(store, work.uid, answerKey);
    if (mailed !== undefined) return { result: notPosted('said by mail') };
  }
  try {
    const result = resultOf(undefined, [await say(context, outgoing)]);
    if (answerKey !== undefined) await store.attention.clear(answerItemKey(work.uid, answerKey));
    return { result };
  } catch (thrown) {
    if (!isSyncError(thrown) || !isRefusal(thrown)) throw thrown;
    return { result: notPosted('not posted'), refusal: thrown };
  }
}

/** Innago's own no to this comment, which surely has had no effect and would be no again: not the server's passing trouble. */
function isRefusal({ trouble, effect, status }: SyncError): boolean {
  return trouble === 'data' && effect === 'none' && status !== undefined;
}

function notPosted(text: string): TicketResult {
  return { outcome: 'not posted', text, status: null, comments: 0 };
}
