/** A household with its service in a simulated UISP, and tickets that ask for other plans. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { PlanDecision } from '../../../nodes/state/plans/plan-decision.ts';
import type { PlanChange, PlanOrder } from '../../../nodes/state/plans/plan-order.ts';
import type { Household } from '../../../nodes/state/store-port.ts';
import { type TicketWork, workOf } from '../../../nodes/state/tickets/ticket-work.ts';
import type { LeaseWork } from '../../../nodes/state/work.ts';
import { changePlan } from '../../../nodes/uisp/steps/plan-change.ts';
import type { PlanChangeContext, PlanChangeResult } from '../../../nodes/uisp/steps/plan-change-context.ts';
import type { PropertyRules } from '../../../nodes/village/property-rules.ts';
import type { CrmService, ServicePlan } from '../../simulator/world/things.ts';
import { ticket } from '../../state/tickets/tickets.ts';
import { type LeaseFacts, today } from './lease-work.ts';
import { type Scene, type SceneOptions, type StepName, scene } from './scene.ts';

export const [basic, fast, fastest] = ['Village Fiber 500', 'Village Fiber 1G', 'Village Fiber 2G'] as const;

export interface PlanSceneOptions extends SceneOptions {
  readonly lease?: Partial<LeaseFacts>;
  /** What is done for the lease before the tests’ ticket comes; absent: all. */
  readonly before?: readonly StepName[];
}

/** What of an order a test sets. */
export type Asked = Partial<PlanOrder> & { readonly uid?: string };

/** The flow’s part between the decision and the answer. */
export class PlanScene {
  readonly scene: Scene;
  readonly lease: LeaseWork;
  /** The day; the simulator’s, too. */
  today = today;

  constructor(scene: Scene, lease: LeaseWork) {
    this.scene = scene;
    this.lease = lease;
  }

  get world() {
    return this.scene.simulator.world;
  }

  get faults() {
    return this.scene.simulator.faults;
  }

  household(): Promise<Household> {
    return this.scene.household(this.lease);
  }

  /** The one service of the household. */
  async service(): Promise<CrmService> {
    const { serviceId } = await this.household();
    return this.world.crm.services.get(serviceId ?? 0) ?? assert.fail('there is a service');
  }

  /** Name of its plan. */
  async plan(): Promise<string | undefined> {
    return this.world.planOf(await this.service())?.name;
  }

  /** A plan as UISP has it; archived ones are none. */
  planNamed(name: string): ServicePlan {
    const found = [...this.world.crm.plans.values()].find((plan) => plan.name === name && !plan.archived);
    return found ?? assert.fail(`no plan ${name}`);
  }

  order(to: string, { uid: _uid, ...more }: Asked = {}): PlanOrder {
    return {
      kind: 'change',
      householdId: this.lease.householdId,
      leaseUid: this.lease.lease.uid,
      unit: '101',
      from: basic,
      to,
      takesEffect: null,
      fault: false,
      answerKey: 'plan/1/change',
      answer: {},
      ...more,
    };
  }

  /** The ticket is in the book, and decided. */
  async work(order: PlanOrder, uid = 'm-1'): Promise<TicketWork> {
    const { store } = this.scene;
    const known = ticket(uid);
    await store.tickets.absorb({
      changed: [known],
      listed: new Set([uid]),
      reading: store.tickets.beginReading(),
      today: this.today,
    });
    const claim = await store.claims.take(`ticket:${uid}`);
    assert.ok(claim);
    const entry = await store.tickets.change(claim, uid, (before) => ({
      ...before,
      plan: before.plan ?? decisionOf(order, before.text),
    }));
    await store.claims.release(claim);
    return workOf(entry, 'judge', this.today);
  }

  async context(to: string, asked: Asked = {}, more: Partial<PlanChangeContext> = {}): Promise<PlanChangeContext> {
    const order = this.order(to, asked);
    const work = await this.work(order, asked.uid);
    const claim = await this.scene.store.claims.take(work.key);
    assert.ok(claim, `the claim ${work.key} is free`);
    const { crm, directory } = this.scene.uisp;
    return {
      store: this.scene.store,
      crm,

      directory,
      rules: this.scene.rules(),
      settings: { uispInvoices: this.scene.options.uispInvoices ?? 'never' },
      when: 'now',
      work,
      claim,
      order,
      signal: AbortSignal.timeout(30_000),
      nameWaits: [1, 1],
      ...more,
    };
  }

  /** One message through the step; the claim is given back, whatever happens. */
  async change(to: string, asked: Asked = {}, more: Partial<PlanChangeContext> = {}): Promise<PlanChangeResult> {
    const context = await this.context(to, asked, more);
    try {
      return await changePlan(context);
    } finally {
      await context.store.claims.release(context.claim).catch(() => undefined);
    }
  }

  /** A lease run on a day. */
  provision(day = this.today, more: Partial<LeaseWork> = {}) {
    return this.scene.provision({ ...this.lease, reason: 'date', today: day, ...more });
  }

  history(): Promise<PlanChange[]> {
    return this.scene.store.planHistory.ofHousehold(this.lease.householdId);
  }

  /** `key state before → after` of the effects of plans. */
  async effects(): Promise<string[]> {
    const rows: { key: string; state: string; before_json: string; after_json: string }[] =
      await this.scene.store.database.run((knex) =>
        knex('effects').where('key', 'like', 'uisp-plan-change/%').orderBy('id'),
      );
    return rows.map(({ key, state, before_json, after_json }) => `${key} ${state} ${before_json} → ${after_json}`);
  }

  /** Requests since the last mark: `GET /clients/services/{id}`. */
  asked(): string[] {
    return this.scene.requests().map(({ method, path }) => `${method} ${path}`);
  }

  setDay(day: string): void {
    this.today = day;
  }
}

function decisionOf(order: PlanOrder, text: string): PlanDecision {
  const { from, to, householdId, leaseUid, fault, takesEffect } = order;
  return {
    text,
    textVersion: 1,
    kind: 'change',
    why: null,
    from,
    to,
    fromCents: 0,
    householdId,
    leaseUid,
    fault,
    takesEffect,
    unpaid: false,
    approved: false,
    before: null,
    putBack: false,
    unread: false,
    undoRefused: null,
    state: 'open',
  };
}

/** Rules whose ONU table of models is this. */
export function withModels(rules: PropertyRules, models: Readonly<Record<string, number>>): PropertyRules {
  const onuModels = Object.entries(models).map(([model, fastestMbps]) => ({ model, fastestMbps }));
  return { ...rules, planChanges: { ...rules.planChanges, onuModels } };
}

export async function planScene(t: TestContext, options: PlanSceneOptions = {}): Promise<PlanScene> {
  const { lease, before, ...rest } = options;
  let made: PlanScene | undefined;
  const s = await scene(t, { today: () => made?.today ?? today, ...rest });
  await s.store.units.replace([s.unit('101')]);
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101', ...lease });
  made = new PlanScene(s, work);
  await s.provision(work, before);
  await s.uisp.directory.servicePlans();
  s.mark();
  return made;
}
