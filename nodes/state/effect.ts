/**
 * The ledger's words (design §2, "The ledger"): every remote write and every mail is an effect, and is applied by
 * `Ledger.apply` alone.
 */
import type { GenericSchema } from 'valibot';
import type { Claim, LeaseWork } from './work.ts';

type EffectKind =
  | 'uisp-client'
  | 'uisp-contact'
  | 'uisp-site'
  | 'uisp-service'
  | 'uisp-service-end'
  | 'uisp-service-unbind'
  | 'uisp-plan'
  | 'uisp-plan-change'
  | 'onu-assign'
  | 'onu-unassign'
  | 'onu-name'
  | 'onu-alias'
  | 'innago-invoice'
  | 'uisp-ticket'
  | 'uisp-ticket-status'
  | 'uisp-comment'
  | 'innago-ticket-status'
  | 'innago-comment'
  | 'mail';

/** What is stored of an effect, as JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Why an effect happens: what the audit and the dry-run plan show beside it. */
export interface EffectReason {
  readonly leaseUid?: string;
  readonly unit?: string;
  readonly householdId?: number;
  /** `lease`, `prepare all units`, `operator: retry`, … */
  readonly because: string;
}

/** Why something is written for a lease. */
export function leaseReason({ lease, unit, householdId, reason }: LeaseWork): EffectReason {
  return { leaseUid: lease.uid, unit: unit.label, householdId, because: `lease ${reason}` };
}

/** What is known of an effect before it happens. */
export interface EffectFacts {
  /** The thing written, e.g. `uisp-client/household:12`. The latest effect under a key is the truth about it. */
  readonly key: string;
  readonly kind: EffectKind;
  /** Of the wanted end state. Same as the latest applied one under the key: skipped. */
  readonly fingerprint: string;
  readonly reason: EffectReason;
  /** Readable, for the plan and the audit; no secret. */
  readonly before: Json;
  readonly after: Json;
}

/** An effect that may have happened, and how it is found. */
export interface SoughtEffect<R> extends EffectFacts {
  /**
   * By the natural key, only after an earlier intent's outcome stayed unknown. Gets what `prepare` gave then. Absent: the thing
   * cannot be read back, so it is done at most once (mail, Innago comment).
   */
  readonly look?: (prepared: Json) => Promise<R | undefined>;
  /**
   * By the natural key, when no effect is known, in a database that is a restored backup (backup-gap.ts): it may have been done after the copy was
   * made. Absent beside `look`: the step looks for it by itself before it asks.
   * @param prepared of an intent that the copy itself holds; undefined: it holds none
   */
  readonly lookSinceBackup?: (prepared?: Json) => Promise<R | undefined>;
  /** How the stored result is read back. Must be JSON. */
  readonly result: GenericSchema<unknown, R>;
}

/** An effect that is to happen: sought, and written if it is not there. */
export interface EffectRequest<R> extends SoughtEffect<R> {
  /** Read before the intent is recorded and stored in it (e.g. the uids of matching invoices that are already there). */
  readonly prepare?: () => Promise<Json>;
  /** The one remote write. Gets what `prepare` gave. Throws SyncError whose `effect` says whether it may have happened. */
  readonly write: (prepared: Json) => Promise<R>;
}

/**
 * `skipped`: it was so already, by our own record. `adopted`: an earlier try had done it. `done`: written now.
 * `planned`: dry-run, nothing was sent and there is no result.
 */
export type EffectOutcome<R> =
  | { readonly outcome: 'skipped' | 'adopted' | 'done'; readonly result: R }
  | { readonly outcome: 'planned'; readonly result: undefined };

/** What the ledger knows of a thing. `intent`: begun, outcome unknown. */
export interface KnownEffect extends Pick<EffectFacts, 'key' | 'fingerprint' | 'reason' | 'before' | 'after'> {
  readonly kind: string;
  readonly state: 'intent' | 'done' | 'adopted';
  /** What `prepare` gave. */
  readonly prepared: Json;
  /** undefined until it is known. */
  readonly result: Json | undefined;
}

/**
 * The ledger as the other rooms see it.
 * `apply` throws SyncError: CLAIM_LOST (trouble state) when the claim is no longer ours, before anything is sent or recorded;
 * PAUSED (trouble state) while a person has paused everything, before anything is recorded, and nothing is planned then;
 * EFFECT_UNKNOWN (trouble operator) when an at-most-once effect's earlier outcome is unknown (a person decides: "send again");
 * STORE_… (trouble state); and whatever `write`, `look` or `prepare` throws.
 */
export interface LedgerPort {
  apply<R>(claim: Claim, request: EffectRequest<R>): Promise<EffectOutcome<R>>;
  /**
   * Looks for an effect whose outcome is unknown, without trying it again.
   * @returns undefined when it is not there, or when no outcome under the key is unknown
   * @throws SyncError as `apply`
   */
  seek<R>(claim: Claim, sought: SoughtEffect<R>): Promise<EffectOutcome<R> | undefined>;
  /** The latest effect under the key that has happened, or may have. */
  latest(key: string): Promise<KnownEffect | undefined>;
  /** `after` of what a dry-run plans under the key now; live, and when nothing is planned: undefined. */
  planned(key: string): Promise<Json | undefined>;
}
