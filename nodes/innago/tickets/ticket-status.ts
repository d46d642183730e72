/** Resolving and reopening a ticket in Innago (codes 111 and 113, the only ones there are), through the ledger. */
import * as v from 'valibot';
import type { EffectFacts } from '../../state/effect.ts';
import { decidedInInnago, wroteInnago } from '../../state/tickets/ticket-changes.ts';
import { ticketReason } from '../../state/tickets/ticket-work.ts';
import { isSyncError } from '../../sync-error.ts';
import { innagoClass, type TicketClass } from '../../village/tickets/ticket.ts';
import type { TicketContext } from './ticket-context.ts';

const codes = { solved: 111, open: 113 } as const;
const classSchema = v.picklist(['open', 'solved']);
const resultSchema = v.object({ to: classSchema });
/** What is frozen in the intent. */
const intentSchema = v.object({
  to: classSchema,
  /** Of the ticket’s entry: where it has gone on since, the write is known for ours already, or matters no more. */
  revision: v.number(),
  /** `uisp`: Innago follows UISP; `flow`: of a flow’s own accord. */
  because: v.picklist(['uisp', 'flow']),
});
type Intent = v.InferOutput<typeof intentSchema>;

/** Whether a write happened, or would in live mode. */
export type StatusOutcome = 'written' | 'planned';

/**
 * Reads the ticket anew, by its id, and keeps in the book what it shows.
 * @returns undefined: Innago says 404
 */
export async function lookAgain({ store, innago, work, signal }: TicketContext): Promise<TicketClass | undefined> {
  const reading = store.tickets.beginReading();
  const ticket = await innago.ticket(work.uid, signal);
  await store.tickets.absorbLook(work.uid, ticket, reading);
  return ticket === undefined ? undefined : innagoClass(ticket);
}

/**
 * An earlier write whose outcome is unknown: looked for, and taken for ours when the ticket is as it should have made it. The book knows
 * by itself that it is no news (`writingInnago`).
 * @returns whether the ticket was read anew for it
 */
export async function settleEarlierStatus(context: TicketContext): Promise<boolean> {
  const { store, claim, work } = context;
  const entry = store.tickets.entry(work.uid);
  if (entry === undefined || store.mode === 'dry-run') return false;
  let open: Intent | undefined;
  await store.ledger.seek(claim, {
    ...factsOf(context, { to: 'open', revision: 0, because: 'uisp' }),
    look: async (prepared) => {
      open = v.parse(v.fallback(v.optional(intentSchema), undefined), prepared);
      return undefined;
    },
    result: resultSchema,
  });
  if (open === undefined || open.revision !== entry.revision) return false;
  const intent = open;
  if ((await lookAgain(context)) !== intent.to) return true;
  const found = { ...factsOf(context, intent), look: async () => ({ to: intent.to }), result: resultSchema };
  await store.ledger.seek(claim, found);
  return true;
}

/**
 * Makes the ticket follow UISP, or a flow’s wish; the caller has looked whether it is to be.
 * @throws SyncError CLAIM_LOST, and what Innago and the store throw
 */
export async function writeStatus(
  context: TicketContext,
  to: TicketClass,
  because: Intent['because'],
): Promise<StatusOutcome> {
  const { store, innago, claim, work, signal } = context;
  const intent: Intent = { to, because, revision: store.tickets.entry(work.uid)?.revision ?? 0 };
  if (because === 'uisp' && store.mode === 'live') {
    const since = store.tickets.beginReading();
    await store.tickets.change(claim, work.uid, (entry) => ({ ...entry, writingInnago: { to, since } }));
  }
  const { outcome } = await store.ledger.apply(claim, {
    ...factsOf(context, intent),
    prepare: async () => intent,
    look: async () => ((await lookAgain(context)) === to ? { to } : undefined),
    write: async () => {
      await innago.setTicketStatus(work.uid, codes[to], signal).catch((thrown) => unlessSent(context, thrown));
      return { to };
    },
    result: resultSchema,
  });
  if (outcome === 'planned') return 'planned';
  await note(context, intent);
  return 'written';
}

/** What surely did not arrive is not to be taken for ours when a tenant does the same. @throws what it was given */
async function unlessSent({ store, claim, work }: TicketContext, thrown: unknown): Promise<never> {
  if (isSyncError(thrown) && thrown.effect === 'none') {
    const forget = store.tickets.change(claim, work.uid, (entry) => ({ ...entry, writingInnago: null }));
    // The claim is lost, or the store in trouble: the first error says more.
    await forget.catch(() => undefined);
  }
  throw thrown;
}

async function note({ store, claim, work }: TicketContext, { to, because }: Intent): Promise<void> {
  const change = because === 'uisp' ? wroteInnago : decidedInInnago;
  // Taken after the answer: whatever was read before may be older than what we wrote.
  const reading = store.tickets.beginReading();
  await store.tickets.change(claim, work.uid, (entry) => change(entry, to, reading));
}

function factsOf({ store, work }: TicketContext, { to, revision }: Intent): EffectFacts {
  const entry = store.tickets.entry(work.uid);
  return {
    key: `innago-ticket-status/ticket:${work.uid}`,
    kind: 'innago-ticket-status',
    fingerprint: `${to}#${revision}`,
    reason: ticketReason(work, entry?.link?.householdId ?? null),
    before: { status: entry?.innago.status ?? null },
    after: { status: to === 'solved' ? 'Resolved' : 'ReOpened', code: codes[to] },
  };
}
