/** Everything that can be wrong with Innago, UISP CRM and UISP NMS as servers or with their settings: how it begins, sounds and ends. */
import type { FaultKind, FaultTarget } from '../simulator/faults.ts';
import { freePort } from './node-red-process.ts';
import type { Scene } from './trouble-scene.ts';

export interface ServerTrouble {
  readonly name: string;
  readonly code: string;
  /** The type of the node that meets it. */
  readonly from: string;
  /** What, where, and what to do. */
  readonly says: readonly RegExp[];
  /** @returns how it ends */
  readonly begin: (scene: Scene) => Promise<() => Promise<void> | void>;
  /** A lease that comes meanwhile is provisioned all the same. */
  readonly goesOn?: boolean;
  /** It is one item for a person from its first tick on, not one for each lease. */
  readonly needsPerson?: boolean;
}

/** The operator deploys a wrong setting, and then the right one again. */
function setting(
  type: string,
  wrong: (scene: Scene) => object | Promise<object>,
  right: Record<string, unknown>,
): ServerTrouble['begin'] {
  return async (scene) => {
    await scene.deploy(type, { ...(await wrong(scene)) });
    return () => scene.deploy(type, right);
  };
}

/** The server gives odd answers, until it does not. */
function answers(target: FaultTarget, kind: FaultKind): ServerTrouble['begin'] {
  return async ({ simulator }) => simulator.faults.next({ ...target, times: Number.POSITIVE_INFINITY }, kind).cancel;
}

export const mistyped = {
  innagoKey: 'wrong-innago-key-7',
  secret: 'wrong-secret-7',
  crm: 'wrong-crm-7',
  nms: 'wrong-nms-7',
};

const innagoAccount = 'innago-account';
const innagoKey = (credentials: object, right: object) =>
  setting(innagoAccount, () => ({ credentials }), { credentials: right });
const innagoUrl = (url: (scene: Scene) => string | Promise<string>) =>
  setting(innagoAccount, async (scene) => ({ apiUrl: await url(scene) }), { apiUrl: '${INNAGO_API_URL}' });

const innago = { from: 'innago-poll' };
const leases = { server: 'innago', path: '/v1/leases' } as const;

export const innagoTroubles: readonly ServerTrouble[] = [
  {
    ...innago,
    name: 'wrong API key',
    code: 'INNAGO_401',
    says: [/refuses the API key \(401\)/, /POST \/identity\/connect\/token/, /INNAGO_API_KEY/],
    begin: innagoKey({ apiKey: mistyped.innagoKey }, { apiKey: '${INNAGO_API_KEY}' }),
    needsPerson: true,
  },
  {
    ...innago,
    name: 'wrong client secret',
    code: 'INNAGO_401',
    says: [/client secret/, /INNAGO_CLIENT_SECRET/],
    begin: innagoKey({ clientSecret: mistyped.secret }, { clientSecret: '${INNAGO_CLIENT_SECRET}' }),
    needsPerson: true,
  },
  {
    ...innago,
    name: 'unreachable',
    code: 'INNAGO_UNREACHABLE',
    says: [/cannot be reached: nothing listens/, /GET \/v1\//, /Check the address and the port/],
    begin: innagoUrl(async () => `http://127.0.0.1:${await freePort()}/openapi`),
  },
  {
    ...innago,
    name: 'http to another machine',
    code: 'INNAGO_HTTP_REFUSED',
    says: [/API URL is plain http to innago\.example\.net/, /Use https/],
    begin: innagoUrl(() => 'http://innago.example.net/openapi'),
    needsPerson: true,
  },
  {
    ...innago,
    name: 'redirect',
    code: 'INNAGO_REDIRECT',
    says: [/redirect \(301\)/, /GET \/v1\/leases/, /https:\/\/ instead of http/],
    begin: answers(leases, 'redirect-301'),
    needsPerson: true,
  },
  {
    ...innago,
    name: 'HTML instead of JSON',
    code: 'INNAGO_NOT_JSON',
    says: [/web page instead of JSON/, /GET \/v1\/leases/, /address/],
    begin: answers(leases, 'html'),
  },
  {
    ...innago,
    name: 'truncated JSON',
    code: 'INNAGO_TRUNCATED',
    says: [/cut off/, /GET \/v1\/leases/, /tried again|next tick|proxy/i],
    begin: answers(leases, 'truncated-json'),
  },
  {
    ...innago,
    name: 'empty list after leases were known',
    code: 'INNAGO_EMPTY',
    says: [/Innago lists no lease at all/, /property id/],
    begin: answers(leases, 'empty-list'),
  },
  {
    ...innago,
    name: 'page count that does not add up',
    code: 'INNAGO_PAGES_DO_NOT_ADD_UP',
    says: [/Innago's list is not complete/, /pages hold \d+ entries, there should be \d+/, /next tick/],
    begin: answers(leases, 'bad-page-count'),
    goesOn: true,
  },
];

const uispServer = 'uisp-server';
const crmKey = (key: (scene: Scene) => string) =>
  setting(uispServer, (scene) => ({ credentials: { crmKey: key(scene) } }), {
    credentials: { crmKey: '${UISP_CRM_API_KEY}' },
  });
const nmsKey = (key: (scene: Scene) => string) =>
  setting(uispServer, (scene) => ({ credentials: { nmsKey: key(scene) } }), {
    credentials: { nmsKey: '${UISP_NMS_API_KEY}' },
  });
const host = (address: (scene: Scene) => string | Promise<string>) =>
  setting(uispServer, async (scene) => ({ host: await address(scene) }), { host: '${UISP_HOST}' });

const crm = { from: 'uisp-client' };
const nms = { from: 'uisp-service' };

/** For a simulator with `tls`. */
export const uispTroubles: readonly ServerTrouble[] = [
  {
    ...crm,
    name: 'wrong CRM key',
    code: 'UISP_CRM_401',
    says: [/UISP CRM answered 401/, /GET \/clients/, /Check the CRM app key/],
    begin: crmKey(() => mistyped.crm),
    needsPerson: true,
  },
  {
    ...crm,
    name: 'CRM key of type Read',
    code: 'UISP_CRM_403',
    says: [/UISP CRM answered 403/, /POST \/clients/, /type Write/],
    begin: crmKey(({ simulator }) => simulator.uisp.crmReadKey),
    needsPerson: true,
  },
  {
    ...nms,
    name: 'wrong NMS token',
    code: 'UISP_NMS_401',
    says: [/UISP NMS answered 401/, /GET \/sites/, /Check the NMS token/],
    begin: nmsKey(() => mistyped.nms),
    needsPerson: true,
  },
  {
    ...nms,
    name: 'NMS token that may only read',
    code: 'UISP_NMS_403',
    says: [/UISP NMS answered 403/, /POST \/sites/, /Read Only/],
    begin: nmsKey(({ simulator }) => simulator.uisp.nmsReadToken),
    needsPerson: true,
  },
  {
    ...crm,
    name: 'unreachable',
    code: 'UISP_CRM_UNREACHABLE',
    says: [/UISP CRM cannot be reached: nothing listens/, /GET \/clients/, /Check the address and the port/],
    begin: host(async () => `https://localhost:${await freePort()}`),
  },
  {
    ...crm,
    name: 'self-signed certificate',
    code: 'UISP_CRM_TLS',
    says: [/UISP CRM: its certificate is self-signed/, /CA file/],
    begin: setting(uispServer, () => ({ caFile: '' }), { caFile: '${UISP_CA_FILE}' }),
    needsPerson: true,
  },
  {
    ...crm,
    name: 'http to another machine',
    code: 'UISP_HTTP_REFUSED',
    says: [/is plain http to uisp\.example\.net/, /Use https/],
    begin: host(() => 'http://uisp.example.net'),
    needsPerson: true,
  },
  {
    ...crm,
    name: 'redirect, as UISP’s port 80 does',
    code: 'UISP_CRM_REDIRECT',
    says: [/UISP CRM answered with a redirect \(301\)/, /GET \/clients/, /https:\/\/ instead of http/],
    begin: host(({ simulator }) => simulator.uisp.plainUrl ?? ''),
    needsPerson: true,
  },
  {
    ...crm,
    name: 'HTML instead of JSON from the CRM',
    code: 'UISP_CRM_NOT_JSON',
    says: [/UISP CRM answered with a web page/, /GET \/clients/, /address/],
    begin: answers({ server: 'crm' }, 'html'),
  },
  {
    ...nms,
    name: 'HTML instead of JSON from the NMS',
    code: 'UISP_NMS_NOT_JSON',
    says: [/UISP NMS answered with a web page/, /\(POST \/sites\)/, /address/],
    begin: answers({ server: 'nms' }, 'html'),
  },
  {
    ...crm,
    name: 'truncated JSON from the CRM, after the client was made',
    code: 'UISP_CRM_TRUNCATED',
    says: [/UISP CRM's answer is cut off/, /POST \/clients/],
    begin: answers({ server: 'crm', method: 'POST', path: '/clients' }, 'truncated-json'),
  },
  {
    ...nms,
    name: 'truncated JSON from the NMS',
    code: 'UISP_NMS_TRUNCATED',
    says: [/UISP NMS's answer is cut off/, /\(POST \/sites\)/],
    begin: answers({ server: 'nms', path: '/sites' }, 'truncated-json'),
  },
  {
    ...nms,
    name: 'parent site missing',
    code: 'PARENT_SITE_MISSING',
    says: [/no site named "Nowhere"/, /Make it in UISP, or correct the name or id in the UISP server node/],
    begin: setting(uispServer, () => ({ parentSiteId: '', parentSiteName: 'Nowhere' }), {
      parentSiteId: '${UISP_PARENT_SITE_ID}',
      parentSiteName: 'Victorian Village',
    }),
    needsPerson: true,
  },
  {
    ...nms,
    name: 'parent site ambiguous',
    code: 'PARENT_SITE_AMBIGUOUS',
    says: [/more than one site named "Victorian Village"/, /Set the parent site's id in the UISP server node/],
    begin: async (scene) => {
      scene.simulator.world.addSite({ name: 'Victorian Village', type: 'site' });
      await scene.deploy(uispServer, { parentSiteId: '' });
      return () => scene.deploy(uispServer, { parentSiteId: '${UISP_PARENT_SITE_ID}' });
    },
    needsPerson: true,
  },
  {
    ...nms,
    name: 'service plan missing',
    code: 'PLAN_MISSING',
    says: [/UISP has no service plan "Village Fiber 500"/, /prepare all units/],
    begin: async (scene) => {
      for (const plan of scene.simulator.world.crm.plans.values()) plan.name = `Old ${plan.name}`;
      // A deploy, since UISP's plans are kept for an hour.
      await scene.deploy(uispServer, { timeoutSeconds: '61' });
      return () => scene.press('prepare');
    },
    needsPerson: true,
  },
];
