/** A village in which days pass: the scene of trouble-scene.ts with a clock that the test moves, from noon of November 10, 2026 on. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Lease, Tenant } from '../simulator/world/things.ts';
import type { NewLease } from '../simulator/world/world.ts';
import { writes } from './invariants.ts';
import { temporaryFolder, until } from './node-red-process.ts';
import { onStage, type Stage } from './stage.ts';
import { giveOnus, inTrouble, type Scene, type Trouble, tenantOf } from './trouble-scene.ts';
import type { Given } from './witness.ts';

/** The first day of every scene; it is noon in the village. */
const firstDay = '2026-11-10';
const dayMs = 86_400_000;
const begin = Date.parse(`${firstDay}T18:00:00Z`);

/** Node-RED's clock and the simulator's. */
class VillageClock {
  readonly #folder = temporaryFolder();
  readonly #file = join(this.#folder, 'clock');
  #ahead = begin - Date.now();

  constructor() {
    this.move(0);
  }

  readonly now = (): number => Date.now() + this.#ahead;

  /** @param days may be a part of one */
  move(days: number): void {
    this.#ahead += days * dayMs;
    writeFileSync(this.#file, new Float64Array([this.#ahead]));
  }

  /** For Node-RED. */
  env(): Record<string, string> {
    const preload = pathToFileURL(join(import.meta.dirname, 'clock-ahead.ts')).href;
    return { CLOCK_AHEAD_FILE: this.#file, NODE_OPTIONS: `--import ${preload}` };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const people = ['ann', 'bob', 'cleo', 'dan', 'eve'];

/** A tenant with this name in the address, whose data is easily found where it must not be. */
export function person(name: string): Partial<Tenant> {
  const number = String(1000 + people.indexOf(name));
  return { ...tenantOf(number), email: `quackenbush.${name}@example.com` };
}

/** Buttons of the flow. */
const buttons = {
  approve: '6826beb0f2ac0542',
  ignoreItem: '85f5e8bf370a7298',
  syncUnit: 'c3a062302e9301a3',
  welcomeAgain: '468eed0ed5df2380',
  markDone: '3d96a7979798021a',
  leaveAlone: 'da258ace3b9be00d',
  pause: '0e38bde3bb0ae29c',
  goOn: '279fbc7fe6518a33',
  plan: 'b4a9e65b05a43b72',
  upcoming: '20ae3369db587a89',
  adoption: 'fd521afcb9b32084',
  audit: '693d343a1c34b052',
} as const;

export interface TenancyScene extends Scene {
  /** So many days pass, and a scan. */
  pass(days: number): Promise<void>;
  /** Presses the button and waits for what comes out; `unit` or `key` is put into it first, as its name says. */
  ask(button: keyof typeof buttons, put?: { readonly unit?: string; readonly key?: string }): Promise<Given>;
  /** The admin route. */
  command(verb: string, key?: string): Promise<{ status: number; text: string }>;
  /** Writes to the three servers meanwhile. */
  writesOf(play: () => Promise<unknown>): Promise<string[]>;
}

/** One line for each service there ever was, in the order of the names: `ann 2026-01-01 to 2026-11-10, no site`. */
export function services({ simulator: { world } }: Pick<Stage, 'simulator'>): string[] {
  const lines = [...world.crm.services.values()].map(({ clientId, activeFrom, activeTo, unmsClientSiteId }) => {
    const mail = world.crm.clients.get(clientId)?.contacts[0]?.email ?? '';
    const site = unmsClientSiteId === null ? 'no site' : world.sites.get(unmsClientSiteId)?.name;
    return `${nameIn(mail)} ${activeFrom} to ${activeTo ?? 'no end'}, ${site}`;
  });
  return lines.sort();
}

/** Who was mailed to about which unit, in order: `ann 101`. */
export function welcomed({ simulator: { mail } }: Pick<Stage, 'simulator'>): string[] {
  return mail.messages.map(({ to, subject }) => `${nameIn(to)} ${subject.split('Unit ')[1]}`);
}

function nameIn(address: string): string {
  return /quackenbush\.(\w+)@/.exec(address)?.[1] ?? address;
}

/** A lease of these people. */
export function lease({ simulator: { world } }: Pick<Stage, 'simulator'>, names: string[], more: NewLease): Lease {
  return world.addLease({ startDate: '2026-01-01', tenants: names.map(person), ...more });
}

/**
 * As {@link inTrouble}, with ONUs in these units.
 */
export async function inTenancy(
  { units, before, env, simulator, ...trouble }: Trouble & { readonly units: readonly string[] },
  play: (scene: TenancyScene) => Promise<void>,
): Promise<void> {
  const clock = new VillageClock();
  const furnished: Trouble = {
    ...trouble,
    simulator: { ...simulator, now: clock.now },
    env: { ...env, ...clock.env() },
    before: (stage, moveIn) => {
      giveOnus(stage, ...units);
      before?.(stage, moveIn);
    },
  };
  try {
    await inTrouble(furnished, [], (scene) => play(withDays(scene, clock)));
  } finally {
    clock.remove();
  }
}

/** As onStage, with the village's clock; Node-RED scans every two seconds. */
export async function onTenancyStage(
  units: readonly string[],
  play: (stage: Stage, clock: VillageClock) => Promise<void>,
): Promise<void> {
  const clock = new VillageClock();
  try {
    await onStage({ village: 'empty', units: 40, now: clock.now }, async (stage) => {
      giveOnus(stage, ...units);
      const start: Stage['start'] = ({ env, ...rest } = {}) =>
        stage.start({ ...rest, env: { ...clock.env(), ...env } });
      await play({ ...stage, start }, clock);
    });
  } finally {
    clock.remove();
  }
}

function withDays(scene: Scene, clock: VillageClock): TenancyScene {
  const { red, witness, simulator } = scene;
  return {
    ...scene,
    pass: async (days) => {
      clock.move(days);
      await scene.tick();
    },
    ask: async (button, put) => {
      const flow: { id: string; payload?: string; wires?: string[][]; action?: string }[] = await (
        await fetch(`${red.url}/flows`)
      ).json();
      const inject = flow.find(({ id }) => id === buttons[button]);
      const action = flow.find(({ id }) => id === inject?.wires?.[0]?.[0])?.action ?? '';
      const key = put?.key ?? (put?.unit === undefined ? undefined : `unit:${put.unit}`);
      const filled = (inject?.payload ?? '').replace(/(unit:)?put-the-(unit|key)-here/, key ?? '$&');
      const heard = witness.given(action).length;
      const props = [{ p: 'payload', v: filled, vt: 'json' }];
      const answer = await fetch(`${red.url}/inject/${buttons[button]}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        // As the editor does for an inject node that is open and not deployed.
        body: JSON.stringify({ __user_inject_props__: props }),
      });
      assert.equal(answer.status, 200);
      return until(`${button} gives out something`, () => witness.given(action)[heard], { within: 15 });
    },
    command: async (verb, key) => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ verb, key });
      const answer = await fetch(`${red.url}/village-fiber/attention`, { method: 'POST', headers, body });
      return { status: answer.status, text: await answer.text() };
    },
    writesOf: async (play) => {
      const before = writes(simulator).length;
      await play();
      return writes(simulator).slice(before);
    },
  };
}
