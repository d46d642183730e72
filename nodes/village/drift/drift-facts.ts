/** What the audit of UISP compares: what should be, by stay, and what UISP shows. */
import type { CalendarDate } from '../lease.ts';
import type { OnuFacts } from '../onu/onu-facts.ts';

/** What should be in UISP for a household in a unit whose lease is applied. What is null is not expected (yet). */
export interface ExpectedStay {
  readonly unitUid: string;
  /** The unit's label, `101`. */
  readonly unit: string;
  readonly householdId: number;
  readonly leaseUid: string;
  /** The lease has not begun. */
  readonly isFuture: boolean;
  readonly clientId: number | null;
  /** The Custom IDs that the client may bear; null: whatever it bears is kept (adopted). */
  readonly idents: readonly string[] | null;
  readonly siteId: string | null;
  /** `Unit 101` */
  readonly siteName: string;
  readonly serviceId: number | null;
  /** The service that UISP has made for a change of plan that comes later. */
  readonly nextServiceId: number | null;
  /** The names of plans that the service may be on: the household's, and one that was asked for and comes later. */
  readonly plans: readonly string[];
  /** An adopted service, with its own price and period. */
  readonly keepsTerms: boolean;
  /** The first day on which UISP may invoice it, when that is settled: `2099-12-31`; null: not looked at. */
  readonly invoicingStart: CalendarDate | null;
  readonly onuId: string | null;
  /** `ONU-101` */
  readonly onuName: string;
  /** UISP is still expected to show the name that was written. */
  readonly isNameAwaited: boolean;
}

export interface ShownClient {
  readonly id: number;
  readonly userIdent: string | null;
  readonly isArchived: boolean;
}

export interface ShownService {
  readonly id: number;
  readonly clientId: number;
  /** Prepared, active, suspended or deferred (contracts/uisp-crm.md §4, "Status enum"). */
  readonly isLive: boolean;
  readonly activeTo: CalendarDate | null;
  /** null: the answer does not tell, or the plan is unknown. */
  readonly planName: string | null;
  /** Not the plan's monthly period at the plan's own price: `at a price of its own`; null: as the plan says. */
  readonly ownTerms: string | null;
  readonly invoicingStart: CalendarDate | null;
  readonly sendsMail: boolean;
  readonly siteId: string | null;
}

export interface ShownSite {
  readonly id: string;
  readonly name: string;
  /** The service that the network's side says is bound to it. */
  readonly serviceId: number | null;
}

/** All of UISP that matters, by id. */
export interface UispShown {
  readonly clients: ReadonlyMap<number, ShownClient>;
  readonly services: ReadonlyMap<number, ShownService>;
  readonly sites: ReadonlyMap<string, ShownSite>;
  readonly onus: ReadonlyMap<string, OnuFacts>;
}
