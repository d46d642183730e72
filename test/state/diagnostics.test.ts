/** What somebody sends along who asks for help: enough to help, and nothing that is nobody's business. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { diagnosticsOf } from '../../nodes/state/diagnostics.ts';
import { switchMode } from '../../nodes/state/mode.ts';
import { pauseEverything } from '../../nodes/state/pause.ts';
import { settingNames } from '../../nodes/state/setting-names.ts';
import { SyncError } from '../../nodes/sync-error.ts';
import { canaries, canaryStore } from './dashboard/canary-store.ts';
import { flow } from './flow.ts';
import { stage } from './stage.ts';

const secrets = Object.fromEntries(settingNames.map((name) => [name, `c4n4ry of ${name}`]));

test('counts, codes and versions, and how it is set', async (t) => {
  const { store, clock } = await canaryStore(t, 'live');
  await store.scans.save('leases', { at: clock(), complete: false, seen: 1, due: 0, why: 'https://canary.test' });
  store.breakers.open('UISP_CRM 10.8.10.10', clock() + 60_000, 'http://canary.test is away');
  await store.attention.raise({ key: 'k', code: 'Pat Canaria', where: 'unit 101', why: 'canary', todo: 'canary' });
  await pauseEverything(store, true);
  const told = await diagnosticsOf(async () => store, {
    nodeRed: '5.0.1',
    env: { PORT: '1', SMTP_HOST: '', HOME: '/' },
  });
  const at = '2026-11-20T12:00:00.000Z';
  assert.deepEqual(
    [told.node, told.nodeRed, told.platform, told.variablesSet],
    [process.versions.node, '5.0.1', `${process.platform} ${process.arch}`, ['PORT']],
  );
  assert.ok('at' in told.store);
  const { mode, apis, scans, attention, database, leases, tickets, ...rest } = told.store;
  assert.deepEqual(mode, { now: 'live', ceiling: 'live', why: 'Mode live, because the settings say so.' });
  assert.deepEqual(
    apis.map(({ name, state }) => `${name} ${state}`),
    ['Innago ok', 'UISP CRM down', 'UISP NMS unknown'],
  );
  assert.deepEqual(scans.last, { at, isComplete: false, seen: 1, due: 0 });
  assert.deepEqual(
    scans.days.map((day) => [day.day, day.incomplete]),
    [['2026-11-20', 1]],
  );
  const { OTHER, PAUSED } = attention;
  assert.deepEqual([OTHER, PAUSED], [1, 1]);
  assert.equal(database.schema, '0008-told-and-forgotten');
  assert.ok((database.bytes ?? 0) >= 4096 && (database.walBytes ?? 0) > 4096);
  assert.deepEqual([leases.all, leases.inFlight, tickets.all, tickets.inUisp], [2, 0, 2, 0]);
  const { units, households, isGoLiveSet, ...state } = rest;
  assert.ok(units > 0 && households === 1 && isGoLiveSet);
  assert.deepEqual(state, { at, world: 'real', pausedSince: at, onlyUnits: null });
});

test('no name, unit, address, value or key, in either mode, whoever has switched', async (t) => {
  for (const mode of ['live', 'dry-run'] as const) {
    const { store, clock } = await canaryStore(t, mode);
    if (mode === 'live') await switchMode(store, 'dry-run', 'dashboard: Canaria on 2026-1');
    store.breakers.open('UISP_NMS 10.8.10.10', clock() + 60_000, 'canary.test is away');
    const text = JSON.stringify(await diagnosticsOf(async () => store, { nodeRed: undefined, env: secrets }));
    for (const canary of [...canaries, 'anary', 'c4n4ry', '10.8.10.10', '101', 'property-1', store.file]) {
      assert.ok(!text.includes(canary), `${canary} in ${text}`);
    }
  }
});

test('what stands in SYNC_MODE may be a key', async (t) => {
  const { open } = await stage(t);
  const modeWords = 'Mode dry-run, because SYNC_MODE is "c4n4ry": nothing is written.';
  const store = await open({ mode: 'dry-run', modeWords, onlyUnits: ['101', '102'] });
  const told = await diagnosticsOf(async () => store, { nodeRed: '5', env: {} });
  assert.ok('mode' in told.store);
  assert.equal(told.store.mode.why, 'Mode dry-run, because SYNC_MODE is "…": nothing is written.');
  assert.equal(told.store.onlyUnits, 2);
});

test('without a database, or with one that cannot be opened, the rest is told with the code', async (t) => {
  const none = await diagnosticsOf(undefined, { nodeRed: '5', env: secrets });
  assert.deepEqual([none.store, none.variablesSet], [{ trouble: 'NO_DATABASE' }, settingNames]);
  const damaged = new SyncError('The database /home/canary is damaged.', {
    code: 'STORE_DAMAGED',
    trouble: 'operator',
  });
  const told = await diagnosticsOf(() => Promise.reject(damaged), { nodeRed: '5', env: {} });
  assert.deepEqual(told.store, { trouble: 'STORE_DAMAGED' });
  const { red } = await flow(t);
  const ask = async () =>
    (await red.ask('GET /village-fiber/diagnostics')).body as { store: object; variablesSet: string[] };
  assert.ok('attention' in (await ask()).store);
  const env = ['UISP_HOST', 'JOES_OWN'].map((name) => ({ name, type: 'str', value: 'c4n4ry' }));
  red.configs.push({ id: 'global', type: 'global-config', env });
  const { variablesSet } = await ask();
  assert.deepEqual([variablesSet.includes('UISP_HOST'), variablesSet.includes('JOES_OWN')], [true, false]);
  red.nodes.delete('db');
  assert.deepEqual((await ask()).store, { trouble: 'NO_DATABASE' });
});

test('the variables are those of README, in its order', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  const [, table = ''] = /\n## Settings\n[\s\S]*?\n\| -[^\n]*\n([\s\S]*?)\n\n/.exec(readme) ?? [];
  const variables = table.split('\n').map((row) => row.split('|')[2] ?? '');
  const names = variables.flatMap((cell) => [...cell.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name]) => name));
  assert.ok(names.length > 40);
  assert.deepEqual(settingNames, names);
});
