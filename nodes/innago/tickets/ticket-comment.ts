/** Comments in Innago: each at most once, since they cannot be read back (design §2). */
import * as v from 'valibot';
import { innagoCommentKey, toldInnago, unsureInInnago } from '../../state/tickets/ticket-comments.ts';
import type { Outgoing } from '../../state/tickets/ticket-entry.ts';
import { isWithAnotherClient } from '../../state/tickets/ticket-sides.ts';
import { ticketReason } from '../../state/tickets/ticket-work.ts';
import { isSyncError, type SyncError } from '../../sync-error.ts';
import { cleanText } from '../../village/tickets/clean-text.ts';
import { cutText } from '../../village/tickets/cut-text.ts';
import { saidFingerprint } from '../../village/tickets/said-fingerprint.ts';
import { commentForInnago } from '../../village/tickets/technician-comment.ts';
import type { TicketContext } from './ticket-context.ts';

/** The operator’s own words. */
export interface CommentWords {
  /** Under a technician’s comment; empty: none. */
  readonly signature: string;
  /** When the UISP ticket becomes pending; empty: then nothing is said. */
  readonly pendingText: string;
}

/** How a comment ended. `unknown`: nobody knows; it is kept aside for a person. */
export type CommentOutcome = 'told' | 'planned' | 'unknown';

/**
 * A flow’s own words as a comment to come.
 * @param answerKey what they answer (PlanOrder): one comment for each, whatever its words; absent: the same words for the same ticket are one
 */
export function wordsOfFlow(text: string, answerKey?: string): Outgoing {
  const clean = cleanText(text);
  return { source: answerKey ?? `said:${saidFingerprint(clean)}`, kind: 'said', text: clean, files: [] };
}

/**
 * Tells the tenant what waits to be told, oldest first, as long as the UISP ticket is with this tenant’s client.
 * @throws SyncError CLAIM_LOST, and what Innago and the store throw; what was told until then stays told
 */
export async function tellInnago(context: TicketContext, words: CommentWords): Promise<CommentOutcome[]> {
  const { store, work, claim } = context;
  const outcomes: CommentOutcome[] = [];
  for (const outgoing of store.tickets.entry(work.uid)?.toInnago ?? []) {
    const entry = store.tickets.entry(work.uid);
    if (entry === undefined || entry.innago.place === 'gone' || isWithAnotherClient(entry)) break;
    if (textOf(outgoing, words, context.commentLength) !== '') outcomes.push(await say(context, outgoing, words));
    else if (store.mode === 'live')
      await store.tickets.change(claim, work.uid, (now) => toldInnago(now, outgoing.source));
  }
  return outcomes;
}

/**
 * One comment.
 * @throws SyncError CLAIM_LOST, and what Innago and the store throw; when Innago broke off in the middle, the comment is flagged, too
 */
export async function say(
  context: TicketContext,
  outgoing: Outgoing,
  words: CommentWords = { signature: '', pendingText: '' },
): Promise<CommentOutcome> {
  const { store, innago, work, claim, signal, commentLength } = context;
  const { source } = outgoing;
  const text = textOf(outgoing, words, commentLength);
  try {
    const { outcome } = await store.ledger.apply(claim, {
      key: innagoCommentKey(work.uid, source),
      kind: 'innago-comment',
      fingerprint: source,
      reason: ticketReason(work, context.householdId ?? store.tickets.entry(work.uid)?.link?.householdId ?? null),
      before: null,
      // What is said is between technician and tenant: not for plan and audit.
      after: { source, characters: text.length },
      write: async () => {
        await innago.addComment(work.uid, text, signal);
        return null;
      },
      result: v.null(),
    });
    if (outcome === 'planned') return 'planned';
  } catch (thrown) {
    if (!isSyncError(thrown) || !isUnknown(thrown)) throw thrown;
    await store.tickets.change(claim, work.uid, (now) => unsureInInnago(now, outgoing));
    // Whoever is in trouble now will be in trouble for the next one, too.
    if (thrown.code !== 'EFFECT_UNKNOWN' && thrown.trouble !== 'data') throw thrown;
    return 'unknown';
  }
  await store.tickets.change(claim, work.uid, (now) => toldInnago(now, source));
  return 'told';
}

/** An earlier try’s outcome is unknown, or now this one’s. */
function isUnknown({ code, effect }: SyncError): boolean {
  return code === 'EFFECT_UNKNOWN' || effect === 'unknown';
}

function textOf(outgoing: Outgoing, { signature, pendingText }: CommentWords, limit: number): string {
  switch (outgoing.kind) {
    case 'comment':
      return commentForInnago(outgoing, { limit, signature });
    case 'pending':
      return cutText(cleanText(pendingText), limit, '…');
    case 'said':
      return cutText(outgoing.text, limit, '…');
    case 'text':
      return '';
  }
}
