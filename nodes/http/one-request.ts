/**
 * One try of one request on the wire: axios with everything switched off that we decide ourselves (redirects, status checks, JSON,
 * proxies of the environment), and one deadline over connecting, sending and receiving.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import axios from 'axios';

/** A request, ready to be sent. */
export interface Wire {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly agent: http.Agent | https.Agent;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** An answer as it came, not looked at. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** How far a request came; `reached` means that bytes may have left. */
export interface Progress {
  reached: boolean;
}

/** A try without a whole answer. `code` as `failureError` takes it; never leaves this room. */
export class WireFailure extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** One try on its way; `signal` gives it up. Throws WireFailure. */
export type SendOnce = (wire: Wire, progress: Progress, signal: AbortSignal) => Promise<WireAnswer>;

/** Over a socket. @throws WireFailure */
export async function sendOnce(wire: Wire, progress: Progress, signal: AbortSignal): Promise<WireAnswer> {
  const attempt = new AbortController();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    attempt.abort();
  }, wire.timeoutMs);
  const giveUp = () => attempt.abort();
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) attempt.abort();
  try {
    const answer = await axios.request<Buffer>({
      url: wire.url,
      method: wire.method,
      headers: { ...wire.headers },
      data: wire.body,
      responseType: 'arraybuffer',
      httpAgent: wire.agent,
      httpsAgent: wire.agent,
      transport: watchedTransport(wire.url, progress),
      signal: attempt.signal,
      maxRedirects: 0,
      maxContentLength: wire.maxBytes,
      proxy: false,
      validateStatus: null,
      transformRequest: [],
      transformResponse: [],
    });
    return { status: answer.status, headers: plainHeaders(answer.headers), bytes: answer.data };
  } catch (error) {
    throw new WireFailure(timedOut ? 'TIMEOUT' : codeOf(error));
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

/** Node's own http or https, noting when a connection stands: before that, nothing can have reached the server. */
function watchedTransport(url: string, progress: Progress) {
  const isSecure = url.startsWith('https:');
  return {
    request(options: https.RequestOptions, onResponse: (response: http.IncomingMessage) => void): http.ClientRequest {
      const request = isSecure ? https.request(options, onResponse) : http.request(options, onResponse);
      request.once('socket', (socket) => {
        const reached = () => {
          progress.reached = true;
        };
        if (request.reusedSocket) reached();
        else socket.once(isSecure ? 'secureConnect' : 'connect', reached);
      });
      return request;
    },
  };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  if (error.message.startsWith('maxContentLength')) return 'TOO_LARGE';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
  // axios calls a connection that ends in the middle of the body a bad response.
  return code === 'ERR_BAD_RESPONSE' ? 'ECONNRESET' : code;
}

function plainHeaders(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
