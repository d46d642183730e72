/**
 * A simulated village and the product on it, tick by tick, on a clock that is set by hand. It can be killed at any request, and starts
 * again on the same file; it can be asked what it would do.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { switchMode } from '../../nodes/state/mode.ts';
import type { Store } from '../../nodes/state/store.ts';
import type { Mode } from '../../nodes/state/store-port.ts';
import type { LeaseWork } from '../../nodes/state/work.ts';
import { isSyncError } from '../../nodes/sync-error.ts';
import type { PropertyRules } from '../../nodes/village/property-rules.ts';
import { rulesFromConfig } from '../../nodes/village/rules-from-config.ts';
import { memory } from '../memory-disk.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { carryLease } from './chain.ts';
import { emptyDatabase } from './empty-database.ts';
import { Overheard } from './overheard.ts';
import { currentProduct, killProduct, type Product, startProduct } from './product.ts';

/** As everywhere else; what all lives have in common is made once. */
const simulatorSeed = 7;

export interface GroundOptions {
  readonly units: number;
  /** Epoch ms. */
  readonly begins: number;
  readonly isInProcess: boolean;
  /** Rows of a page of Innago's lists. */
  readonly pageSize: number;
  /** Default: names of former tenants are kept. */
  readonly forgetAfterDays?: number;
}

/** What a tick came to. */
export interface TickOutcome {
  /** Error codes of what failed. */
  readonly failures: readonly string[];
  readonly wasKilled: boolean;
  /** How many leases were due. */
  readonly due: number;
  /** The process was started for it: it knows of the leases what the file holds, and has not looked at them yet. */
  readonly isFirst: boolean;
}

export class Ground {
  readonly simulator: Simulator;
  readonly clock: { now: number };
  readonly rules: PropertyRules;
  readonly overheard = new Overheard();
  /** Every write that a server received, as `POST /clients`. */
  readonly writes: string[] = [];
  readonly #options: GroundOptions;
  readonly #folder: string;
  #product: Product | undefined;
  #dying: Promise<void> | undefined;
  #failures: string[] = [];
  /** What the settings say at the next start. */
  #mode: Mode = 'live';

  private constructor(simulator: Simulator, clock: { now: number }, options: GroundOptions) {
    this.simulator = simulator;
    this.clock = clock;
    this.#options = options;
    placeOnus(simulator);
    simulator.faults.hook(({ isWrite, method, path }, moment) => {
      if (isWrite && moment === 'before-effect') this.writes.push(`${method} ${path}`);
    });
    this.rules = rulesFromConfig({ timeZone: 'America/Chicago', onuTable: simulator.onuTableCsv() })();
    this.#folder = mkdtempSync(join(options.isInProcess ? memory : tmpdir(), 'village-fiber-lives-'));
  }

  static async begin(options: GroundOptions): Promise<Ground> {
    const { units, begins, isInProcess, pageSize } = options;
    const clock = { now: begins };
    const simulator = await startSimulator({
      seed: simulatorSeed,
      village: 'empty',
      units,
      pageSize,
      now: () => clock.now,
      keepRequests: 500,
      inProcess: isInProcess,
      ...(isInProcess ? { contracts: false } : {}),
    });
    const ground = new Ground(simulator, clock, options);
    if (isInProcess) copyFileSync(await emptyDatabase(ground.#place()), ground.#file);
    return ground;
  }

  /** Reads from, or says something to, the running product's store; it is started if nothing runs. */
  async look<T>(look: (store: Store) => Promise<T>): Promise<T> {
    const { store } = await this.#running();
    return look(store);
  }

  pause(isOn: boolean): Promise<void> {
    return this.look(({ pause }) => pause.set(isOn));
  }

  /** A person switches, while it runs. */
  async switchMode(to: Mode): Promise<void> {
    await this.look((store) => switchMode(store, to, 'operator', { confirm: true }));
  }

  /** The settings are changed, and it is started again. */
  async restart(mode: Mode): Promise<void> {
    this.#mode = mode;
    this.kill();
    await this.#bury();
  }

  /** One tick, now, to its end. */
  async tick(): Promise<TickOutcome> {
    this.#failures = [];
    this.overheard.forget();
    const isFirst = this.#product === undefined;
    this.#product = await currentProduct(await this.#running());
    const due = await this.#run(this.#product);
    const wasKilled = this.#dying !== undefined;
    if (wasKilled) await this.#bury();
    return { failures: this.#failures, wasKilled, due, isFirst };
  }

  /** Runs the product in dry-run on a copy of the database as it is now, for the two ticks in which live comes to rest. @returns what `look` makes of its store */
  async inDryRun<T>(look: (store: Store) => Promise<T>): Promise<T> {
    const { store } = await this.#running();
    const copy = join(this.#folder, 'copy.sqlite');
    await store.database.run((knex) => knex.raw('VACUUM INTO ?', [copy]));
    const { now } = this.clock;
    const { overheard: _unheard, ...place } = this.#place();
    const product = await startProduct(place, copy, 'dry-run');
    try {
      for (const _ of [1, 2]) await this.#run(product);
      return await look(product.store);
    } finally {
      await killProduct(product);
      this.clock.now = now;
      for (const end of ['', '.lock', '-wal', '-shm']) rmSync(`${copy}${end}`, { force: true });
    }
  }

  /** Kill -9, at any moment of a tick. */
  kill(): void {
    if (this.#product !== undefined) this.#dying ??= killProduct(this.#product);
  }

  async end(): Promise<void> {
    this.kill();
    await this.#bury();
    await this.simulator.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #running(): Promise<Product> {
    this.#product ??= await startProduct(this.#place(), this.#file, this.#mode);
    return this.#product;
  }

  get #file(): string {
    return join(this.#folder, 'store.sqlite');
  }

  #place() {
    const { simulator, clock, overheard } = this;
    const { isInProcess, forgetAfterDays = 0 } = this.#options;
    return { simulator, clock, overheard, isInProcess, forgetAfterDays };
  }

  async #run(product: Product): Promise<number> {
    const { store, innago, uisp, scanner, dying } = product;
    innago.probe();
    uisp.probe();
    const under = new Set<Promise<void>>();
    const chain = {
      ...product,
      store: scanner.store,
      rules: this.rules,
      mail: this.simulator.mail,
      note: (thrown: unknown, work: LeaseWork) => this.#note(thrown, work),
    };
    try {
      const { due, error } = await scanner.scan(this.rules, dying.signal);
      if (error !== undefined) this.#note(error);
      const owner = {};
      for (const work of due) {
        const start = (claim: Parameters<typeof carryLease>[2]) => {
          const carried = carryLease(chain, work, claim)
            .catch((thrown) => this.#note(thrown, work))
            .finally(() => under.delete(carried));
          under.add(carried);
        };
        await store.desk.begin({ work, owner, start });
      }
      while (under.size > 0) await Promise.all(under);
      return due.length;
    } catch (thrown) {
      this.#note(thrown);
      await Promise.all(under);
      return 0;
    }
  }

  #note(thrown: unknown, work?: LeaseWork): void {
    if (!isSyncError(thrown)) throw thrown;
    this.#failures.push(work === undefined ? thrown.code : `${work.unit.label} ${thrown.code}: ${thrown.message}`);
  }

  async #bury(): Promise<void> {
    await this.#dying;
    this.#dying = undefined;
    this.#product = undefined;
  }
}

/** Each unit has one: by its name, or by the operator's table. */
function placeOnus({ world }: Simulator): void {
  for (const [index, { label }] of [...world.units.values()].entries()) {
    if (index % 2 === 0) world.addOnu({ name: `ONU-${label}` });
    else world.addOnu({ unit: label, inTable: 'serial' });
  }
}
