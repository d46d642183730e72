/** One request made into one answer or one error: what is sent, and what the server's answer means to us. */
import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { failureError, type RequestName, statusError } from './errors.ts';
import type { HttpAnswer, HttpRequest } from './http-port.ts';
import { checkJsonBytes, jsonOrNothing, parseJsonBody, textOf } from './json-body.ts';
import { type Progress, type SendOnce, type WireAnswer, WireFailure } from './one-request.ts';
import type { Explain } from './redact.ts';
import { requestUrl } from './request-url.ts';
import { retryAfterMs } from './retry-after.ts';

/** Header names and values of one request. */
export type Headers = Readonly<Record<string, string>>;

/** What all requests to one server have in common. */
export interface Line {
  readonly baseUrl: string;
  readonly agent: HttpAgent | HttpsAgent;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly userAgent: string;
  readonly explain: Explain;
  readonly clock: () => number;
  readonly send: SendOnce;
}

/** One request on its way. */
export interface Job {
  readonly request: HttpRequest;
  readonly named: RequestName;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** @throws SyncError, all codes of `HttpPort.request` but `_PAUSED` and `_CLOSED` */
export async function exchange(line: Line, job: Job, credentials: Headers): Promise<HttpAnswer> {
  const { request, named } = job;
  const { body, contentType } = encodedBody(request);
  try {
    const answer = await line.send(
      {
        url: requestUrl(line.baseUrl, request.path, request.query),
        method: request.method,
        headers: {
          accept: 'application/json',
          'user-agent': line.userAgent,
          ...(contentType === undefined ? {} : { 'content-type': contentType }),
          ...credentials,
          ...request.headers,
        },
        body,
        agent: line.agent,
        timeoutMs: line.timeoutMs,
        maxBytes: line.maxBytes,
      },
      job.progress,
      job.signal,
    );
    return isGood(answer.status) ? goodAnswer(job, answer) : otherAnswer(line, job, answer, credentials);
  } catch (error) {
    if (!(error instanceof WireFailure)) throw error;
    throw failureError(named, error.code, job.progress.reached);
  }
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}

function goodAnswer({ request, named }: Job, { status, headers, bytes }: WireAnswer): HttpAnswer {
  switch (request.expect) {
    case 'nothing':
      return { status, body: undefined, headers };
    case 'bytes':
      return { status, body: checkJsonBytes(bytes, named, status), headers };
    case 'text': {
      const checked = checkJsonBytes(bytes, named, status);
      return { status, body: checked === undefined ? undefined : textOf(checked), headers };
    }
    default:
      return { status, body: parseJsonBody(bytes, named, status), headers };
  }
}

function otherAnswer(line: Line, { request, named }: Job, answer: WireAnswer, credentials: Headers): HttpAnswer {
  const { status, headers } = answer;
  const text = textOf(answer.bytes);
  const body = jsonOrNothing(text);
  // A web page or plain text is a proxy's answer or that of a wrong path, not the API's: it is not the awaited status.
  const isOfApi = body !== undefined || text.trim() === '';
  if (request.accept?.includes(status) && isOfApi) return { status, body, headers };
  const wait = retryAfterMs(headers['retry-after'], line.clock());
  const secrets = [
    ...secretsIn(credentials),
    ...secretsIn(request.headers ?? {}),
    ...Object.values(request.form ?? {}),
  ];
  throw statusError(named, { status, body, isOfApi, retryAfterMs: wait }, line.explain, secrets);
}

function encodedBody({ body, form }: HttpRequest): { body: string | undefined; contentType?: string } {
  if (form !== undefined) {
    return { body: new URLSearchParams(form).toString(), contentType: 'application/x-www-form-urlencoded' };
  }
  return body === undefined ? { body: undefined } : { body: JSON.stringify(body), contentType: 'application/json' };
}

/** Header values, and the token in `Bearer <token>` by itself. */
function secretsIn(headers: Headers): string[] {
  return Object.values(headers).flatMap((value) => [value, ...value.split(' ').slice(1)]);
}
