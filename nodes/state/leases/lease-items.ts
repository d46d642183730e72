/** The attention items of a lease: those that the book raises at the tick, and those of failures. */
import { type CalendarMonth, longDate, longMonth } from '../../village/calendar-date.ts';
import { leaseProblems } from '../../village/household-rules.ts';
import type { CalendarDate } from '../../village/lease.ts';
import { centsText } from '../../village/money.ts';
import { unitLabel } from '../../village/unit-label.ts';
import type { OpenItem } from '../attention/attention.ts';
import { missedCode } from '../billing/billing-keys.ts';
import type { Failure } from '../run-node.ts';
import type { AttentionItem } from '../store-port.ts';
import type { LeaseEntry } from './lease-entry.ts';

/** Flags that contradict each other are given this long to become clear (design §4, "Lease state"), in milliseconds. */
const unclearPatience = 24 * 3_600_000;

function itemKey(code: string, leaseUid: string): string {
  return `${code}/lease:${leaseUid}`;
}

/**
 * What keeps the lease from being acted on, for a person. Empty for most.
 * @param at epoch ms
 * @param before another household's lease that still runs in the unit, with its service
 */
export function standingItems(
  entry: LeaseEntry,
  { at, today }: { readonly at: number; readonly today: CalendarDate },
  before: LeaseEntry | undefined,
): AttentionItem[] {
  const { uid } = entry.lease;
  switch (entry.standing) {
    case 'workable':
      return notVacated(entry, before, today);
    case 'unclear': {
      if (entry.unclearSince === null || at - entry.unclearSince < unclearPatience) return [];
      return [
        item(entry, 'LEASE_UNCLEAR', {
          why: `Innago says neither clearly that lease ${uid} runs nor that it has ended: its flags are missing or contradict each other.`,
          todo: 'Look at the dates and the status of the lease in Innago.',
        }),
      ];
    }
    case 'problem':
      return leaseProblems(entry.lease, entry.unit).map((problem) => item(entry, problem.code, problem));
    case 'refused':
      return [
        item(entry, 'UNIT_TWICE_LEASED', {
          why: `Two leases without a common tenant are active on the unit; nothing is done for lease ${uid}.`,
          todo: 'End the wrong one in Innago, or give it its right unit.',
        }),
      ];
    default:
      return [];
  }
}

/** It has begun a day ago or more, and the household before it still lives in the unit: nobody is cut off to make room (design §4). */
function notVacated(entry: LeaseEntry, before: LeaseEntry | undefined, today: CalendarDate): AttentionItem[] {
  const { start, uid } = entry.lease;
  if (before === undefined || start === null || today <= start) return [];
  return [
    item(entry, 'UNIT_NOT_VACATED', {
      why: `Lease ${uid} began on ${longDate(start)}, and lease ${before.lease.uid} still runs in the unit.`,
      todo: 'End the old lease in Innago. The new household is served from the day after its last day, by itself.',
    }),
  ];
}

/** Its tenants were told of their internet, and it never began. */
export function cancelledItem(entry: LeaseEntry): AttentionItem {
  return item(entry, 'CANCELLED_WELCOMED', {
    why: `The tenants of lease ${entry.lease.uid} were welcomed, and the lease was cancelled before it began.`,
    todo: 'Tell them, if nobody has. Then "ignore".',
  });
}

/** Charges that are due after the lease has ended. */
export function chargedAfterEndItem(
  entry: LeaseEntry,
  end: CalendarDate,
  charges: readonly { readonly month: CalendarMonth; readonly dueDate: CalendarDate }[],
): AttentionItem {
  const what = charges.map(({ month, dueDate }) => `${longMonth(month)} (due ${longDate(dueDate)})`).join(' and ');
  return item(entry, 'BILLING_AFTER_END', {
    why: `Lease ${entry.lease.uid} ends on ${longDate(end)}, before what was charged for ${what} is due.`,
    todo: 'Void the invoice by hand in Innago; its API cannot. Then ignore this.',
  });
}

/** Charges that were due before the lease has ended, and were never sent. */
export function leftUnchargedItem(
  entry: LeaseEntry,
  charges: readonly { readonly item: string; readonly amountCents: number }[],
): AttentionItem {
  const what = charges.map(({ item, amountCents }) => `${item} (${centsText(amountCents)})`).join(', and ');
  const was = charges.length === 1 ? 'was' : 'were';
  return item(entry, 'BILLING_LEFT_UNCHARGED', {
    why: `${what}, ${was} due before the lease ended and ${was} not charged.`,
    todo: 'Charge it by hand in Innago if it is owed, then ignore.',
  });
}

/** What a person is to do or to know although the lease is over: it stays when nothing else is done for the lease any more. */
const lasting: ReadonlySet<string> = new Set(['CANCELLED_WELCOMED', missedCode]);

/** Does the item stay open when its lease is over? A month that a person has said is not charged stays so, too. */
export function outlivesLease({ code, verdict }: Pick<OpenItem, 'code' | 'verdict'>): boolean {
  return lasting.has(code) && (code !== missedCode || verdict === 'ignored');
}

/** Raised for what a lease has failed with, and gone when it no longer does? */
export function isFailureItem({ key, verbs = [] }: AttentionItem, leaseUid: string): boolean {
  return key.endsWith(`/lease:${leaseUid}`) && verbs.includes('retry');
}

const unchargedStart = 'billing/';

/** The charge of a household failed while something else of its lease fails, too: an item of its own, whatever the cause is shared with. */
export function unchargedItem(entry: LeaseEntry, failure: Failure): AttentionItem {
  const item = failureItem(entry, failure);
  return { ...item, key: `${unchargedStart}${item.key}` };
}

/** Of {@link unchargedItem}? */
export function isUnchargedItem(item: AttentionItem, leaseUid: string): boolean {
  return item.key.startsWith(unchargedStart) && isFailureItem(item, leaseUid);
}

/** Codes of {@link standingItems}, {@link cancelledItem}, {@link chargedAfterEndItem} and {@link leftUnchargedItem}: these the book clears by itself. */
export const standingCodes: ReadonlySet<string> = new Set([
  'LEASE_UNCLEAR',
  'LEASE_WITHOUT_TENANT',
  'LEASE_WITHOUT_UNIT',
  'LEASE_WITHOUT_START',
  'UNIT_UNKNOWN',
  'UNIT_NOT_VACATED',
  'UNIT_TWICE_LEASED',
  'CANCELLED_WELCOMED',
  'BILLING_AFTER_END',
  'BILLING_LEFT_UNCHARGED',
]);

/** Failures that a person's yes overcomes (design §5: no client found for a lease begun before go-live). */
const approvable: ReadonlySet<string> = new Set(['ADOPT_NO_MATCH']);

/** For what is wrong with this lease or unit alone; what many share is attention/shared-cause.ts. */
export function failureItem(entry: LeaseEntry, failure: Failure): AttentionItem {
  return {
    ...item(entry, failure.code, {
      why: failure.text,
      todo: failure.hint ?? 'Look at the lease in Innago and in UISP.',
    }),
    verbs: approvable.has(failure.code) ? ['approve', 'retry', 'ignore'] : ['retry', 'ignore'],
  };
}

function item(entry: LeaseEntry, code: string, { why, todo }: { why: string; todo: string }): AttentionItem {
  const { uid, unitName } = entry.lease;
  const label = entry.unit?.label ?? unitLabel(unitName);
  return {
    key: itemKey(code, uid),
    code,
    where: label === '' ? `lease ${uid}` : `unit ${label}`,
    why,
    todo,
    leaseUid: uid,
    verbs: ['ignore'],
  };
}
