/**
 * UISP's lists, shared by all leases of a batch, see {@link UispDirectory}.
 */
import { isSyncError } from '../../sync-error.ts';
import type { CrmApi, CrmClient, CrmServicePlan, NmsApi, NmsOnu, NmsSite, UispDirectory } from '../ports.ts';
import { orAbort, SharedReading } from '../shared-reading.ts';
import type { Wait, WriteClock } from '../write-clock.ts';
import { ClientLookups } from './directory-clients.ts';
import { chooseParentSite, type ParentSiteSetting } from './parent-site.ts';

/** What a directory reads from, and by which clock. */
export interface DirectorySetup {
  readonly crm: Pick<CrmApi, 'clients' | 'servicePlans'>;
  readonly nms: Pick<NmsApi, 'sites' | 'onus'>;
  /** The one that `crm` and `nms` report their writes to. */
  readonly writes: WriteClock;
  readonly parentSite: ParentSiteSetting;
  readonly clock: () => number;
  readonly wait: Wait;
}

const twoMinutesMs = 120_000;
const dayMs = 86_400_000;
/** A parent site that is not in a list this young is not there; in an older one it may have been made since. */
const parentAgeMs = 10_000;
/** No kept answer is fresh enough. */
const anew = -1;

/** One for each UISP server, shared by all nodes. */
export class Directory implements UispDirectory {
  readonly #setup: DirectorySetup;
  readonly #closing = new AbortController();
  readonly #sites: SharedReading<readonly NmsSite[]>;
  readonly #onus: SharedReading<readonly NmsOnu[]>;
  readonly #plans: SharedReading<readonly CrmServicePlan[]>;
  readonly #clients: ClientLookups;
  #quiet: Promise<void> | undefined;

  constructor(setup: DirectorySetup) {
    const { crm, nms, clock, wait } = setup;
    this.#setup = setup;
    this.#sites = new SharedReading<readonly NmsSite[]>((signal) => nms.sites(signal), clock);
    this.#onus = new SharedReading<readonly NmsOnu[]>((signal) => nms.onus(signal), clock);
    this.#plans = new SharedReading<readonly CrmServicePlan[]>((signal) => crm.servicePlans(signal), clock);
    this.#clients = new ClientLookups({ crm, clock, wait, maxAgeMs: twoMinutesMs, closing: this.#closing.signal });
  }

  /** Ends all waiting; whoever waits gets UISP_CLOSED. */
  close(): void {
    this.#closing.abort();
  }

  sites({ since }: { since?: number } = {}, signal?: AbortSignal): Promise<readonly NmsSite[]> {
    return this.#sites.get({ maxAgeMs: twoMinutesMs, since }, signal);
  }

  onus({ since }: { since?: number } = {}, signal?: AbortSignal): Promise<readonly NmsOnu[]> {
    return this.#onus.get({ maxAgeMs: twoMinutesMs, since }, signal);
  }

  servicePlans({ since }: { since?: number } = {}, signal?: AbortSignal): Promise<readonly CrmServicePlan[]> {
    return this.#plans.get({ maxAgeMs: dayMs, since }, signal);
  }

  async clientByIdent(
    userIdent: string,
    { since }: { since?: number } = {},
    signal?: AbortSignal,
  ): Promise<CrmClient | undefined> {
    const [client] = await this.#clients.find({ userIdent }, since, signal);
    return client;
  }

  clientsByEmail(email: string, signal?: AbortSignal): Promise<readonly CrmClient[]> {
    return this.#clients.find({ email }, undefined, signal);
  }

  async parentSite(signal?: AbortSignal): Promise<NmsSite> {
    const { parentSite } = this.#setup;
    const soon = chooseParentSite(await this.sites({}, signal), parentSite);
    if (!isSyncError(soon)) return soon;
    const now = chooseParentSite(await this.#sites.get({ maxAgeMs: parentAgeMs }, signal), parentSite);
    if (isSyncError(now)) throw now;
    return now;
  }

  sitesAfterWrites(signal?: AbortSignal): Promise<readonly NmsSite[]> {
    return this.#afterWrites(this.#sites, signal);
  }

  onusAfterWrites(signal?: AbortSignal): Promise<readonly NmsOnu[]> {
    return this.#afterWrites(this.#onus, signal);
  }

  noteClient(client: CrmClient): void {
    this.#clients.note(client);
  }

  noteSite(site: NmsSite): void {
    this.#sites.revise((sites) => [...sites.filter(({ id }) => id !== site.id), site]);
  }

  noteOnu(onuId: string, change: Partial<Omit<NmsOnu, 'id'>>): void {
    this.#onus.revise((onus) => onus.map((onu) => (onu.id === onuId ? { ...onu, ...change } : onu)));
  }

  async #afterWrites<T>(reading: SharedReading<T>, signal: AbortSignal | undefined): Promise<T> {
    const { writes } = this.#setup;
    this.#quiet ??= writes.quiet(this.#closing.signal).finally(() => {
      this.#quiet = undefined;
    });
    await orAbort(this.#quiet, signal);
    // A request that is already under way serves as well, if no write has ended since it began.
    return reading.get({ maxAgeMs: anew, since: writes.lastEnd + 1 }, signal);
  }
}
