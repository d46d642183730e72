/** What lies on the desk: work that waits for its turn, and work that is in flight. */
import { unitInWords } from '../../village/unit-label.ts';
import type { TicketWork } from '../tickets/ticket-work.ts';
import type { Claim, LeaseWork, PrepareWork } from '../work.ts';

/** Everything that is claimed and sent on its way. */
export type Work = LeaseWork | PrepareWork | TicketWork;

/** What a person calls the unit that the work is about. */
export function unitOfWork(work: Work): string {
  if (work.kind === 'lease') return work.unit.label;
  if (work.kind === 'prepare') return 'all';
  return work.unit === '' ? 'common area' : work.unit;
}

/** The same as part of a sentence: `unit 101`, `common area`, `all units`. */
export function placeOfWork(work: Work): string {
  if (work.kind === 'prepare') return 'all units';
  return unitInWords(work.kind === 'lease' ? work.unit.label : work.unit);
}

/** Work that waits for its turn. */
export interface Queued {
  readonly work: Work;
  /** Sends the message on its way. */
  readonly start: (claim: Claim) => void;
  /** Whose queue it is: dropped when that node closes. */
  readonly owner: object;
}

export interface InFlight {
  readonly work: Work;
  readonly claim: Claim;
  readonly owner: object;
  /** Attention items raised after this mark were raised by this run. */
  readonly mark: number;
}

export interface Progress {
  /** Finished, in whatever way, since the desk was last empty. */
  readonly finished: number;
  /** Taken in since the desk was last empty. */
  readonly total: number;
  readonly inFlight: number;
}

/** What is counted together: tickets apart, all else with the leases. */
export const sorts = ['lease', 'ticket'] as const;
export type WorkSort = (typeof sorts)[number];

export function sortOf({ kind }: Work): WorkSort {
  return kind === 'ticket' ? 'ticket' : 'lease';
}
