/**
 * What the dashboard asks and gets, as the action `dashboard` of sync-state answers it. Instants are ISO with zone, days
 * `YYYY-MM-DD`, months `YYYY-MM`, money cents. What only an operator gets is absent for a viewer, never empty or masked.
 */
import type { PlanTold } from '../admin-reading.ts';
import type { AdoptionList } from '../adoption/adoption-list.ts';
import type { ModeTold, Switched } from '../mode.ts';
import type { Mode } from '../store-port.ts';
import type { UpcomingList } from '../upcoming/upcoming-moves.ts';
import type { CommandResult } from '../verbs/carry-out.ts';
import type { Open } from '../verbs/list.ts';
import type { Charge, UnitAnswer, UnitsAnswer } from './unit-answers.ts';

/** All that can be asked. */
export const askNames = [
  'units',
  'unit',
  'attention',
  'command',
  'plan',
  'upcoming',
  'adoption',
  'tickets',
  'month',
  'health',
  'progress',
  'mode',
] as const;
export type AskName = (typeof askNames)[number];

/** May look; or may look at everything, and act. */
export type RoleName = 'operator' | 'viewer';

/** What every answer begins with. `role` is null where none was found: then there is `trouble`. */
export interface AnswerHead {
  /** As it was asked, cut off after 40 characters. */
  readonly ask: string;
  readonly at: string;
  readonly role: RoleName | null;
}

/** Instead of an answer. */
export interface TroubleAnswer extends AnswerHead {
  readonly trouble: { readonly code: string; readonly message: string; readonly hint?: string };
}

/** Instead of an answer when `csv: true` was asked for. */
export interface FileAnswer {
  readonly file: { readonly name: string; readonly text: string };
}

/** `attention` */
export type AttentionAnswer = Open;

/** `command` */
export type CommandAnswer = CommandResult;

type PlanRow = PlanTold['rows'][number];

/** `plan`: as the admin route gives it, without `effects`; a viewer gets rows without `before` and `after`. The file has all rows. */
export type PlanAnswer = Omit<PlanTold, 'rows' | 'effects'> & {
  readonly rows: readonly (Omit<PlanRow, 'before' | 'after'> & Partial<Pick<PlanRow, 'before' | 'after'>>)[];
  /** So many more rows there are. */
  readonly more: number;
};

/** `upcoming`: as the admin route gives it, without `csv`; a viewer gets rows without `who`. The file has all rows. */
export type UpcomingAnswer = Omit<UpcomingList, 'rows' | 'csv'> & {
  readonly rows: readonly (Omit<UpcomingList['rows'][number], 'who'> & { readonly who?: string })[];
  /** So many more rows there are. */
  readonly more: number;
};

/** `adoption`: as the admin route gives it. */
export type AdoptionAnswer = AdoptionList;

/** `tickets` */
export interface TicketsAnswer {
  /** Oldest first, at most 500: those open on either side, with a UISP ticket or on their way to one. */
  readonly open: readonly OpenTicket[];
  readonly counts: {
    readonly open: number;
    /** With a UISP ticket. */
    readonly linked: number;
    /** That wait for something. */
    readonly waiting: number;
    /** From before go-live, held until a person releases them. */
    readonly held: number;
  };
}

/** An open ticket. */
export interface OpenTicket {
  readonly uid: string;
  /** Label; empty: a common area. */
  readonly unit: string;
  readonly innago: string | null;
  readonly uisp: string | null;
  readonly uispId: number | null;
  /** What is still to be done or waited for, in words; null: both sides agree. */
  readonly waits: string | null;
  /** When it was first seen. */
  readonly since: string;
  /** Operator only. */
  readonly title?: string;
}

/** `month` */
export interface MonthAnswer {
  readonly month: string;
  /** By unit. */
  readonly charges: readonly Charge[];
  /** Of those that are certain. */
  readonly totalCents: number;
  readonly statement: {
    readonly property: string;
    readonly provisional: boolean;
    readonly closedAt: string | null;
    readonly notes: readonly string[];
    readonly totals: {
      readonly units: number;
      readonly occupied: number;
      readonly partial: number;
      readonly vacant: number;
      readonly plans: readonly { readonly plan: string; readonly units: number; readonly uispCents: number }[];
      readonly uispCents: number;
      readonly charges: number;
      readonly addOnCents: number;
      readonly totalCents: number;
    };
  };
}

/** `health` */
export interface HealthAnswer {
  readonly apis: readonly ApiHealth[];
  readonly scans: {
    /** null: none yet. */
    readonly last: {
      readonly at: string;
      readonly complete: boolean;
      readonly seen: number;
      readonly due: number;
      readonly why: string;
      /** The last complete one; null: none yet. */
      readonly completeAt: string | null;
    } | null;
    /** Oldest first: 30 days up to today, days without a scan with zeros. */
    readonly days: readonly ScanDay[];
  };
  readonly mode: Mode;
  readonly world: 'sandbox' | 'real';
  readonly pausedSince: string | null;
  /** Labels; null: all. */
  readonly onlyUnits: readonly string[] | null;
  /** The day; null: not live yet, or a sandbox. */
  readonly goLive: string | null;
}

/** How a server fares, by the last word it gave; nobody asks it now. */
export interface ApiHealth {
  readonly name: 'Innago' | 'UISP CRM' | 'UISP NMS';
  readonly state: 'ok' | 'down' | 'unknown';
  /** `down`: since when. `ok`: when it last answered, as far as that is known. */
  readonly since: string | null;
  /** `SERVER_AWAY` */
  readonly code?: string;
  /** In words. */
  readonly why?: string;
}

/** The scans of a day. */
export interface ScanDay {
  /** In the property's zone; UTC while that is unknown. */
  readonly day: string;
  /** All, the others among them. */
  readonly scans: number;
  /** Read, but not all pages. */
  readonly incomplete: number;
  /** Nothing could be read. */
  readonly failed: number;
  readonly slowestMs: number;
}

/** `progress`: leases taken up since there was last nothing to do. */
export interface ProgressAnswer {
  /** Nothing was carried through before these. */
  readonly isFirstImport: boolean;
  readonly done: number;
  readonly total: number;
  /** Taken up, and not begun. */
  readonly waiting: number;
  /** Of all leases, those whose last try failed. */
  readonly failing: number;
  readonly inFlight: number;
}

/** `mode` without `to`: what holds, what the settings allow at most, whether who asks can switch, and why it is so, in words. */
export type ModeAnswer = ModeTold;

/** `mode` with `to`: what was done; to live without `confirm`: nothing, and `text` tells what going live would mean. */
export type SwitchAnswer = Switched;

/** Every answer by its ask. */
export interface Answers {
  readonly units: UnitsAnswer;
  readonly unit: UnitAnswer;
  readonly attention: AttentionAnswer;
  readonly command: CommandAnswer;
  readonly plan: PlanAnswer | FileAnswer;
  readonly upcoming: UpcomingAnswer | FileAnswer;
  readonly adoption: AdoptionAnswer | FileAnswer;
  readonly tickets: TicketsAnswer;
  readonly month: MonthAnswer | FileAnswer;
  readonly health: HealthAnswer;
  readonly progress: ProgressAnswer;
  readonly mode: ModeAnswer | SwitchAnswer;
}
