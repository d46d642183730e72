/** What a simulated world can be told before it starts. Everything has a default; see each field. */
export interface SimulatorOptions {
  /** All randomness comes from it: the same seed is the same village. Default 1. */
  readonly seed?: number;
  /** The property's calendar day, YYYY-MM-DD. Default: the day of `now` in `zone`. */
  readonly today?: () => string;
  /** Epoch milliseconds. Default: the real clock. */
  readonly now?: () => number;
  /** UISP's `appTimezone`. Default `America/Chicago`. */
  readonly zone?: string;
  /** `victorian`: leases, tenants, ONUs, tickets. `empty`: property, units, parent site and OLT only. Default `victorian`. */
  readonly village?: 'victorian' | 'empty';
  /** Number of apartments. Default 118. */
  readonly units?: number;
  /** Innago's page size. Default 50. */
  readonly pageSize?: number;
  /** Whether the three Village Fiber plans exist in UISP. Default true. */
  readonly plansExist?: boolean;
  /** Every answer waits this long. Default 0. */
  readonly latencyMs?: number;
  /** Things happen by themselves: leases, roommates, move-outs. Default off. */
  readonly life?: boolean;
  /** Milliseconds between two such things. Default three minutes. */
  readonly lifeEveryMs?: number;
  /** Fixed ports; 0 or absent is a free one. */
  readonly ports?: { readonly innago?: number; readonly uisp?: number; readonly smtp?: number };
  /** No ports at all: requests come in by `deliver`, mails by `mail.takeInProcess`. Default false. */
  readonly inProcess?: boolean;
  /** UISP over https with a self-signed certificate for `localhost`, and a plain port that answers 301. Default false. */
  readonly tls?: boolean;
  readonly variants?: Variants;
  /** How many of the newest requests are remembered one by one; counts and contract problems stay. Default 400,000. */
  readonly keepRequests?: number;
  /** Folder of the machine-readable contracts; false skips the check. Default: `../shared/contracts` beside the repository. */
  readonly contracts?: string | false;
}

/** Behaviours that the contracts leave open or say differ from server to server. All are off by default. */
export interface Variants {
  /** POST /sites answers 201 instead of 200 (uisp-nms.md §4.3). */
  readonly siteCreate201?: boolean;
  /** A new site has no parent until a device is on it (uisp-nms.md §4.3). */
  readonly parentAppearsAfterDevice?: boolean;
  /** ONUs (id, serial or MAC) whose `…/system` answers 501 (uisp-nms.md §3.3). */
  readonly systemRoute501For?: readonly string[];
  /** After a rename, so many reads still show the old name (uisp-nms.md §3.3). */
  readonly nameLagReads?: number;
  /** A disconnected ONU keeps its old name until it is back (uisp-nms.md §3.3). */
  readonly offlineOnuKeepsName?: boolean;
  /** Devices (id, serial or MAC) for which authorize answers 200 with `result: false` (uisp-nms.md §6). */
  readonly authorizeResultFalseFor?: readonly string[];
  /** The OLT is away from the start; see also `world.setOltConnected` (uisp-nms.md §3.1). */
  readonly oltDisconnected?: boolean;
  /** MACs without colons; `mixed`: every second one (uisp-nms.md §3.2). */
  readonly macFormat12?: boolean | 'mixed';
  /** ONUs come without a serial number (uisp-nms.md §6, "null serial"). */
  readonly serialsMissing?: boolean;
  /** Devices come without `attributes` (uisp-nms.md §6, "null attributes"). */
  readonly attributesMissing?: boolean;
  /** A stray site's id is not in the 201; it appears after so many reads of the service (uisp-crm.md §6). */
  readonly straySiteAfterReads?: number;
  /** A site bound to an ended service cannot be bound again before an unbind (uisp-crm.md §6). */
  readonly rebindNeedsUnbind?: boolean;
  /** Unbinding a service that has no site is a 422 instead of a 200. */
  readonly unbindTwice422?: boolean;
  /** `activeTo` before `activeFrom` is a 422. */
  readonly activeToBeforeStart422?: boolean;
  /** Editing a service that a deferred change waits for is a 422 instead of a 404 (uisp-crm.md §4 infers the 404). */
  readonly deferredEdit422?: boolean;
  /** `…/end` of a service that has not begun is a 422. */
  readonly endOfPrepared422?: boolean;
  /** An `invoicingStart` after this day (YYYY-MM-DD) is a 422. */
  readonly invoicingStartUntil?: string;
  /** `invoicingStart` is silently replaced by `activeFrom`. */
  readonly invoicingStartIgnored?: boolean;
  /** After a PATCH of a service's plan, so many reads of the service still show the old plan and price. */
  readonly planLagReads?: number;
  /** Services show this download speed instead of their plan's. */
  readonly shownMbps?: number;
  /** A deferred change takes the site from nobody: the new service has none on its day (uisp-crm.md §4 leaves it open). */
  readonly deferredLosesSite?: boolean;
  /** A deferred change is applied so many reads late on its day: by a job in the background (uisp-crm.md §8, "Gaps"). */
  readonly deferredLateReads?: number;
  /** Seconds an Innago access token lives. Default 3600. */
  readonly tokenSeconds?: number;
  /** The one field an Innago comment must have; absent: any single text field will do (innago.md §9.1). */
  readonly commentField?: string;
  /** Innago refuses every comment with this status; undefined: it takes them. Asked at each comment. */
  readonly commentsRefused?: number | undefined;
  /** Innago's tickets carry `files: [{fileName, fileUrl}]`, in the list and by uid (innago.md §3: the shape is unknown). */
  readonly ticketFiles?: boolean;
  /** Lists of UISP's tickets come without `activity`, as from older servers; by id and under `/comments` it is there. */
  readonly activityOmitted?: boolean;
  /** Tickets of an archived client are in no list, and by id a 404 (uisp-crm.md §3 speaks of edits only). */
  readonly archivedTicketsHidden?: boolean;
  /** An invoice over this amount (dollars), due on the first of next month, was there before on every fifth lease: a pet fee. */
  readonly petFee?: number;
}

/** The options with every default filled in. */
export interface WorldSettings {
  readonly seed: number;
  readonly zone: string;
  readonly now: () => number;
  readonly today: () => string;
  readonly village: 'victorian' | 'empty';
  readonly units: number;
  readonly pageSize: number;
  readonly plansExist: boolean;
  readonly variants: Variants;
}

/** Fills in what was left out. */
export function worldSettings(options: SimulatorOptions): WorldSettings {
  const zone = options.zone ?? 'America/Chicago';
  const now = options.now ?? Date.now;
  const dayInZone = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  // Asked many times an instant, and slow to work out.
  let last = { at: Number.NaN, day: '' };
  const today = () => {
    const at = now();
    if (at !== last.at) last = { at, day: dayInZone.format(at) };
    return last.day;
  };
  return {
    seed: options.seed ?? 1,
    zone,
    now,
    today: options.today ?? today,
    village: options.village ?? 'victorian',
    units: options.units ?? 118,
    pageSize: options.pageSize ?? 50,
    plansExist: options.plansExist ?? true,
    variants: options.variants ?? {},
  };
}
