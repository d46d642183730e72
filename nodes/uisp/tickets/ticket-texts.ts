/** The tenant's later text, as comments on the UISP ticket: each version once. */
import * as v from 'valibot';
import { inTurn } from '../../state/tickets/in-turn.ts';
import type { Outgoing, TicketEntry } from '../../state/tickets/ticket-entry.ts';
import { isWithAnotherClient } from '../../state/tickets/ticket-sides.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import { cutText } from '../../village/tickets/cut-text.ts';
import { saidFingerprint } from '../../village/tickets/said-fingerprint.ts';
import type { CrmComment } from '../ticket-ports.ts';
import { entryNow, longestComment, reasonOf, type TicketContext } from './ticket-context.ts';
import { writeToTicket } from './ticket-look.ts';

const resultSchema = v.object({ commentId: v.number() });
const noteSchema = v.fallback(v.object({ heard: v.array(v.number()) }), { heard: [] });

/**
 * Tells UISP what is queued for it, the oldest first. One that is refused keeps none of the others.
 * @returns what became of it; undefined: there was nothing to tell
 * @throws SyncError TICKET_DELETED_IN_UISP, TICKET_CLIENT_ARCHIVED (trouble operator); CLAIM_LOST; and what the CRM throws
 */
export async function tellTexts(context: TicketContext): Promise<'done' | 'planned' | undefined> {
  let told: 'done' | 'planned' | undefined;
  const each = entryNow(context).toUisp.map((outgoing) => async () => {
    told = await tell(context, outgoing);
  });
  const refused = await inTurn(each);
  if (refused !== undefined) throw refused;
  return told;
}

async function tell(context: TicketContext, { source, text }: Outgoing): Promise<'done' | 'planned'> {
  const { store, crm, claim, work, settings, signal } = context;
  const body = cutText(text, longestComment, `\n[The text is cut here. The whole is in Innago, ticket ${work.uid}.]`);
  const said = saidFingerprint(body);
  const change = (how: (entry: TicketEntry) => TicketEntry) => store.tickets.change(claim, work.uid, how);
  if (store.mode === 'live') {
    // Before it is written, so that it is never taken for a technician's.
    await change((entry) => (entry.said.includes(said) ? entry : { ...entry, said: [...entry.said, said] }));
  }
  const entry = entryNow(context);
  const ticketId = entry.link?.ticketId ?? 0;
  // Who has the ticket now may not be the one whose words these are.
  const isPublic = settings.ticketsPublic && !isWithAnotherClient(entry);
  const applied = await store.ledger.apply(claim, {
    key: `uisp-comment/ticket:${work.uid}/${source}`,
    kind: 'uisp-comment',
    fingerprint: contentFingerprint({ source, body }),
    reason: reasonOf(context, entry),
    before: null,
    after: { ticket: ticketId, 'seen by the tenant': isPublic, characters: body.length },
    result: resultSchema,
    prepare: async () => ({ heard: entry.heard }),
    look: async (prepared) => {
      const { heard } = v.parse(noteSchema, prepared);
      const isOurs = (one: CrmComment) => !heard.includes(one.id) && saidFingerprint(one.body) === said;
      const found = (await crm.tickets.comments(ticketId, signal)).find(isOurs);
      return found === undefined ? undefined : { commentId: found.id };
    },
    write: () =>
      writeToTicket(context, async () => {
        const { id } = await crm.tickets.comment({ ticketId, body, public: isPublic }, signal);
        return { commentId: id };
      }),
  });
  if (applied.outcome === 'planned') return 'planned';
  const { commentId } = applied.result;
  await change((now) => ({
    ...now,
    heard: now.heard.includes(commentId) ? now.heard : [...now.heard, commentId],
    toUisp: now.toUisp.filter((one) => one.source !== source),
  }));
  return 'done';
}
