import type { IncomingHttpHeaders } from 'node:http';
import type { Answer, Api } from '../http/exchange.ts';
import type { World } from '../world/world.ts';

/** What a customer of Innago gets from its support (innago.md §1). */
export interface InnagoCredentials {
  readonly apiKey: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const REFRESH_TOKEN_SECONDS = 30 * 86_400;

/** Issues and knows access tokens. */
export class InnagoTokens {
  readonly credentials: InnagoCredentials;
  private readonly world: World;
  private readonly access = new Map<string, number>();
  private readonly refresh = new Map<string, number>();

  constructor(world: World) {
    this.world = world;
    this.credentials = {
      apiKey: world.random.hex(40),
      clientId: world.random.uuid(),
      clientSecret: `${world.random.hex(24)}+/=`,
    };
  }

  /** True while a token lives. */
  accepts(token: string): boolean {
    return (this.access.get(token) ?? 0) > this.world.settings.now();
  }

  /** A token that never ends, as an operator might paste one. */
  fixedToken(): string {
    return this.issue(Number.POSITIVE_INFINITY);
  }

  /** Ends every access token at once; with `refresh` the refresh tokens too. */
  expire({ refresh = false }: { refresh?: boolean } = {}): void {
    this.access.clear();
    if (refresh) this.refresh.clear();
  }

  /** The answer to a token request (innago.md §1). */
  exchange(headers: IncomingHttpHeaders, rawBody: string): Answer {
    if (headers['x-api-key'] !== this.credentials.apiKey)
      return { status: 401, json: { errorMessage: 'Unauthorized Access' } };
    if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return oauthError('invalid_request');
    const form = new URLSearchParams(rawBody);
    const { clientId, clientSecret } = this.credentials;
    if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret)
      return oauthError('invalid_client');
    switch (form.get('grant_type')) {
      case 'password':
        if (form.get('username') !== clientId || form.get('password') !== clientSecret)
          return oauthError('invalid_grant');
        return this.grant();
      case 'refresh_token': {
        const token = form.get('refresh_token') ?? '';
        if ((this.refresh.get(token) ?? 0) <= this.world.settings.now()) return oauthError('invalid_grant');
        this.refresh.delete(token);
        return this.grant();
      }
      default:
        return oauthError('unsupported_grant_type');
    }
  }

  private grant(): Answer {
    const seconds = this.world.variants.tokenSeconds ?? 3600;
    const refreshToken = this.world.random.hex(64);
    this.refresh.set(refreshToken, this.world.settings.now() + REFRESH_TOKEN_SECONDS * 1000);
    const body = {
      access_token: this.issue(seconds * 1000),
      expires_in: seconds,
      token_type: 'Bearer',
      refresh_token: refreshToken,
    };
    return { status: 200, json: body };
  }

  private issue(lifeMs: number): string {
    const token = `${this.world.random.hex(20)}.${this.world.random.hex(80)}.${this.world.random.hex(40)}`;
    this.access.set(token, this.world.settings.now() + lifeMs);
    return token;
  }
}

function oauthError(error: string): Answer {
  return { status: 400, json: { error } };
}

/** `POST /identity/connect/token`: not under `/openapi`. */
export function tokenApi(tokens: InnagoTokens): Api {
  return {
    server: 'token',
    base: '/identity',
    routes: [
      {
        method: 'POST',
        template: '/connect/token',
        handle: (request) => tokens.exchange(request.headers, request.rawBody),
      },
    ],
    refuse: () => undefined,
    error: (status, message) => ({ status, json: { error: message } }),
    wrongMethodStatus: 405,
  };
}
