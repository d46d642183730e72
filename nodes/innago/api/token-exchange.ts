/**
 * Innago's token exchange (contracts/innago.md §1): client id and secret against an access token of an hour and a refresh token of a
 * month. However many requests need a token, one is fetched; and after a failure none is asked for during half a minute.
 */
import type { BreakerStore } from '../../http/breaker.ts';
import type { Headers } from '../../http/exchange.ts';
import { HttpClient } from '../../http/http-client.ts';
import { isSyncError, type SyncError } from '../../sync-error.ts';
import { bearerHeader, type InnagoAuth, keyHeaders } from './auth.ts';
import { errorMessageOf } from './envelope.ts';
import { readToken, type Token, tokenError } from './token-answer.ts';

/** Where tokens are had, and by what. */
export interface TokenExchangeOptions {
  /** As `checkedBaseUrl` returns it. */
  readonly tokenUrl: string;
  readonly apiKey: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly timeoutMs: number;
  readonly userAgent: string;
  readonly clock: () => number;
}

/** Fetched anew so long before its end, or a tenth of its life when that is shorter. */
const earlyMs = 60_000;
const pauseAfterFailureMs = 30_000;

/** This class itself decides when to ask again: a breaker would also stop the password grant that follows a refused refresh. */
const noBreaker: BreakerStore = { openUntil: () => 0, open: () => {}, close: () => {} };

/** The strategy for key, client id and secret. */
export class TokenExchange implements InnagoAuth {
  readonly #at: TokenExchangeOptions;
  readonly #http: HttpClient;
  readonly #path: string;
  #token: Token | undefined;
  #fetching: Promise<Token> | undefined;
  #failure: { readonly error: SyncError; readonly until: number } | undefined;

  constructor(options: TokenExchangeOptions) {
    const { origin, pathname } = new URL(options.tokenUrl);
    this.#at = options;
    this.#path = pathname;
    this.#http = new HttpClient({
      prefix: 'INNAGO',
      name: 'Innago',
      baseUrl: origin,
      timeoutMs: options.timeoutMs,
      headers: () => keyHeaders(options.apiKey),
      explain: (_status, body) => ({ message: errorMessageOf(body) }),
      userAgent: options.userAgent,
      breaker: noBreaker,
      clock: options.clock,
    });
  }

  async headers(): Promise<Headers> {
    const { access } = await this.#current();
    return { ...keyHeaders(this.#at.apiKey), ...bearerHeader(access) };
  }

  async renew(sent: Headers): Promise<boolean> {
    const isCurrent =
      this.#token !== undefined && sent['Authorization'] === bearerHeader(this.#token.access)['Authorization'];
    // Not the refresh token: what was withdrawn may have been withdrawn with it.
    if (isCurrent) this.#token = undefined;
    await this.#current();
    return true;
  }

  probe(): void {
    this.#failure = undefined;
  }

  close(): void {
    this.#http.close();
  }

  async #current(): Promise<Token> {
    const now = this.#at.clock();
    if (this.#token !== undefined && now < this.#token.freshUntil) return this.#token;
    if (this.#fetching !== undefined) return this.#fetching;
    if (this.#failure !== undefined && now < this.#failure.until) throw this.#failure.error;
    this.#fetching = this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetch(): Promise<Token> {
    try {
      this.#token = await this.#refreshed(this.#token?.refresh);
      this.#failure = undefined;
      return this.#token;
    } catch (error) {
      if (isSyncError(error) && error.trouble !== 'state') {
        const pause = Math.max(pauseAfterFailureMs, error.retryAfterMs ?? 0);
        this.#failure = { error, until: this.#at.clock() + pause };
      }
      throw error;
    }
  }

  /** By the refresh token where there is one; when that is refused, from the start. */
  async #refreshed(refresh: string | undefined): Promise<Token> {
    if (refresh === undefined) return this.#request(this.#passwordGrant());
    const { clientId, clientSecret } = this.#at;
    const form = {
      grant_type: 'refresh_token',
      refresh_token: refresh,
      client_id: clientId,
      client_secret: clientSecret,
    };
    try {
      return await this.#request(form);
    } catch (error) {
      const isRefused = isSyncError(error) && error.status !== undefined && error.status < 500 && error.status !== 429;
      if (!isRefused) throw error;
      this.#token = undefined;
      return this.#request(this.#passwordGrant());
    }
  }

  #passwordGrant(): Record<string, string> {
    const { clientId, clientSecret } = this.#at;
    return {
      grant_type: 'password',
      username: clientId,
      password: clientSecret,
      client_id: clientId,
      client_secret: clientSecret,
    };
  }

  async #request(form: Record<string, string>): Promise<Token> {
    const request = { method: 'POST', path: this.#path, form, accept: [400, 401, 403, 404] } as const;
    const answer = await this.#http.request(request);
    if (answer.status >= 300)
      throw tokenError(answer, (kind, what, details) => this.#http.error(request, kind, what, details));
    const token = readToken(answer.body, this.#at.clock(), earlyMs);
    if (token !== undefined) return token;
    throw this.#http.error(request, 'UNREADABLE', 'Innago’s token endpoint answered without a token', {
      trouble: 'server',
      hint: 'Check the token URL in the Innago account.',
    });
  }
}
