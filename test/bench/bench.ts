/**
 * `npm run bench`: what a quiet scan costs, against plainly fetching and parsing the same pages in the same run.
 *
 *   npm run bench                 10,000 and 100,000 units
 *   npm run bench -- 10000 40     these units, so many pairs of runs
 *
 * The servers run in a process of their own, as they do in life. Limits (ratios of medians): 1.3 at 10,000 units, 1.45 at 100,000;
 * event loop delay (99th percentile) 50 ms at 10,000; requests of a quiet tick = pages of leases + pages of open tickets + one page of
 * UISP's tickets.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import axios from 'axios';
import { InnagoClient } from '../../nodes/innago/api/innago-client.ts';
import { Scanner } from '../../nodes/innago/scan/scan.ts';
import { innagoSettings } from '../../nodes/innago/settings.ts';
import { Store } from '../../nodes/state/store.ts';
import type { TicketWork } from '../../nodes/state/tickets/ticket-work.ts';
import { connectUisp, type UispConnection } from '../../nodes/uisp/connection.ts';
import { TicketPoll } from '../../nodes/uisp/tickets/ticket-poll.ts';
import { uispServerSettings } from '../../nodes/uisp/uisp-server-settings.ts';
import { rulesFromConfig } from '../../nodes/village/rules-from-config.ts';
import { fetchAndParse, plainClients } from './floor.ts';

const pageSize = 500;
const limits = new Map([
  [10_000, { ratio: 1.3, delayMs: 50 }],
  [100_000, { ratio: 1.45, delayMs: undefined }],
]);
const silent = { info: () => {}, warn: () => {} };

interface Village {
  readonly env: Record<string, string>;
  stop(): void;
}

/** The simulated servers in their own process. */
async function startVillage(units: number): Promise<Village> {
  const serve = join(import.meta.dirname, '../simulator/serve.ts');
  const child: ChildProcess = spawn(
    process.execPath,
    [serve, '--units', String(units), '--page-size', String(pageSize), '--without-contracts'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  if (child.stdout === null) throw new Error('no output of the simulator');
  for await (const line of createInterface({ input: child.stdout })) {
    return { env: JSON.parse(line), stop: () => void child.kill() };
  }
  throw new Error('the simulator ended before it was ready');
}

/** A full page of tickets in UISP. */
async function makeTickets({ crm }: UispConnection): Promise<void> {
  const { id: clientId } = await crm.createClient({
    userIdent: 'bench',
    firstName: 'Ann',
    lastName: 'Lee',
    street1: '1 Main St',
    street2: 'Unit 1',
    city: 'Dallas',
    zipCode: '75201',
    contacts: [],
  });
  for (let number = 1; number <= 60; number += 1) {
    const body = `${number}: the wifi is slow in the evening. `.repeat(10);
    await crm.tickets.create({ subject: `Internet ${number}`, clientId, public: true, body });
  }
}

/** Marks all tickets as not ours, as if the router had seen them. */
async function judgeAll({ tickets, claims }: Store, work: readonly TicketWork[]): Promise<void> {
  for (const one of work) {
    const claim = await claims.take(one.key);
    if (claim === undefined) throw new Error(`${one.key} cannot be claimed`);
    await tickets.judge(claim, one, 'other');
    await claims.release(claim);
  }
}

/** Marks all that is due as applied, as if the chain had been through. */
async function applyAll(store: Store, uids: readonly string[]): Promise<void> {
  await store.database.transaction(async (transaction) => {
    for (const uid of uids) {
      await transaction('leases')
        .where({ uid })
        .update({ applied_fingerprint: store.leases.entry(uid)?.wanted ?? '' });
    }
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function requestsSeen(env: Record<string, string>): Promise<number> {
  const { data } = await axios.get<{ totals: { requests: number } }>(`${env['SIMULATOR_PAGE']}/state.json`);
  return data.totals.requests;
}

/** @returns what is over its limit */
async function bench(units: number, pairs: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'village-fiber-bench-'));
  const village = await startVillage(units);
  const { env } = village;
  const settings = innagoSettings({
    apiUrl: env['INNAGO_API_URL'],
    tokenUrl: env['INNAGO_TOKEN_URL'],
    propertyId: env['INNAGO_PROPERTY_ID'],
    apiKey: env['INNAGO_API_KEY'],
    clientId: env['INNAGO_CLIENT_ID'],
    clientSecret: env['INNAGO_CLIENT_SECRET'],
  });
  const rules = rulesFromConfig({ timeZone: 'America/Chicago' })();
  const innago = new InnagoClient({ settings, log: () => {} });
  const uisp = connectUisp(
    uispServerSettings(
      { host: env['UISP_HOST'], parentSiteId: env['UISP_PARENT_SITE_ID'] },
      { crmKey: env['UISP_CRM_API_KEY'], nmsKey: env['UISP_NMS_API_KEY'] },
    ),
  );
  const open = () =>
    Store.open({
      file: join(folder, 'bench.sqlite'),
      mode: 'live',
      clock: Date.now,
      world: { kind: 'sandbox', property: env['INNAGO_PROPERTY_ID'] ?? '', uispHost: env['UISP_HOST'] ?? '' },
      log: silent,
    });
  let store = await open();
  try {
    const signal = new AbortController().signal;
    const first = await new Scanner({ innago, store, log: () => {} }).scan(rules, signal);
    await applyAll(
      store,
      first.due.map(({ lease }) => lease.uid),
    );
    await judgeAll(store, first.tickets);
    await makeTickets(uisp);
    await store.close();
    store = await open();
    const scanner = new Scanner({ innago, store, log: () => {} });
    const poll = new TicketPoll({ store, crm: uisp.crm });
    /** One tick, as the flow makes it. */
    const tick = async () => {
      const { due, tickets, summary } = await scanner.scan(rules, signal);
      const polled = await poll.run(summary.today, signal);
      return [...due, ...tickets, ...polled.due];
    };
    const settled = await tick();
    if (settled.length > 0) throw new Error(`${settled.length} leases or tickets are still due: this is no quiet tick`);
    await tick();

    const plain = await plainClients(env);
    const before = await requestsSeen(env);
    await tick();
    const requests = (await requestsSeen(env)) - before;
    const pages = await fetchAndParse(plain, env['INNAGO_PROPERTY_ID'] ?? '');

    const floor: number[] = [];
    const scans: number[] = [];
    const delays: number[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      const start = performance.now();
      await fetchAndParse(plain, env['INNAGO_PROPERTY_ID'] ?? '');
      const middle = performance.now();
      // A new one each time: one that is switched on again counts the time it was off as a delay.
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      await tick();
      delay.disable();
      delays.push(delay.percentile(99) / 1e6);
      floor.push(middle - start);
      scans.push(performance.now() - middle);
    }
    const ratio = median(scans) / median(floor);
    const delayMs = Math.max(...delays);
    console.log(`\n${units} units, ${first.summary.leases} leases, pages of ${pageSize}, ${pairs} pairs of runs`);
    console.log(`  first scan                 ${first.summary.ms} ms, ${first.due.length} leases due`);
    console.log(`  requests of a quiet tick   ${requests} (${pages} pages)`);
    console.log(`  fetching and parsing       ${median(floor).toFixed(1)} ms (floor, median)`);
    console.log(`  quiet tick                 ${median(scans).toFixed(1)} ms (median)`);
    console.log(`  ratio                      ${ratio.toFixed(2)}`);
    console.log(`  event loop delay, 99 %     ${delayMs.toFixed(1)} ms (worst scan)`);
    console.log(`  memory                     ${Math.round(process.memoryUsage().rss / 1e6)} MB resident`);
    const limit = limits.get(units);
    return [
      ...(requests === pages ? [] : [`${units} units: ${requests} requests for ${pages} pages`]),
      ...(limit !== undefined && ratio > limit.ratio
        ? [`${units} units: ratio ${ratio.toFixed(2)} > ${limit.ratio}`]
        : []),
      ...(limit?.delayMs !== undefined && delayMs > limit.delayMs
        ? [`${units} units: event loop delay ${delayMs.toFixed(1)} ms > ${limit.delayMs} ms`]
        : []),
    ];
  } finally {
    innago.close();
    uisp.close();
    await store.close();
    village.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const [unitsAsked, pairsAsked] = process.argv.slice(2).map(Number);
const over: string[] = [];
for (const units of unitsAsked ? [unitsAsked] : [...limits.keys()]) {
  over.push(...(await bench(units, pairsAsked ?? (units > 50_000 ? 7 : 25))));
}
for (const line of over) console.error(`OVER THE LIMIT: ${line}`);
process.exitCode = over.length > 0 ? 1 : 0;
