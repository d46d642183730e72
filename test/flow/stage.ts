/** A simulated village with a real Node-RED in front of it, for tests of the whole flow. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SimulatorOptions } from '../simulator/options.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { writes } from './invariants.ts';
import { type NodeRedOptions, NodeRedProcess, temporaryFolder, until } from './node-red-process.ts';

export interface Stage {
  readonly simulator: Simulator;
  readonly folder: string;
  readonly env: Record<string, string>;
  start(options?: NodeRedOptions): Promise<NodeRedProcess>;
}

/** A village and a folder for Node-RED, cleaned up afterwards whatever happens. Scans every two seconds. */
export async function onStage(options: SimulatorOptions, play: (stage: Stage) => Promise<void>): Promise<void> {
  const simulator = await startSimulator(options);
  const folder = temporaryFolder();
  const onuTable = join(folder, 'onu.csv');
  writeFileSync(onuTable, simulator.onuTableCsv());
  const env = {
    ...simulator.env(),
    ONU_TABLE_FILE: onuTable,
    SYNC_MODE: 'live',
    SYNC_GO_LIVE: '2000-01-01',
    SYNC_DATABASE: join(folder, 'village-fiber.sqlite'),
    POLL_CRON: '*/2 * * * * *',
  };
  const running: NodeRedProcess[] = [];
  try {
    await play({
      simulator,
      folder,
      env,
      start: async ({ env: more, ...rest } = {}) => {
        const red = await NodeRedProcess.start({ userDir: folder, env: { ...env, ...more }, ...rest });
        running.push(red);
        return red;
      },
    });
  } finally {
    for (const red of running) await red.stop();
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Resolves once two whole scans have passed without a write. */
export async function quiet(simulator: Simulator, within = 60): Promise<void> {
  await until(
    'two scans without a write',
    async () => {
      const scans = () => simulator.requests.filter(({ path }) => path === '/v1/leases').length;
      const before = { writes: writes(simulator).length, mails: simulator.mail.messages.length, scans: scans() };
      const pages = Math.ceil(simulator.world.leases.size / simulator.world.settings.pageSize);
      await until('two more scans', () => scans() >= before.scans + 2 * pages, { within: 20 });
      return writes(simulator).length === before.writes && simulator.mail.messages.length === before.mails;
    },
    { within },
  );
}
