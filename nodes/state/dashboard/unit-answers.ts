/** What the dashboard gets of units: a page of the grid, and one unit. See answers.ts. */
import type { Open } from '../verbs/list.ts';

/**
 * - `leaving`: the household's service is to be ended, or its lease ends within 30 days and nothing of it goes on in the unit.
 * - `upcoming`: vacant, with a lease to come. `ignored`: a person leaves its lease alone. `outside`: not in the list of units.
 */
export type UnitState = 'vacant' | 'occupied' | 'upcoming' | 'leaving' | 'ignored' | 'outside';

/** `none`: no ONU is known for the unit. `unknown`: one is, but UISP has not said how it fares. */
export type OnuState = 'online' | 'offline' | 'unknown' | 'none';

export type UnitFilter = 'all' | 'attention' | 'vacant' | 'offline';

/** A unit in the grid. */
export interface UnitTile {
  readonly uid: string;
  readonly label: string;
  readonly state: UnitState;
  /** Of whom lives there, or comes; null: nobody, or the included plan is not known. */
  readonly plan: string | null;
  readonly onu: OnuState;
  /** Open items of the unit, without ignored ones. */
  readonly attention: number;
  /** Names; operator only. */
  readonly tenants?: readonly string[];
}

/** `units`: by label, as people count them. */
export interface UnitsAnswer {
  /** Units that fit filter and search. */
  readonly total: number;
  readonly page: number;
  readonly size: number;
  /** Of all units, whatever is filtered or searched. */
  readonly counts: {
    readonly units: number;
    /** `occupied` and `leaving`. */
    readonly occupied: number;
    /** Of these, with a plan that costs extra. */
    readonly paid: number;
    /** Units with open items. */
    readonly attention: number;
    readonly onusOffline: number;
    /** Units whose ONU is known, and its state is not. */
    readonly unknownOnus: number;
  };
  readonly units: readonly UnitTile[];
  /** When the ONUs were last read; null: never. */
  readonly onusSeenAt: string | null;
  /** Innago was read completely since the start; before, this is what was known then. */
  readonly isScanned: boolean;
}

/** `unit` */
export interface UnitAnswer {
  readonly uid: string;
  readonly label: string;
  readonly state: UnitState;
  readonly plan: string | null;
  readonly onu: {
    readonly id: string;
    /** As UISP shows it; null: not read yet. */
    readonly name: string | null;
    readonly state: OnuState;
    readonly seenAt: string | null;
  } | null;
  /** Ids in UISP of the household that lives there, or comes. */
  readonly site: string | null;
  readonly service: number | null;
  readonly client: number | null;
  /** Newest first. */
  readonly households: readonly {
    readonly id: number;
    readonly begun: string | null;
    readonly endedOn: string | null;
    readonly plan: string | null;
    readonly adopted: boolean;
    /** Of its service here. */
    readonly service: number | null;
    readonly client: number | null;
    /** A change that comes later. */
    readonly nextPlan: { readonly plan: string; readonly from: string } | null;
  }[];
  /** Newest first. */
  readonly leases: readonly {
    readonly uid: string;
    readonly start: string | null;
    readonly end: string | null;
    /** future, active, ended or unclear; of one that is handled otherwise how: held, refused, absent, ignored, problem. */
    readonly state: string;
    /** What it waits for, in words. */
    readonly waits: readonly string[];
    /** Names; operator only. */
    readonly tenants?: readonly string[];
  }[];
  readonly attention: Open['items'];
  readonly tickets: readonly UnitTicket[];
  readonly charges: readonly Charge[];
  /** Newest first, at most 100. */
  readonly history: readonly HistoryEntry[];
  /** Of whom lives there, or comes; operator only. */
  readonly tenants?: readonly { readonly name: string; readonly email: string | null; readonly phone: string | null }[];
}

/** A ticket of a unit. */
export interface UnitTicket {
  readonly uid: string;
  /** Operator only, and only since Innago was read after a start. */
  readonly title?: string;
  /** Innago's word, e.g. `NewRequest`. */
  readonly innago: string | null;
  /** `New`, `Open`, `Pending`, `Solved`, `deleted`, `archived`; null: there is none. */
  readonly uisp: string | null;
  /** Of the UISP ticket. */
  readonly number: number | null;
}

/** What was charged, or may have been. */
export interface Charge {
  readonly unit: string;
  readonly month: string;
  /** `Village Fiber 1G, December 2026` */
  readonly item: string;
  readonly amountCents: number;
  readonly dueDate: string;
  /** False: its answer was lost, and it has not been looked for yet. */
  readonly isCertain: boolean;
}

/** Something that was done, planned or said. */
export interface HistoryEntry {
  readonly at: string;
  /** `UISP client`, `service begins`; what a person decided about, as `plan requester`, `lease`. */
  readonly what: string;
  /** done, adopted, failed, unknown, absent, planned; of a person approved, ignored, retry, … */
  readonly outcome: string;
  /** Why it was due, and what went wrong, as `onu missing`. */
  readonly why: string;
  /** `dashboard: <user>`, `operator`; null: the flow by itself. A viewer reads `dashboard` or `operator` alone. */
  readonly by: string | null;
}
