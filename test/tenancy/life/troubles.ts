/** What goes wrong between us and the servers: lost requests, kills, short lists, outages, pauses; drawn from a seed. */
import { dayInDallas } from '../../billing/own-calendar.ts';
import type { FaultName } from '../../simulator/faults.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import type { Random } from '../../simulator/world/random.ts';
import type { Lease } from '../../simulator/world/things.ts';

/** How a tick under it is to be taken. */
export type Reach =
  /** Whatever was asked was answered; lists may be short. */
  | 'sure'
  /** Requests were lost, or the process died: what it was about may be done, or not. A sure tick follows at once. */
  | 'maybe'
  /** Innago was heard, but nothing could be done. */
  | 'heard'
  /** Nothing at all. */
  | 'none';

export interface Trouble {
  readonly name: string;
  readonly reach: Reach;
  /** For so many days; 0: one tick. */
  readonly days: number;
  readonly end: () => void | Promise<void>;
}

export interface TroubleOptions {
  /** Share of the ticks with lost requests or a kill. */
  readonly unlucky: number;
  /** Share of the ticks with which something that lasts days begins. */
  readonly lasting: number;
}

const lostKinds: readonly FaultName[] = [
  'reset-before',
  'reset-after',
  500,
  503,
  '502-html',
  '500-after',
  '503-after',
  'truncated-json',
  'html',
];
const pageKinds: readonly FaultName[] = [
  'reset-before',
  500,
  'truncated-json',
  'html',
  'empty-list',
  'bad-page-count',
  'short-page',
  'page-missing',
  'page-before',
];
const moments = ['before-effect', 'after-effect', 'after-answer'] as const;
const forever = Number.POSITIVE_INFINITY;
const hour = 3_600_000;

/** What the troubles work on. */
export interface TroubleParts {
  readonly simulator: Simulator;
  readonly clock: { now: number };
  readonly random: Random;
  readonly kill: () => void;
  readonly pause: (isOn: boolean) => Promise<void>;
  readonly note: (line: string) => void;
}

export class Troubles {
  readonly #parts: TroubleParts;
  readonly #options: TroubleOptions;

  constructor(parts: TroubleParts, options: TroubleOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  /** The trouble that begins now, already under way; undefined: none. */
  async begin(): Promise<Trouble | undefined> {
    const { random, note } = this.#parts;
    const chance = random.next();
    const { unlucky, lasting } = this.#options;
    const draw = chance < unlucky ? this.#momentary() : chance < unlucky + lasting ? await this.#lasting() : undefined;
    if (draw !== undefined) note(`trouble: ${draw.name}${draw.days > 0 ? ` for ${draw.days} days` : ''}`);
    return draw;
  }

  #momentary(): Trouble {
    const { simulator, random } = this.#parts;
    const { faults } = simulator;
    const kind = random.next();
    if (kind < 0.1 && this.#isDaytime()) return this.#clockJumps();
    if (kind < 0.35) return this.#killed();
    if (kind < 0.7) {
      faults.rate(0.05 + 0.4 * random.next(), lostKinds, random.below(1e9));
      return { name: 'requests are lost', reach: 'maybe', days: 0, end: () => faults.clear() };
    }
    const nth = 1 + random.below(4);
    const fault = random.pick(lostKinds);
    faults.next({ isWrite: true, nth, times: 1 + random.below(2) }, fault);
    return { name: `${fault} at write ${nth}`, reach: 'maybe', days: 0, end: () => faults.clear() };
  }

  /** Between ten and ten: an hour back is the same day. */
  #isDaytime(): boolean {
    const { clock } = this.#parts;
    return dayInDallas(clock.now - 10 * hour) === dayInDallas(clock.now);
  }

  /** Somebody has set the machine's clock right, or wrong. */
  #clockJumps(): Trouble {
    const { clock } = this.#parts;
    const end = () => {
      clock.now -= hour;
    };
    return { name: 'the clock jumps back by an hour', reach: 'sure', days: 0, end };
  }

  #killed(): Trouble {
    const { simulator, random, kill } = this.#parts;
    let left = 1 + random.below(random.pick([4, 20]));
    const moment = random.pick(moments);
    const isWrite = random.next() < 0.6;
    const name = `killed at ${isWrite ? 'write' : 'request'} ${left}, ${moment}`;
    const unhook = simulator.faults.hook((request, when) => {
      if (when !== moment || (isWrite && !request.isWrite)) return;
      left -= 1;
      if (left === 0) kill();
    });
    return { name, reach: 'maybe', days: 0, end: () => void unhook() };
  }

  async #lasting(): Promise<Trouble> {
    const { simulator, random, pause } = this.#parts;
    const { faults } = simulator;
    const days = 1 + random.below(3);
    const clear = () => faults.clear();
    const page = random.next();
    if (page < 0.3) {
      const nth = 1 + random.below(3);
      const kind = random.pick(pageKinds);
      const query = new RegExp(`pageNumber=${nth}(&|$)`, 'i');
      faults.next({ server: 'innago', path: '/v1/leases', query, times: forever }, kind);
      return { name: `page ${nth} of the leases: ${kind}`, reach: 'sure', days, end: clear };
    }
    if (page < 0.5) return { ...this.#shortList(), days };
    if (page < 0.7) {
      faults.next({ server: ['crm', 'nms'], times: forever }, random.pick(['reset-before', 503, '502-html'] as const));
      return { name: 'UISP is away', reach: 'heard', days, end: clear };
    }
    if (page < 0.85) {
      faults.next({ server: ['innago', 'token'], times: forever }, random.pick(['reset-before', 503, 'html'] as const));
      return { name: 'Innago is away', reach: 'none', days, end: clear };
    }
    await pause(true);
    return { name: 'everything is paused', reach: 'heard', days, end: () => pause(false) };
  }

  /** Innago lists half, one, or none of its leases, and says that these are all. */
  #shortList(): Omit<Trouble, 'days'> {
    const { simulator, random } = this.#parts;
    const { world } = simulator;
    const listed = [...world.leases.values()].filter((lease) => lease.listed);
    const kept = random.pick([0, 1, Math.ceil(listed.length / 2)]);
    const hidden: Lease[] = listed.slice(kept);
    for (const lease of hidden) lease.listed = false;
    world.touch();
    const end = () => {
      for (const lease of hidden) lease.listed = true;
      world.touch();
    };
    return { name: `only ${kept} of ${listed.length} leases are listed`, reach: 'sure', end };
  }
}
