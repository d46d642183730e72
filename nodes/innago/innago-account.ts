/**
 * The config node `innago-account`: one Innago account with one property, shared by all nodes that work with it.
 */

import { offerDialog } from '../http/account-routes.ts';
import type { BreakerStore } from '../http/breaker.ts';
import { LateBreakers } from '../http/late-breakers.ts';
import { type Node, type NodeConfig, type RuntimeApi, textField } from '../red.ts';
import { chosenStore } from '../state/database-node.ts';
import type { InnagoAccountNode } from './api/innago-api.ts';
import { InnagoClient } from './api/innago-client.ts';
import {
  commentLengthOf,
  type InnagoFieldValues,
  innagoSettings,
  innagoValues,
  ofAccount,
  required,
} from './settings.ts';
import { innagoDialog } from './test-connection.ts';

export default function innagoAccount(red: RuntimeApi): void {
  const deployed = offerDialog(red, innagoDialog);
  red.nodes.registerType(
    'innago-account',
    function (this: Node, config: NodeConfig) {
      red.nodes.createNode(this, config);
      const values = innagoValues({ ...config, ...this.credentials });
      const account = accountOf(this, values, () => storedBreakers(red, config));
      Object.defineProperties(this, {
        innago: { value: account.innago },
        // Read when it is needed: a missing id is the error of the node that needs it.
        propertyUid: { get: () => ofAccount(() => required(values, 'propertyId')) },
        commentLength: { get: () => ofAccount(() => commentLengthOf(values)) },
      });
      deployed.set(this.id, values);
      this.on('close', (_removed, done) => {
        deployed.delete(this.id);
        account.close();
        done();
      });
    },
    {
      credentials: {
        apiKey: { type: 'password' },
        clientId: { type: 'password' },
        clientSecret: { type: 'password' },
        bearerToken: { type: 'password' },
      },
    },
  );
}

/** One client for all nodes, made when it is first needed, so that a missing setting is the error of the node that needs it. */
function accountOf(
  node: Node,
  values: InnagoFieldValues,
  openBreakers: () => Promise<BreakerStore | undefined>,
): Pick<InnagoAccountNode, 'innago'> & { close(): void } {
  const breaker = new LateBreakers();
  let client: InnagoClient | undefined;
  let isClosed = false;
  const connect = () => {
    const made = new InnagoClient({ settings: innagoSettings(values), breaker, log: (text) => node.log(text) });
    // A database that does not open is told by the nodes that need it; until it does, the breakers are in memory.
    openBreakers().then(
      (store) => store && breaker.use(store),
      () => {},
    );
    return made;
  };
  return {
    innago: () => {
      client ??= ofAccount(connect);
      if (isClosed) client.close();
      return client;
    },
    close: () => {
      // A node that holds on to a closed account gets a closed client.
      isClosed = true;
      client?.close();
    },
  };
}

async function storedBreakers(red: RuntimeApi, config: NodeConfig): Promise<BreakerStore | undefined> {
  if (textField(config['database']) === undefined) return undefined;
  return (await chosenStore(red, config)).breakers;
}
