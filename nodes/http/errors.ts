/**
 * What went wrong with a request, as the one error type of this package. Every message is built here from our own words: axios's
 * error objects hold headers and bodies, and never leave this room, not even as `cause`.
 */
import { detailsOf, type Effect, SyncError, type SyncErrorDetails, type Trouble } from '../sync-error.ts';
import { describeErrorBody, type Explanation, redacted } from './redact.ts';
import { certificateTrouble } from './tls.ts';

/** One request, as far as its errors name it. */
export interface RequestName {
  /** Of the error code, e.g. `UISP_CRM`. */
  readonly prefix: string;
  /** For the operator: "UISP CRM". */
  readonly name: string;
  readonly method: string;
  /** Without query. */
  readonly path: string;
}

/** Methods that change nothing: the only ones that are retried. */
export function isRead(method: string): boolean {
  return method === 'GET';
}

/** For what comes and goes on the way there and back. */
const again = 'It is tried again by itself. If it stays, look at the network and at proxies in between.';

type Details = Omit<SyncErrorDetails, 'code' | 'where'>;

/**
 * @param kind the part of the code behind the prefix, e.g. `TIMEOUT`
 * @returns the error; about the server where a person must see to its key, its certificate or its address
 */
export function requestError(request: RequestName, kind: string, what: string, details: Details): SyncError {
  const where = `${request.method} ${request.path}`;
  const { effect, ...rest } = details;
  return new SyncError(`${what} (${where})`, {
    ...(isServersFault(kind, details) ? { about: request.name } : {}),
    ...rest,
    code: `${request.prefix}_${kind}`,
    where: details.status === undefined ? where : `${details.status} ${where}`,
    // A read has no effect, whatever became of it.
    effect: isRead(request.method) ? 'none' : (effect ?? 'none'),
  });
}

function isServersFault(kind: string, { trouble }: Details): boolean {
  return trouble === 'operator' || kind === '401' || kind === '403';
}

/** An answer that is not 2xx. */
export function statusError(
  request: RequestName,
  answer: { status: number; body: unknown; isOfApi: boolean; retryAfterMs: number | undefined },
  explain: (status: number, body: unknown) => Explanation,
  secrets: readonly string[],
): SyncError {
  const { status, body, retryAfterMs } = answer;
  if (status >= 300 && status < 400) {
    return requestError(request, 'REDIRECT', `${request.name} answered with a redirect (${status})`, {
      trouble: 'operator',
      status,
      hint: 'Redirects are not followed. Check the address: https:// instead of http://, the right port, no path too many.',
    });
  }
  const explained = explain(status, body);
  const message = explained.message ?? describeErrorBody(body);
  const said = message === undefined ? '' : `: ${redacted(message, secrets)}`;
  const error = requestError(
    request,
    status === 429 ? 'RATE_LIMITED' : String(status),
    `${request.name} answered ${status}${said}`,
    {
      trouble: troubleOfStatus(status),
      effect: effectOfStatus(status),
      status,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(isElsewhere(answer) ? { about: request.name } : {}),
      ...optionalHint(explained.hint ?? hintOfStatus(answer)),
    },
  );
  if (explained.code === undefined) return error;
  return new SyncError(error.message, { ...detailsOf(error), code: explained.code });
}

/**
 * A request without a (whole) answer.
 * @param code of axios, Node's network, TLS or zlib; `TIMEOUT` for our own deadline
 * @param reached false when surely nothing was sent, because no connection came about
 */
export function failureError(request: RequestName, code: string, reached: boolean): SyncError {
  const effect: Effect = reached ? 'unknown' : 'none';
  const { name } = request;
  // Once the connection stands, TLS's own errors are an answer that was damaged on its way: the server may have done it all.
  const certificate = reached ? undefined : certificateTrouble(code);
  if (certificate !== undefined) {
    return requestError(request, 'TLS', `${name}: ${certificate.what}`, {
      trouble: 'operator',
      hint: certificate.hint,
    });
  }
  if (code === 'TIMEOUT' || code === 'ETIMEDOUT') {
    const what = reached ? `${name} did not answer in time` : `${name}: no connection came about in time`;
    return requestError(request, 'TIMEOUT', what, {
      trouble: 'server',
      effect,
      hint: reached
        ? 'It is tried again by itself. If it stays, look at the load of the server, or give it more time.'
        : 'Check the address, the port and the firewall between here and there.',
    });
  }
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/.test(code)) {
    return requestError(request, 'UNREACHABLE', `${name} cannot be reached: ${unreachableBecause(code)}`, {
      trouble: 'server',
      effect,
      hint: 'Check the address and the port, and that the server is up.',
    });
  }
  if (code === 'TOO_LARGE') {
    return requestError(request, 'TOO_LARGE', `${name}'s answer is larger than is accepted`, {
      trouble: 'server',
      effect,
      hint: 'Check that the address is that of the API, and its path.',
    });
  }
  const details = { trouble: 'server', effect, hint: again } as const;
  if (/^Z_/.test(code)) return truncatedError(request, 'compressed answer is damaged', details);
  return requestError(request, 'RESET', `The connection to ${name} broke off (${code})`, details);
}

/** An answer that ends too early, or does not make sense. @param what it is, e.g. `answer is cut off` */
export function truncatedError(request: RequestName, what: string, details: Details): SyncError {
  return requestError(request, 'TRUNCATED', `${request.name}'s ${what}`, { hint: again, ...details });
}

/** We gave the request up: the node was closed, or the caller no longer wants it. */
export function closedError(request: RequestName, reached: boolean): SyncError {
  return requestError(request, 'CLOSED', `The request to ${request.name} was given up`, {
    trouble: 'state',
    effect: reached ? 'unknown' : 'none',
  });
}

function troubleOfStatus(status: number): Trouble {
  return status >= 500 || [401, 403, 408, 429].includes(status) ? 'server' : 'data';
}

/** A proxy's 408 may come after the request went on, a 5xx from anywhere; any other 4xx is a refusal before the effect. */
function effectOfStatus(status: number): Effect {
  return status >= 500 || status === 408 ? 'unknown' : 'none';
}

/** Not "there is no such thing", but "there is no such API": the address is wrong, whatever was asked for. */
function isElsewhere({ status, isOfApi }: { status: number; isOfApi: boolean }): boolean {
  return status === 404 && !isOfApi;
}

function hintOfStatus(answer: { status: number; isOfApi: boolean }): string | undefined {
  const { status } = answer;
  if (status === 401) return 'Check the key: it is missing, wrong or no longer valid.';
  if (status === 403) return 'Check the key, what it may do, and from which addresses.';
  if (isElsewhere(answer)) return 'Something else answered instead of the API: check the address and its path.';
  if (status === 429)
    return 'It asks for fewer requests. It is tried again by itself, when it said or at the next scan.';
  if (status >= 500)
    return 'It is tried again by itself. If it stays, look at the server: it may be starting, or full.';
  return undefined;
}

function unreachableBecause(code: string): string {
  if (code === 'ECONNREFUSED') return 'nothing listens at that port';
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'its host name is not known here';
  return 'there is no way to that network';
}

function optionalHint(hint: string | undefined): { hint?: string } {
  return hint === undefined ? {} : { hint };
}
