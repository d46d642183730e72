/**
 * The simulator as a process of its own:
 *
 *   node test/simulator/serve.ts --units 10000 --page-size 500 --onu-table /tmp/onus.csv
 *
 * It prints one JSON line, the variables of design §6 and SIMULATOR_PAGE, when it is ready. On stdin it takes `stop`, and `next`
 * (the next thing of the scripted life happens); it also ends when stdin ends. `GET <page>/state.json` has the request counters.
 */
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { startSimulator } from './simulator.ts';

const { values } = parseArgs({
  options: {
    units: { type: 'string' },
    'page-size': { type: 'string' },
    seed: { type: 'string' },
    empty: { type: 'boolean' },
    'without-plans': { type: 'boolean' },
    'latency-ms': { type: 'string' },
    life: { type: 'boolean' },
    'life-every-ms': { type: 'string' },
    tls: { type: 'boolean' },
    zone: { type: 'string' },
    'innago-port': { type: 'string' },
    'uisp-port': { type: 'string' },
    'smtp-port': { type: 'string' },
    'onu-table': { type: 'string' },
    'without-contracts': { type: 'boolean' },
  },
});

function whole(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d+$/.test(text)) throw new Error(`not a whole number: ${text}`);
  return Number(text);
}

const simulator = await startSimulator({
  units: whole(values.units, 118),
  pageSize: whole(values['page-size'], 50),
  seed: whole(values.seed, 1),
  village: values.empty ? 'empty' : 'victorian',
  plansExist: !values['without-plans'],
  latencyMs: whole(values['latency-ms'], 0),
  life: values.life ?? false,
  lifeEveryMs: whole(values['life-every-ms'], 180_000),
  tls: values.tls ?? false,
  ports: {
    innago: whole(values['innago-port'], 0),
    uisp: whole(values['uisp-port'], 0),
    smtp: whole(values['smtp-port'], 0),
  },
  ...(values.zone === undefined ? {} : { zone: values.zone }),
  ...(values['without-contracts'] ? { contracts: false } : {}),
});
const table = values['onu-table'];
if (table !== undefined) await writeFile(table, simulator.onuTableCsv());
const more = { SIMULATOR_PAGE: simulator.pageUrl, ...(table === undefined ? {} : { ONU_TABLE_FILE: table }) };
console.log(JSON.stringify({ ...simulator.env(), ...more }));

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  if (line.trim() === 'stop') lines.close();
  if (line.trim() === 'next') console.log(simulator.life.next());
});
lines.on('close', () => void simulator.stop());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => lines.close());
lines.on('close', () => process.stdin.destroy());
