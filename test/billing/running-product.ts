/** What of ours runs between two kills: a store on its file, both clients, the scanner; as the nodes make them, with a simulator to talk to. */
import { InnagoClient } from '../../nodes/innago/api/innago-client.ts';
import { Scanner } from '../../nodes/innago/scan/scan.ts';
import { innagoSettings } from '../../nodes/innago/settings.ts';
import { Store } from '../../nodes/state/store.ts';
import { connectUisp, type UispConnection } from '../../nodes/uisp/connection.ts';
import { uispServerSettings } from '../../nodes/uisp/uisp-server-settings.ts';
import type { Simulator } from '../simulator/simulator.ts';

/** A time-out costs real time. */
const timeoutMs = 150;

export interface RunningProduct {
  readonly store: Store;
  readonly innago: InnagoClient;
  readonly uisp: UispConnection;
  readonly scanner: Scanner;
  readonly signal: AbortController;
}

/**
 * Starts on the store's file, which is made if there is none.
 * @param file path of the SQLite file
 * @param clock epoch ms
 */
export async function startProduct(simulator: Simulator, file: string, clock: () => number): Promise<RunningProduct> {
  const { innago: account } = simulator;
  const store = await Store.open({
    file,
    mode: 'live',
    clock,
    world: { kind: 'sandbox', property: account.propertyUid, uispHost: simulator.uisp.url },
    log: { info: () => {}, warn: () => {} },
  });
  const settings = innagoSettings({
    apiUrl: account.url,
    tokenUrl: account.tokenUrl,
    propertyId: account.propertyUid,
    apiKey: account.apiKey,
    clientId: account.clientId,
    clientSecret: account.clientSecret,
  });
  const innago = new InnagoClient({ settings: { ...settings, timeoutMs }, log: () => {}, clock, retryPausesMs: [] });
  const server = uispServerSettings(
    { host: simulator.uisp.url, parentSiteId: simulator.uisp.parentSiteId },
    { crmKey: simulator.uisp.crmKey, nmsKey: simulator.uisp.nmsToken },
  );
  const uisp = connectUisp({ ...server, timeoutMs }, { clock, retryPausesMs: [] });
  const scanner = new Scanner({ innago, store, log: () => {}, zonePatienceMs: 0 });
  return { store, innago, uisp, scanner, signal: new AbortController() };
}

/** Kill -9: what was to be stored is not, what was to be asked is not, what is under way at a server goes on there. @returns when it is over */
export function killProduct({ store, innago, uisp, signal }: RunningProduct): Promise<void> {
  signal.abort();
  const isClosed = store.close();
  innago.close();
  uisp.close();
  return isClosed;
}
