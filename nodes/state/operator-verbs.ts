/** What a person can do about attention items: from the flow and over the admin route, always in the audit (design §2). */
import * as v from 'valibot';
import { SyncError } from '../sync-error.ts';
import type { OpenItem } from './attention/attention.ts';
import { isCauseItem } from './attention/shared-cause.ts';
import { mailOfItem } from './mail/mail-desk.ts';
import { ticketOfMail } from './mail/mail-key.ts';
import { undoPlan } from './plans/plan-undo.ts';
import type { Store } from './store.ts';
import { approveTicket, asksForPlan, retryTicket, sendCommentAgain, sortTicketsAgain } from './tickets/ticket-verbs.ts';

const commandSchema = v.union([
  v.object({ verb: v.literal('list') }),
  v.object({ verb: v.picklist(['approve', 'retry', 'ignore', 'send-again', 'undo']), key: v.string() }),
]);
type Command = v.InferOutput<typeof commandSchema>;
type Verb = Extract<Command, { key: string }>['verb'];

/** What became of a person’s command. */
export interface CommandResult {
  readonly verb: Command['verb'];
  readonly key?: string;
  /** What was done, in words. */
  readonly text: string;
  /** Open items, without ignored ones. */
  readonly items: readonly OpenItem[];
}

/**
 * @param command `{verb: 'list'}` or `{verb, key}`; `retry` takes `lease:<uid>` or `ticket:<uid>` as key, too, of a shared cause tries
 *   all leases that wait for it, and with the key `tickets` has the open tickets sorted again; `undo` takes back the plan change of
 *   `ticket:<uid>`, or the last one in `unit:101`
 * @throws SyncError BAD_COMMAND, NO_SUCH_ITEM, UNDO_… (trouble operator), STORE_…
 */
export async function carryOut(store: Store, command: unknown): Promise<CommandResult> {
  const parsed = v.safeParse(commandSchema, command);
  if (!parsed.success) {
    throw new SyncError('The command is not understood.', {
      code: 'BAD_COMMAND',
      trouble: 'operator',
      hint: 'Send {"verb": "list"}, or {"verb": "approve" | "retry" | "ignore" | "send-again", "key": "<key of the item>"}, or {"verb": "undo", "key": "unit:101"}.',
    });
  }
  if (parsed.output.verb === 'list') {
    const items = store.attention.list();
    return { verb: 'list', text: `${items.length} open`, items };
  }
  const { verb, key } = parsed.output;
  const text = await verbs[verb](store, key);
  return { verb, key, text, items: store.attention.list() };
}

const verbs: Readonly<Record<Verb, (store: Store, key: string) => Promise<string>>> = {
  approve: async (store, key) => {
    if (asksForPlan(key) && store.attention.get(key)?.verbs?.includes('approve') === false) throw noSuchItem(key);
    if (!(await store.attention.judge(key, 'approved'))) throw noSuchItem(key);
    retryLease(store, store.attention.get(key));
    return (await approveTicket(store.tickets, key)) ?? 'approved';
  },
  ignore: async (store, key) => {
    if (!(await store.attention.judge(key, 'ignored'))) throw noSuchItem(key);
    return 'ignored until its cause is gone';
  },
  retry: async (store, key) => {
    const item = store.attention.get(key);
    const leaseUid = item?.leaseUid ?? /^lease:(.+)$/.exec(key)?.[1];
    const sorted = sortTicketsAgain(store.tickets, key);
    if (item !== undefined && isCauseItem(item)) store.leases.retryCause(key);
    else if (
      leaseUid !== undefined ? !store.leases.retry(leaseUid) : !sorted && !(await retryTicket(store.tickets, key))
    )
      throw noSuchItem(key);
    await audit(store, key, 'retry', leaseUid);
    return sorted ?? 'tried again at the next scan';
  },
  'send-again': async (store, key) => {
    const item = store.attention.get(key);
    const mail = mailOfItem(key);
    const comment = item === undefined ? undefined : await sendCommentAgain(store, key);
    if (comment !== undefined) {
      await audit(store, key, 'send-again', undefined);
      return comment;
    }
    if (item === undefined || mail === undefined) throw noSuchItem(key);
    const wasUnknown = await store.once.sendAgain(mail);
    await audit(store, key, 'send-again', item.leaseUid);
    await store.attention.clear(key);
    if (!wasUnknown) return 'nothing to send: the outcome has become known';
    const ticketUid = ticketOfMail(mail);
    if (ticketUid === undefined) retryLease(store, item);
    else store.tickets.retry(ticketUid);
    return 'sent again at the next scan';
  },
  undo: async (store, key) => {
    const text = await undoPlan(store, key);
    if (text === undefined) throw noSuchItem(key);
    await audit(store, key, 'undo', undefined);
    return text;
  },
};

function retryLease(store: Store, item: OpenItem | undefined): void {
  if (item?.leaseUid !== undefined) store.leases.retry(item.leaseUid);
}

function audit(store: Store, key: string, outcome: string, leaseUid: string | undefined): Promise<void> {
  const reason = { because: 'operator', ...(leaseUid === undefined ? {} : { leaseUid }) };
  return store.audit.write({ reason, kind: 'attention', key, before: null, after: null, outcome });
}

function noSuchItem(key: string): SyncError {
  return new SyncError(
    `There is no open attention item, no lease and no ticket with the key "${key}", or it does not know this verb.`,
    {
      code: 'NO_SUCH_ITEM',
      trouble: 'operator',
      hint: 'Send {"verb": "list"} for the open ones; what has settled by itself is gone.',
    },
  );
}
