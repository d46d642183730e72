/** What of ours runs between two kills: a store on its file, both clients, the scanner; over sockets or in process. */

import { sendOnce } from '../../nodes/http/one-request.ts';
import { InnagoClient } from '../../nodes/innago/api/innago-client.ts';
import { Scanner } from '../../nodes/innago/scan/scan.ts';
import { innagoSettings } from '../../nodes/innago/settings.ts';
import { Store, type StoreOptions } from '../../nodes/state/store.ts';
import type { Mode } from '../../nodes/state/store-port.ts';
import { connectUisp, type UispConnection } from '../../nodes/uisp/connection.ts';
import { uispServerSettings } from '../../nodes/uisp/uisp-server-settings.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { sendInProcess } from './in-process.ts';
import type { Overheard } from './overheard.ts';

/** A time-out costs real time. */
const timeoutMs = 150;

/** What it runs on. */
export interface ProductPlace {
  readonly simulator: Simulator;
  readonly clock: { now: number };
  readonly isInProcess: boolean;
  /** See StoreOptions. */
  readonly forgetAfterDays?: number;
  /** Hears what Innago answers. */
  readonly overheard?: Overheard;
}

export interface Product {
  readonly store: Store;
  readonly innago: InnagoClient;
  readonly uisp: UispConnection;
  readonly scanner: Scanner;
  readonly dying: AbortController;
}

const silent = { info: () => {}, warn: () => {} };

/** The store's options but its mode and file; the same for every product of a simulator. */
export function storeOptions({
  simulator,
  clock,
  forgetAfterDays = 0,
}: ProductPlace): Omit<StoreOptions, 'file' | 'mode'> {
  return {
    clock: () => clock.now,
    world: { kind: 'sandbox', property: simulator.innago.propertyUid, uispHost: simulator.uisp.url },
    log: silent,
    forgetAfterDays,
  };
}

/** @param file path of the SQLite file, made if there is none */
export async function startProduct(place: ProductPlace, file: string, mode: Mode): Promise<Product> {
  const { simulator, clock, isInProcess, overheard } = place;
  const store = await Store.open({ ...storeOptions(place), file, mode });
  const wire = isInProcess ? sendInProcess(simulator, clock) : sendOnce;
  const transport = {
    clock: () => clock.now,
    retryPausesMs: [],
    send: overheard === undefined ? wire : overheard.listening(wire),
  };
  const account = simulator.innago;
  const settings = innagoSettings({
    apiUrl: account.url,
    tokenUrl: account.tokenUrl,
    propertyId: account.propertyUid,
    ...(isInProcess
      ? { apiKey: account.apiKey, bearerToken: account.fixedToken() }
      : { apiKey: account.apiKey, clientId: account.clientId, clientSecret: account.clientSecret }),
  });
  const innago = new InnagoClient({ settings: { ...settings, timeoutMs }, log: () => {}, ...transport });
  const server = uispServerSettings(
    { host: simulator.uisp.url, parentSiteId: simulator.uisp.parentSiteId },
    { crmKey: simulator.uisp.crmKey, nmsKey: simulator.uisp.nmsToken },
  );
  const wait = async (ms: number) => {
    clock.now += ms;
  };
  const uisp = connectUisp({ ...server, timeoutMs }, { ...transport, wait });
  const scanner = scannerOf(innago, await store.forWork());
  return { store, innago, uisp, scanner, dying: new AbortController() };
}

function scannerOf(innago: InnagoClient, store: Store): Scanner {
  return new Scanner({ innago, store, log: () => {}, zonePatienceMs: 0 });
}

/** As the nodes do for each message: work goes on with the store as it is now, and a scanner begins anew after a switch of the mode. */
export async function currentProduct(product: Product): Promise<Product> {
  const store = await product.store.forWork();
  return product.scanner.store === store ? product : { ...product, scanner: scannerOf(product.innago, store) };
}

/** Kill -9: what was to be stored is not, what was to be asked is not, what is under way at a server goes on there. @returns when it is over */
export function killProduct({ store, innago, uisp, dying }: Product): Promise<void> {
  dying.abort();
  const isClosed = store.close();
  innago.close();
  uisp.close();
  return isClosed;
}
