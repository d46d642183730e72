/** A village whose leases are carried through by real ticks, for the audit; its clock can be moved. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Store } from '../../../nodes/state/store.ts';
import type { Mode } from '../../../nodes/state/store-port.ts';
import type { LeaseWork, Waiting } from '../../../nodes/state/work.ts';
import { connectUisp, type UispConnection } from '../../../nodes/uisp/connection.ts';
import { type AuditReport, auditUisp } from '../../../nodes/uisp/drift/audit.ts';
import type { StepContext } from '../../../nodes/uisp/steps/context.ts';
import { uispServerSettings } from '../../../nodes/uisp/uisp-server-settings.ts';
import { todayIn } from '../../../nodes/village/calendar-date.ts';
import type { RepairableKind } from '../../../nodes/village/drift/drift-kinds.ts';
import type { Lease, Property } from '../../../nodes/village/lease.ts';
import type { PropertyRules } from '../../../nodes/village/property-rules.ts';
import { rulesFromConfig } from '../../../nodes/village/rules-from-config.ts';
import { indexUnits } from '../../../nodes/village/unit-label.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { UispHands } from '../../simulator/world/uisp-hands.ts';
import { chain, steps } from '../steps/scene.ts';
import type { DriftOptions } from './drift-options.ts';
import { newLease } from './new-lease.ts';

const zone = 'America/Chicago';
export const hour = 3_600_000;

export class DriftScene {
  readonly simulator: Simulator;
  readonly hands: UispHands;
  readonly options: DriftOptions;
  readonly #file: string;
  readonly #clock: { offset: number };
  leases: Lease[] = [];
  store!: Store;
  uisp!: UispConnection;
  #mark = 0;

  constructor(simulator: Simulator, file: string, clock: { offset: number }, options: DriftOptions) {
    this.simulator = simulator;
    this.hands = new UispHands(simulator.world);
    this.#file = file;
    this.#clock = clock;
    this.options = options;
  }

  get world() {
    return this.simulator.world;
  }

  readonly clock = (): number => Date.now() + this.#clock.offset;

  get today(): string {
    return todayIn(zone, this.clock());
  }

  forward(milliseconds: number): void {
    this.#clock.offset += milliseconds;
  }

  async restart(mode: Mode = this.options.mode ?? 'live'): Promise<void> {
    await this.close();
    const { simulator, clock } = this;
    this.store = await Store.open({
      file: this.#file,
      mode,
      clock,
      world: { kind: 'real', property: this.property.uid, uispHost: 'uisp.test' },
      goLive: this.options.goLive ?? '2026-01-01',
      log: { info: () => undefined, warn: () => undefined },
    });
    await this.store.facts.set('uisp.timeZone', zone);
    const settings = uispServerSettings(
      { host: simulator.uisp.url, parentSiteName: 'Victorian Village' },
      { crmKey: simulator.uisp.crmKey, nmsKey: simulator.uisp.nmsToken },
    );
    const wait = async (milliseconds: number) => this.forward(milliseconds);
    this.uisp = connectUisp(settings, { retryPausesMs: [], clock, wait });
    await this.store.units.replace(this.units.units);
  }

  async close(): Promise<void> {
    this.uisp?.close();
    await this.store?.close();
  }

  get property(): Property {
    const { propertyUid, name, address } = this.world.property;
    return { uid: propertyUid, name, street: address.addressLine1, city: address.city, zipCode: address.zipcode };
  }

  get units() {
    return indexUnits([...this.world.units.values()].map(({ unitUid, name }) => ({ uid: unitUid, name })));
  }

  rules(): PropertyRules {
    const onuTable = this.options.isWithoutTable ? '' : this.simulator.onuTableCsv();
    return rulesFromConfig({ onuTable, ...this.options.fields })();
  }

  lease(unit: string): Lease {
    return this.leases.find(({ uid }) => uid === `lease-${unit}`) ?? assert.fail(`no lease of ${unit}`);
  }

  /** The lease as Innago says it from now on. */
  editLease(unit: string, change: Partial<Lease>): void {
    this.leases = this.leases.map((lease) => (lease.uid === `lease-${unit}` ? { ...lease, ...change } : lease));
  }

  async tick(): Promise<LeaseWork[]> {
    const { due } = await this.store.leases.absorb({
      changed: this.leases,
      seenUids: new Set(this.leases.map(({ uid }) => uid)),
      complete: true,
      at: this.clock(),
      today: this.today,
      units: this.units,
      property: this.property,
      rules: this.rules(),
    });
    return due;
  }

  /** Ticks, and carries through what is due, until nothing is. */
  async settle(): Promise<void> {
    for (let times = 0; times < 5; times += 1) {
      const due = await this.tick();
      if (due.length === 0) return;
      for (let from = 0; from < due.length; from += 20)
        await Promise.all(due.slice(from, from + 20).map((work) => this.carryThrough(work)));
    }
    assert.fail('it did not come to rest');
  }

  async carryThrough(work: LeaseWork): Promise<void> {
    const { store } = this;
    const claim = await store.claims.take(work.key);
    assert.ok(claim, `the claim ${work.key} is free`);
    const waiting: Waiting[] = [];
    let findings = {};
    for (const name of chain) {
      const context: StepContext = { ...this.access(), work, claim, findings };
      const result = await steps[name](context);
      findings = { ...findings, ...result.findings };
      if (result.waiting !== undefined) waiting.push({ ...result.waiting, step: nodeOf[name] });
    }
    await store.leases.done(claim, work, { waiting });
  }

  access() {
    const { crm, nms, directory } = this.uisp;
    return {
      store: this.store,
      crm,
      nms,
      directory,
      rules: this.rules(),
      settings: { uispInvoices: this.options.uispInvoices ?? 'never' },
      signal: AbortSignal.timeout(60_000),
      nameWaits: [1, 1],
    } as const;
  }

  audit(...repairs: RepairableKind[]): Promise<AuditReport> {
    return auditUisp({ ...this.access(), repairs: new Set(repairs) });
  }

  /** An hour later, when no list is fresh any more. */
  nextAudit(...repairs: RepairableKind[]): Promise<AuditReport> {
    this.forward(hour);
    return this.audit(...repairs);
  }

  async stay(unit: string) {
    const { households } = this.store;
    const household = households.all().find((one) => one.leaseUid === `lease-${unit}`) ?? assert.fail(unit);
    const { clientId, siteId, serviceId, onuId } = household;
    assert.ok(clientId !== null && siteId !== null && onuId !== null, `unit ${unit} is provisioned`);
    return { household, clientId, siteId, serviceId, onuId };
  }

  async serviceOf(unit: string) {
    const { serviceId } = await this.stay(unit);
    return this.world.crm.services.get(serviceId ?? 0) ?? assert.fail(`unit ${unit} has a service`);
  }

  /** Keys of the open items of the audit. */
  items(): string[] {
    return this.store.attention.list().flatMap(({ key }) => (key.startsWith('DRIFT_') ? [key] : []));
  }

  /** `DRIFT_PLAN_CHANGED/unit:<uid of 101>` */
  key(code: string, unit = '101'): string {
    return `DRIFT_${code}/unit:${this.world.unit(unit).unitUid}`;
  }

  mark(): void {
    this.#mark = this.simulator.requests.length;
  }

  requests(): string[] {
    return this.simulator.requests.slice(this.#mark).map(({ method, path }) => `${method} ${path}`);
  }

  writes(): string[] {
    const since = this.simulator.requests.slice(this.#mark).filter(({ isWrite }) => isWrite);
    return since.map(({ method, path }) => `${method} ${path}`);
  }

  /** Changes in the database since it was opened. */
  async changes(): Promise<number> {
    const [row] = await this.store.database.run((knex) => knex.raw('SELECT total_changes() AS changes'));
    return Number(row.changes);
  }

  async openIntents(): Promise<unknown[]> {
    return this.store.database.run((knex) => knex('effects').where({ state: 'intent' }).select('key'));
  }
}

const nodeOf = { client: 'uisp-client', site: 'uisp-service', service: 'uisp-service', onu: 'nms-onu-rename' } as const;

/** All leases are carried through; at the test's end the contracts must have had no objection. */
export async function driftScene(t: TestContext, options: DriftOptions = {}): Promise<DriftScene> {
  const folder = await mkdtemp(join(tmpdir(), 'uisp-drift-'));
  const clock = { offset: Date.parse('2026-12-01T15:00:00Z') - Date.now() };
  const today = () => todayIn(zone, Date.now() + clock.offset);
  const simulator = await startSimulator({ village: 'empty', units: 3, today, ...options });
  const made = new DriftScene(simulator, join(folder, 'sync.sqlite'), clock, options);
  t.after(async () => {
    await made.close();
    await simulator.stop();
    await rm(folder, { recursive: true, force: true });
    assert.deepEqual(simulator.contractProblems(), options.objections ?? []);
  });
  const { world } = simulator;
  const labels = options.let ?? [...world.units.values()].map(({ label }) => label);
  for (const unit of labels) {
    if (options.isWithoutTable) world.addOnu({ name: `ONU-${unit}` });
    else world.addOnu({ unit, inTable: 'serial' });
  }
  const ofUnit = (unit: string) => newLease(unit, world.unit(unit).name);
  made.leases = labels.map(ofUnit).map(options.leases ?? ((lease) => lease));
  options.before?.(made);
  await made.restart();
  await made.settle();
  made.mark();
  return made;
}
