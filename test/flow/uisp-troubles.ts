/** Everything that can be wrong with UISP. */
import { freePort, until } from './node-red-process.ts';
import { answers, mistyped, type ServerTrouble, setting } from './server-trouble.ts';
import type { Scene } from './trouble-scene.ts';

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

/** The lease's first step and the look at the tickets both ask the CRM, whichever comes first. */
const crm = { from: ['uisp-client', 'uisp-ticket'] };
const nms = { from: 'uisp-service' };

/** For a simulator with `tls`. */
export const uispTroubles: readonly ServerTrouble[] = [
  {
    ...crm,
    name: 'wrong CRM key',
    code: 'UISP_CRM_401',
    says: [/UISP CRM answered 401/, /GET \/(clients|ticketing\/tickets)/, /Check the CRM app key/],
    begin: crmKey(() => mistyped.crm),
    asks: 'UISP_CRM_401',
    leases: 2,
  },
  {
    ...crm,
    name: 'CRM key of type Read',
    code: 'UISP_CRM_403',
    says: [/UISP CRM answered 403/, /POST \/clients/, /type Write/],
    begin: crmKey(({ simulator }) => simulator.uisp.crmReadKey),
    asks: 'UISP_CRM_403',
  },
  {
    ...nms,
    name: 'wrong NMS token',
    code: 'UISP_NMS_401',
    says: [/UISP NMS answered 401/, /GET \/sites/, /Check the NMS token/],
    begin: nmsKey(() => mistyped.nms),
    asks: 'UISP_NMS_401',
  },
  {
    ...nms,
    name: 'NMS token that may only read',
    code: 'UISP_NMS_403',
    says: [/UISP NMS answered 403/, /POST \/sites/, /Read Only/],
    begin: nmsKey(({ simulator }) => simulator.uisp.nmsReadToken),
    asks: 'UISP_NMS_403',
  },
  {
    ...crm,
    name: 'unreachable',
    code: 'UISP_CRM_UNREACHABLE',
    says: [
      /UISP CRM cannot be reached: nothing listens/,
      /GET \/(clients|ticketing\/tickets)/,
      /Check the address and the port/,
    ],
    begin: host(async () => `https://localhost:${await freePort()}`),
  },
  {
    ...crm,
    name: 'self-signed certificate',
    code: 'UISP_CRM_TLS',
    says: [/UISP CRM: its certificate is self-signed/, /CA file/],
    begin: setting(uispServer, () => ({ caFile: '' }), { caFile: '${UISP_CA_FILE}' }),
    asks: 'UISP_CRM_TLS',
    leases: 2,
  },
  {
    ...crm,
    name: 'http to another machine',
    code: 'UISP_HTTP_REFUSED',
    says: [/is plain http to uisp\.example\.net/, /Use https/],
    begin: host(() => 'http://uisp.example.net'),
    asks: 'UISP_HTTP_REFUSED',
  },
  {
    ...crm,
    name: 'redirect, as UISP’s port 80 does',
    code: 'UISP_CRM_REDIRECT',
    says: [
      /UISP CRM answered with a redirect \(301\)/,
      /GET \/(clients|ticketing\/tickets)/,
      /https:\/\/ instead of http/,
    ],
    begin: host(({ simulator }) => simulator.uisp.plainUrl ?? ''),
    asks: 'UISP_CRM_REDIRECT',
  },
  {
    ...crm,
    name: 'HTML instead of JSON from the CRM',
    code: 'UISP_CRM_NOT_JSON',
    says: [/UISP CRM answered with a web page/, /GET \/(clients|ticketing\/tickets)/, /address/],
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
    goesOn: true,
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
    asks: 'PARENT_SITE_MISSING',
    leases: 2,
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
    asks: 'PARENT_SITE_AMBIGUOUS',
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
      return async () => {
        await scene.press('prepare');
        const isPrepared = () => scene.witness.shown('sync-state', 'prepared').some((text) => /all/.test(text));
        await until('all units are prepared', isPrepared);
      };
    },
    asks: 'PLAN_MISSING',
    leases: 3,
  },
];
