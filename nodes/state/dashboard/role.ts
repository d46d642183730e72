/**
 * Who may do what on the dashboard. It is decided on the server alone: by the settings, by who is logged in, and by a seal that only the
 * plugin village-fiber-roles can put on a message. Fails closed: whatever is not understood gives no role.
 */
import * as v from 'valibot';
import { SyncError } from '../../sync-error.ts';
import { plainText } from '../../village/plain-text.ts';
import type { RoleName } from './answers.ts';
import { isSealed } from './role-seal.ts';

/** Who asks. */
export interface Role {
  readonly name: RoleName;
  /** As logged in; `anybody` where the editor has no login. */
  readonly user: string;
}

/** `RED.settings`. */
export type DashboardSettings = Readonly<Record<string, unknown>>;

const roleSchema = v.picklist(['operator', 'viewer']);
const userText = v.pipe(v.string(), v.minLength(1), v.maxLength(100));
/** In settings.js: `villageFiberDashboard: { users: [{ username, password, role }] }`, as `adminAuth.users` is written. */
const usersSchema = v.object({ users: v.array(v.looseObject({ username: userText, role: roleSchema })) });
const noUsersSchema = v.nullish(v.looseObject({ users: v.nullish(v.pipe(v.array(v.unknown()), v.length(0))) }));
const sealedSchema = v.object({
  _client: v.object({
    socketId: v.string(),
    villageFiber: v.object({ role: roleSchema, user: userText, seal: v.string() }),
  }),
});

/** Who asks, where the editor itself is open to everybody who reaches it. */
const anybody: Role = { name: 'operator', user: 'anybody' };

/**
 * Role of a user who is logged in.
 * @param user undefined: nobody is
 * @returns undefined: may not even look
 */
export function roleOfUser(user: unknown, settings: DashboardSettings): Role | undefined {
  if (isOpen(settings)) return anybody;
  const configured = v.safeParse(usersSchema, settings['villageFiberDashboard']);
  const found = configured.success ? configured.output.users.filter(({ username }) => username === user) : [];
  const [one, ...others] = found;
  return one === undefined || others.length > 0 ? undefined : { name: one.role, user: plainText(one.username) };
}

/**
 * Role of whoever sent this message.
 * - With `_client` it comes from a browser: what the plugin has sealed counts, while the settings still say the same.
 * - Without, it comes from the flow itself (an inject): whoever may build flows is operator where there is no login, and nobody where
 *   there is one, since a dashboard that does not tell who asks sends such messages, too.
 * @returns undefined: no role, no data
 */
export function roleOf(message: unknown, settings: DashboardSettings): Role | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  if (!('_client' in message)) return isOpen(settings) ? anybody : undefined;
  const parsed = v.safeParse(sealedSchema, message);
  if (!parsed.success) return undefined;
  const { socketId, villageFiber } = parsed.output._client;
  const { role: name, user, seal } = villageFiber;
  if (!isSealed({ socketId, name, user }, seal)) return undefined;
  const now = roleOfUser(user, settings);
  return now?.name === name && now.user === user ? now : undefined;
}

/**
 * The editor has no login, and no users of the dashboard are named: who reaches the editor can do all of it anyway. Without an editor
 * there is nobody to whom everything is open anyway.
 */
function isOpen({ adminAuth, httpAdminRoot, villageFiberDashboard }: DashboardSettings): boolean {
  const hasLogin = adminAuth !== undefined && adminAuth !== null && adminAuth !== false;
  return !hasLogin && httpAdminRoot !== false && v.is(noUsersSchema, villageFiberDashboard);
}

/** NOT_PERMITTED (trouble operator) */
export function noRole(): SyncError {
  return new SyncError('Nobody is logged in who may see this.', {
    code: 'NOT_PERMITTED',
    trouble: 'operator',
    hint: 'Log in to the dashboard as one of the users of NODE_RED_DASHBOARD_OPERATOR and NODE_RED_DASHBOARD_VIEWER. With a settings.js of your own both are named there: docs/dashboard.md, "Who may see what". On a dashboard of your own, the plugin village-fiber-roles must be loaded.',
  });
}
