/**
 * The variables of the settings table in README, as the dialogs show them: `GET village-fiber/variables`. No secret's value, and
 * nothing else of the process's environment, is ever given.
 */
import type { AdminRequest, AdminResponse, RuntimeApi } from '../red.ts';
import { environmentOf, type Values } from './environment.ts';

const shown = [
  'INNAGO_API_URL',
  'INNAGO_TOKEN_URL',
  'INNAGO_PROPERTY_ID',
  'UISP_HOST',
  'UISP_PARENT_SITE_ID',
  'UISP_CA_FILE',
  'UISP_ALLOW_SELF_SIGNED',
  'ONU_TABLE_FILE',
  'EMAIL_FROM',
  'OPERATOR_EMAIL',
  'SMTP_HOST',
  'SMTP_PORT',
  'SMTP_VERIFY_TLS',
  'POLL_CRON',
  'SYNC_MODE',
  'SYNC_ONLY_UNITS',
  'SYNC_GO_LIVE',
  'SYNC_DATABASE',
  'RETENTION_DAYS',
  'PROPERTY_TIME_ZONE',
] as const;

/** Whether they are set is told, and nothing more. */
const secret = [
  'INNAGO_API_KEY',
  'INNAGO_CLIENT_ID',
  'INNAGO_CLIENT_SECRET',
  'INNAGO_BEARER_TOKEN',
  'UISP_CRM_API_KEY',
  'UISP_NMS_API_KEY',
  'SMTP_USER',
  'SMTP_PASS',
  'WATCHDOG_URL',
  'NODE_RED_CREDENTIAL_SECRET',
  'NODE_RED_ADMIN_USER',
  'NODE_RED_ADMIN_PASSWORD_HASH',
] as const;

/** All that are told of. */
export const settingVariables: readonly string[] = [...shown, ...secret];

/** One of them. */
interface SettingVariable {
  readonly isSet: boolean;
  /** Only of a variable that is set and no secret; a user name or password in an address is left out. */
  readonly value?: string;
}

/** @param credentials names of those that the editor keeps as such */
export function variablesOf(
  environment: Values,
  credentials: ReadonlySet<string> = new Set(),
): {
  readonly variables: Readonly<Record<string, SettingVariable>>;
} {
  const told = (name: string, isSecret: boolean): readonly [string, SettingVariable] => {
    const value = environment[name];
    if (value === undefined) return [name, { isSet: false }];
    if (isSecret || credentials.has(name)) return [name, { isSet: true }];
    return [name, { isSet: true, value: /_(URL|HOST)$/.test(name) ? withoutLogin(value) : value }];
  };
  return {
    variables: Object.fromEntries([
      ...shown.map((name) => told(name, false)),
      ...secret.map((name) => told(name, true)),
    ]),
  };
}

/** @returns the name, when the value is `${NAME}` to the letter: with a blank beside it Node-RED leaves it as it is */
export function variableName(value: unknown): string | undefined {
  return typeof value === 'string' ? /^\$\{(\S+)\}$/.exec(value)?.[1] : undefined;
}

/** As {@link variableName}, when it is one of ours. */
export function settingVariable(value: unknown): string | undefined {
  const name = variableName(value);
  return name !== undefined && settingVariables.includes(name) ? name : undefined;
}

/** The route. @param ofProcess the process's variables */
export function offerVariables(red: RuntimeApi, ofProcess: Values = process.env): void {
  red.httpAdmin.get(
    '/village-fiber/variables',
    red.auth.needsPermission('flows.read'),
    (_request: AdminRequest, response: AdminResponse) => {
      const { values, credentials } = environmentOf(red, ofProcess);
      response.json(variablesOf(values, credentials));
    },
  );
}

/** `https://user:password@host/?key=…` without what is in it of a login. */
function withoutLogin(address: string): string {
  return address.replace(/^(\s*[a-z][a-z0-9+.-]*:\/\/)?[^/?#]*@/i, '$1').replace(/[?#].*$/s, '');
}
