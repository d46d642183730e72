/**
 * The fields of the config node `uisp-server`, read and checked (design §6).
 */
import { checkedBaseUrl } from '../http/base-url.ts';
import type { FieldValues } from '../http/tested-form.ts';
import { flagField, textField } from '../red.ts';
import { SyncError } from '../sync-error.ts';
import type { ParentSiteSetting } from './directory/parent-site.ts';
import { type CrmRoutes, type NmsRoutes, uispRoutes } from './routes.ts';

/** The fields of the dialog but its credentials. */
export const uispServerFields = [
  'host',
  'parentSiteId',
  'parentSiteName',
  'caFile',
  'allowSelfSigned',
  'uispInvoices',
  'ticketsPublic',
  'propertyClientId',
  'organizationId',
  'routes',
  'timeoutSeconds',
] as const;

/** The credentials, and how the dialog calls them. */
export const uispServerSecrets = { crmKey: 'CRM key', nmsKey: 'NMS token' } as const;

/** How maintenance tickets are made in UISP. */
export interface TicketSettings {
  /** The tenant can see them, and only then technicians' public comments stay public (contracts/uisp-crm.md §5). */
  readonly ticketsPublic: boolean;
  /** UISP client for tickets of common areas, vacant units and former tenants without a client; undefined: a person is asked. */
  readonly propertyClientId: number | undefined;
}

/** A server that can be connected to. */
export interface UispServerSettings extends TicketSettings {
  /** Scheme, host and port, without a trailing slash. */
  readonly baseUrl: string;
  readonly crmKey: string;
  readonly nmsKey: string;
  readonly parentSite: ParentSiteSetting;
  /** PEM file with the server's certificate or its authority. */
  readonly caFile: string | undefined;
  readonly allowSelfSigned: boolean;
  readonly uispInvoices: 'never' | 'normal';
  /** Whose clients and plans are made; undefined: UISP's default one. */
  readonly organizationId: number | undefined;
  readonly routes: CrmRoutes & NmsRoutes;
  /** For one request. */
  readonly timeoutMs: number;
}

/** The customer's own box (brief). */
const usualHost = '10.8.10.10';
const usualParentName = 'Victorian Village';
/** UISP's lists are slow (contracts/uisp-nms.md §7). */
const usualTimeoutSeconds = 60;

/**
 * @param fields as Node-RED hands them over: `${VAR}` already replaced; what still reads `${VAR}` is unset
 * @param secrets `crmKey` and `nmsKey`
 * @throws SyncError NOT_CONFIGURED (a key is missing, or a field's value is none of its values), UISP_URL, UISP_HTTP_REFUSED,
 *   ROUTE_INVALID; all trouble operator
 */
export function uispServerSettings(fields: FieldValues, secrets: FieldValues): UispServerSettings {
  return {
    baseUrl: uispBaseUrl(fields.host),
    crmKey: secret(secrets, 'crmKey', 'UISP_CRM_API_KEY'),
    nmsKey: secret(secrets, 'nmsKey', 'UISP_NMS_API_KEY'),
    parentSite: { id: textField(fields.parentSiteId), name: textField(fields.parentSiteName) ?? usualParentName },
    caFile: textField(fields.caFile),
    allowSelfSigned: flagField(fields.allowSelfSigned),
    uispInvoices: invoices(fields.uispInvoices),
    ticketsPublic: flagField(shown(fields.ticketsPublic)),
    propertyClientId: idField(fields.propertyClientId, clientWords),
    organizationId: idField(fields.organizationId, organizationWords),
    routes: uispRoutes(textField(fields.routes)),
    timeoutMs: timeout(fields.timeoutSeconds),
  };
}

/** A host, or a URL; a path to one of the two APIs, as copied from a browser, is cut off. */
export function uispBaseUrl(host: unknown): string {
  const url = checkedBaseUrl(textField(host) ?? usualHost, { prefix: 'UISP', field: 'The UISP host' });
  return url.replace(/\/(crm|nms)(\/.*)?$/, '');
}

/** Not trimmed by more than its ends: keys contain `/`, `+` and `=`. */
function secret(secrets: FieldValues, name: keyof typeof uispServerSecrets, variable: string): string {
  const text = textField(secrets[name]);
  if (text !== undefined) return text;
  const label = uispServerSecrets[name];
  throw notConfigured(`The UISP server has no ${label}.`, `Fill in the field "${label}" or set ${variable}.`);
}

function invoices(value: unknown): 'never' | 'normal' {
  const text = textField(value) ?? 'never';
  if (text === 'never' || text === 'normal') return text;
  throw notConfigured(`The field "Invoices" of the UISP server is "${text}".`, 'It must be never or normal.');
}

/** Unset: they are. */
function shown(value: unknown): unknown {
  return typeof value === 'boolean' ? value : (textField(value) ?? true);
}

const clientWords = {
  label: 'Client for property tickets',
  hint: "It must be the id of a client in UISP: the number at the end of the address of the client's page.",
};
const organizationWords = {
  label: 'Organization',
  hint: 'It must be the id of an organization in UISP, or empty for its default one.',
};

function idField(value: unknown, { label, hint }: { label: string; hint: string }): number | undefined {
  const text = textField(value);
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text) && Number(text) > 0) return Number(text);
  throw notConfigured(`The field "${label}" of the UISP server is "${text}".`, hint);
}

function timeout(value: unknown): number {
  const seconds = Number(textField(value) ?? usualTimeoutSeconds);
  if (Number.isFinite(seconds) && seconds >= 1 && seconds <= 600) return seconds * 1000;
  throw notConfigured('The time-out of the UISP server is no number of seconds from 1 to 600.', 'Usual: 60.');
}

function notConfigured(what: string, hint: string): SyncError {
  return new SyncError(what, { code: 'NOT_CONFIGURED', trouble: 'operator', hint });
}
