/**
 * The config node `uisp-server`: one UISP, shared by all nodes that work with it.
 */
import { LateBreakers } from '../http/late-breakers.ts';
import { configNode, type Node, type NodeConfig, type RuntimeApi } from '../red.ts';
import type { DatabaseNode } from '../state/database-node.ts';
import { statusOf, statusOfError } from '../state/status.ts';
import { connectUisp, type UispConnection } from './connection.ts';
import { wait } from './directory/write-clock.ts';
import { offerTest } from './test-route.ts';
import { keepTimeZone } from './time-zone.ts';
import type { UispServerNode } from './uisp-server-node.ts';
import { uispServerSettings } from './uisp-server-settings.ts';

export default function uispServer(red: RuntimeApi): void {
  const deployed = offerTest(red);
  red.nodes.registerType(
    'uisp-server',
    function (this: Node, config: NodeConfig) {
      red.nodes.createNode(this, config);
      const closing = new AbortController();
      const breakers = new LateBreakers();
      const uisp = uispOnce(this, config, breakers);
      Object.assign(this, { uisp: uisp.open } satisfies UispServerNode);
      deployed.set(this.id, { host: config['host'], secrets: this.credentials ?? {} });
      if (typeof config['database'] === 'string' && config['database'] !== '') {
        const openStore = () => configNode<DatabaseNode>(red, config['database'], 'openStore', 'database').openStore();
        startReading(this, openStore, uisp.open, breakers, closing.signal);
      }
      this.on('close', (_removed, done) => {
        closing.abort();
        deployed.delete(this.id);
        uisp.close();
        this.status(statusOf.idle());
        done();
      });
    },
    { credentials: { crmKey: { type: 'password' }, nmsKey: { type: 'password' } } },
  );
}

/** Connects when it is first needed, so that a missing setting is the error of the node that needs it, with its words. */
function uispOnce(
  node: Node,
  config: NodeConfig,
  breaker: LateBreakers,
): { open: UispServerNode['uisp']; close(): void } {
  let opened: { readonly connection: UispConnection; readonly uisp: ReturnType<UispServerNode['uisp']> } | undefined;
  const connect = () => {
    const settings = uispServerSettings(config, node.credentials ?? {});
    const connection = connectUisp(settings, { breaker, log: (text) => node.log(text) });
    const { crm, nms, directory } = connection;
    let lastTick: number | undefined;
    const tickBegan = (at: number | undefined) => {
      if (at !== lastTick) connection.probe();
      lastTick = at;
    };
    return { connection, uisp: { crm, nms, directory, settings: { uispInvoices: settings.uispInvoices }, tickBegan } };
  };
  return {
    open: () => {
      opened ??= connect();
      return opened.uisp;
    },
    close: () => opened?.connection.close(),
  };
}

/** In the background, from the start: breakers out of the store, the time zone into it. */
function startReading(
  node: Node,
  openStore: DatabaseNode['openStore'],
  open: UispServerNode['uisp'],
  breakers: LateBreakers,
  closing: AbortSignal,
): void {
  const store = async () => {
    const opened = await openStore();
    breakers.use(opened.breakers);
    return opened;
  };
  const trouble = (error: { message: string; hint: string | undefined; code: string }) => {
    node.warn(error.hint === undefined ? error.message : `${error.message} ${error.hint}`);
    node.status(statusOfError(error.code));
  };
  keepTimeZone({ store, crm: () => open().crm }, { trouble }, wait, closing).then((zone) => {
    if (zone !== undefined) node.status(statusOf.done('connected'));
  });
}
