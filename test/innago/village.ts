/** A simulated village with a real store and a real client before it, for the tests of scan, poll and invoices. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { InnagoClient, InnagoClientOptions } from '../../nodes/innago/api/innago-client.ts';
import { Scanner, type ScannerParts, type ScanResult } from '../../nodes/innago/scan/scan.ts';
import { Store, type StoreOptions } from '../../nodes/state/store.ts';
import type { PropertyRules } from '../../nodes/village/property-rules.ts';
import { type FiberPlansFields, rulesFromConfig } from '../../nodes/village/rules-from-config.ts';
import type { SimulatorOptions } from '../simulator/options.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { clientOf, fieldsOf, simulate } from './account.ts';

/** A clock that stands until it is moved. */
class Clock {
  now: number;
  constructor(instant: string) {
    this.now = Date.parse(instant);
  }
  readonly read = (): number => this.now;
  /** Noon in Chicago on that day. */
  setDay(day: string): void {
    this.now = Date.parse(`${day}T18:00:00Z`);
  }
  pass(minutes: number): void {
    this.now += minutes * 60_000;
  }
}

export interface VillageOptions {
  /** Day on which it begins; noon in Chicago. Default 2026-11-20. */
  readonly day?: string;
  readonly simulator?: SimulatorOptions;
  readonly rules?: FiberPlansFields;
  readonly store?: Partial<StoreOptions>;
  readonly client?: Omit<Partial<InnagoClientOptions>, 'settings'>;
  readonly scanner?: Partial<ScannerParts>;
  /** Field "Routes" of the account. */
  readonly routes?: string;
  /** Of a request to Innago. Default 30. */
  readonly timeoutSeconds?: number;
}

export interface Village {
  readonly clock: Clock;
  readonly simulator: Simulator;
  readonly innago: InnagoClient;
  readonly rules: () => PropertyRules;
  readonly log: string[];
  store: Store;
  scanner: Scanner;
  scan(): Promise<ScanResult>;
  /** Innago's requests since the last call of this, `GET /v1/leases`. */
  requests(): string[];
  /** The process dies and comes back, perhaps with other settings. */
  restart(store?: Partial<StoreOptions>): Promise<void>;
  openItems(): string[];
}

const noSignal = new AbortController().signal;

export async function village(test: TestContext, options: VillageOptions = {}): Promise<Village> {
  const clock = new Clock(`${options.day ?? '2026-11-20'}T18:00:00Z`);
  const folder = mkdtempSync(join(tmpdir(), 'village-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  const simulator = await simulate(test, { now: clock.read, ...options.simulator });
  const innago = clientOf(
    test,
    { ...fieldsOf(simulator), timeoutSeconds: options.timeoutSeconds, routes: options.routes },
    { clock: clock.read, ...options.client },
  );
  const rules = rulesFromConfig({ timeZone: 'America/Chicago', ...options.rules });
  const log: string[] = [];
  const storeOptions: StoreOptions = {
    file: join(folder, 'village.sqlite'),
    mode: 'live',
    clock: clock.read,
    world: { kind: 'real', property: simulator.innago.propertyUid, uispHost: '' },
    goLive: '2000-01-01',
    log: { info: (text) => log.push(text), warn: (text) => log.push(text) },
    ...options.store,
  };
  const store = await Store.open(storeOptions);
  const scannerOf = (opened: Store) =>
    new Scanner({ innago, store: opened, log: (text) => log.push(text), zonePatienceMs: 200, ...options.scanner });
  let seen = 0;
  const made: Village = {
    clock,
    simulator,
    innago,
    rules,
    log,
    store,
    scanner: scannerOf(store),
    scan: () => made.scanner.scan(rules(), noSignal),
    requests: () => {
      const news = simulator.requests.slice(seen).filter(({ server }) => server !== 'token');
      seen = simulator.requests.length;
      return news.map(({ method, path }) => `${method} ${path}`);
    },
    restart: async (changes = {}) => {
      await made.store.close();
      made.store = await Store.open({ ...storeOptions, ...changes });
      made.scanner = scannerOf(made.store);
    },
    openItems: () => made.store.attention.all().map(({ code, where }) => `${code} ${where}`),
  };
  test.after(() => made.store.close());
  return made;
}

/** Counts of equal texts, in words: `3 x GET /v1/leases`. */
export function counted(texts: readonly string[]): string[] {
  return [...Map.groupBy(texts, (text) => text)].map(([text, all]) => `${all.length} x ${text}`).sort();
}
