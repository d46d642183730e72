/// <reference lib="dom" />
/**
 * A fresh instance, as a new operator meets it: the package installed into an empty user directory, the flow imported from the menu,
 * every key typed into a dialog, connections tested, deployed; it then runs, and goes on after an upgrade.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { provisionedUnits } from '../flow/invariants.ts';
import { type NodeRedProcess, until } from '../flow/node-red-process.ts';
import { manifest } from '../package/editor-definitions.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { openEditor } from './editor.ts';
import { deploy, importExample, leaveGreetings, nodesOf } from './fresh-editor.ts';
import { FreshHome, read } from './fresh-home.ts';
import { packTwice, type Tarballs } from './fresh-package.ts';
import { type Registry, startRegistry, usualRegistry } from './fresh-registry.ts';
import { assertExample, assertInstalled, assertKeptSecret, typeEverything } from './fresh-scene.ts';

let tarballs: Tarballs;
let registry: Registry;
before(async () => {
  [tarballs, registry] = await Promise.all([packTwice(), startRegistry()]);
  registry.publish(tarballs.now);
});
after(async () => {
  tarballs.remove();
  await registry.stop();
});

/** A tenant moves in; resolves once the unit's site has service and a named ONU, and the tenant has the welcome. */
async function moveIn(simulator: Simulator, red: NodeRedProcess, unit: string): Promise<void> {
  const { world, mail } = simulator;
  const email = `tenant-of-${unit}@example.com`;
  world.addLease({ unit, tenants: [{ firstName: 'Ann', lastName: 'Lee', email }] });
  const isDone = () =>
    provisionedUnits(simulator).includes(unit) && mail.messages.some(({ recipients }) => recipients.includes(email));
  await until(`unit ${unit} is served`, isDone, { within: 60 }).catch((error: Error) => {
    throw new Error(`${error.message}\n${red.lines.slice(-20).join('\n')}`);
  });
}

/** From the first look at the editor to the first household that is served. */
async function becomesAnOperator(red: NodeRedProcess, simulator: Simulator): Promise<void> {
  await assertExample(red, 'village-fiber');
  const { page, complaints, close } = await openEditor(red.url, { isEmpty: true, height: 1000 });
  try {
    await leaveGreetings(page);
    await importExample(page, { of: manifest.name, name: 'village-fiber' });
    assert.deepEqual(
      (await nodesOf(page)).filter(({ type }) => type === 'unknown'),
      [],
    );
    await typeEverything(page, simulator);
    await deploy(page);
    await moveIn(simulator, red, '101');
    await assertKeptSecret(page, red, simulator);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
  assert.deepEqual(
    red.lines.filter((line) => /\[error\]/.test(line)),
    [],
  );
}

/** A village with two units that are about to be let. */
async function village(): Promise<Simulator> {
  const simulator = await startSimulator({ village: 'empty' });
  for (const unit of ['101', '102']) simulator.world.addOnu({ unit, inTable: 'both' });
  return simulator;
}

test('installed from the tarball with npm, on Node-RED 5: it runs, and an upgrade leaves the edited flow alone', {
  timeout: 300_000,
}, async () => {
  const home = new FreshHome(usualRegistry());
  const simulator = await village();
  try {
    await home.install(tarballs.now.file);
    const red = await home.start('node-red');
    await assertInstalled(red, tarballs.now.version);
    await becomesAnOperator(red, simulator);
    await red.stop();

    const edited = readFileSync(join(home.userDir, 'flows.json'), 'utf8');
    await home.install(tarballs.next.file);
    const upgraded = await home.start('node-red');
    await assertInstalled(upgraded, tarballs.next.version);
    await moveIn(simulator, upgraded, '102');
    assert.equal(readFileSync(join(home.userDir, 'flows.json'), 'utf8'), edited);
    assert.equal(simulator.world.crm.clients.size, 2);
    assert.deepEqual(simulator.contractProblems(), []);
  } finally {
    await home.remove();
    await simulator.stop();
  }
});

test('installed by the palette manager from a registry, on Node-RED 4.1: the same', { timeout: 300_000 }, async () => {
  const home = new FreshHome(registry.url);
  const simulator = await village();
  try {
    // What the palette manager's button sends. The packages that come along are found at the next start.
    const bare = await home.start('node-red-4');
    await read(bare, '/nodes', { module: manifest.name });
    await bare.stop();
    const red = await home.start('node-red-4');
    await assertInstalled(red, tarballs.now.version);
    await becomesAnOperator(red, simulator);

    const edited = readFileSync(join(home.userDir, 'flows.json'), 'utf8');
    registry.publish(tarballs.next);
    await read(red, '/nodes', { module: manifest.name, version: tarballs.next.version });
    await red.stop();
    const upgraded = await home.start('node-red-4');
    await assertInstalled(upgraded, tarballs.next.version);
    await moveIn(simulator, upgraded, '102');
    assert.equal(readFileSync(join(home.userDir, 'flows.json'), 'utf8'), edited);
    assert.ok(registry.asked.has('sqlite3'), 'all packages came by way of the registry');
  } finally {
    await home.remove();
    await simulator.stop();
  }
});
