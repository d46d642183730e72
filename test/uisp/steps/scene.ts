/** A store on a real file, a simulated UISP and the four steps, for the tests of this folder. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Store } from '../../../nodes/state/store.ts';
import type { Household, Mode } from '../../../nodes/state/store-port.ts';
import type { LeaseWork, PrepareWork } from '../../../nodes/state/work.ts';
import { connectUisp, type UispConnection } from '../../../nodes/uisp/connection.ts';
import { ensureClient } from '../../../nodes/uisp/steps/client.ts';
import type { StepContext, StepResult, UispInvoices } from '../../../nodes/uisp/steps/context.ts';
import { ensureOnu } from '../../../nodes/uisp/steps/onu.ts';
import { type PreparePart, type PrepareReport, prepareUnits } from '../../../nodes/uisp/steps/prepare.ts';
import { ensureService } from '../../../nodes/uisp/steps/service.ts';
import { ensureSubscriberSite } from '../../../nodes/uisp/steps/site.ts';
import { uispServerSettings } from '../../../nodes/uisp/uisp-server-settings.ts';
import type { Property, Unit } from '../../../nodes/village/lease.ts';
import type { PropertyRules } from '../../../nodes/village/property-rules.ts';
import { type FiberPlansFields, rulesFromConfig } from '../../../nodes/village/rules-from-config.ts';
import { errorOf } from '../../error-of.ts';
import type { RecordedRequest } from '../../simulator/http/recording.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts';
import { type LeaseFacts, storedLease, today } from './lease-work.ts';

export const steps = {
  client: ensureClient,
  site: ensureSubscriberSite,
  service: ensureService,
  onu: ensureOnu,
} as const;
export type StepName = keyof typeof steps;
export const chain: readonly StepName[] = ['client', 'site', 'service', 'onu'];

export interface SceneOptions extends SimulatorOptions {
  readonly mode?: Mode;
  readonly uispInvoices?: UispInvoices;
  readonly nameWaits?: readonly number[];
  /** For one request; the usual minute unless told otherwise. */
  readonly timeoutSeconds?: number;
  /** Fields of fiber-plans beside the ONU table. */
  readonly fields?: FiberPlansFields;
  /** What the contracts object to, where a test sends something wrong on purpose. */
  readonly objections?: readonly string[];
}

export class Scene {
  readonly simulator: Simulator;
  readonly property: Property;
  options: SceneOptions;
  readonly #file: string;
  store!: Store;
  uisp!: UispConnection;
  #mark = 0;

  constructor(simulator: Simulator, file: string, options: SceneOptions) {
    this.simulator = simulator;
    this.options = options;
    this.#file = file;
    const { propertyUid, name, address } = simulator.world.property;
    this.property = {
      uid: propertyUid,
      name,
      street: address.addressLine1,
      city: address.city,
      zipCode: address.zipcode,
    };
  }

  /** A new process: the store is opened again (a new epoch, all claims free), and nothing of UISP is remembered. */
  async restart(mode: Mode = this.options.mode ?? 'live'): Promise<void> {
    await this.close();
    const { simulator } = this;
    this.store = await Store.open({
      file: this.#file,
      mode,
      clock: Date.now,
      world: { kind: 'real', property: this.property.uid, uispHost: 'uisp.test' },
      log: { info: () => undefined, warn: () => undefined },
    });
    const settings = uispServerSettings(
      {
        host: simulator.uisp.url,
        parentSiteName: 'Victorian Village',
        timeoutSeconds: String(this.options.timeoutSeconds ?? ''),
      },
      { crmKey: simulator.uisp.crmKey, nmsKey: simulator.uisp.nmsToken },
    );
    this.uisp = connectUisp(settings, { retryPausesMs: [] });
  }

  async close(): Promise<void> {
    this.uisp?.close();
    await this.store?.close();
  }

  unit(label: string): Unit {
    const { unitUid, name } = this.simulator.world.unit(label);
    return { uid: unitUid, name, label };
  }

  rules(): PropertyRules {
    return rulesFromConfig({ onuTable: this.simulator.onuTableCsv(), ...this.options.fields })();
  }

  /** Stores a household as the tick would, and gives its lease's work. */
  lease(facts: LeaseFacts): Promise<LeaseWork> {
    return storedLease(this.store, { unit: this.unit(facts.unit), property: this.property }, facts);
  }

  household(work: LeaseWork): Promise<Household> {
    return this.store.households.get(work.householdId);
  }

  async context(work: LeaseWork, more: Partial<StepContext> = {}): Promise<StepContext> {
    const claim = await this.store.claims.take(work.key);
    assert.ok(claim, `the claim ${work.key} is free`);
    const { crm, nms, directory } = this.uisp;
    return {
      store: this.store,
      crm,
      nms,
      directory,
      rules: this.rules(),
      settings: { uispInvoices: this.options.uispInvoices ?? 'never' },
      work,
      claim,
      signal: AbortSignal.timeout(30_000),
      nameWaits: this.options.nameWaits ?? [1, 1],
      ...more,
    };
  }

  /** The chain as the flow runs it, and the claim given back, whatever happens. */
  async provision(work: LeaseWork, names: readonly StepName[] = chain): Promise<Record<StepName, StepResult>> {
    const context = await this.context(work);
    const results: Partial<Record<StepName, StepResult>> = {};
    let findings = {};
    try {
      for (const name of names) {
        const result = await steps[name]({ ...context, findings });
        findings = { ...findings, ...result.findings };
        results[name] = result;
      }
    } finally {
      await this.store.claims.release(context.claim).catch(() => undefined);
    }
    const none: StepResult = { outcome: 'skipped', text: 'not run' };
    return { client: none, site: none, service: none, onu: none, ...results };
  }

  /** "Prepare all units", for all units of the village unless told otherwise. */
  async prepare(
    apply: boolean,
    parts: readonly PreparePart[] = ['plans', 'sites', 'onus'],
    units = [...this.simulator.world.units.values()].map(({ label }) => label),
  ): Promise<PrepareReport> {
    const work: PrepareWork = {
      kind: 'prepare',
      key: 'action:prepare',
      units: units.map((label) => this.unit(label)),
      property: this.property,
      today,
      apply,
    };
    const claim = await this.store.claims.take(work.key);
    assert.ok(claim);
    try {
      const { crm, nms, directory } = this.uisp;
      const { store } = this;
      const rules = this.rules();
      const signal = AbortSignal.timeout(60_000);
      return await prepareUnits({ store, crm, nms, directory, rules, work, claim, signal, nameWaits: [1] }, parts);
    } finally {
      await this.store.claims.release(claim);
    }
  }

  /** From here on {@link requests} counts. */
  mark(): void {
    this.#mark = this.simulator.requests.length;
  }

  /** Since the last mark. */
  requests(): readonly RecordedRequest[] {
    return this.simulator.requests.slice(this.#mark);
  }

  /** `POST /clients`, … since the last mark. */
  writes(): string[] {
    return this.requests()
      .filter((request) => request.isWrite)
      .map(({ method, path }) => `${method} ${path}`);
  }
}

/** The code of the SyncError that the work ends in. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return (await errorOf(work)).code;
}

/** Starts it, and sees to it that all of it ends with the test, and that the contracts had no objection. */
export async function scene(t: TestContext, options: SceneOptions = {}): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'uisp-steps-'));
  const simulator = await startSimulator({ village: 'empty', units: 6, today: () => today, ...options });
  const made = new Scene(simulator, join(folder, 'sync.sqlite'), options);
  t.after(async () => {
    await made.close();
    await simulator.stop();
    await rm(folder, { recursive: true, force: true });
    assert.deepEqual(simulator.contractProblems(), options.objections ?? []);
  });
  await made.restart();
  return made;
}
