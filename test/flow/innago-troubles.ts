/** Everything that can be wrong with Innago. */
import { freePort } from './node-red-process.ts';
import { answers, mistyped, type ServerTrouble, setting } from './server-trouble.ts';
import type { Scene } from './trouble-scene.ts';

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
    asks: 'INNAGO_401',
  },
  {
    ...innago,
    name: 'wrong client secret',
    code: 'INNAGO_401',
    says: [/client secret/, /INNAGO_CLIENT_SECRET/],
    begin: innagoKey({ clientSecret: mistyped.secret }, { clientSecret: '${INNAGO_CLIENT_SECRET}' }),
    asks: 'INNAGO_401',
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
    asks: 'INNAGO_HTTP_REFUSED',
  },
  {
    ...innago,
    name: 'redirect',
    code: 'INNAGO_REDIRECT',
    says: [/redirect \(301\)/, /GET \/v1\/leases/, /https:\/\/ instead of http/],
    begin: answers(leases, 'redirect-301'),
    asks: 'INNAGO_REDIRECT',
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
    says: [/cut off/, /GET \/v1\/leases/, /tried again|next scan|proxy/i],
    begin: answers(leases, 'truncated-json'),
  },
  {
    ...innago,
    name: 'empty list after leases were known',
    code: 'INNAGO_EMPTY',
    says: [/Innago lists no lease at all/, /property id/],
    begin: answers(leases, 'empty-list'),
    asks: 'SCAN_INCOMPLETE',
  },
  {
    ...innago,
    name: 'page count that does not add up',
    code: 'INNAGO_PAGES_DO_NOT_ADD_UP',
    says: [/Innago's list is not complete/, /pages hold \d+ entries, there should be \d+/, /next scan/],
    begin: answers(leases, 'bad-page-count'),
    goesOn: true,
    asks: 'SCAN_INCOMPLETE',
  },
];
