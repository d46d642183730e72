/** Which of what was planned live would still do (design §3.9: the plan equals what live then does). */
import type { LeaseEntry } from '../leases/lease-entry.ts';
import { isActedOn } from '../leases/lease-entry.ts';
import { type PlannedEffect, plannedNow } from '../ledger/plan-table.ts';
import type { Store } from '../store.ts';
import { owes } from '../tickets/ticket-due.ts';
import type { TicketEntry } from '../tickets/ticket-entry.ts';

/** What the plan is read from. */
export type PlanSource = Pick<Store, 'database' | 'mode' | 'leases' | 'tickets' | 'scans' | 'clock'>;

/** The plan, one effect for each thing. */
export interface StandingPlan {
  /** The one that was planned last comes last. */
  readonly effects: readonly PlannedEffect[];
  /** Innago's leases have not been read since the start: what was planned before stands unchecked. */
  readonly isUnchecked: boolean;
}

/**
 * What the newest runs have planned, without what is no longer to be done: the lease has ended, was cancelled or ignored, is held, unclear
 * or away; the ticket is closed; it has been written live since. In live mode nothing is planned. Until the first scan after a start nobody
 * knows how the leases stand.
 * @throws SyncError STORE_…
 */
export async function standingPlan(store: PlanSource): Promise<StandingPlan> {
  if (store.mode === 'live') return { effects: [], isUnchecked: false };
  const isUnchecked = !store.leases.isScanned;
  const all = await plannedNow(store.database);
  const standing = isUnchecked ? all : all.filter((effect) => stands(store, effect));
  // Two leases may plan one thing, the site of their unit.
  const newest = new Map<string, PlannedEffect>();
  for (const effect of standing) {
    newest.delete(effect.key);
    newest.set(effect.key, effect);
  }
  return { effects: [...newest.values()], isUnchecked };
}

function stands({ leases, tickets }: PlanSource, { run }: PlannedEffect): boolean {
  const [, kind, uid = ''] = /^(lease|ticket|drift\/lease):(.*)$/s.exec(run) ?? [];
  if (kind === 'lease') return isStandingLease(leases.entry(uid));
  if (kind === 'drift/lease') return leases.entry(uid)?.standing === 'workable';
  return kind === 'ticket' ? isStandingTicket(tickets.entry(uid)) : true;
}

/**
 * A lease whose wishes are again what live has applied is settled without another run, so that its rows tell of wishes that are gone.
 */
function isStandingLease(entry: Readonly<LeaseEntry> | undefined): boolean {
  if (entry === undefined || !isActedOn(entry)) return false;
  const { wanted, applied, planned, failures } = entry;
  return !(wanted !== undefined && applied === wanted && planned !== wanted && failures === 0);
}

/** Something is owed for it, or it is open and its text is the one that was decided. */
function isStandingTicket(entry: TicketEntry | undefined): boolean {
  if (entry === undefined) return false;
  const { plan, judged, innago, text } = entry;
  const isOpen = innago.place === 'listed' && (plan?.text ?? judged?.text) === text;
  return owes(entry) || isOpen || plan?.state === 'undoing';
}
