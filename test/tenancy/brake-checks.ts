/** The brakes, seen from outside (design §4, "Lease ended"): never more than they let through in a day, and nothing held without need. */
import { carryOut } from '../../nodes/state/verbs/carry-out.ts';
import { isLive } from '../simulator/world/service-status.ts';
import type { Expectation } from './expectation/expectation.ts';
import type { Ground } from './ground.ts';

const hour = 3_600_000;
const brakes = ['REMOVALS_HELD', 'CREATIONS_HELD'] as const;
type Brake = (typeof brakes)[number];

export class BrakeChecks {
  readonly #ground: Ground;
  readonly #expectation: Expectation;
  /** When services were to end, and households were first seen; epoch ms. */
  readonly #wanted: Record<Brake, number[]> = { REMOVALS_HELD: [], CREATIONS_HELD: [] };
  #releasedAt = Number.NEGATIVE_INFINITY;
  #isFirst = true;

  constructor(ground: Ground, expectation: Expectation) {
    this.#ground = ground;
    this.#expectation = expectation;
  }

  /** A tick has heard what there is, and the calculation has not acted yet. */
  note(): void {
    const { now } = this.#ground.clock;
    this.#wanted.REMOVALS_HELD.push(...this.#expectation.dueEnds().map(() => now));
    // The first complete scan does not count: then everybody is new.
    if (!this.#isFirst) this.#wanted.CREATIONS_HELD.push(...this.#expectation.newcomers().map(() => now));
    this.#isFirst = false;
  }

  /** Is something held? A person releases it. @returns what is wrong with that; undefined: nothing is held */
  async release(): Promise<string[] | undefined> {
    const wrong: string[] = [];
    const held: Brake[] = [];
    for (const brake of brakes) {
      const key = `${brake}/property`;
      if (!(await this.#ground.look(async ({ attention }) => attention.get(key) !== undefined))) continue;
      held.push(brake);
      const count = this.#within(brake, 25);
      if (count <= this.#least(brake)) wrong.push(`${brake}, and there were only ${count} in a day`);
      wrong.push(...this.#tooMany(brake));
      await this.#ground.look((store) => carryOut(store, { verb: 'approve', key }));
    }
    if (held.length === 0) return this.#unbraked();
    this.#releasedAt = this.#ground.clock.now;
    return wrong;
  }

  /** Nothing is held: then nothing was to be. */
  #unbraked(): string[] | undefined {
    if (this.#ground.clock.now - this.#releasedAt < 25 * hour) return undefined;
    const wrong = brakes.flatMap((brake) => this.#tooMany(brake));
    return wrong.length > 0 ? wrong : undefined;
  }

  #tooMany(brake: Brake): string[] {
    const most = brake === 'REMOVALS_HELD' ? this.#least(brake) + this.#foreseen() : this.#least(brake);
    const letGo = this.#within(brake, 23) - this.#stillHeld(brake);
    return letGo > most ? [`${brake} not: ${letGo} went through in a day, and at most ${most} may`] : [];
  }

  /** Those that are not carried out. */
  #stillHeld(brake: Brake): number {
    const { world } = this.#ground.simulator;
    const { uisp } = this.#expectation;
    if (brake === 'CREATIONS_HELD') return uisp.clients.size - world.crm.clients.size;
    const live = [...world.crm.services.values()].filter((one) => isLive(world.today, one)).length;
    return live - uisp.services.filter(({ to }) => to === null).length;
  }

  #within(brake: Brake, hours: number): number {
    return this.#wanted[brake].filter((at) => at > this.#ground.clock.now - hours * hour).length;
  }

  #least(brake: Brake): number {
    if (brake === 'CREATIONS_HELD') return Math.max(5, Math.floor(this.#ground.simulator.world.units.size * 0.1));
    return Math.max(3, Math.floor(this.#active() * 0.05));
  }

  #foreseen(): number {
    return Math.floor(this.#active() * 0.3);
  }

  #active(): number {
    return this.#expectation.uisp.services.filter(({ to }) => to === null).length + this.#within('REMOVALS_HELD', 25);
  }
}
