/** What the plugin does with a browser's connection and its messages (FlowFuse's dashboard, plugins of type `node-red-dashboard-2`). */
import * as v from 'valibot';
import { type DashboardSettings, type Role, roleOfUser } from './role.ts';
import { sealOf } from './role-seal.ts';

const header = v.optional(v.string());
const headersSchema = v.looseObject({ host: header, origin: header, 'x-forwarded-host': header });
const connectionSchema = v.looseObject({
  id: v.string(),
  /** Filled on the server alone: `villageFiberUser` by the ioMiddleware of settings.js, once the password was checked. */
  data: v.optional(v.looseObject({ villageFiberUser: v.optional(v.unknown()) })),
  handshake: v.looseObject({
    headers: v.looseObject({ host: v.optional(v.string()), origin: v.optional(v.string()) }),
  }),
});

/** Role of whoever is at the other end of a socket; undefined: none, also for a page of another site. Never throws. */
function roleOfConnection(connection: unknown, settings: DashboardSettings): Role | undefined {
  const parsed = v.safeParse(connectionSchema, connection);
  if (!parsed.success || isForeign(parsed.output.handshake.headers)) return undefined;
  return roleOfUser(parsed.output.data?.villageFiberUser, settings);
}

/**
 * A page that was loaded from elsewhere must not speak for the person in front of it. No page can have a browser send another Host, or any
 * X-Forwarded-Host: that is a proxy's.
 */
function isForeign({ host, origin, 'x-forwarded-host': forwarded }: v.InferOutput<typeof headersSchema>): boolean {
  if (origin === undefined) return false;
  const own = URL.canParse(origin) ? new URL(origin).host : '';
  return own === '' || (own !== host && own !== forwarded);
}

/**
 * The message with the role in `_client.villageFiber`, whatever the browser had put there; what other plugins have put into `_client`
 * stays. Never throws.
 * @param message an object of a browser's making, changed in place
 */
export function withRole<T>(connection: unknown, message: T, settings: DashboardSettings): T {
  if (typeof message !== 'object' || message === null) return message;
  const given: unknown = Reflect.get(message, '_client');
  const client = typeof given === 'object' && given !== null && !Array.isArray(given) ? { ...given } : {};
  Reflect.deleteProperty(client, 'villageFiber');
  const role = roleOfConnection(connection, settings);
  const known = v.safeParse(connectionSchema, connection);
  if (role !== undefined && known.success) {
    const seal = sealOf({ socketId: known.output.id, ...role });
    Object.assign(client, { villageFiber: { role: role.name, user: role.user, seal } });
  }
  Reflect.set(message, '_client', client);
  return message;
}

/** Of lists and objects in one another: whoever walks through deeper ones runs out of stack, and Node-RED ends. */
const deepest = 20;

/** May what a browser sent be walked through? */
export function isShallow(value: unknown, left: number = deepest): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return left > 0 && Object.values(value).every((one) => isShallow(one, left - 1));
}

/** What a browser sent, without any `_client` of its making, in lists of messages too. Never throws. */
export function withoutClient<T>(message: T): T {
  if (Array.isArray(message)) for (const one of message) withoutClient(one);
  else if (typeof message === 'object' && message !== null) Reflect.deleteProperty(message, '_client');
  return message;
}

/** May this connection get the message? An answer of ours goes to the one that asked, and to no other. */
export function mayGet(connection: unknown, message: unknown): boolean {
  const asked = v.safeParse(askedSchema, message);
  if (!asked.success) return true;
  const parsed = v.safeParse(connectionSchema, connection);
  return parsed.success && parsed.output.id === asked.output._client.socketId;
}

/** An answer of ours is kept for nobody who comes later. */
export function mayBeKept(message: unknown): boolean {
  return !v.is(answerSchema, message);
}

const askedSchema = v.object({ _client: v.object({ socketId: v.string(), villageFiber: v.unknown() }) });
const answerSchema = v.object({ _client: v.object({ villageFiber: v.unknown() }) });
