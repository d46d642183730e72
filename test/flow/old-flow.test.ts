/** A flow file of an older version, whose nodes lack the fields that came later: they run with the defaults of the dialogs. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { editorDefinitions } from '../package/editor-definitions.ts';
import { assertInvariants, provisionedUnits } from './invariants.ts';
import { until } from './node-red-process.ts';
import { onStage, quiet } from './stage.ts';
import { giveOnus, tenantOf } from './trouble-scene.ts';

const { prepareUserDirectory }: { prepareUserDirectory(userDir: string, flowFile: string): void } = createRequire(
  import.meta.url,
)('../../flows/user-directory.js');

/** What a node is, and whom it works with: without these it would be another one. */
const itself = [
  'id',
  'type',
  'z',
  'g',
  'x',
  'y',
  'wires',
  'name',
  'action',
  'verdict',
  'route',
  'outputs',
  'rules',
  'property',
];

/** Leaves out every field of our nodes that has a default of its own. @returns which */
function stripped(path: string): string[] {
  const ours = new Map(editorDefinitions().map((definition) => [definition.type, definition]));
  const flow: Record<string, unknown>[] = JSON.parse(readFileSync(path, 'utf8'));
  const gone: string[] = [];
  const old = flow.map((node) => {
    const definition = ours.get(String(node['type']));
    if (definition === undefined) return node;
    const stays = ([field, value]: [string, unknown]) =>
      itself.includes(field) ||
      !(field in definition.defaults) ||
      definition.defaults[field]?.type !== undefined ||
      /^\$\{\w+\}$/.test(String(value));
    gone.push(
      ...Object.entries(node)
        .filter((entry) => !stays(entry))
        .map(([field]) => `${node['type']}.${field}`),
    );
    return Object.fromEntries(Object.entries(node).filter(stays));
  });
  writeFileSync(path, JSON.stringify(old));
  return gone;
}

test('with nothing but what each node is and whom it works with, a lease becomes internet, mail and quiet', {
  timeout: 120_000,
}, async () => {
  await onStage({ village: 'empty' }, async (stage) => {
    const { simulator, folder, start } = stage;
    const { world } = simulator;
    prepareUserDirectory(folder, 'flows.json');
    const gone = stripped(join(folder, 'flows.json'));
    for (const field of ['fiber-plans.plans', 'fiber-plans.issueAheadDays', 'innago-account.timeoutSeconds']) {
      assert.ok(gone.includes(field), `${field} is there: ${gone}`);
    }
    giveOnus(stage, '101');
    world.addLease({ unit: '101', tenants: [tenantOf('101')] });
    const red = await start();
    await until(
      'the unit is served and the tenant welcomed',
      () => provisionedUnits(simulator).includes('101') && simulator.mail.messages.length === 1,
      { within: 60 },
    ).catch((error) => {
      throw new Error(`${error.message}\n${red.lines.slice(-25).join('\n')}`);
    });
    world.addTicket({ unit: '101', name: 'Internet', description: 'Wifi is down.' });
    await until('the ticket is in UISP', () => world.crm.tickets.size === 1);
    await quiet(simulator);
    assertInvariants(simulator);
    assert.deepEqual([...world.devices.values()].filter(({ name }) => name === 'ONU-101').length, 1);
    const open: { items: unknown[] } = await (await fetch(`${red.url}/village-fiber/attention`)).json();
    assert.deepEqual(open.items, []);
    assert.deepEqual(
      red.lines.filter((line) => /\[error\]|TypeError|undefined/.test(line)),
      [],
    );
  });
});
