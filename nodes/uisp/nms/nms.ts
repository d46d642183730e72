/**
 * The UISP NMS: sites and ONUs (contracts/uisp-nms.md §3-4). Nothing here removes anything.
 */
import * as v from 'valibot';
import type { HttpPort } from '../../http/http-port.ts';
import type { NmsApi, NmsOnu, NmsSite } from '../ports.ts';
import { type NmsRoutes, nmsRoutes } from '../routes.ts';
import type { BeginWrite } from '../uisp-requests.ts';
import { NmsRequests } from './nms-request.ts';
import { aliasSettingsSchema, onuSchema, siteSchema } from './nms-schemas.ts';

/** What the NMS client works with. */
export interface NmsSetup {
  /** Base `https://HOST/nms/api/v2.1`, header `x-auth-token`, prefix `UISP_NMS`; time-out 60 s, its lists are slow. */
  readonly http: HttpPort;
  readonly routes?: NmsRoutes;
  readonly beginWrite?: BeginWrite;
}

const versionSchema = v.object({ version: v.string() });
const withCrm = { ucrmDetails: true };

/** See {@link NmsApi}. */
export class UispNms implements NmsApi {
  readonly #requests: NmsRequests;
  readonly #routes: NmsRoutes;

  constructor({ http, routes = nmsRoutes, beginWrite }: NmsSetup) {
    this.#requests = new NmsRequests(http, beginWrite);
    this.#routes = routes;
  }

  async version(): Promise<string> {
    return (await this.#requests.read({ route: this.#routes.nmsVersion }, versionSchema)).version;
  }

  sites(signal?: AbortSignal): Promise<NmsSite[]> {
    return this.#requests.readList({ route: this.#routes.sites, query: withCrm, signal }, siteSchema);
  }

  /** Sites proper, without subscribers: the cheapest request that needs the token. */
  plainSites(signal?: AbortSignal): Promise<NmsSite[]> {
    return this.#requests.readList({ route: this.#routes.sites, query: { type: 'site' }, signal }, siteSchema);
  }

  site(id: string, signal?: AbortSignal): Promise<NmsSite> {
    return this.#requests.read({ route: this.#routes.site, params: { id }, query: withCrm, signal }, siteSchema);
  }

  createSubscriberSite(site: { name: string; parentId: string }, signal?: AbortSignal): Promise<NmsSite> {
    // `type` defaults to `site`; `parentSiteId` alone once meant a subscriber: both are sent (contracts/uisp-nms.md §4.3).
    const body = { name: site.name, type: 'endpoint', parentSiteId: site.parentId };
    return this.#requests.write({ route: this.#routes.createSite, body, signal }, siteSchema);
  }

  onus(signal?: AbortSignal): Promise<NmsOnu[]> {
    return this.#requests.readList({ route: this.#routes.devices, query: { type: 'onu' }, signal }, onuSchema);
  }

  onu(id: string, signal?: AbortSignal): Promise<NmsOnu> {
    return this.#requests.read({ route: this.#routes.onu, params: { id }, signal }, onuSchema);
  }

  assignToSite(onuId: string, siteId: string, signal?: AbortSignal): Promise<void> {
    const body = { siteId, deviceIds: [onuId] };
    return this.#requests.act({ route: this.#routes.assignToSite, body, signal });
  }

  unassign(onuId: string, signal?: AbortSignal): Promise<void> {
    return this.#requests.act({ route: this.#routes.unassign, params: { id: onuId }, signal });
  }

  renameOnu(onuId: string, name: string, enabled: boolean, signal?: AbortSignal): Promise<void> {
    return this.#requests.push({
      route: this.#routes.renameOnu,
      params: { id: onuId },
      body: { name, enabled },
      signal,
    });
  }

  async setAlias(onuId: string, alias: string, signal?: AbortSignal): Promise<void> {
    const params = { id: onuId };
    const settings = await this.#requests.read(
      { route: this.#routes.aliasSettings, params, signal },
      aliasSettingsSchema,
    );
    const body = aliasBody(settings, alias);
    await this.#requests.push({ route: this.#routes.setAlias, params, body, signal });
  }
}

/** What the PUT must carry: it replaces the settings, so what is set there is echoed; null is nowhere allowed. */
function aliasBody(settings: v.InferOutput<typeof aliasSettingsSchema>, alias: string): Record<string, unknown> {
  const { overrideGlobal, meta, ...own } = settings;
  return {
    overrideGlobal,
    // Without the override these are the server's global values: not this device's to echo.
    ...(overrideGlobal ? withoutNulls(own) : {}),
    meta: { ...withoutNulls(meta ?? {}), maintenance: meta?.maintenance ?? false, alias },
  };
}

function withoutNulls(values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));
}
