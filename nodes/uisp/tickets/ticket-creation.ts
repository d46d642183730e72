/**
 * A ticket's other half in UISP: found by its marker, else made, on the client of the household that it belongs to. One for each
 * ticket, whatever fails on the way (design §3.2).
 */
import * as v from 'valibot';
import type { Json } from '../../state/effect.ts';
import { mayBeMade, type TicketEntry, type TicketLink, ticketLinkSchema } from '../../state/tickets/ticket-entry.ts';
import { linkedToFound, linkedToGone, linkedToOurs } from '../../state/tickets/ticket-links.ts';
import { ticketReason } from '../../state/tickets/ticket-work.ts';
import { addDays } from '../../village/calendar-date.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import { saidFingerprint } from '../../village/tickets/said-fingerprint.ts';
import type { Ticket } from '../../village/tickets/ticket.ts';
import { hasMarker, ticketBody, ticketSubject } from '../../village/tickets/ticket-text.ts';
import { unitInWords } from '../../village/unit-label.ts';
import { isMissing } from '../refused.ts';
import { type Applied, applyUnlessThere } from '../steps/apply.ts';
import type { CrmTicket } from '../ticket-ports.ts';
import { longestComment, type TicketContext } from './ticket-context.ts';
import { lookAt, readWhole } from './ticket-look.ts';
import { refusedClient } from './ticket-owner.ts';

/** What is frozen in the intent. */
const noteSchema = v.omit(ticketLinkSchema, ['ticketId']);
/** For whom it is made. */
export type TicketPlace = v.InferOutput<typeof noteSchema>;

/** UISP's clock and ours may differ, and a day may be another one there. */
const toleranceDays = 2;
const dayMs = 86_400_000;

interface Found {
  readonly ticket: CrmTicket;
  readonly reading: number;
}

/**
 * Makes the ticket in UISP, unless it is there.
 * @returns `planned` in dry-run; else it is linked
 * @throws SyncError CLIENT_ARCHIVED, CLIENT_MISSING (trouble operator); CLAIM_LOST; and what the CRM throws
 */
export async function makeTicket(
  context: TicketContext,
  ticket: Ticket,
  place: TicketPlace,
): Promise<'planned' | 'found' | 'done'> {
  const { store, crm, claim, settings, signal, work } = context;
  const body = ticketBody(ticket, { unit: place.unit, limit: longestComment });
  const said = saidFingerprint(body);
  if (store.mode === 'live') {
    await store.tickets.change(claim, work.uid, (entry) =>
      entry.said.includes(said) ? entry : { ...entry, said: [...entry.said, said] },
    );
  }
  const { clientId } = place;
  const since = ticket.submittedOn === null ? undefined : Date.parse(addDays(ticket.submittedOn, -toleranceDays));
  const made = await applyTicket(context, {
    note: place,
    after: afterOf(place, settings.ticketsPublic, body),
    there: () => findMarked(context, { clientId, ...(since === undefined ? {} : { activeSince: since }) }),
    write: async () => {
      try {
        const subject = ticketSubject(ticket);
        return await crm.tickets.create({ subject, clientId, public: settings.ticketsPublic, body }, signal);
      } catch (error) {
        throw isMissing(error) ? await refusedClient(context, clientId, error) : error;
      }
    },
  });
  if (made.outcome === 'planned') return 'planned';
  if (made.outcome === 'found') {
    const { ticket: found, reading } = made.found;
    const seen = (await readWhole(crm, found, signal)) ?? 'deleted';
    await link(context, (entry) =>
      typeof seen === 'string'
        ? linkedToGone(entry, { ticketId: found.id, ...place }, { gone: seen, reading })
        : linkedToFound(entry, { ticketId: found.id, ...place }, { seen, reading }),
    );
    return 'found';
  }
  await linkMade(context, made.result, made.outcome === 'done' ? made : undefined);
  return made.outcome === 'done' ? 'done' : 'found';
}

/**
 * Looks for a ticket that an earlier try of ours may have made, whatever has become of the one in Innago since.
 * @returns whether it was there: then it is linked
 * @throws SyncError CLAIM_LOST, and what the CRM and the store throw
 */
export async function findMade(context: TicketContext): Promise<boolean> {
  const { store, claim, work } = context;
  const none = { ticket: undefined };
  const sought = await applyTicket(context, {
    note: null,
    after: null,
    there: async () => none,
    write: () => Promise.reject(new Error('nothing is written here')),
  });
  if (sought.outcome === 'skipped' || sought.outcome === 'adopted') {
    await linkMade(context, sought.result, undefined);
    return true;
  }
  await store.tickets.change(claim, work.uid, (entry) => (mayBeMade(entry) ? { ...entry, said: [] } : entry));
  return false;
}

type Made<F> = Applied<TicketLink, F> & { readonly answer?: Found };

/** The one effect of a ticket’s life: its fingerprint never changes, so that a second one is never made. */
async function applyTicket<F>(
  context: TicketContext,
  {
    note,
    after,
    there,
    write,
  }: {
    note: TicketPlace | null;
    after: Json;
    there: () => Promise<F | undefined>;
    write: () => Promise<CrmTicket>;
  },
): Promise<Made<F>> {
  const { store, claim, work } = context;
  let answer: Found | undefined;
  const applied = await applyUnlessThere(store, claim, {
    key: `uisp-ticket/ticket:${work.uid}`,
    kind: 'uisp-ticket',
    fingerprint: contentFingerprint({ ticket: work.uid }),
    reason: ticketReason(work, note?.householdId ?? null),
    before: null,
    after,
    note,
    result: ticketLinkSchema,
    there,
    look: async (prepared) => {
      // With whichever client it is by now: all that moved since the ticket was first seen here.
      const firstSeenAt = store.tickets.entry(work.uid)?.firstSeenAt ?? 0;
      const found = await findMarked(context, { activeSince: firstSeenAt - toleranceDays * dayMs });
      if (found === undefined) return undefined;
      const noted = v.safeParse(noteSchema, prepared);
      const unknown = { clientId: found.ticket.clientId ?? 0, householdId: null, unit: work.unit };
      return { ticketId: found.ticket.id, ...(noted.success ? noted.output : unknown) };
    },
    write: async () => {
      const reading = store.tickets.beginReading();
      const ticket = await write();
      answer = { ticket, reading };
      const { clientId, householdId, unit } = note ?? { clientId: ticket.clientId ?? 0, householdId: null, unit: '' };
      return { ticketId: ticket.id, clientId, householdId, unit };
    },
  });
  return answer === undefined ? applied : { ...applied, answer };
}

/** Ours, from this run (`answer`) or an earlier one. */
async function linkMade(
  context: TicketContext,
  ticketLink: TicketLink,
  made: { readonly answer?: Found } | undefined,
): Promise<void> {
  const { crm, store, signal } = context;
  const answer = made?.answer;
  const reading = answer?.reading ?? store.tickets.beginReading();
  const whole = answer === undefined ? undefined : await readWhole(crm, answer.ticket, signal);
  const seen = whole ?? (await lookAt(crm, ticketLink, signal));
  await link(context, (entry) => {
    if (typeof seen === 'string') return linkedToGone(entry, ticketLink, { gone: seen, reading });
    const { ticket } = entry;
    const body =
      answer !== undefined || ticket === undefined
        ? undefined
        : ticketBody(ticket, { unit: ticketLink.unit, limit: longestComment });
    return linkedToOurs(entry, ticketLink, { seen, reading, ...(body === undefined ? {} : { body }) });
  });
}

function link({ store, claim, work }: TicketContext, how: (entry: TicketEntry) => TicketEntry): Promise<TicketEntry> {
  return store.tickets.change(claim, work.uid, (entry) => (entry.link === null ? how(entry) : entry));
}

/** By the marker at the end of the subject; of several the first that was made. */
async function findMarked(
  { store, crm, work, signal }: TicketContext,
  filter: { readonly clientId?: number; readonly activeSince?: number },
): Promise<Found | undefined> {
  const reading = store.tickets.beginReading();
  const tickets = await crm.tickets.list(filter, signal);
  const [first] = tickets
    .filter(({ subject }) => hasMarker(subject, work.uid))
    .toSorted((one, other) => one.id - other.id);
  return first === undefined ? undefined : { ticket: first, reading };
}

function afterOf({ clientId, unit }: TicketPlace, isPublic: boolean, { length }: string): Json {
  return {
    client: clientId,
    for: unitInWords(unit),
    status: 'New',
    'seen by the tenant': isPublic,
    characters: length,
  };
}
