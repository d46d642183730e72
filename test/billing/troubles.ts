/** What goes wrong between us and Innago: requests that get lost, kills, outages; drawn from a seed. */
import type { FaultName } from '../simulator/faults.ts';
import type { Random } from '../simulator/world/random.ts';
import type { BillingWorld } from './billing-world.ts';

const minute = 60_000;
/** Nothing of them is worse than an answer that is missing or useless. */
const faultKinds: readonly FaultName[] = [
  'reset-before',
  'reset-after',
  429,
  500,
  503,
  '502-html',
  '500-after',
  '503-after',
  '502-html-after',
  'truncated-json',
  'html',
];
const moments = ['before-effect', 'after-effect', 'after-answer'] as const;

export interface TroubleOptions {
  readonly seed: number;
  /** Share of the ticks with lost requests, and which share of their requests is lost at most. */
  readonly faultyTicks: number;
  readonly faultRate: number;
  /** Share of the ticks in which the process is killed. */
  readonly kills: number;
  /** Outages a month. */
  readonly outages: number;
}

export class Troubles {
  readonly #world: BillingWorld;
  readonly #options: TroubleOptions;
  readonly #random: Random;
  #outageUntil: { readonly at: number; readonly off: boolean } | undefined;

  constructor(world: BillingWorld, options: TroubleOptions, random: Random) {
    this.#world = world;
    this.#options = options;
    this.#random = random;
  }

  /** A tick now, with whatever trouble it is in; after trouble, perhaps another one five minutes later. */
  async tick(): Promise<void> {
    const { now } = this.#world.clock;
    this.#drawOutage(now);
    if (this.#outageUntil !== undefined) {
      // Switched off, or nobody answers.
      if (!this.#outageUntil.off) await this.#world.tick('none');
      return;
    }
    const turnedOut = await this.#unluckyTick(now);
    if (turnedOut === 'sure' || this.#random.next() < 0.5) return;
    this.#world.clock.now += 5 * minute;
    await this.#world.tick('sure');
  }

  /** From now on everything is answered. */
  end(): void {
    this.#world.simulator.faults.clear();
    this.#outageUntil = undefined;
  }

  async #unluckyTick(now: number): Promise<'sure' | 'maybe' | 'none'> {
    const { faults } = this.#world.simulator;
    const unlucky = this.#random.next();
    const { faultyTicks, kills, faultRate, seed } = this.#options;
    let unhook: (() => void) | undefined;
    if (unlucky < faultyTicks / 2) faults.rate(faultRate * this.#random.next(), faultKinds, seed + now);
    else if (unlucky < faultyTicks) {
      const invoices = { method: 'POST', path: '/v1/invoices', times: 1 + this.#random.below(3) };
      faults.next(invoices, this.#random.pick(faultKinds));
    }
    if (unlucky >= faultyTicks && unlucky < faultyTicks + kills) unhook = this.#killAtSomeRequest();
    const turnedOut = await this.#world.tick('sure');
    faults.clear();
    unhook?.();
    return turnedOut;
  }

  #killAtSomeRequest(): () => void {
    let requests = 1 + this.#random.below(8);
    const moment = this.#random.pick(moments);
    return this.#world.simulator.faults.hook((_request, when) => {
      if (when !== moment) return;
      requests -= 1;
      if (requests === 0) this.#world.kill();
    });
  }

  /** Hours, days, or weeks over a month's end. */
  #drawOutage(now: number): void {
    const { faults } = this.#world.simulator;
    if (this.#outageUntil !== undefined) {
      if (now < this.#outageUntil.at) return;
      this.#outageUntil = undefined;
      faults.clear();
    }
    if (this.#random.next() >= this.#options.outages / 45) return;
    const kind = this.#random.next();
    const hours =
      kind < 0.5
        ? 1 + this.#random.below(20)
        : kind < 0.85
          ? 24 * (1 + this.#random.below(6))
          : 24 * (7 + this.#random.below(40));
    this.#outageUntil = { at: now + hours * 60 * minute, off: this.#random.next() < 0.3 };
    const how = this.#random.pick(['reset-before', 503, '502-html'] as const);
    if (!this.#outageUntil.off) faults.next({ server: ['innago', 'token'], times: Number.POSITIVE_INFINITY }, how);
  }
}
