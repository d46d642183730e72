/** A village with maintenance tickets in which something is wrong: the scene of trouble-scene.ts, and what tickets need on top. */
import assert from 'node:assert/strict';
import { markedUid } from '../simulator/world/ticket-marker.ts';
import type { CrmTicket, MaintenanceTicket } from '../simulator/world/ticket-things.ts';
import { outside } from '../state/outside.ts';
import { until } from './node-red-process.ts';
import type { Stage } from './stage.ts';
import { giveOnus, inTrouble, type Scene, type Trouble } from './trouble-scene.ts';
import type { Witness } from './witness.ts';

/** Words of tenants and technicians that are easily found where they must not be. */
export const tenantsWords = 'Wifi kaputnik in the wardrobe';
export const techniciansWords = 'Rebooted the flummox';

export interface TicketScene extends Scene {
  /** An internet problem of the unit's tenant. */
  report(unit: string, ticket?: Partial<MaintenanceTicket>): MaintenanceTicket;
  /** The UISP ticket of an Innago ticket; there is exactly one. */
  half(ticket: MaintenanceTicket): CrmTicket;
  halves(ticket: MaintenanceTicket): CrmTicket[];
  /** What a person does about an item, over the admin route. @returns the status of the answer */
  answer(verb: string, key: string): Promise<number>;
  /** Keys of the open attention items with this code. */
  keys(code: string): Promise<string[]>;
}

/** As {@link inTrouble}; the units have internet already, and a tick is over when its tickets are through, too. */
export async function inTicketTrouble(
  { before, ...trouble }: Trouble,
  units: readonly string[],
  play: (scene: TicketScene) => Promise<void>,
  typed: readonly string[] = [],
): Promise<void> {
  const furnished: Trouble = {
    ...trouble,
    before: (stage, moveIn) => {
      giveOnus(stage, ...units);
      for (const unit of units) moveIn(unit);
      before?.(stage, moveIn);
    },
  };
  await inTrouble(furnished, typed, async (plain) => {
    const scene = withTickets({ ...plain, env: { ...plain.env, ...trouble.env } });
    await scene.converge(...units);
    await play(scene);
    await assertSilence(scene);
  });
}

function withTickets(scene: Scene): TicketScene {
  const { simulator, red, witness } = scene;
  const halves = ({ maintenanceUid }: MaintenanceTicket) => halvesOf(scene, maintenanceUid);
  const tick = async () => {
    await scene.tick();
    await ticketsEnd(witness);
  };
  const items = async () => {
    const open: { items: { code: string; key: string }[] } = await (
      await fetch(`${red.url}/village-fiber/attention`)
    ).json();
    return open.items;
  };
  return {
    ...scene,
    tick,
    converge: async (...units) => {
      await tick();
      if (!scene.hasAll(...units)) await tick();
      assert.ok(scene.hasAll(...units), `units ${units} have internet and a welcome`);
    },
    settle: async () => {
      if ((await scene.attention()).length > 0) await tick();
      assert.deepEqual(await scene.attention(), []);
    },
    report: (unit, ticket = {}) =>
      simulator.world.addTicket({ unit, name: 'Internet', description: tenantsWords, ...ticket }),
    halves,
    half: (ticket) => {
      const [half, ...others] = halves(ticket);
      assert.ok(half, 'there is no UISP ticket');
      assert.deepEqual(others, [], 'there are several UISP tickets');
      return half;
    },
    keys: async (code) => (await items()).filter((item) => item.code === code).map(({ key }) => key),
    answer: async (verb, key) => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ verb, key });
      return (await fetch(`${red.url}/village-fiber/attention`, { method: 'POST', headers, body })).status;
    },
  };
}

function halvesOf({ simulator }: Pick<Stage, 'simulator'>, maintenanceUid: string): CrmTicket[] {
  const { tickets } = simulator.world.crm;
  return [...tickets.values()].filter(({ subject }) => markedUid(subject ?? '') === maintenanceUid);
}

/** Both readings have come to their end, and what they gave out is through the flow, well or not. */
async function ticketsEnd(witness: Witness): Promise<void> {
  const judged = witness.ticketsDue().at(-1);
  // A scan that failed gives out nothing: UISP is not asked then.
  if (judged === undefined) return;
  const isEnd = (text: string) => !/^(working|busy|$)/.test(text);
  const poll = () => witness.shown('uisp-ticket', 'what changed in UISP?').find(isEnd);
  const end = await until('the poll ends', poll, { within: 25 });
  const due = Number(/, (\d+) due$/.exec(end)?.[1] ?? 0);
  if (judged + due === 0) return;
  const isThrough = () => {
    const texts = witness.shown('sync-state', 'claim a ticket');
    const rounds = texts.filter((text) => /^(\d+ taken up|ok)$/.test(text)).length;
    return rounds > 0 && !/ of |working/.test(texts.at(-1) ?? '');
  };
  await until('all tickets are through the flow', isThrough, { within: 20 });
}

/** Nothing of what tenants and technicians wrote is in any status, error, attention item or log, in the plan or the audit. */
async function assertSilence({ env, red, witness }: TicketScene): Promise<void> {
  const plan = await (await fetch(`${red.url}/village-fiber/plan`)).text();
  const stored: string[] = [];
  await outside(env['SYNC_DATABASE'] ?? '', async (knex) => {
    for (const table of ['audit', 'effects', 'attention']) stored.push(JSON.stringify(await knex(table).select()));
  });
  assert.ok(stored.some((rows) => /uisp-ticket|plan-request/.test(rows)));
  for (const line of [...witness.everything(), ...red.lines, plan, ...stored]) {
    assert.doesNotMatch(line, /kaputnik|wardrobe|flummox|please/i);
  }
}
