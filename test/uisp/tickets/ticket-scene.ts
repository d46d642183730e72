/** A store on a real file, a simulated UISP, and tickets of Innago as a scan would give them, for the tests of this folder. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { failureOf } from '../../../nodes/state/run-node.ts';
import type { Store } from '../../../nodes/state/store.ts';
import type { Mode } from '../../../nodes/state/store-port.ts';
import type { TicketEntry } from '../../../nodes/state/tickets/ticket-entry.ts';
import { type TicketWork, workOf } from '../../../nodes/state/tickets/ticket-work.ts';
import { toSyncError } from '../../../nodes/sync-error.ts';
import { connectUisp, type UispConnection } from '../../../nodes/uisp/connection.ts';
import type { TicketContext, TicketResult } from '../../../nodes/uisp/tickets/ticket-context.ts';
import { TicketPoll, type TicketPollSummary } from '../../../nodes/uisp/tickets/ticket-poll.ts';
import { syncTicket } from '../../../nodes/uisp/tickets/ticket-sync.ts';
import { uispServerSettings } from '../../../nodes/uisp/uisp-server-settings.ts';
import type { Lease } from '../../../nodes/village/lease.ts';
import type { Ticket } from '../../../nodes/village/tickets/ticket.ts';
import type { RecordedRequest } from '../../simulator/http/recording.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts';
import type { CrmTicket } from '../../simulator/world/ticket-things.ts';
import {
  type Clock,
  carryThrough,
  claimOf,
  codes,
  lease,
  minute,
  type Stage,
  stage,
  tick,
  units,
} from '../../state/stage.ts';
import { ticket } from '../../state/tickets/tickets.ts';

export const today = '2026-11-20';

export interface TicketSceneOptions extends SimulatorOptions {
  readonly mode?: Mode;
  readonly ticketsPublic?: boolean;
  readonly propertyClientId?: number;
  readonly goLive?: string;
  /** Leases of the village; one of unit 101 unless told otherwise. */
  readonly leases?: readonly Lease[];
  /** What the contracts object to, where a test sends something wrong on purpose. */
  readonly objections?: readonly string[];
}

export class TicketScene {
  readonly simulator: Simulator;
  readonly clock: Clock;
  readonly innago = new Map<string, Ticket>();
  options: TicketSceneOptions;
  store!: Store;
  uisp!: UispConnection;
  poll!: TicketPoll;
  readonly #stage: Stage;
  #mark = 0;

  constructor(simulator: Simulator, made: Stage, options: TicketSceneOptions) {
    this.simulator = simulator;
    this.clock = made.clock;
    this.options = options;
    this.#stage = made;
  }

  /** A new process: nothing is remembered but what is stored. */
  async restart(mode: Mode = this.options.mode ?? 'live'): Promise<void> {
    this.uisp?.close();
    await this.store?.close();
    const { goLive } = this.options;
    this.store = await this.#stage.open({ mode, ...(goLive === undefined ? {} : { goLive }) });
    const { uisp } = this.simulator;
    const settings = uispServerSettings({ host: uisp.url }, { crmKey: uisp.crmKey, nmsKey: uisp.nmsToken });
    this.uisp = connectUisp(settings, { retryPausesMs: [], clock: this.clock });
    this.poll = new TicketPoll({ store: this.store, crm: this.uisp.crm });
    await this.store.units.replace(units.units);
  }

  /** The village’s leases, each household with a client in UISP. */
  async settle(leases: readonly Lease[] = this.options.leases ?? [lease('a', '101')]): Promise<void> {
    for (const work of (await tick(this.store, this.clock, leases)).values()) {
      const { clientId } = await this.store.households.get(work.householdId);
      if (clientId === null && this.store.mode === 'live') {
        const claim = await claimOf(this.store, work.key);
        const { id } = this.simulator.world.addClient();
        await this.store.households.update(claim, work.householdId, { clientId: id });
        await this.store.claims.release(claim);
      }
      await carryThrough(this.store, work);
    }
  }

  /** The client of the household of unit 101. */
  get clientId(): number {
    const [first] = this.store.households.all();
    assert.ok(first?.clientId);
    return first.clientId;
  }

  /** A tenant files or edits a ticket, or Innago’s staff changes it. */
  write(uid: string, change: Partial<Ticket> = {}): void {
    this.innago.set(uid, { ...(this.innago.get(uid) ?? ticket(uid)), ...change });
  }

  /** A scan of Innago, with its look at those that left the list. */
  async scan(): Promise<void> {
    const { tickets } = this.store;
    const open = [...this.innago.values()].filter(({ status }) => status !== 'Resolved');
    const listed = new Set(open.map(({ uid }) => uid));
    const { left } = await tickets.absorb({ changed: open, listed, reading: tickets.beginReading(), today });
    for (const uid of left) await tickets.absorbOne(uid, this.innago.get(uid), tickets.beginReading());
  }

  async context(work: TicketWork): Promise<TicketContext> {
    const { ticketsPublic = true, propertyClientId } = this.options;
    const claim = await claimOf(this.store, work.key);
    const settings = { ticketsPublic, propertyClientId };
    return { store: this.store, crm: this.uisp.crm, settings, work, claim, signal: AbortSignal.timeout(30_000) };
  }

  work(uid: string, need: TicketWork['need'] = 'sync'): TicketWork {
    return workOf(this.entry(uid), need, today);
  }

  /** One message through the step, as the flow runs it: what it ends in is noted in the book. */
  async sync(uid: string, need: TicketWork['need'] = 'sync'): Promise<TicketResult> {
    const work = this.work(uid, need);
    const context = await this.context(work);
    try {
      const result = await syncTicket(context);
      await this.store.tickets.done(context.claim, work);
      return result;
    } catch (thrown) {
      await this.store.tickets
        .failed(context.claim, work, failureOf(toSyncError(thrown)))
        // The store may be what failed.
        .catch(() => undefined);
      throw thrown;
    }
  }

  /** Scan and router; what is an internet problem (all of it here) goes to UISP. */
  async forward(uid: string, change: Partial<Ticket> = {}): Promise<TicketResult> {
    this.write(uid, change);
    await this.scan();
    return this.sync(uid, 'judge');
  }

  /** A whole tick, five minutes later. @returns what the poll says; a failed ticket does not end it */
  async tick(): Promise<TicketPollSummary> {
    this.clock.forward(5 * minute);
    await this.scan();
    const judged = await this.store.tickets.due('judge', today);
    const { due, summary } = await this.poll.run(today, AbortSignal.timeout(30_000));
    for (const { uid, need } of [...judged, ...due]) await this.sync(uid, need).catch(() => undefined);
    return summary;
  }

  entry(uid: string): TicketEntry {
    const entry = this.store.tickets.entry(uid);
    assert.ok(entry, `ticket ${uid} is known`);
    return entry;
  }

  /** The one ticket of UISP. */
  get uispTicket(): CrmTicket {
    const [only, ...more] = this.simulator.world.crm.tickets.values();
    assert.ok(only !== undefined && more.length === 0, `one UISP ticket, not ${more.length + (only ? 1 : 0)}`);
    return only;
  }

  /** Bodies of its comments. */
  comments(of = this.uispTicket): string[] {
    return of.activity.flatMap(({ detail }) => {
      const comment: unknown = detail['comment'];
      return typeof comment === 'object' && comment !== null && 'body' in comment ? [String(comment.body)] : [];
    });
  }

  get attention(): string[] {
    return codes(this.store).sort();
  }

  /** From here on {@link requests} counts. */
  mark(): void {
    this.#mark = this.simulator.requests.length;
  }

  /** Since the last mark: `GET /clients/{id}`, … */
  requests(): string[] {
    return this.since().map(({ method, path }) => `${method} ${path}`);
  }

  writes(): string[] {
    return this.since()
      .filter(({ isWrite }) => isWrite)
      .map(({ method, path }) => `${method} ${path}`);
  }

  since(): readonly RecordedRequest[] {
    return this.simulator.requests.slice(this.#mark);
  }

  /** Rows of the table of effects that are not settled. */
  async openEffects(): Promise<unknown[]> {
    return this.store.database.run((knex) => knex('effects').where({ state: 'intent' }).select('key'));
  }
}

/** Starts it; at the test’s end all of it ends, and the contracts must have had no objection. */
export async function ticketScene(t: TestContext, options: TicketSceneOptions = {}): Promise<TicketScene> {
  const made = await stage(t);
  const simulator = await startSimulator({ village: 'empty', units: 4, now: made.clock, ...options });
  const scene = new TicketScene(simulator, made, options);
  t.after(async () => {
    scene.uisp?.close();
    await simulator.stop();
    assert.deepEqual(simulator.contractProblems(), options.objections ?? []);
  });
  await scene.restart();
  await scene.settle();
  return scene;
}
