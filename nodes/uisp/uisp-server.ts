/**
 * The config node `uisp-server`: one UISP, shared by all nodes that work with it.
 */

import { offerDialog } from '../http/account-routes.ts';
import { LateBreakers } from '../http/late-breakers.ts';
import { offerVariables } from '../http/variables.ts';
import { type Node, type NodeConfig, type RuntimeApi, textField } from '../red.ts';
import { chosenStore, type DatabaseNode } from '../state/database-node.ts';
import { statusOf, statusOfError } from '../state/status.ts';
import { blaming } from '../sync-error.ts';
import { connectUisp, type UispConnection } from './connection.ts';
import { uispDialog } from './test-connection.ts';
import { keepTimeZone, timeZoneTroubleFact } from './time-zone.ts';
import type { UispServerNode } from './uisp-server-node.ts';
import { uispServerSettings } from './uisp-server-settings.ts';
import { wait } from './write-clock.ts';

export default function uispServer(red: RuntimeApi): void {
  const deployed = offerDialog(red, uispDialog);
  // Every dialog of the package asks for it; this node is the one that no flow of ours is without.
  offerVariables(red);
  red.nodes.registerType(
    'uisp-server',
    function (this: Node, config: NodeConfig) {
      red.nodes.createNode(this, config);
      const closing = new AbortController();
      const breakers = new LateBreakers();
      const uisp = uispOnce(this, config, breakers);
      Object.assign(this, { uisp: uisp.open } satisfies UispServerNode);
      deployed.set(this.id, { ...config, ...this.credentials });
      if (textField(config['database']) !== undefined) {
        startReading(this, () => chosenStore(red, config), uisp.open, breakers, closing.signal);
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
    // A person has deployed: what the server was left alone for may be mended.
    connection.probe();
    let lastTick: number | undefined;
    const tickBegan = (at: number | undefined) => {
      if (at !== lastTick) connection.probe();
      lastTick = at;
    };
    const { uispInvoices, ticketsPublic, propertyClientId } = settings;
    const chosen = { uispInvoices, ticketsPublic, propertyClientId };
    return { connection, uisp: { crm, nms, directory, settings: chosen, tickBegan } };
  };
  return {
    open: () => {
      opened ??= blaming('config node uisp-server', connect);
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
  const trouble = ({ message, hint, code }: { message: string; hint: string | undefined; code: string }) => {
    const words = hint === undefined ? message : `${message} ${hint}`;
    node.warn(words);
    node.status(statusOfError(code));
    // A poll that cannot know the day says why; a store that fails is told by whoever needs it.
    openStore()
      .then(({ facts }) => facts.set(timeZoneTroubleFact, words))
      .catch(() => undefined);
  };
  // Deployed anew, so what a person had to set right may be right now.
  openStore()
    .then(({ leases }) => leases.lookAgain())
    .catch(() => undefined);
  keepTimeZone({ store, crm: () => open().crm }, { trouble }, wait, closing).then((zone) => {
    if (zone !== undefined) node.status(statusOf.done('connected'));
  });
}
