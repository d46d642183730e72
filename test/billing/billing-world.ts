/**
 * A simulated village with everything of ours before it but Node-RED, for charges over years: Innago and UISP over real HTTP, a real
 * store, the real scan, the real lease and ticket books and the real step "invoice line", tick by tick on a clock that is set by hand. It can be
 * killed at any request, and starts again on the same file. What happens is told to each tenancy, for the independent calculation.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InnagoClient } from '../../nodes/innago/api/innago-client.ts';
import { ensureInvoiceLines } from '../../nodes/innago/invoice/invoice.ts';
import { Scanner } from '../../nodes/innago/scan/scan.ts';
import { innagoSettings } from '../../nodes/innago/settings.ts';
import { failureOf } from '../../nodes/state/run-node.ts';
import { Store } from '../../nodes/state/store.ts';
import type { TicketWork } from '../../nodes/state/tickets/ticket-work.ts';
import type { Claim, LeaseWork, Waiting } from '../../nodes/state/work.ts';
import { isSyncError, toSyncError } from '../../nodes/sync-error.ts';
import { connectUisp, type UispConnection } from '../../nodes/uisp/connection.ts';
import { ensureService } from '../../nodes/uisp/steps/service.ts';
import { uispServerSettings } from '../../nodes/uisp/uisp-server-settings.ts';
import type { PropertyRules } from '../../nodes/village/property-rules.ts';
import { type FiberPlansFields, rulesFromConfig } from '../../nodes/village/rules-from-config.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import type { NewLease } from '../simulator/world/world.ts';
import type { Charge, Happening } from './expected-invoices.ts';
import { monthOf } from './own-calendar.ts';
import { Tenancy } from './tenancy.ts';
import { carryTicket, requestText } from './ticket-chain.ts';

/** How many leases are worked on at once. */
const atOnce = 4;

export interface WorldOptions {
  /** Epoch ms. */
  readonly begins: number;
  readonly fields?: FiberPlansFields;
}

/** What lives between two kills. */
interface Life {
  readonly store: Store;
  readonly innago: InnagoClient;
  readonly uisp: UispConnection;
  readonly scanner: Scanner;
  readonly signal: AbortController;
}

export class BillingWorld {
  readonly simulator: Simulator;
  readonly rules: PropertyRules;
  readonly clock: { now: number };
  readonly tenancies: Tenancy[] = [];
  /** Codes of what failed. */
  readonly failures: string[] = [];
  /** `unit 101 2026-12`: months that a person was asked about. */
  readonly missed = new Set<string>();
  readonly #folder = mkdtempSync(join(tmpdir(), 'village-fiber-billing-'));
  /** Requests that a fault was put in the way of. */
  #struck = 0;
  #life: Life | undefined;
  #dying: Promise<void> | undefined;

  private constructor(simulator: Simulator, clock: { now: number }, rules: PropertyRules) {
    this.simulator = simulator;
    this.clock = clock;
    this.rules = rules;
    simulator.faults.hook(({ fault }, moment) => {
      if (moment === 'before-effect' && fault !== undefined) this.#struck += 1;
    });
  }

  static async begin({ begins, fields }: WorldOptions): Promise<BillingWorld> {
    const clock = { now: begins };
    const simulator = await startSimulator({
      village: 'empty',
      now: () => clock.now,
      pageSize: 10_000,
      keepRequests: 2_000,
    });
    return new BillingWorld(
      simulator,
      clock,
      rulesFromConfig({ timeZone: 'America/Chicago', upgradesPerMonth: '99', ...fields })(),
    );
  }

  /** A lease is entered in Innago; without a tenancy, a new household moves in. */
  enter(lease: NewLease & { readonly unit: string }, tenancy = this.#newTenancy(lease.unit)): Tenancy {
    const entered = this.simulator.world.addLease(lease);
    if (tenancy.leases.length === 0) tenancy.firstTenant = entered.tenants[0]?.tenantUid ?? '';
    tenancy.leases.push(entered);
    this.#tellLease(tenancy, entered.leaseUid);
    return tenancy;
  }

  /** A lease of the tenancy is edited in Innago. */
  edit(tenancy: Tenancy, leaseUid: string, changes: Parameters<Simulator['world']['editLease']>[1]): void {
    this.simulator.world.editLease(leaseUid, changes);
    this.#tellLease(tenancy, leaseUid);
  }

  /** A tenant asks for a plan in a maintenance request; it is carried out by the next tick that can. */
  requestPlan(tenancy: Tenancy, plan: string): void {
    const { world } = this.simulator;
    const { unit, lease, asked } = tenancy;
    // One request at a time; the manager closes one that was only answered.
    if (asked !== undefined) world.resolveTicket(asked.ticketUid);
    const [tenant] = lease.tenants;
    const who = { personUid: tenant?.tenantUid ?? null, personName: `${tenant?.firstName} ${tenant?.lastName}` };
    const { maintenanceUid } = world.addTicket({ unit, ...requestText(plan), ...who });
    tenancy.asked = { ticketUid: maintenanceUid, plan };
  }

  /**
   * One tick, now. What fails is counted, and left to the next tick.
   * @param reach what could be reached, as far as the caller knows: `none` under an outage of Innago
   * @returns as it turned out: requests that were lost, or a kill, make it `maybe`
   */
  async tick(reach: 'sure' | 'none'): Promise<'sure' | 'maybe' | 'none'> {
    const before = this.failures.length;
    const struck = this.#struck;
    const life = await this.#alive();
    // What a process that was killed had committed.
    await this.#tellPlans(life, 'maybe');
    life.innago.probe();
    life.uisp.probe();
    await this.#unlessItFails(async () => {
      const { due, tickets } = await life.scanner.scan(this.rules, life.signal.signal);
      await this.#each(due, (work) => this.#carryLease(life, work));
      await this.#each(tickets, (work) => this.#carryTicket(life, work));
    });
    this.#noteMissed(life);
    const isKilled = this.#dying !== undefined;
    const isSure = !isKilled && this.#struck === struck && this.failures.length === before;
    const turnedOut = reach === 'none' ? 'none' : isSure ? 'sure' : 'maybe';
    this.#tellTick(turnedOut);
    if (isKilled) await this.#bury();
    else if (turnedOut !== 'none') await this.#tellPlans(life, turnedOut);
    return turnedOut;
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

  /** Requests that a tick has had every chance to carry out, but for those of people who left or have that plan. */
  notCarriedOut(): string[] {
    const { world } = this.simulator;
    return this.tenancies.flatMap(({ unit, lease, asked, plan }) => {
      if (asked === undefined || asked.plan === plan) return [];
      const { personUid, comments } = world.ticket(asked.ticketUid);
      const isOver = lease.endDate !== null && lease.endDate < world.today;
      if (isOver || !lease.tenants.some(({ tenantUid }) => tenantUid === personUid)) return [];
      return [`unit ${unit}: ${asked.plan}, ${comments.at(-1)?.text ?? 'no answer'}`];
    });
  }

  /** What Innago has got through its API for the tenancy's leases, in order. */
  invoicesOf(tenancy: Tenancy): Charge[] {
    const uids = new Set(tenancy.leases.map(({ leaseUid }) => leaseUid));
    return [...this.simulator.world.invoices.values()]
      .filter(({ posted, leaseUid }) => posted && uids.has(leaseUid))
      .map(({ leaseUid, tenantUid, dueDate, amount, item }) => ({
        month: monthOf(dueDate),
        leaseUid,
        tenantUid,
        dueDate,
        cents: Math.round(amount * 100),
        item: item ?? '',
      }));
  }

  #newTenancy(unit: string): Tenancy {
    const tenancy = new Tenancy(unit);
    this.tenancies.push(tenancy);
    return tenancy;
  }

  #tellLease(tenancy: Tenancy, leaseUid: string): void {
    const { startDate, endDate, dueOn, paymentFrequency, tenants } = this.simulator.world.lease(leaseUid);
    tenancy.happenings.push({
      kind: 'lease',
      at: this.clock.now,
      lease: {
        uid: leaseUid,
        start: startDate,
        end: endDate,
        dueOn,
        frequency: paymentFrequency,
        tenants: tenants.map(({ tenantUid }) => tenantUid),
      },
    });
  }

  #tellTick(reach: 'sure' | 'maybe' | 'none'): void {
    if (reach === 'none') return;
    const tick: Happening = { kind: 'tick', at: this.clock.now, reach };
    for (const tenancy of this.tenancies) {
      if (!tenancy.isPast(this.clock.now)) tenancy.happenings.push(tick);
    }
  }

  /** Plan changes that the store knows of and the tenancy does not, each followed by the charge that goes with it. */
  async #tellPlans({ store }: Life, reach: 'sure' | 'maybe'): Promise<void> {
    for (const tenancy of this.tenancies) {
      const householdId = store.leases.entry(tenancy.lease.leaseUid)?.householdId ?? null;
      const changedAt = store.households.peek(householdId)?.planChangedAt ?? null;
      if (householdId === null || changedAt === null || changedAt === tenancy.changedAt) continue;
      const changes = await store.planHistory.ofHousehold(householdId);
      for (const { at, to, ticketUid } of changes.slice(tenancy.changes)) {
        tenancy.happenings.push({ kind: 'plan', at, plan: to }, { kind: 'tick', at, reach });
        tenancy.plan = to;
        if (ticketUid === tenancy.asked?.ticketUid) tenancy.asked = undefined;
      }
      tenancy.changes = changes.length;
      tenancy.changedAt = changedAt;
    }
  }

  #noteMissed({ store }: Life): void {
    for (const { code, where, key } of store.attention.all()) {
      if (code === 'BILLING_MONTH_MISSED') this.missed.add(`${where} ${key.slice(-7)}`);
    }
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
      clock: () => this.clock.now,
      world: { kind: 'sandbox', property: account.propertyUid, uispHost: this.simulator.uisp.url },
      log: { info: () => {}, warn: () => {} },
    });
    const settings = innagoSettings({
      apiUrl: account.url,
      tokenUrl: account.tokenUrl,
      propertyId: account.propertyUid,
      apiKey: account.apiKey,
      clientId: account.clientId,
      clientSecret: account.clientSecret,
    });
    const innago = new InnagoClient({
      // A time-out costs real time.
      settings: { ...settings, timeoutMs: 150 },
      log: () => {},
      clock: () => this.clock.now,
      retryPausesMs: [],
    });
    const server = uispServerSettings(
      { host: this.simulator.uisp.url, parentSiteId: this.simulator.uisp.parentSiteId },
      { crmKey: this.simulator.uisp.crmKey, nmsKey: this.simulator.uisp.nmsToken },
    );
    const extras = { clock: () => this.clock.now, retryPausesMs: [] };
    const uisp = connectUisp({ ...server, timeoutMs: 150 }, extras);
    const scanner = new Scanner({ innago, store, log: () => {}, zonePatienceMs: 0 });
    this.#life = { store, innago, uisp, scanner, signal: new AbortController() };
    return this.#life;
  }

  async #each<T>(due: readonly T[], carry: (work: T) => Promise<void>): Promise<void> {
    const waiting = [...due];
    const hand = async () => {
      for (let work = waiting.shift(); work !== undefined; work = waiting.shift()) await carry(work);
    };
    await Promise.all(Array.from({ length: atOnce }, hand));
  }

  async #carryLease(life: Life, work: LeaseWork): Promise<void> {
    await this.#unlessItFails(async () => {
      const { store, innago } = life;
      const since = store.attention.mark();
      const claim = await store.claims.take(work.key);
      if (claim === undefined) return;
      try {
        const later = await this.#serve(life, work, claim);
        const context = { store, innago, rules: this.rules, work, claim, signal: life.signal.signal };
        const { waiting } = await ensureInvoiceLines(context);
        await store.leases.done(claim, work, { waiting: [later ?? [], waiting ?? []].flat(), since });
      } catch (thrown) {
        this.#note(thrown);
        await store.leases.failed(claim, work, failureOf(toSyncError(thrown)));
      }
    });
  }

  async #carryTicket(life: Life, work: TicketWork): Promise<void> {
    await this.#unlessItFails(async () => {
      const failed = await carryTicket({ ...life, rules: this.rules, signal: life.signal.signal }, work);
      if (failed !== undefined) this.#note(failed);
    });
  }

  /** What the UISP steps would have made for the household; a plan that begins later is the real step's. */
  async #serve({ store, uisp, signal }: Life, work: LeaseWork, claim: Claim): Promise<Waiting | undefined> {
    const household = await store.households.get(work.householdId);
    const { world } = this.simulator;
    if (household.serviceId === null) {
      const client = world.addClient({ lastName: work.unit.label });
      const service = world.addService({ clientId: client.id, activeFrom: work.lease.start ?? work.today });
      await store.households.update(claim, household.id, { clientId: client.id, serviceId: service.id });
    }
    if (household.nextPlan === null || work.reason === 'billing') return undefined;
    const { crm, nms, directory } = uisp;
    const access = { store, crm, nms, directory, rules: this.rules, work, claim, signal: signal.signal };
    const { waiting } = await ensureService({ ...access, settings: { uispInvoices: 'never' } });
    return waiting === undefined ? undefined : { step: 'uisp-service', ...waiting };
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
