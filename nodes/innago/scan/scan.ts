/**
 * One complete scan of Innago (design §2, "Level-triggered"): property and units when needed, all leases, all open tickets; what
 * differs goes to the lease book, which answers with the leases that are due. Runs without Node-RED.
 */
import { propertyToday } from '../../state/property-today.ts';
import type { Told } from '../../state/run-node.ts';
import { utcDay } from '../../state/scans.ts';
import type { Store } from '../../state/store.ts';
import type { TicketWork } from '../../state/tickets/ticket-work.ts';
import type { LeaseWork, PrepareWork } from '../../state/work.ts';
import { type SyncError, toSyncError } from '../../sync-error.ts';
import type { CalendarDate, Lease } from '../../village/lease.ts';
import type { PropertyRules } from '../../village/property-rules.ts';
import type { InnagoApi } from '../api/innago-api.ts';
import { nobodyAsked, ScanAbsent } from './scan-absent.ts';
import { emptyError, incompleteError } from './scan-errors.ts';
import { ScanFindings } from './scan-findings.ts';
import { collapse, IncompleteScans, settleUnreadable } from './scan-items.ts';
import { type ReadList, readList } from './scan-pages.ts';
import { ScanPlace } from './scan-place.ts';
import { inShort, inWords, type ScanSummary } from './scan-summary.ts';
import { type AbsorbedTickets, type ReadTickets, ScanTickets } from './scan-tickets.ts';

/** What comes out of a tick. */
export interface ScanResult {
  readonly due: readonly LeaseWork[];
  readonly tickets: readonly TicketWork[];
  readonly summary: ScanSummary;
  /** As the summary’s code. What could be read is worked on all the same. */
  readonly error?: SyncError;
  /** What has newly been found wrong with single leases, units and tickets. */
  readonly told: readonly Told[];
}

/** What a scanner works with. */
export interface ScannerParts {
  readonly innago: InnagoApi;
  readonly store: Store;
  readonly log: (text: string) => void;
  /** How long the first scan waits for UISP's time zone. Default 10,000. */
  readonly zonePatienceMs?: number;
}

/** One scan, for the history of scans. */
interface Tick {
  /** By the machine's steady clock, ms. */
  readonly began: number;
  /** In the property's zone, as soon as that is known. */
  day: CalendarDate;
  isCounted: boolean;
}

/** Told as leases come in. */
export type ScanProgress = (leases: number) => void;

/** Scans one account into one store, tick after tick. */
export class Scanner {
  readonly innago: InnagoApi;
  readonly store: Store;
  readonly #parts: ScannerParts;
  readonly #place: ScanPlace;
  readonly #tickets: ScanTickets;
  readonly #incomplete: IncompleteScans;
  readonly #findings: ScanFindings;
  readonly #absent: ScanAbsent;
  #isAnnounced = false;
  #isFirst = true;
  #hasWaited = false;
  /** The last scan was complete and is in the book: an unchanged one has nothing to tell. */
  #isBooked = false;

  constructor(parts: ScannerParts) {
    this.#parts = parts;
    this.innago = parts.innago;
    this.store = parts.store;
    this.#place = new ScanPlace(parts.innago, parts.store);
    this.#tickets = new ScanTickets(parts.innago, parts.store);
    this.#incomplete = new IncompleteScans(parts.store.attention);
    this.#findings = new ScanFindings(parts.store.attention);
    this.#absent = new ScanAbsent(parts.innago, parts.store, parts.log);
    // What other readers of this account took may not be in this store.
    parts.innago.forget();
  }

  /**
   * @throws SyncError TIME_ZONE_UNKNOWN (trouble operator); what Innago fails with before a page of leases could be read; PLANS_…;
   *   STORE_…. Nothing is done then, nothing ended, nothing lost.
   */
  async scan(rules: PropertyRules, signal: AbortSignal, progress: ScanProgress = () => {}): Promise<ScanResult> {
    const { innago, log } = this.#parts;
    const isFirst = this.#isFirst;
    const tick: Tick = { began: performance.now(), day: utcDay(this.store.clock()), isCounted: false };
    if (!this.#isAnnounced) log('First scan of Innago: property, units, all leases and open tickets are read.');
    this.#isAnnounced = true;
    innago.probe();
    try {
      const result = await this.#findings.during(() => this.#scan(rules, signal, progress, tick));
      this.#isFirst = false;
      if (isFirst) log(inWords(result.summary));
      return result;
    } catch (thrown) {
      // Pages that were read are perhaps not in the book: the next scan must give out all rows again.
      this.#isBooked = false;
      innago.forget();
      if (!signal.aborted) await this.#countFailed(tick, thrown);
      throw thrown;
    }
  }

  /**
   * The work "prepare all units" with a fresh list of units, as far as the operator's list lets them be touched.
   * @throws as {@link scan}; PAUSED
   */
  async prepare(rules: PropertyRules, apply: boolean, signal: AbortSignal): Promise<PrepareWork> {
    const { innago, store } = this.#parts;
    store.pause.check();
    innago.probe();
    const today = await this.#today(rules, signal);
    const { property, units } = await this.#place.read(signal, { isFresh: true });
    const isLive = store.mode === 'live';
    const served = store.leases.served(units);
    return { kind: 'prepare', key: 'action:prepare', units: served, property, today, apply: apply && isLive };
  }

  /** A store that cannot be written to, or a switched mode, says nothing of Innago. */
  async #countFailed(tick: Tick, thrown: unknown): Promise<void> {
    if (tick.isCounted || toSyncError(thrown).trouble === 'state') return;
    await this.store.scans
      .failed('leases', { day: tick.day, ms: performance.now() - tick.began })
      .catch(() => undefined);
  }

  async #scan(rules: PropertyRules, signal: AbortSignal, progress: ScanProgress, tick: Tick): Promise<ScanResult> {
    const { innago } = this.#parts;
    const today = await this.#today(rules, signal);
    tick.day = today;
    // Known to be away, it is back when it gives the list, and not when it answers anything else.
    if (!isKnownAway(this.store.attention)) await this.#place.read(signal);
    const leases = await readList(innago.leasePages({ signal }), (page) => page.leases, signal, progress);
    const absorbed = await this.#absorbLeases(leases, rules, tick, signal);
    const read = await this.#tickets.read(signal);
    const tickets = await this.#tickets.absorb(read, today, signal);
    const incomplete = absorbed.error ?? incompleteError(read.list);
    const error = incomplete ?? tickets.error;
    await this.#settleItems(leases, { read, tickets }, absorbed.isComplete, incomplete);
    const { absenceHours } = rules.tenancy;
    const missing = await this.#absent.settleItem({
      isComplete: absorbed.isComplete,
      listed: leases.verdict.total,
      absenceHours,
    });
    // Asked last: whatever was booked before, nothing comes out of a tick during which a person pauses, or switches the mode.
    this.store.checkCurrent();
    const paused = this.store.pause.isOn;
    const due = paused ? [] : absorbed.due;
    const dueTickets = paused ? [] : tickets.due;
    const { asked, gone, error: unanswered } = absorbed.answers;
    const summary: ScanSummary = {
      complete: incomplete === undefined,
      today,
      leases: leases.verdict.total,
      tickets: read.list.verdict.total,
      units: absorbed.units,
      due: due.length,
      dueTickets: dueTickets.length,
      paused,
      missing,
      ...(asked === 0 ? {} : { asked: { leases: asked, gone: gone.size, ...inShort(unanswered) } }),
      waiting: absorbed.counts.waiting,
      failing: absorbed.counts.failing,
      requests:
        leases.pages + read.list.pages + tickets.requests + absorbed.answers.requests + this.#place.takeRequests(),
      ms: Math.round(performance.now() - tick.began),
      wrong: this.#findings.open(),
      ...inShort(error),
    };
    const told = this.#findings.take();
    return { due, tickets: dueTickets, summary, told, ...(error === undefined ? {} : { error }) };
  }

  async #today(rules: PropertyRules, signal: AbortSignal): Promise<CalendarDate> {
    const { store, zonePatienceMs = 10_000 } = this.#parts;
    const patience = this.#hasWaited ? 0 : zonePatienceMs;
    this.#hasWaited = true;
    return propertyToday(store, rules, patience, signal);
  }

  async #absorbLeases(list: ReadList<Lease>, rules: PropertyRules, tick: Tick, signal: AbortSignal) {
    const { store } = this.#parts;
    const { day: today } = tick;
    const { property, units } = await this.#place.readFor(list.changed, signal);
    const at = store.clock();
    const isBooked = this.#isBooked && list.isSame && list.verdict.complete;
    // An empty list is believed only of a property that never had a lease.
    const isComplete = list.verdict.complete && list.verdict.total > 0;
    const { absenceHours } = rules.tenancy;
    const answers = isComplete ? await this.#absent.ask({ seen: list.uids, at, absenceHours }, signal) : nobodyAsked;
    store.checkCurrent();
    const { due, counts } = await store.leases.absorb({
      changed: list.changed,
      ...(isBooked ? {} : { seenUids: list.uids() }),
      ...(answers.gone.size === 0 ? {} : { gone: answers.gone }),
      complete: isComplete,
      at,
      today,
      units,
      property,
      rules,
    });
    this.#isBooked = isComplete;
    const error = list.verdict.complete && !isComplete && counts.leases > 0 ? emptyError() : incompleteError(list);
    const why = error?.message ?? '';
    tick.isCounted = true;
    await store.scans.save(
      'leases',
      {
        at,
        complete: error === undefined,
        seen: list.verdict.total,
        due: store.pause.isOn ? 0 : due.length,
        why,
      },
      { day: today, ms: performance.now() - tick.began },
    );
    return { due, counts, units: units.units.length, isComplete, error, answers };
  }

  async #settleItems(
    leases: ReadList<Lease>,
    { read, tickets }: { read: ReadTickets; tickets: AbsorbedTickets },
    isComplete: boolean,
    error: SyncError | undefined,
  ): Promise<void> {
    const { attention, leases: book } = this.#parts.store;
    await settleUnreadable(attention, 'LEASE_UNREADABLE', leases.problems, isComplete);
    await settleUnreadable(attention, 'TICKET_UNREADABLE', tickets.problems, read.list.verdict.complete);
    const isRead = !isComplete && leases.error === undefined;
    await this.#incomplete.note(error?.message, isRead ? collapse(book, leases.verdict.total) : undefined);
  }
}

function isKnownAway(attention: Store['attention']): boolean {
  return attention.all().some(({ code, where }) => code === 'SERVER_AWAY' && where.startsWith('INNAGO '));
}
