/**
 * A simulated village with everything of ours before it but Node-RED, for charges over years: Innago and UISP over real HTTP, a real
 * store, the real scan, the real lease and ticket books and the real step "invoice line", tick by tick on a clock that is set by hand. It can be
 * killed at any request, and starts again on the same file. What happens is told to each tenancy, for the independent calculation.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isSyncError } from '../../nodes/sync-error.ts';
import type { PropertyRules } from '../../nodes/village/property-rules.ts';
import { type FiberPlansFields, rulesFromConfig } from '../../nodes/village/rules-from-config.ts';
import { memory } from '../memory-disk.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import type { NewLease } from '../simulator/world/world.ts';
import type { Happening } from './expected-invoices-history.ts';
import { carryLease } from './lease-chain.ts';
import { dayInDallas } from './own-calendar.ts';
import { killProduct, type RunningProduct, startProduct } from './running-product.ts';
import { Tenancy } from './tenancy.ts';
import { carryTicket, requestText } from './ticket-chain.ts';

/** How many leases are worked on at once. */
const atOnce = 4;

export interface WorldOptions {
  /** Epoch ms. */
  readonly begins: number;
  readonly fields?: FiberPlansFields;
}

export class BillingWorld {
  readonly simulator: Simulator;
  readonly rules: PropertyRules;
  readonly clock: { now: number };
  readonly tenancies: Tenancy[] = [];
  /** Codes of what failed. */
  readonly failures: string[] = [];
  readonly #folder = mkdtempSync(join(memory, 'village-fiber-billing-'));
  /** Requests that a fault was put in the way of. */
  #struck = 0;
  /** What lives between two kills. */
  #running: RunningProduct | undefined;
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
    tenancy.tellLease(this.clock.now, entered);
    return tenancy;
  }

  /** A lease of the tenancy is edited in Innago. */
  edit(tenancy: Tenancy, leaseUid: string, changes: Parameters<Simulator['world']['editLease']>[1]): void {
    const { world } = this.simulator;
    world.editLease(leaseUid, changes);
    tenancy.tellLease(this.clock.now, world.lease(leaseUid));
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
    this.#running ??= await startProduct(this.simulator, join(this.#folder, 'store.sqlite'), () => this.clock.now);
    const running = this.#running;
    // What a process that was killed had committed.
    await this.#tellPlans(running, 'maybe');
    running.innago.probe();
    running.uisp.probe();
    await this.#unlessItFails(() => this.#scanAndCarry(running));
    const isKilled = this.#dying !== undefined;
    const isSure = !isKilled && this.#struck === struck && this.failures.length === before;
    const turnedOut = reach === 'none' ? 'none' : isSure ? 'sure' : 'maybe';
    this.#tellTick(turnedOut);
    if (isKilled) await this.#bury();
    else if (turnedOut !== 'none') await this.#tellPlans(running, turnedOut);
    return turnedOut;
  }

  /** Kill -9, at any moment of a tick. */
  kill(): void {
    if (this.#running !== undefined) this.#dying ??= killProduct(this.#running);
  }

  async end(): Promise<void> {
    this.kill();
    await this.#bury();
    await this.simulator.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #newTenancy(unit: string): Tenancy {
    const tenancy = new Tenancy(unit);
    this.tenancies.push(tenancy);
    return tenancy;
  }

  #tellTick(reach: 'sure' | 'maybe' | 'none'): void {
    if (reach === 'none') return;
    const tick: Happening = { kind: 'tick', at: this.clock.now, reach };
    const today = dayInDallas(this.clock.now);
    for (const tenancy of this.tenancies) {
      if (!tenancy.isPast(today)) tenancy.happenings.push(tick);
    }
  }

  async #tellPlans({ store }: RunningProduct, reach: 'sure' | 'maybe'): Promise<void> {
    for (const tenancy of this.tenancies) if (tenancy.hasNewPlan(store)) await tenancy.tellPlans(store, reach);
  }

  async #bury(): Promise<void> {
    await this.#dying;
    this.#dying = undefined;
    this.#running = undefined;
  }

  async #scanAndCarry(running: RunningProduct): Promise<void> {
    const { signal } = running.signal;
    const chain = { ...running, rules: this.rules, signal };
    const note = (thrown: unknown) => this.#note(thrown);
    const { due, tickets } = await running.scanner.scan(this.rules, signal);
    await this.#each(due, (work) => carryLease(chain, this.simulator.world, work, note));
    await this.#each(tickets, async (work) => {
      const failed = await carryTicket(chain, work);
      if (failed !== undefined) this.#note(failed);
    });
  }

  async #each<T>(due: readonly T[], carry: (work: T) => Promise<void>): Promise<void> {
    const waiting = [...due];
    const hand = async () => {
      for (let work = waiting.shift(); work !== undefined; work = waiting.shift()) {
        const next = work;
        await this.#unlessItFails(() => carry(next));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, hand));
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
