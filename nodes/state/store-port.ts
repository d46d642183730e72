/**
 * The store as the rooms innago and uisp see it. Implemented by `Store` (store.ts); tests use the real one on a real file.
 */
import type { CalendarDate } from '../village/lease.ts';
import type { ItemVerb } from './attention/item-verbs.ts';
import type { LedgerPort } from './effect.ts';
import type { PlanChange } from './plans/plan-order.ts';
import type { Stay } from './stays.ts';
import type { Claim } from './work.ts';

/** `dry-run`: nothing but reads is sent, and what would be written is planned (design §5). */
export type Mode = 'live' | 'dry-run';

/**
 * A household: made by the first lease in which it is seen (design §4, "Words"). Unit, site, service and ONU are of one of its stays:
 * the one whose lease counts, or the one that was asked for.
 */
export interface Household {
  readonly id: number;
  readonly unitUid: string;
  readonly unitLabel: string;
  /** The lease that counts now, in whatever unit; by it the household is charged. */
  readonly leaseUid: string;
  /** Bears `userIdent` and the client's name, and pays. */
  readonly firstTenantUid: string;
  readonly clientId: number | null;
  readonly siteId: string | null;
  /** null also once the service has been ended. */
  readonly serviceId: number | null;
  readonly onuId: string | null;
  /** Plan name; null: the default plan. */
  readonly plan: string | null;
  /** First day of the unbroken time on paid plans, for billing; on an included plan its first day. null: as the lease. */
  readonly planSince: CalendarDate | null;
  /** When the plan was last changed on request; epoch ms. */
  readonly planChangedAt: number | null;
  /** A change that takes effect later. */
  readonly nextPlan: NextPlan | null;
  readonly adopted: boolean;
  /** The plan an adopted household was found on; null: included with rent, or not adopted. */
  readonly adoptedPlan: string | null;
}

/** A plan change that was carried out and takes effect on a later day. */
export interface NextPlan {
  readonly plan: string;
  /** First day on it. */
  readonly from: CalendarDate;
  /** The service that UISP has made for it; null: the present service is changed on that day. */
  readonly serviceId: number | null;
}

/** What changes of a household; what is absent stays. Site, service, ONU and last day are of one stay. */
export type HouseholdPatch = Partial<
  Pick<
    Household,
    | 'firstTenantUid'
    | 'clientId'
    | 'siteId'
    | 'serviceId'
    | 'onuId'
    | 'plan'
    | 'planSince'
    | 'planChangedAt'
    | 'nextPlan'
    | 'adopted'
    | 'adoptedPlan'
  >
> & {
  /** Its service in the unit has ended, with this as its last day: the stay is over, and has no service any more. */
  readonly endedOn?: CalendarDate;
};

/** Households as the steps see them. */
export interface HouseholdsPort {
  /** In the unit whose lease counts. */
  get(id: number): Promise<Household>;
  /** In this unit; without site, service and ONU when it has none there. */
  inUnit(id: number, unitUid: string): Promise<Household>;
  /** Last day of the latest service that any household had in the unit and that we have ended; undefined: none. One that never ran is none. */
  lastDayInUnit(unitUid: string): CalendarDate | undefined;
  /** All of the household's stays, past ones included, in no order. */
  stays(id: number): Promise<readonly Stay[]>;
  /** The household that holds this UISP client, if any: such a client is never adopted by another. */
  byClient(clientId: number): Promise<Household | undefined>;
  /** @param unitUid of which stay site, service, ONU and last day are; default: the unit whose lease counts. @throws SyncError CLAIM_LOST */
  update(claim: Claim, id: number, patch: HouseholdPatch, unitUid?: string): Promise<void>;
  /** As `update`, with the plan change noted in the history in the same transaction. @throws SyncError CLAIM_LOST */
  changePlan(claim: Claim, id: number, patch: HouseholdPatch, change: PlanChange): Promise<void>;
}

/** Which contact of a household's UISP client is which tenant's; whoever is in no note is an operator's contact. */
export interface ContactsPort {
  /** Contact ids of UISP by tenant uid. At once, from memory. */
  of(householdId: number): ReadonlyMap<string, number>;
  /** @param noted contact ids by tenant uid; null: the tenant has none any more. @throws SyncError CLAIM_LOST */
  note(claim: Claim, householdId: number, noted: ReadonlyMap<string, number | null>): Promise<void>;
}

/** Something that needs a person (design §2, "Attention"). */
export interface AttentionItem {
  /** Stable: raising the same key again changes nothing but the text. E.g. `onu-missing/unit:<uid>`. */
  readonly key: string;
  /** Error code or topic, e.g. `ONU_MISSING`. */
  readonly code: string;
  /** e.g. `unit 101`, `UISP CRM`. */
  readonly where: string;
  /** What is wrong and why, in words, no personal data. */
  readonly why: string;
  /** What the operator can do. */
  readonly todo: string;
  readonly leaseUid?: string;
  readonly verbs?: readonly ItemVerb[];
  /** It is one of many that a person is told of together, by an item of the group (`ADOPTION_OPEN`). */
  readonly group?: 'adoption';
  /** What the verb `choose` takes. */
  readonly choices?: readonly ClientChoice[];
}

/** A UISP client that a person may choose. */
export interface ClientChoice {
  readonly client: number;
  /** `client 1001, unit 101, service Village Fiber 500`; no personal data. */
  readonly text: string;
}

/** Attention items as the steps see them. What writes throws SyncError STORE_… (trouble state). */
export interface AttentionPort {
  raise(item: AttentionItem): Promise<void>;
  /** Its cause is gone. Unknown keys are fine. */
  clear(key: string): Promise<void>;
  /** Has a person said yes to this item (verb approve)? */
  isApproved(key: string): Promise<boolean>;
}

/** Single values that outlive a restart: the property's zone, the go-live date, … */
export interface FactsPort {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
}

/** An ONU as UISP shows it. */
export interface OnuReading {
  readonly onuId: string;
  /** Label of the unit on whose site it is, or whose name it bears; null: of none. */
  readonly unit: string | null;
  readonly name: string | null;
  /** `active`, `disconnected`, …; null: UISP does not say. */
  readonly status: string | null;
}

/** How the ONUs fare, for whoever looks. */
export interface OnuStatesPort {
  /** All ONUs of UISP; one that is not among them is forgotten. @throws SyncError STORE_… */
  noteAll(readings: readonly OnuReading[]): Promise<void>;
  /** A single one that was just looked at; nothing is written when it is as it was. @throws SyncError STORE_… */
  note(reading: OnuReading): Promise<void>;
}

/** A server's breaker, kept across restarts and shared by all nodes that talk to the server. */
export interface BreakerPort {
  /** Epoch ms before which nothing but a probe is sent; 0 = closed. */
  openUntil(server: string): number;
  open(server: string, until: number, why: string): void;
  close(server: string): void;
  /** Asked right before a write leaves. @throws SyncError PAUSED, CLAIM_LOST: a person has stopped it meanwhile */
  mayWrite(): void;
}

/** The store as the other rooms see it. */
export interface StorePort {
  readonly mode: Mode;
  readonly ledger: LedgerPort;
  readonly households: HouseholdsPort;
  readonly contacts: ContactsPort;
  readonly attention: AttentionPort;
  readonly facts: FactsPort;
  readonly breakers: BreakerPort;
  readonly onus: OnuStatesPort;
  /** Has a welcome mail been accepted that was sent to the household for this lease? */
  wasWelcomed(householdId: number, leaseUid: string): Promise<boolean>;
  /** Makes a claim last at least another 10 minutes. @throws SyncError CLAIM_LOST */
  renew(claim: Claim): Promise<void>;
  /** Epoch ms; settable in tests. */
  readonly clock: () => number;
}
