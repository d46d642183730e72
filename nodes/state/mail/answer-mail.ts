/** The answer to a ticket by mail, where commenting is not possible (design §4, "Plan change"): to whom, and whether it was sent before. */
import * as v from 'valibot';
import { usableAddress } from '../../village/mail-address.ts';
import { unitInWords } from '../../village/unit-label.ts';
import { rowsOf } from '../database/database.ts';
import { effective } from '../ledger/effect-rows.ts';
import type { PlanOrder } from '../plans/plan-order.ts';
import type { Store } from '../store.ts';
import type { AttentionItem } from '../store-port.ts';
import type { TicketWork } from '../tickets/ticket-work.ts';
import { answerMailKeys } from './mail-key.ts';

/** Who gets the answer. */
export interface AnswerRecipient {
  readonly tenantUid: string;
  readonly leaseUid: string;
  readonly address: string;
}

/**
 * The tenant who asked, by the ticket's `personUid`; without a usable address (or uid) the household's first tenant, else the lease's.
 * @returns undefined: nobody with a usable address; also for a writer who lives nowhere, when there is nothing but a word to say
 */
export function answerRecipient(
  { leases, households }: Pick<Store, 'leases' | 'households'>,
  { ticket }: Pick<TicketWork, 'ticket'>,
  { kind, householdId, leaseUid: writersLease }: Pick<PlanOrder, 'kind' | 'householdId' | 'leaseUid'>,
): AnswerRecipient | undefined {
  const household = households.peek(householdId);
  const leaseUid = writersLease ?? (kind === 'tell' ? undefined : household?.leaseUid);
  const tenants = (leaseUid === undefined ? undefined : leases.entry(leaseUid)?.lease.tenants) ?? [];
  const first = tenants.find(({ uid }) => uid === household?.firstTenantUid) ?? tenants[0];
  for (const tenant of [tenants.find(({ uid }) => uid === ticket?.personUid), first]) {
    const address = tenant === undefined ? undefined : usableAddress(tenant);
    if (tenant !== undefined && address !== undefined && leaseUid !== undefined)
      return { tenantUid: tenant.uid, leaseUid, address };
  }
  return undefined;
}

/**
 * The mail that answers this already, or may: sent once, also when the tenant's address is another by now.
 * @returns its key; undefined: none
 */
export async function earlierAnswerMail(
  { database }: Pick<Store, 'database'>,
  ticketUid: string,
  answerKey: string,
): Promise<string | undefined> {
  const start = answerMailKeys(ticketUid, answerKey);
  const rows = await database.run((knex) =>
    rowsOf(
      v.object({ key: v.string() }),
      knex('effects')
        .select('key')
        .where('key', '>=', start)
        // `0` is the character behind `/`.
        .where('key', '<', `${start.slice(0, -1)}0`)
        .whereIn('state', [...effective])
        .orderBy('id', 'desc'),
    ),
  );
  return rows.find(({ key }) => !key.slice(start.length).includes('/'))?.key;
}

/** Of the item about an answer that could not be sent to anybody. */
export function answerItemKey(ticketUid: string, answerKey: string): string {
  return `ANSWER_NO_ADDRESS/ticket:${ticketUid}/${answerKey}`;
}

/** The tenant has to be told by a person. */
export function noAddressItem({ uid, unit }: Pick<TicketWork, 'uid' | 'unit'>, answerKey: string): AttentionItem {
  return {
    key: answerItemKey(uid, answerKey),
    code: 'ANSWER_NO_ADDRESS',
    where: unitInWords(unit),
    why: `Ticket ${uid} could not be answered: Innago takes no comment on it, and there is no usable e-mail address of the tenant.`,
    todo: 'Tell the tenant yourself, then "ignore"; or enter the address in Innago, then "retry".',
    verbs: ['retry', 'ignore'],
  };
}
