/**
 * The node `innago-poll`: each message is a tick. One complete scan of Innago; out come the leases that are due, the tickets that are
 * new or changed, and a summary.
 */
import * as v from 'valibot';
import { configNode, type Message, type Node, type NodeConfig, type RuntimeApi, type Status } from '../red.ts';
import { chosenStore } from '../state/database-node.ts';
import { type Handler, type Outcome, runNode } from '../state/run-node.ts';
import { statusOf, statusOfError } from '../state/status.ts';
import { isSyncError } from '../sync-error.ts';
import type { FiberPlansNode, PropertyRules } from '../village/property-rules.ts';
import type { InnagoAccountNode } from './api/innago-api.ts';
import { Scanner, type ScanResult } from './scan/scan.ts';

export default function innagoPoll(red: RuntimeApi): void {
  red.nodes.registerType('innago-poll', function (this: Node, config: NodeConfig) {
    red.nodes.createNode(this, config);
    runNode(this, ticks(red, this, config));
  });
}

function ticks(red: RuntimeApi, node: Node, config: NodeConfig): Handler {
  let scanner: Scanner | undefined;
  let isScanning = false;
  let skipped = 0;
  let isStandby = false;

  const ready = async (): Promise<{ scanner: Scanner; rules: PropertyRules }> => {
    const innago = configNode<InnagoAccountNode>(red, config['account'], 'innago', 'innago-account').innago();
    const rules = configNode<FiberPlansNode>(red, config['plans'], 'rules', 'fiber-plans').rules();
    const store = await chosenStore(red, config);
    // The config nodes may have been deployed anew under this node.
    if (scanner === undefined || scanner.innago !== innago || scanner.store !== store) {
      scanner = new Scanner({ innago, store, log: (text) => node.log(text) });
    }
    isStandby = false;
    return { scanner, rules };
  };

  const prepare: Handler = async (message, signal) => {
    const { scanner, rules } = await ready();
    const work = await scanner.prepare(rules, wantsToApply(message), signal);
    return {
      send: [{ ...message, topic: work.key, payload: work, modeTurn: scanner.store.turn }, null, null],
      status: statusOf.done(`${work.units.length} units`),
    };
  };

  const poll: Handler = async (message, signal, progress) => {
    if (isScanning) {
      skipped += 1;
      progress(statusOf.working(`busy, ${skipped} skipped`));
      return {};
    }
    isScanning = true;
    try {
      const { scanner, rules } = await ready();
      const reading = (leases: number) => progress(statusOf.working(`${leases} leases read`));
      const result = await scanner.scan(rules, signal, reading);
      return outcomeOf(message, result, skipped, scanner.store);
    } finally {
      isScanning = false;
      skipped = 0;
    }
  };

  return async (message, signal, progress) => {
    const isPrepare = config['action'] === 'units' || message['topic'] === 'prepare';
    try {
      return await (isPrepare ? prepare : poll)(message, signal, progress);
    } catch (thrown) {
      // The node closes: nobody is there to hear of it, and the next start scans anew.
      if (signal.aborted) return {};
      if (isSyncError(thrown) && thrown.code === 'CLAIM_LOST') return { status: statusOf.waiting('mode switched') };
      if (!isSyncError(thrown) || thrown.code !== 'STORE_IN_USE') throw thrown;
      const isNews = !isStandby;
      isStandby = true;
      return { status: statusOf.waiting('standby'), ...(isNews ? { error: thrown } : {}) };
    }
  };
}

function outcomeOf(message: Message, result: ScanResult, skipped: number, { mode, turn }: Scanner['store']): Outcome {
  const { due, tickets, error, told } = result;
  const summary = { ...result.summary, skipped };
  const each = (work: { readonly key: string }): Message => ({
    ...message,
    topic: work.key,
    payload: work,
    modeTurn: turn,
  });
  return {
    send: [due.map(each), tickets.map(each), { ...message, topic: 'scan', payload: summary }],
    status: error === undefined ? statusOfScan(summary, mode === 'dry-run') : statusOfError(error.code),
    told,
    ...(error === undefined ? {} : { error }),
  };
}

function statusOfScan({ leases, due, wrong, paused }: ScanResult['summary'], isDryRun: boolean): Status {
  if (paused) return statusOf.idle('paused');
  if (wrong > 0) return statusOf.waiting(`${leases} leases, ${wrong} wrong`);
  const text = `${leases} leases, ${due} due`;
  return isDryRun ? statusOf.planned(text) : statusOf.done(text);
}

/** Only an explicit `{apply: true}` in the payload makes "prepare all units" do what it shows. */
function wantsToApply(message: Message): boolean {
  return v.is(v.object({ apply: v.literal(true) }), message['payload']);
}
