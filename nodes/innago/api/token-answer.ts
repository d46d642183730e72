import * as v from 'valibot';
import type { HttpAnswer } from '../../http/http-port.ts';
import type { SyncError, SyncErrorDetails } from '../../sync-error.ts';
import { errorMessageOf, isRecord } from './envelope.ts';

/** An access token, and what gets the next one. */
export interface Token {
  readonly access: string;
  readonly refresh: string | undefined;
  /** Epoch milliseconds; a little before its end. */
  readonly freshUntil: number;
}

const tokenSchema = v.object({
  access_token: v.pipe(v.string(), v.nonEmpty()),
  expires_in: v.nullish(v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]), 3600),
  refresh_token: v.nullish(v.string(), null),
});

/**
 * @param now epoch milliseconds
 * @param earlyMs how long before its end a token no longer counts as fresh; at most a tenth of its life
 * @returns undefined when the answer holds no token
 */
export function readToken(body: unknown, now: number, earlyMs: number): Token | undefined {
  const parsed = v.safeParse(tokenSchema, body);
  if (!parsed.success) return undefined;
  const lifeMs = parsed.output.expires_in * 1000;
  return {
    access: parsed.output.access_token,
    refresh: parsed.output.refresh_token ?? undefined,
    freshUntil: now + lifeMs - Math.min(earlyMs, lifeMs / 10),
  };
}

type MakeError = (kind: string, what: string, details: Omit<SyncErrorDetails, 'code' | 'where'>) => SyncError;

/**
 * A refused token request, telling which of the keys it was: OAuth's 400 names the client or the grant, a 401 or 403 comes from the
 * key check before it (contracts/innago.md §1).
 */
export function tokenError({ status, body }: Pick<HttpAnswer, 'status' | 'body'>, make: MakeError): SyncError {
  const oauth = isRecord(body) && typeof body['error'] === 'string' ? body['error'] : undefined;
  if (status === 404) {
    return make('404', 'Innago has no token endpoint at this address', {
      trouble: 'operator',
      status,
      hint: 'Check the token URL. It is not below the API URL: https://api-my.innago.com/identity/connect/token.',
    });
  }
  if (status === 401 || status === 403) {
    return make(String(status), `Innago’s token endpoint refuses the API key (${status})`, {
      trouble: 'server',
      status,
      hint: 'Check the API key (INNAGO_API_KEY) and the token URL. The client id and secret were not even looked at.',
    });
  }
  if (oauth === 'invalid_client' || oauth === 'invalid_grant' || oauth === 'unauthorized_client') {
    return make('401', `Innago refuses the client id or the client secret (${oauth})`, {
      trouble: 'server',
      status,
      hint: 'Check client id and client secret (INNAGO_CLIENT_ID, INNAGO_CLIENT_SECRET). The API key passed.',
    });
  }
  const said = oauth ?? errorMessageOf(body);
  return make(
    String(status),
    `Innago’s token endpoint refuses the request (${status}${isOauthWord(said) ? `, ${said}` : ''})`,
    {
      trouble: 'operator',
      status,
      hint: 'Check the token URL, the client id and the client secret.',
    },
  );
}

/** OAuth's own error words are shown; free text might repeat what was sent. */
function isOauthWord(text: string | undefined): text is string {
  return text !== undefined && /^[a-z_]{3,40}$/.test(text);
}
