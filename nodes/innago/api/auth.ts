/**
 * How Innago is told who we are (design §6, contracts/innago.md §1). Three strategies behind one interface, so that a fourth (Innago
 * drafts an OAuth2 client-credentials flow) is one more file.
 */
import type { Headers } from '../../http/exchange.ts';

/** One way to be known to Innago. */
export interface InnagoAuth {
  /** For one request. @throws SyncError when no token can be had */
  headers(): Promise<Headers>;
  /** A 401 came although these headers were sent. @returns whether there are other ones now */
  renew(sent: Headers): Promise<boolean>;
  /** A tick starts: what failed a moment ago may be tried again. */
  probe(): void;
  close(): void;
}

/** Which secrets the operator has given decides the strategy. */
export type InnagoCredentials =
  | {
      readonly kind: 'token exchange';
      readonly apiKey: string;
      readonly clientId: string;
      readonly clientSecret: string;
    }
  | { readonly kind: 'bearer token'; readonly bearerToken: string; readonly apiKey: string | undefined }
  | { readonly kind: 'key alone'; readonly apiKey: string };

/**
 * The live Swagger calls the key's header `Token`, the published reference `x-api-key`: both are sent (contracts/innago.md §1).
 */
export function keyHeaders(apiKey: string | undefined): Headers {
  return apiKey === undefined ? {} : { 'x-api-key': apiKey, Token: apiKey };
}

/** The scheme's case matters: `bearer` is refused with 401 (contracts/innago.md §1). */
export function bearerHeader(token: string): Headers {
  return { Authorization: `Bearer ${token}` };
}

/** A key or a token that is sent as it is. */
export class FixedAuth implements InnagoAuth {
  readonly #headers: Headers;

  constructor(credentials: { readonly apiKey?: string | undefined; readonly bearerToken?: string | undefined }) {
    const { apiKey, bearerToken } = credentials;
    this.#headers = { ...keyHeaders(apiKey), ...(bearerToken === undefined ? {} : bearerHeader(bearerToken)) };
  }

  async headers(): Promise<Headers> {
    return this.#headers;
  }

  async renew(): Promise<boolean> {
    return false;
  }

  probe(): void {}

  close(): void {}
}
