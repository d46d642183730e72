/** The status of the UISP ticket, where it is to follow Innago's: 3 Solved or 1 Open, only when the class differs (design §4). */
import * as v from 'valibot';
import type { EffectRequest, SoughtEffect } from '../../state/effect.ts';
import { wroteUisp } from '../../state/tickets/ticket-changes.ts';
import type { TicketEntry } from '../../state/tickets/ticket-entry.ts';
import type { UispTicketSeen } from '../../state/tickets/uisp-activity.ts';
import { type TicketClass, uispClass } from '../../village/tickets/ticket.ts';
import { entryNow, reasonOf, type TicketContext } from './ticket-context.ts';
import { asSeen, lookAgain, lookAt, readTicket, readWhole, writeToTicket } from './ticket-look.ts';

const statusOfClass = { open: 1, solved: 3 } as const;
const words: readonly string[] = ['New', 'Open', 'Pending', 'Solved'];
const resultSchema = v.object({ status: v.number() });
const noteSchema = v.object({ to: v.picklist(['open', 'solved']) });

interface Read {
  readonly seen: UispTicketSeen;
  readonly reading: number;
}

/**
 * An earlier write whose answer was lost is looked for, before anything is decided from how the ticket stands now.
 * @throws what the CRM throws, CLAIM_LOST
 */
export async function seekStatus(context: TicketContext): Promise<void> {
  const { store, claim, work } = context;
  if (store.mode !== 'live' || entryNow(context).writing === null) return;
  const { effect, read } = statusEffect(context, undefined);
  await store.ledger.seek(claim, effect);
  await wrote(context, read());
  // It was written, or it was not and surely will not be: a technician who does the same later is not us.
  await store.tickets.change(claim, work.uid, (entry) =>
    entry.writing === null ? entry : { ...entry, writing: null },
  );
}

/**
 * Writes the status where Innago's is the one that counts; the ticket is looked at again right before.
 * @returns what became of it; undefined: there was nothing to write
 * @throws SyncError TICKET_DELETED_IN_UISP, TICKET_CLIENT_ARCHIVED (trouble operator); CLAIM_LOST; and what the CRM throws
 */
export async function followInnago(context: TicketContext): Promise<'done' | 'planned' | undefined> {
  const { store, claim, work } = context;
  if (store.tickets.followsNow(work.uid)?.side !== 'uisp') return undefined;
  const before = await lookAgain(context, lookAt);
  const follows = store.tickets.followsNow(work.uid);
  if (follows?.side !== 'uisp') return undefined;
  if (store.mode === 'live') {
    await store.tickets.change(claim, work.uid, (entry) => ({
      ...entry,
      writing: { to: follows.to, arrived: false },
    }));
  }
  const { effect, read, noted } = statusEffect(context, follows.to);
  const applied = await store.ledger.apply(claim, { ...effect, ...statusWrite(context, follows.to, noted) });
  if (applied.outcome === 'planned') return 'planned';
  // Skipped: it was written before, and it has been changed since: that is for Innago to follow.
  await wrote(context, read() ?? before);
  return applied.outcome === 'skipped' ? undefined : 'done';
}

async function wrote({ store, claim, work }: TicketContext, read: Read | undefined): Promise<void> {
  if (read === undefined) return;
  await store.tickets.change(claim, work.uid, (entry) => wroteUisp(entry, read.seen, read.reading));
}

type StatusEffect = SoughtEffect<{ status: number }>;

/** @param to undefined: whatever an earlier try has written */
function statusEffect(
  context: TicketContext,
  to: TicketClass | undefined,
): { effect: StatusEffect; read: () => Read | undefined; noted: (read: Read) => { status: number } } {
  const { store, crm, work, signal } = context;
  const entry = entryNow(context);
  const ticketId = entry.link?.ticketId ?? 0;
  let last: Read | undefined;
  const noted = (read: Read) => {
    last = read;
    return { status: read.seen.status };
  };
  const effect: StatusEffect = {
    key: `uisp-ticket-status/ticket:${work.uid}`,
    kind: 'uisp-ticket-status',
    fingerprint: `${to ?? 'sought'}#${entry.revision}`,
    reason: reasonOf(context, entry),
    before: { ticket: ticketId, status: words[entry.uisp?.status ?? 0] ?? 'unknown' },
    after: { ticket: ticketId, status: to === undefined ? 'as written before' : (words[statusOfClass[to]] ?? '') },
    result: resultSchema,
    look: async (prepared) => {
      const note = v.safeParse(noteSchema, prepared);
      if (!note.success || (to !== undefined && note.output.to !== to)) return undefined;
      const { writing: written, uisp } = entryNow(context);
      if (written?.arrived && written.to === note.output.to) return { status: uisp?.status ?? 0 };
      const reading = store.tickets.beginReading();
      const seen = await readTicket(crm, ticketId, signal);
      return seen !== undefined && hasArrived(seen, note.output.to, entry) ? noted({ seen, reading }) : undefined;
    },
  };
  return { effect, read: () => last, noted };
}

function statusWrite(
  context: TicketContext,
  to: TicketClass,
  noted: (read: Read) => { status: number },
): Required<Pick<EffectRequest<{ status: number }>, 'prepare' | 'write'>> {
  const { store, crm, signal } = context;
  const { link } = entryNow(context);
  const ticketId = link?.ticketId ?? 0;
  return {
    prepare: async () => ({ to }),
    write: () =>
      writeToTicket(context, async () => {
        const reading = store.tickets.beginReading();
        const answer = await crm.tickets.setStatus(ticketId, statusOfClass[to], signal);
        // It is written, whatever becomes of another look.
        const whole = await readWhole(crm, answer, signal).catch(() => undefined);
        return noted({ seen: whole ?? asSeen(answer), reading });
      }),
  };
}

/** It is so now, or was so since it was last seen: a technician may have changed it again. */
function hasArrived({ status, activities }: UispTicketSeen, to: TicketClass, { heard }: TicketEntry): boolean {
  if (uispClass(status) === to) return true;
  return activities.some(
    ({ id, status: change }) => change !== undefined && uispClass(change.after) === to && !heard.includes(id),
  );
}
