/** Keeps the UISP side of one maintenance ticket in step with Innago's (design §4, "Maintenance ticket"). */
import * as v from 'valibot';
import { inTurn } from '../../state/tickets/in-turn.ts';
import { mayBeMade, type TicketEntry } from '../../state/tickets/ticket-entry.ts';
import { ticketReason } from '../../state/tickets/ticket-work.ts';
import { unitInWords } from '../../village/unit-label.ts';
import { entryNow, type TicketContext, type TicketResult } from './ticket-context.ts';
import { findMade, makeTicket, type TicketPlace } from './ticket-creation.ts';
import { lookAgain, lookClosely } from './ticket-look.ts';
import { tellMovedOut } from './ticket-moved-out.ts';
import { propertyClient } from './ticket-owner.ts';
import { followInnago, seekStatus } from './ticket-status.ts';
import { tellTexts } from './ticket-texts.ts';

const nothingToDo: TicketResult = { outcome: 'skipped', text: 'nothing to do' };

/**
 * Makes the UISP ticket of an internet problem, tells it the tenant's later text, and lets its status follow Innago's. Work that the
 * keyword router passed on (`need: judge`), or whose plan change has a fault beside it (`plan`), is an internet problem.
 * @returns text `ticket 31`
 * @throws SyncError TICKET_NO_CLIENT, CLIENT_ARCHIVED, CLIENT_MISSING, TICKET_DELETED_IN_UISP, TICKET_CLIENT_ARCHIVED (trouble
 *   operator); CLAIM_LOST, TICKET_UNKNOWN (trouble state); and what the CRM throws
 */
export async function syncTicket(context: TicketContext): Promise<TicketResult> {
  const { store, claim, work } = context;
  await store.renew(claim);
  entryNow(context);
  if (work.need !== 'sync') await store.tickets.judge(claim, work, 'internet');
  const entry = entryNow(context);
  if (entry.held) return { outcome: 'skipped', text: 'before go-live' };
  if (entry.link !== null) return keepInStep(context, 'found');
  if (mayBeMade(entry) && store.mode === 'live' && (await findMade(context))) return keepInStep(context, 'found');
  const made = await create(context, entry);
  return typeof made === 'string' ? keepInStep(context, made) : made;
}

async function create(context: TicketContext, entry: TicketEntry): Promise<TicketResult | 'found' | 'done'> {
  const { store, work } = context;
  if (entry.innago.place !== 'listed') return nothingToDo;
  const owner = store.tickets.ownerOf(work.uid, work.today);
  const { ticket, unit } = entry;
  if (ticket === undefined || owner === undefined) return { outcome: 'skipped', text: 'not read yet' };
  if (owner.kind === 'waiting') return waiting(context, entry);
  const place: TicketPlace =
    owner.kind === 'client'
      ? { clientId: owner.clientId, householdId: owner.householdId, unit }
      : { clientId: propertyClient(context, owner), householdId: null, unit };
  const made = await makeTicket(context, ticket, place);
  return made === 'planned' ? { outcome: 'planned', text: 'plan: new ticket' } : made;
}

/** The household's lease is not through yet, and in dry-run it never is. */
async function waiting({ store, claim, work }: TicketContext, { unit }: TicketEntry): Promise<TicketResult> {
  if (store.mode === 'live') {
    const why = 'the household has no client in UISP yet';
    return { outcome: 'waiting', text: 'no client yet', waiting: { why } };
  }
  await store.ledger.apply(claim, {
    key: `uisp-ticket/ticket:${work.uid}`,
    kind: 'uisp-ticket',
    fingerprint: 'planned for a household without a client',
    reason: ticketReason(work, null),
    before: null,
    after: { client: 'the household’s client', for: unitInWords(unit), status: 'New' },
    result: v.null(),
    write: () => Promise.reject(new Error('nothing is written in dry-run')),
  });
  return { outcome: 'planned', text: 'plan: new ticket' };
}

async function keepInStep(context: TicketContext, linked: 'found' | 'done'): Promise<TicketResult> {
  if (entryNow(context).uisp?.gone != null) await lookAgain(context, lookClosely);
  await seekStatus(context);
  const outcomes: ('done' | 'planned' | undefined)[] = [];
  const isGone = entryNow(context).innago.place === 'gone';
  const steps = isGone ? [tellMovedOut] : [tellTexts, followInnago, tellMovedOut];
  const refused = await inTurn(steps.map((step) => async () => outcomes.push(await step(context))));
  const { link, uisp } = entryNow(context);
  const id = link?.ticketId ?? 0;
  const ticket = { id, status: uisp?.status ?? 0 };
  if (refused !== undefined) return { outcome: linked, text: `ticket ${id}`, ticket, refused };
  if (outcomes.includes('planned')) return { outcome: 'planned', text: `plan: ticket ${id}`, ticket };
  return { outcome: outcomes.includes('done') ? 'done' : linked, text: `ticket ${id}`, ticket };
}
