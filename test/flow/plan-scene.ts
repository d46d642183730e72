/** A village in which tenants ask for another plan: the scene of ticket-scene.ts, and what plan requests need on top. */
import assert from 'node:assert/strict';
import { addDays } from '../../nodes/village/calendar-date.ts';
import type { MaintenanceTicket } from '../simulator/world/ticket-things.ts';
import type { Stage } from './stage.ts';
import { inTicketTrouble, type TicketScene } from './ticket-scene.ts';
import type { Trouble } from './trouble-scene.ts';

/** What a tenant writes who knows what they want. */
export const wants = {
  500: 'Please move me back to Village Fiber 500.',
  '1G': 'Please switch me to Village Fiber 1G.',
  '2G': 'Please switch me to Village Fiber 2G.',
} as const;

/** Clearly about plans, and not clear: with words that are easily found where they must not be. */
export const unclear = 'Which plan is the best one for my kaputnik?';

/** What somebody is told for whom a person has to decide. */
export function personText(unit: string): string {
  return `Thank you. Someone from our team will look at your request for another internet plan in unit ${unit} and get back to you. Nothing has been changed so far.\n\n— ERE Fiber`;
}

const facts = {
  500: 'Village Fiber 500 (500 Mbps). Price: Included with rent.',
  '1G': 'Village Fiber 1G (1 Gbps). Price: +$10/mo.',
  '2G': 'Village Fiber 2G (2 Gbps). Price: +$15/mo.',
} as const;

/** What the tenant is told when it is done. @param firstBill as `December 5, 2026` */
export function doneText(unit: string, plan: keyof typeof facts, firstBill?: string): string {
  const bill = firstBill === undefined ? '' : `\nThe first bill with this amount is due on ${firstBill}.`;
  return `Your internet plan in unit ${unit} is now ${facts[plan]}${bill}\n\n— ERE Fiber`;
}

/** Days until the rent of each unit is due; from one to five, a line is issued at once. */
export type DueIn = Readonly<Record<string, number>>;

export interface PlanScene extends TicketScene {
  /** The tenant of the unit asks for a plan. */
  ask(unit: string, description: string, ticket?: Partial<MaintenanceTicket>): MaintenanceTicket;
  /** The same, and a scan. */
  asked(unit: string, description: string, ticket?: Partial<MaintenanceTicket>): Promise<MaintenanceTicket>;
  /** Name of the plan of the unit's one service, without `Village Fiber`. */
  planOf(unit: string): string;
  /** Lines that were issued for the unit's leases: `Village Fiber 1G, December 2026: $10 on 2026-12-05`. */
  bills(unit: string): string[];
  /** What a person does, by the admin route. @returns what they are told, in one text */
  command(verb: string, key: string): Promise<{ status: number; text: string }>;
  /** The requests that all servers got meanwhile, without tokens and the reading of every scan. */
  requestsOf(play: () => Promise<unknown>): Promise<string[]>;
}

/** As {@link inTicketTrouble}; Catch may have heard nothing but `heard` when it is over. */
export async function inPlanScene(
  { dueIn, heard = [], ...trouble }: Trouble & { readonly dueIn: DueIn; readonly heard?: readonly string[] },
  play: (scene: PlanScene) => Promise<void>,
): Promise<void> {
  const before: Trouble['before'] = (stage, moveIn) => {
    for (const [unit, days] of Object.entries(dueIn)) setDue(stage, unit, days);
    trouble.before?.(stage, moveIn);
  };
  await inTicketTrouble({ ...trouble, before }, Object.keys(dueIn), async (scene) => {
    await play(withPlans(scene));
    // The lease's own look at its bills after the last change.
    await scene.tick();
    assert.deepEqual([...new Set(scene.witness.codes())].sort(), [...heard].sort(), 'what Catch heard');
  });
}

/** @returns the date on which the unit's rent is due next, `YYYY-MM-DD` */
export function setDue({ simulator }: Pick<Stage, 'simulator'>, unit: string, days: number): string {
  const due = dueDate({ simulator }, days);
  simulator.world.editLease(unit, { dueOn: Number(due.slice(8)) });
  return due;
}

export function dueDate({ simulator }: Pick<Stage, 'simulator'>, days: number): string {
  return addDays(simulator.world.today, days);
}

/** Name of the plan of the unit's one service, without `Village Fiber`. */
export function planOf({ simulator }: Pick<Stage, 'simulator'>, unit: string): string {
  const { world } = simulator;
  const site = [...world.sites.values()].find(({ name }) => name === `Unit ${unit}`);
  const [service, ...others] = world.liveServicesOf(site?.id ?? '');
  assert.ok(service, `unit ${unit} has no service`);
  assert.deepEqual(others, []);
  assert.equal(service.price, null, 'an individual price');
  return world.planOf(service)?.name.replace('Village Fiber ', '') ?? '';
}

/** Lines that were issued for the unit's leases: `Village Fiber 1G, December 2026: $10 on 2026-12-05`. */
export function billsOf({ simulator: { world } }: Pick<Stage, 'simulator'>, unit: string): string[] {
  const { unitUid } = world.unit(unit);
  return [...world.invoices.values()]
    .filter(({ posted, leaseUid }) => posted && world.leases.get(leaseUid)?.unitUid === unitUid)
    .map(({ item, amount, dueDate }) => `${item}: $${amount} on ${dueDate}`);
}

/** Read by every scan. */
const quietReading = ['GET /v1/leases', 'GET /v2/maintenances', 'GET /ticketing/tickets', 'POST /connect/token'];

function withPlans(scene: TicketScene): PlanScene {
  const { simulator, red } = scene;
  const ask: PlanScene['ask'] = (unit, description, ticket = {}) =>
    simulator.world.addTicket({ unit, name: 'Internet Upgrade', description, ...ticket });
  return {
    ...scene,
    ask,
    asked: async (...request) => {
      const ticket = ask(...request);
      await scene.tick();
      return ticket;
    },
    planOf: (unit) => planOf(scene, unit),
    bills: (unit) => billsOf(scene, unit),
    command: async (verb, key) => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ verb, key });
      const answer = await fetch(`${red.url}/village-fiber/attention`, { method: 'POST', headers, body });
      return { status: answer.status, text: await answer.text() };
    },
    requestsOf: async (play) => {
      const before = simulator.requests.length;
      await play();
      const all = simulator.requests.slice(before).map(({ method, path }) => `${method} ${path}`);
      return all.filter((one) => !quietReading.includes(one));
    },
  };
}

/** What was said on the ticket in Innago. */
export function said({ comments }: MaintenanceTicket): string[] {
  return comments.map(({ text }) => text);
}

/** The same after an undo. */
export function undoneText(...told: Parameters<typeof doneText>): string {
  return `Your last plan change was taken back.\n${doneText(...told)}`;
}
