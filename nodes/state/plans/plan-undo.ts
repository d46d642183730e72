/** Taking a plan change back (issue: "undo while no line is issued"). */
import { SyncError } from '../../sync-error.ts';
import { unitLabel } from '../../village/unit-label.ts';
import type { Store } from '../store.ts';
import type { TicketEntry } from '../tickets/ticket-entry.ts';
import { ticketKey } from '../tickets/ticket-entry.ts';
import { sentLines } from './plan-charges.ts';
import { isCarriedOut } from './plan-decision.ts';

/**
 * A person takes back what was changed for a ticket: from the next scan on it goes through the flow, as an order of kind `undo`.
 * @param key `ticket:<uid>`, or of an item that ends so; `unit:101`: the last change in this unit that was not taken back
 * @returns what is done, in words; undefined: no such ticket, or no change in the unit
 * @throws SyncError PAUSED; UNDO_… (trouble operator): why it cannot be taken back; STORE_…
 */
export async function undoPlan(store: Store, key: string): Promise<string | undefined> {
  store.pause.check();
  const uid = (await lastOfUnit(store, key)) ?? /(?:^|\/)ticket:([^/]+)$/.exec(key)?.[1] ?? '';
  const entry = store.tickets.entry(uid);
  if (entry === undefined && key.startsWith('unit:')) {
    throw refused('UNDO_NOTHING', `No plan change in unit ${key.slice('unit:'.length)} can be taken back.`);
  }
  if (entry === undefined) return undefined;
  if (entry.plan?.state === 'undoing') return 'is being taken back already';
  const refusal = store.claims.isHeld(ticketKey(uid)) ? busy(uid) : await undoRefusal(store, entry);
  if (refusal !== undefined) throw refusal;
  await store.tickets.plans.startUndo(uid);
  return `taken back at the next scan: ${entry.plan?.from ?? 'the plan before'} again`;
}

async function lastOfUnit({ planHistory }: Store, key: string): Promise<string | undefined> {
  const unit = /^unit:(.+)$/.exec(key)?.[1];
  if (unit === undefined) return undefined;
  const changes = (await planHistory.all()).filter((change) => change.unit === unitLabel(unit));
  const undone = new Set(changes.filter(({ kind }) => kind === 'undo').map(({ ticketUid }) => ticketUid));
  return changes.findLast(({ kind, ticketUid }) => kind !== 'undo' && !undone.has(ticketUid))?.ticketUid;
}

/**
 * Why the ticket’s change cannot be taken back, or no longer: undefined when it can. Only the household’s last change can, and only until a
 * line was sent that does not carry the old plan’s amount: of a plan that is to come, too, for its first line may go out before it begins.
 * @throws SyncError STORE_…
 */
export async function undoRefusal(store: Store, { uid, plan }: TicketEntry): Promise<SyncError | undefined> {
  if (!isCarriedOut(plan) || plan.householdId === null) {
    return refused('UNDO_NOTHING', `No plan was changed for ticket ${uid}.`);
  }
  if (plan.putBack) return refused('UNDO_NOTHING', `The plan change of ticket ${uid} was taken back already.`);
  const household = await store.households.get(plan.householdId);
  const history = await store.planHistory.ofHousehold(plan.householdId);
  const index = history.findIndex(({ ticketUid, kind }) => ticketUid === uid && kind !== 'undo');
  const own = history[index];
  if (own === undefined) return busy(uid);
  const undone = history.filter(({ kind }) => kind === 'undo').map(({ ticketUid }) => ticketUid);
  const later = history.slice(index + 1).find(({ kind, ticketUid }) => kind !== 'undo' && !undone.includes(ticketUid));
  if (later !== undefined) {
    return refused(
      'UNDO_LATER_CHANGE',
      `The plan of unit ${own.unit} was changed again since, by ticket ${later.ticketUid}.`,
      `Undo ticket:${later.ticketUid} first.`,
    );
  }
  if (store.leases.entry(household.leaseUid)?.state === 'ended') {
    return refused('UNDO_ENDED', `The lease of unit ${own.unit} has ended, and its service with it.`);
  }
  const lines = await sentLines(store, plan.householdId);
  const line = lines.find(({ at, amountCents }) => at >= own.at && amountCents !== plan.fromCents);
  if (line === undefined) return undefined;
  return refused(
    'UNDO_TOO_LATE',
    `The household of unit ${own.unit} was charged for ${own.to} in ${line.month} already; what is issued cannot be taken back.`,
    'Void that invoice by hand in Innago if need be, and have the tenant ask for the other plan in a new request.',
  );
}

function busy(uid: string): SyncError {
  return refused('UNDO_BUSY', `Ticket ${uid} is being worked on right now.`, 'Try again in a minute.');
}

function refused(code: string, message: string, hint?: string): SyncError {
  return new SyncError(message, { code, trouble: 'operator', ...(hint === undefined ? {} : { hint }) });
}
