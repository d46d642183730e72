/**
 * Both sides of maintenance tickets with everything of ours between them but Node-RED: a simulated village over real HTTP, a real store,
 * the scan, the poll and the steps, tick by tick. It can be killed at any request, and starts again on the same file.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InnagoClient } from '../../nodes/innago/api/innago-client.ts';
import { Scanner } from '../../nodes/innago/scan/scan.ts';
import { innagoSettings } from '../../nodes/innago/settings.ts';
import { syncInnagoSide } from '../../nodes/innago/tickets/ticket-steps.ts';
import { failureOf } from '../../nodes/state/run-node.ts';
import { Store } from '../../nodes/state/store.ts';
import type { TicketWork } from '../../nodes/state/tickets/ticket-work.ts';
import { isSyncError, toSyncError } from '../../nodes/sync-error.ts';
import { connectUisp, type UispConnection } from '../../nodes/uisp/connection.ts';
import { TicketPoll } from '../../nodes/uisp/tickets/ticket-poll.ts';
import { syncTicket } from '../../nodes/uisp/tickets/ticket-sync.ts';
import { type UispServerSettings, uispServerSettings } from '../../nodes/uisp/uisp-server-settings.ts';
import { rulesFromConfig } from '../../nodes/village/rules-from-config.ts';
import type { Ticket } from '../../nodes/village/tickets/ticket.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../simulator/simulator.ts';

const minute = 60_000;
const words = { signature: '— ERE Fiber', pendingText: 'We are waiting for something. — ERE Fiber' };
const rules = rulesFromConfig({ timeZone: 'America/Chicago' })();
/** How many tickets are worked on at once. */
const atOnce = 4;

/** In which order the two sides are read within a tick. */
export type Order = 'innago first' | 'uisp first';

/** What lives between two kills. */
interface Life {
  readonly store: Store;
  readonly innago: InnagoClient;
  readonly uisp: UispConnection;
  readonly scanner: Scanner;
  readonly poll: TicketPoll;
  readonly signal: AbortController;
}

export class BothSides {
  readonly simulator: Simulator;
  readonly #folder: string;
  readonly #settings: UispServerSettings;
  readonly #clock: { now: number };
  #life: Life | undefined;
  #dying: Promise<void> | undefined;
  /** Codes of what failed. */
  readonly failures: string[] = [];

  private constructor(simulator: Simulator, clock: { now: number }) {
    this.simulator = simulator;
    this.#clock = clock;
    this.#folder = mkdtempSync(join(tmpdir(), 'village-fiber-tickets-'));
    this.#settings = uispServerSettings(
      { host: simulator.uisp.url, parentSiteId: simulator.uisp.parentSiteId },
      { crmKey: simulator.uisp.crmKey, nmsKey: simulator.uisp.nmsToken },
    );
  }

  /** Ten units with a household each, whose client is in UISP; no ticket yet. */
  static async begin(options: SimulatorOptions = {}): Promise<BothSides> {
    const clock = { now: Date.parse('2026-11-20T15:00:00Z') };
    const simulator = await startSimulator({ village: 'empty', units: 10, now: () => clock.now, ...options });
    const sides = new BothSides(simulator, clock);
    for (const unit of simulator.world.units.values()) {
      simulator.world.addLease({
        unit: unit.label,
        startDate: '2026-01-01',
        tenants: [{ firstName: 'Ann', lastName: `Of ${unit.label}` }],
      });
    }
    const { store, scanner } = await sides.#alive();
    const { due } = await scanner.scan(rules, new AbortController().signal);
    for (const work of due) {
      const claim = await store.claims.take(work.key);
      if (claim === undefined) throw new Error(`${work.key} is claimed`);
      const { id } = simulator.world.addClient({ firstName: 'Ann', lastName: work.unit.label });
      await store.households.update(claim, work.householdId, { clientId: id });
      await store.leases.done(claim, work);
    }
    return sides;
  }

  get store(): Store {
    if (this.#life === undefined) throw new Error('nothing runs');
    return this.#life.store;
  }

  /** Five minutes later: both sides are read, and what is due is done. What fails is counted, and left to the next tick. */
  async tick(order: Order = 'innago first'): Promise<void> {
    this.#clock.now += 5 * minute;
    const life = await this.#alive();
    const read = { 'innago first': [this.#scan, this.#poll], 'uisp first': [this.#poll, this.#scan] }[order];
    life.innago.probe();
    life.uisp.probe();
    for (const side of read) await this.#unlessItFails(() => side.call(this, life));
    if (this.#dying !== undefined) await this.#bury();
  }

  /** Kill -9: what was to be stored is not, what was to be asked is not, what is under way at a server goes on there. */
  kill(): void {
    const life = this.#life;
    if (life === undefined || this.#dying !== undefined) return;
    life.signal.abort();
    this.#dying = life.store.close();
    life.innago.close();
    life.uisp.close();
  }

  async end(): Promise<void> {
    this.kill();
    await this.#bury();
    await this.simulator.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #bury(): Promise<void> {
    await this.#dying;
    this.#dying = undefined;
    this.#life = undefined;
  }

  async #alive(): Promise<Life> {
    if (this.#life !== undefined) return this.#life;
    const { innago: account } = this.simulator;
    const store = await Store.open({
      file: join(this.#folder, 'store.sqlite'),
      mode: 'live',
      clock: () => this.#clock.now,
      world: { kind: 'sandbox', property: account.propertyUid, uispHost: this.simulator.uisp.url },
      log: { info: () => {}, warn: () => {} },
    });
    const innago = new InnagoClient({
      settings: innagoSettings({
        apiUrl: account.url,
        tokenUrl: account.tokenUrl,
        propertyId: account.propertyUid,
        apiKey: account.apiKey,
        clientId: account.clientId,
        clientSecret: account.clientSecret,
      }),
      log: () => {},
      clock: () => this.#clock.now,
      retryPausesMs: [],
    });
    const uisp = connectUisp(this.#settings, { clock: () => this.#clock.now, retryPausesMs: [] });
    const scanner = new Scanner({ innago, store, log: () => {}, zonePatienceMs: 0 });
    const poll = new TicketPoll({ store, crm: uisp.crm });
    this.#life = { store, innago, uisp, scanner, poll, signal: new AbortController() };
    return this.#life;
  }

  async #scan(life: Life): Promise<void> {
    const { tickets } = await life.scanner.scan(rules, life.signal.signal);
    await this.#work(life, tickets);
  }

  async #poll(life: Life): Promise<void> {
    const { due } = await life.poll.run(this.simulator.world.today, life.signal.signal);
    await this.#work(life, due);
  }

  async #work(life: Life, due: readonly TicketWork[]): Promise<void> {
    const waiting = [...due];
    const hand = async () => {
      for (let work = waiting.shift(); work !== undefined; work = waiting.shift()) await this.#carry(life, work);
    };
    await Promise.all(Array.from({ length: atOnce }, hand));
  }

  async #carry(life: Life, work: TicketWork): Promise<void> {
    await this.#unlessItFails(async () => {
      const { store, innago, uisp } = life;
      const claim = await store.claims.take(work.key);
      if (claim === undefined) return;
      const context = { store, work, claim, signal: life.signal.signal };
      try {
        if (work.need === 'judge' && !isOurs(work.ticket)) await store.tickets.judge(claim, work, 'other');
        else {
          const { refused } = await syncTicket({ ...context, crm: uisp.crm, settings: this.#settings });
          await syncInnagoSide({ ...context, innago, commentLength: 1000 }, words);
          if (refused !== undefined) throw refused;
        }
        await store.tickets.done(claim, work);
      } catch (thrown) {
        this.#note(thrown);
        await store.tickets.failed(claim, work, failureOf(toSyncError(thrown)));
      }
    });
  }

  async #unlessItFails(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.#note(thrown);
    }
  }

  #note(thrown: unknown): void {
    if (!isSyncError(thrown)) throw thrown;
    this.failures.push(thrown.code);
  }
}

/** As the shipped rules would say of the texts that the simulated tenants write. */
function isOurs(ticket: Ticket | null): boolean {
  const text = `${ticket?.title} ${ticket?.description}`.normalize('NFKD').toLowerCase();
  return /wi\p{Pd}?fi|internet|fiber/u.test(text);
}
