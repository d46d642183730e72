/**
 * A village in which something is wrong: a real Node-RED with the shipped flow whose ticks the test gives by hand (the flow's own
 * inject button), a witness who hears what the nodes and Catch say, and tenants whose data and keys must not be heard.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import type { SimulatorOptions } from '../simulator/options.ts';
import type { Lease, Tenant } from '../simulator/world/things.ts';
import { assertInvariants, provisionedUnits, writes } from './invariants.ts';
import { type NodeRedProcess, until } from './node-red-process.ts';
import { onStage, type Stage } from './stage.ts';
import { Witness } from './witness.ts';

/** The cron stays silent. */
const never = '0 0 0 1 1 *';
/** Inject nodes of the shipped flow: "now, and once at start" (a tick), "do it" (prepare all units), bills to come, statement of last month. */
const buttons = {
  tick: '464c4d745852dff2',
  prepare: '4701ed7e97da1171',
  bills: '643f1188ddf59835',
  statement: 'f49649ea3b8391c6',
};

export interface Scene extends Stage {
  readonly red: NodeRedProcess;
  readonly witness: Witness;
  /** A lease that begins today, with one tenant. */
  moveIn(unit: string, lease?: { unitName?: string | null; tenants?: readonly Partial<Tenant>[] }): Lease;
  /** One scan, by hand, until all that it gave out is through the flow, well or not. */
  tick(): Promise<void>;
  press(button: keyof typeof buttons): Promise<void>;
  /** What the operator does in the editor: changes fields of the node of this type and presses Deploy (modified nodes). */
  deploy(type: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
  /** These units have internet and their welcome mail. */
  hasAll(...units: string[]): boolean;
  /** These units get internet and welcome mail within two ticks from now. */
  converge(...units: string[]): Promise<void>;
  /** Nothing waits for a person any more, after one more tick at the latest. */
  settle(): Promise<void>;
  /** Codes of the open attention items, in order. */
  attention(): Promise<string[]>;
}

/** A tenant whose data is easily found where it must not be. */
export function tenantOf(unit: string): { firstName: string; lastName: string; email: string; phone: string } {
  return {
    firstName: 'Zebulonia',
    lastName: 'Quackenbush',
    email: `quackenbush.${unit}@example.com`,
    phone: `+1 555 0199${unit}`,
  };
}

/** Each unit gets an ONU, and its row in the operator's table. */
export function giveOnus({ simulator, env }: Stage, ...units: string[]): void {
  for (const unit of units) simulator.world.addOnu({ unit, inTable: 'both' });
  writeFileSync(env['ONU_TABLE_FILE'] ?? '', simulator.onuTableCsv());
}

/** `unitsFrom(101, 3)` // ['101', '102', '103'] */
export function unitsFrom(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, n) => String(first + n));
}

export interface Trouble {
  readonly simulator?: SimulatorOptions;
  readonly env?: Record<string, string>;
  /** Before Node-RED starts. */
  readonly before?: (stage: Stage, moveIn: Scene['moveIn']) => void;
}

/**
 * Plays a scene from the end of its first scan on. When it is over nothing may be open any more, a further tick must find nothing to
 * do, the invariants must hold, and no key and no tenant may have been named.
 * @param typed keys that the operator mistypes meanwhile
 */
export async function inTrouble(
  { simulator: options, env: more = {}, before }: Trouble,
  typed: readonly string[],
  play: (scene: Scene) => Promise<void>,
): Promise<void> {
  // So many units that the brake on new households does not see a burst in a lease for each trouble.
  await onStage({ village: 'empty', units: 240, ...options }, async (stage) => {
    const { simulator, folder } = stage;
    const witness = Witness.enter(folder);
    const moveIn: Scene['moveIn'] = (unit, lease = {}) =>
      simulator.world.addLease({ unit, tenants: [tenantOf(unit)], ...lease });
    before?.(stage, moveIn);
    const red = await stage.start({ env: { POLL_CRON: never, ...more } });
    const scene: Scene = { ...stage, red, witness, moveIn, ...operator(stage, red, witness) };
    try {
      await tickEnds(witness);
      await play(scene);
      await scene.settle();
      const before = writes(simulator).length;
      await scene.tick();
      assert.match(witness.shown('innago-poll').at(-1) ?? '', /^\d+ leases, 0 due$/);
      assert.equal(writes(simulator).length, before);
      assertInvariants(simulator);
      await assertDiscreet(scene, typed);
    } catch (error) {
      if (error instanceof Error) error.message += `\n${red.lines.slice(-40).join('\n')}`;
      throw error;
    }
  });
}

function operator({ simulator }: Stage, red: NodeRedProcess, witness: Witness) {
  const api = { 'content-type': 'application/json', 'node-red-api-version': 'v2' };
  const press: Scene['press'] = async (button) => {
    const answer = await fetch(`${red.url}/inject/${buttons[button]}`, { method: 'POST' });
    assert.equal(answer.status, 200);
  };
  const tick = async () => {
    witness.forget();
    await press('tick');
    await tickEnds(witness);
  };
  const attention = async () => {
    const open: { items: { code: string }[] } = await (await fetch(`${red.url}/village-fiber/attention`)).json();
    return open.items.map(({ code }) => code).sort();
  };
  const starts = () => red.lines.filter((line) => line.includes('Started modified nodes')).length;
  const hasAll = (...units: string[]) => {
    const provisioned = provisionedUnits(simulator);
    const subjects = simulator.mail.messages.map(({ subject }) => subject);
    return units.every((unit) => provisioned.includes(unit) && subjects.some((one) => one.endsWith(`Unit ${unit}`)));
  };
  return {
    press,
    tick,
    hasAll,
    deploy: async (type: string, fields: Readonly<Record<string, unknown>>) => {
      const before = starts();
      const current: { flows: { type: string }[] } = await (await fetch(`${red.url}/flows`, { headers: api })).json();
      const flows = current.flows.map((node) => (node.type === type ? { ...node, ...fields } : node));
      const headers = { ...api, 'node-red-deployment-type': 'nodes' };
      const body = JSON.stringify({ ...current, flows });
      const answer = await fetch(`${red.url}/flows`, { method: 'POST', headers, body });
      assert.ok(answer.ok, await answer.text());
      await until('the nodes are started', () => starts() > before);
    },
    converge: async (...units: string[]) => {
      await tick();
      if (!hasAll(...units)) await tick();
      assert.ok(hasAll(...units), `units ${units} have internet and a welcome`);
    },
    attention,
    settle: async () => {
      if ((await attention()).length > 0) await tick();
      assert.deepEqual(await attention(), []);
    },
  };
}

/** The poll shows how its scan ended; what it gave out is claimed, and through. */
async function tickEnds(witness: Witness): Promise<void> {
  const isEnd = (text: string) => !/^(working|busy|\d+ leases read|$)/.test(text);
  const end = await until('a scan ends', () => witness.shown('innago-poll').find(isEnd), { within: 25 });
  if (!/^\d+ leases, /.test(end)) return;
  await until('a scan tells what is due', () => witness.due().length > 0);
  if (witness.due()[0] === 0) return;
  const isThrough = () => /^(\d+ taken up|ok)$/.test(witness.shown('sync-state', 'claim, 20 at once').at(-1) ?? '');
  await until('all is through the flow', isThrough, { within: 20 });
}

/** No key, and nothing of a tenant, in any status, error or attention item, or in the log. */
async function assertDiscreet({ simulator, env, red, witness }: Scene, typed: readonly string[]): Promise<void> {
  const items = await (await fetch(`${red.url}/village-fiber/attention`)).text();
  const heard = [...witness.everything(), ...red.lines, items];
  assert.ok(heard.some((line) => line.includes('innago-poll')));
  const keys = ['INNAGO_API_KEY', 'INNAGO_CLIENT_SECRET', 'UISP_CRM_API_KEY', 'UISP_NMS_API_KEY', 'SMTP_PASS'];
  const tenants = [...simulator.world.leases.values()].flatMap((lease) => lease.tenants);
  const secrets = [
    ...keys.map((key) => env[key]),
    simulator.uisp.crmReadKey,
    simulator.uisp.nmsReadToken,
    ...typed,
    ...tenants.flatMap(({ firstName, lastName, email, phone }) => [firstName, lastName, email, phone]),
  ];
  for (const secret of secrets) {
    assert.ok(secret);
    const told = heard.find((line) => line.includes(secret));
    assert.equal(told, undefined, `${secret} was told`);
  }
}
