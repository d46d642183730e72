/** A comment of ours on the UISP ticket: each once, and never taken for a technician's. */
import * as v from 'valibot';
import type { TicketEntry } from '../../state/tickets/ticket-entry.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import { saidFingerprint } from '../../village/tickets/said-fingerprint.ts';
import type { CrmComment } from '../ticket-ports.ts';
import { entryNow, reasonOf, type TicketContext } from './ticket-context.ts';
import { writeToTicket } from './ticket-look.ts';

const resultSchema = v.object({ commentId: v.number() });
const noteSchema = v.fallback(v.object({ heard: v.array(v.number()) }), { heard: [] });

/** Something to say. */
export interface OwnComment {
  /** What it comes from; each is said once. */
  readonly source: string;
  readonly body: string;
  /** Seen by the tenant. */
  readonly public: boolean;
}

/**
 * @param settled the entry once it is said
 * @throws SyncError TICKET_DELETED_IN_UISP, TICKET_CLIENT_ARCHIVED (trouble operator); CLAIM_LOST; and what the CRM throws
 */
export async function sayOnTicket(
  context: TicketContext,
  { source, body, public: isPublic }: OwnComment,
  settled: (entry: TicketEntry) => TicketEntry,
): Promise<'done' | 'planned'> {
  const { store, crm, claim, work, signal } = context;
  const said = saidFingerprint(body);
  const change = (how: (entry: TicketEntry) => TicketEntry) => store.tickets.change(claim, work.uid, how);
  if (store.mode === 'live') {
    // Before it is written, so that it is never taken for a technician's.
    await change((entry) => (entry.said.includes(said) ? entry : { ...entry, said: [...entry.said, said] }));
  }
  const entry = entryNow(context);
  const ticketId = entry.link?.ticketId ?? 0;
  const findOurs = async (heard: readonly number[]) => {
    const isOurs = (one: CrmComment) => !heard.includes(one.id) && saidFingerprint(one.body) === said;
    const found = (await crm.tickets.comments(ticketId, signal)).find(isOurs);
    return found === undefined ? undefined : { commentId: found.id };
  };
  const applied = await store.ledger.apply(claim, {
    key: `uisp-comment/ticket:${work.uid}/${source}`,
    kind: 'uisp-comment',
    fingerprint: contentFingerprint({ source, body }),
    reason: reasonOf(context, entry),
    before: null,
    after: { ticket: ticketId, 'seen by the tenant': isPublic, characters: body.length },
    result: resultSchema,
    lookSinceBackup: async () => {
      const found = lastOfOurs(await crm.tickets.comments(ticketId, signal), work.uid, body);
      return found === undefined ? undefined : { commentId: found.id };
    },
    prepare: async () => ({ heard: entry.heard }),
    look: async (prepared) => findOurs(v.parse(noteSchema, prepared).heard),
    write: () =>
      writeToTicket(context, async () => {
        const { id } = await crm.tickets.comment({ ticketId, body, public: isPublic }, signal);
        return { commentId: id };
      }),
  });
  if (applied.outcome === 'planned') return 'planned';
  const { commentId } = applied.result;
  await change((now) =>
    settled({ ...now, heard: now.heard.includes(commentId) ? now.heard : [...now.heard, commentId] }),
  );
  return 'done';
}

/**
 * This very comment, already there when the database was restored, though the poll may have heard it by now. Texts of the tenant bear the ticket's uid:
 * of those only the last counts, for a text that was changed back is to be said again.
 */
function lastOfOurs(comments: readonly CrmComment[], uid: string, body: string): CrmComment | undefined {
  const said = saidFingerprint(body);
  const isSaid = (one: CrmComment | undefined) => one !== undefined && saidFingerprint(one.body) === said;
  if (!body.includes(uid)) return comments.find(isSaid);
  const last = comments
    .filter((one) => one.body.includes(uid))
    .toSorted((one, other) => one.id - other.id)
    .at(-1);
  return isSaid(last) ? last : undefined;
}
