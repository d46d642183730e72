/**
 * The settings of an Innago account as the operator typed them, checked (design §6). Whatever is missing or wrong is told by field
 * and variable, when it is first needed.
 */
import { checkedBaseUrl } from '../http/base-url.ts';
import { parseRouteOverrides } from '../http/routes.ts';
import { textField } from '../red.ts';
import { blaming, SyncError } from '../sync-error.ts';
import type { InnagoCredentials } from './api/auth.ts';
import { type InnagoRoutes, innagoRoutes } from './api/routes.ts';

/** The fields of the dialog, secrets included; values as Node-RED hands them over. */
export const innagoFields = {
  apiUrl: { label: 'API URL', variable: 'INNAGO_API_URL' },
  tokenUrl: { label: 'Token URL', variable: 'INNAGO_TOKEN_URL' },
  propertyId: { label: 'Property id', variable: 'INNAGO_PROPERTY_ID' },
  zonedDates: { label: 'Dates with a zone', variable: undefined },
  routes: { label: 'Routes', variable: undefined },
  commentField: { label: 'Comment field', variable: undefined },
  commentLength: { label: 'Longest comment', variable: undefined },
  timeoutSeconds: { label: 'Time-out', variable: undefined },
  apiKey: { label: 'API key', variable: 'INNAGO_API_KEY' },
  clientId: { label: 'Client id', variable: 'INNAGO_CLIENT_ID' },
  clientSecret: { label: 'Client secret', variable: 'INNAGO_CLIENT_SECRET' },
  bearerToken: { label: 'Bearer token', variable: 'INNAGO_BEARER_TOKEN' },
} as const satisfies Record<string, { label: string; variable: string | undefined }>;

/** A field of the dialog. */
export type InnagoField = keyof typeof innagoFields;
/** The fields that are credentials. */
export const innagoSecrets = ['apiKey', 'clientId', 'clientSecret', 'bearerToken'] as const satisfies InnagoField[];
/** Fields as Node-RED hands them over. */
export type InnagoFieldValues = Partial<Readonly<Record<InnagoField, unknown>>>;

/** The account's own fields among a node's. */
export function innagoValues(config: Readonly<Record<string, unknown>>): InnagoFieldValues {
  return Object.fromEntries(Object.keys(innagoFields).map((name) => [name, config[name]]));
}

const defaultApiUrl = 'https://api-my.innago.com/openapi';
/** On the API's own host, but not below the API's path (contracts/innago.md §1). */
const tokenPath = '/identity/connect/token';

/** An account that can be connected to. */
export interface InnagoSettings {
  readonly apiUrl: string;
  readonly tokenUrl: string;
  readonly credentials: InnagoCredentials;
  /** @throws SyncError NOT_CONFIGURED */
  readonly propertyUid: () => string;
  /** `as written`, or an IANA zone. */
  readonly zonedDates: string;
  readonly routes: InnagoRoutes;
  readonly commentField: string;
  /** The most characters of a comment. */
  readonly commentLength: number;
  readonly timeoutMs: number;
}

/** Reads settings; what is wrong with them is shared by all who use the account. */
export function ofAccount<T>(read: () => T): T {
  return blaming('config node innago-account', read);
}

/** @throws SyncError NOT_CONFIGURED, INNAGO_URL, INNAGO_HTTP_REFUSED, ROUTE_INVALID (all trouble operator) */
export function innagoSettings(values: InnagoFieldValues): InnagoSettings {
  const { apiUrl, tokenUrl } = innagoUrls(values);
  const seconds = Number(field(values, 'timeoutSeconds') ?? 30);
  if (!(seconds >= 1 && seconds <= 600)) throw notConfigured('Time-out must be 1 to 600 seconds.');
  return {
    apiUrl,
    tokenUrl,
    credentials: credentialsOf(values),
    propertyUid: () => ofAccount(() => required(values, 'propertyId')),
    zonedDates: field(values, 'zonedDates') ?? 'as written',
    routes: parseRouteOverrides(field(values, 'routes'), innagoRoutes),
    commentField: field(values, 'commentField') ?? 'comment',
    commentLength: commentLengthOf(values),
    timeoutMs: seconds * 1000,
  };
}

/** Innago does not publish how long a comment may be (contracts/innago.md §3). @throws SyncError NOT_CONFIGURED */
export function commentLengthOf(values: InnagoFieldValues): number {
  const length = Number(field(values, 'commentLength') ?? 1000);
  if (Number.isInteger(length) && length >= 100 && length <= 100_000) return length;
  throw notConfigured('Longest comment must be 100 to 100000 characters.');
}

/** Where secrets would be sent. @throws SyncError INNAGO_URL, INNAGO_HTTP_REFUSED, NOT_CONFIGURED */
export function innagoUrls(values: InnagoFieldValues): { apiUrl: string; tokenUrl: string } {
  const url = (name: 'apiUrl' | 'tokenUrl', fallback: string) =>
    checkedBaseUrl(field(values, name) ?? fallback, {
      prefix: 'INNAGO',
      field: `Innago’s ${innagoFields[name].label}`,
    });
  const apiUrl = url('apiUrl', defaultApiUrl);
  // Not a fixed address: the keys of an API elsewhere must not be sent to Innago's host, nor the other way round.
  return { apiUrl, tokenUrl: url('tokenUrl', new URL(tokenPath, apiUrl).href) };
}

/** Key, client id and secret make tokens; else a fixed bearer token, else the key alone, are sent as they are (design §6). */
function credentialsOf(values: InnagoFieldValues): InnagoCredentials {
  const [apiKey, clientId, clientSecret, bearerToken] = innagoSecrets.map((name) => field(values, name));
  if (apiKey !== undefined && clientId !== undefined && clientSecret !== undefined) {
    return { kind: 'token exchange', apiKey, clientId, clientSecret };
  }
  if (bearerToken !== undefined) return { kind: 'bearer token', bearerToken, apiKey };
  if (clientId !== undefined || clientSecret !== undefined) {
    // Half a client is a mistake, not a wish to go without.
    for (const name of ['apiKey', 'clientId', 'clientSecret'] as const) required(values, name);
  }
  return { kind: 'key alone', apiKey: required(values, 'apiKey') };
}

/** @throws SyncError NOT_CONFIGURED naming the field and its variable */
export function required(values: InnagoFieldValues, name: InnagoField): string {
  const value = field(values, name);
  if (value !== undefined) return value;
  const { label, variable } = innagoFields[name];
  const literal = /^\$\{([^}]*)\}$/.exec(String(values[name] ?? '').trim())?.[1];
  const from = literal ?? variable;
  throw notConfigured(
    `Innago’s ${label} is missing${literal === undefined ? '' : `: the variable ${literal} is not set`}.`,
    from === undefined ? undefined : `Fill it in in the Innago account, or set the variable ${from}.`,
  );
}

function field(values: InnagoFieldValues, name: InnagoField): string | undefined {
  const value = textField(values[name]);
  if (value?.includes('${') && !innagoSecrets.some((secret) => secret === name)) {
    throw notConfigured(
      `Innago’s ${innagoFields[name].label} holds \${…} as a part.`,
      'Only a whole ${NAME} is replaced by the variable.',
    );
  }
  return value;
}

function notConfigured(what: string, hint = 'Open the Innago account and check its fields.'): SyncError {
  return new SyncError(what, { code: 'NOT_CONFIGURED', trouble: 'operator', hint });
}
