/**
 * `npm start`: Node-RED with the shipped flow. Without any Innago or UISP setting it runs as a SANDBOX on the simulator in this
 * same process, so that whatever ends one ends both (design §5).
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { type Simulator, startSimulator } from './simulator.ts';

const root = resolve(import.meta.dirname, '../..');

if (existsSync('.env')) process.loadEnvFile('.env');

/** Any Innago or UISP setting means real servers: never a sandbox then. */
function wantsSandbox(environment: NodeJS.ProcessEnv): boolean {
  return !Object.entries(environment).some(([name, value]) => /^(INNAGO|UISP)_/.test(name) && value !== '');
}

/** A world of its own that begins afresh at each start; it never sees the operator's mail server. */
async function startSandbox(): Promise<Simulator> {
  const userDirectory = resolve(process.env['NODE_RED_USER_DIR'] || join(root, '.node-red'));
  const folder = join(userDirectory, 'sandbox');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const simulator = await startSimulator({ life: true, keepRequests: 20_000 });
  const onuTable = join(folder, 'onu-table.csv');
  writeFileSync(onuTable, simulator.onuTableCsv());
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('SMTP_')) delete process.env[name];
  }
  Object.assign(process.env, simulator.env(), {
    VILLAGE_FIBER_SANDBOX: '1',
    SYNC_MODE: process.env['SYNC_MODE'] || 'live',
    SYNC_GO_LIVE: process.env['SYNC_GO_LIVE'] || '2000-01-01',
    SYNC_DATABASE: join(folder, 'village-fiber.sqlite'),
    ONU_TABLE_FILE: onuTable,
    POLL_CRON: process.env['POLL_CRON'] || '0 * * * * *',
  });
  return simulator;
}

function banner(simulator: Simulator): string {
  const port = process.env['PORT'] || '1880';
  const line = '='.repeat(78);
  return [
    line,
    '  SANDBOX: no Innago or UISP setting was found, so nothing here is real.',
    '  Victorian Village with 118 units is simulated; it begins afresh at each start.',
    '',
    `  Editor, to watch the flow work:   http://127.0.0.1:${port}/`,
    `  Dashboard, all units at a glance: http://127.0.0.1:${port}/dashboard`,
    `  What servers and tenants got:     ${simulator.pageUrl}`,
    '',
    '  In the first seconds about a hundred leases become UISP clients, services,',
    '  named ONUs and welcome mails; one or two wait, and the log says why.',
    '  Innago is then read every minute, and every three minutes something happens',
    '  in the village: leases, internet problems, plan requests, answers of a',
    '  technician. Lines that begin with [sandbox] tell. Stop with Ctrl+C.',
    '',
    '  For the real thing see "Going live in five steps" in README.md.',
    line,
  ].join('\n');
}

/** What happens in the village, and a line whenever the simulated servers have been written to. */
function reportLife(simulator: Simulator): void {
  let lastWrites = '';
  let told = 0;
  setInterval(() => {
    const { diary } = simulator.life;
    for (; told < diary.length; told += 1) console.log(`[sandbox] In the village: ${diary[told]}.`);
    const summary = simulator.summary();
    // Reading alone is no news.
    const writes = summary.replace(/^\d+ requests, /, '');
    if (writes !== lastWrites) console.log(`[sandbox] The simulated servers have received ${summary}.`);
    lastWrites = writes;
  }, 5_000).unref();
}

if (wantsSandbox(process.env)) {
  const simulator = await startSandbox();
  console.log(banner(simulator));
  reportLife(simulator);
} else {
  // Which mode it has is said by the start-up check of settings.js.
  console.log('Innago or UISP settings found: real servers, no sandbox.');
}

// Node-RED's own command line, in this process: signals reach it directly.
process.argv.splice(2, Infinity, '--settings', join(root, 'settings.js'));
createRequire(import.meta.url)('node-red/red.js');
