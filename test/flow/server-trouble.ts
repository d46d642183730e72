/** Something that is wrong with a server or with its settings: how it begins, what is heard of it, and how it ends. */

import assert from 'node:assert/strict';
import type { FaultKind, FaultTarget } from '../simulator/faults.ts';
import { provisionedUnits } from './invariants.ts';
import { until } from './node-red-process.ts';
import type { Scene } from './trouble-scene.ts';
import type { NodeTypes } from './witness.ts';

export interface ServerTrouble {
  readonly name: string;
  readonly code: string;
  /** The type of the node that meets it; several where it is a matter of who asks first. */
  readonly from: NodeTypes;
  /** What, where, and what to do. */
  readonly says: readonly RegExp[];
  /** @returns how it ends */
  readonly begin: (scene: Scene) => Promise<() => Promise<void> | void>;
  /** A lease that comes meanwhile is provisioned all the same. */
  readonly goesOn?: boolean;
  /** So many leases meet it; one unless told. */
  readonly leases?: number;
  /** Code of the one attention item that comes of it within a few ticks, however many leases meet it; none: it is expected to pass. */
  readonly asks?: string;
}

/** The operator deploys a wrong setting, and then the right one again. */
export function setting(
  type: string,
  wrong: (scene: Scene) => object | Promise<object>,
  right: Record<string, unknown>,
): ServerTrouble['begin'] {
  return async (scene) => {
    await scene.deploy(type, { ...(await wrong(scene)) });
    return () => scene.deploy(type, right);
  };
}

/** The server gives odd answers, until it does not. */
export function answers(target: FaultTarget, kind: FaultKind): ServerTrouble['begin'] {
  return async ({ simulator }) => simulator.faults.next({ ...target, times: Number.POSITIVE_INFINITY }, kind).cancel;
}

export const mistyped = {
  innagoKey: 'wrong-innago-key-7',
  secret: 'wrong-secret-7',
  crm: 'wrong-crm-7',
  nms: 'wrong-nms-7',
};

/** Leases come while a server is in trouble; nothing of them is done, or all; afterwards all is. */
async function goThrough(scene: Scene, trouble: ServerTrouble, units: readonly string[]): Promise<void> {
  const { witness, simulator } = scene;
  const end = await trouble.begin(scene);
  for (const unit of units) scene.moveIn(unit);
  const before = { mails: simulator.mail.messages.length, provisioned: provisionedUnits(simulator) };
  await scene.tick();
  await witness.hears(trouble);
  await witness.sees(trouble.code, trouble.from);
  // More often than a person's setting is looked at in a row; a server's trouble never makes a lease wait.
  for (let n = 0; n < 4; n++) await scene.tick();
  if (trouble.goesOn) await until('the leases go on', () => scene.hasAll(...units));
  else {
    assert.equal(simulator.mail.messages.length, before.mails);
    assert.deepEqual(provisionedUnits(simulator), before.provisioned);
  }
  assert.deepEqual(await scene.attention(), trouble.asks === undefined ? [] : [trouble.asks]);
  await end();
  await scene.converge(...units);
  await scene.settle();
}

/** How many units {@link goThroughAll} needs. */
export function unitsFor(troubles: readonly ServerTrouble[]): number {
  return troubles.reduce((sum, { leases = 1 }) => sum + leases, 0);
}

/** One after the other, each with units of its own. */
export async function goThroughAll(
  scene: Scene,
  troubles: readonly ServerTrouble[],
  units: readonly string[],
): Promise<void> {
  const left = [...units];
  for (const trouble of troubles) {
    await goThrough(scene, trouble, left.splice(0, trouble.leases ?? 1)).catch((error) => {
      throw new Error(`${trouble.name}: ${error.message}`);
    });
  }
}
