import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { ContractCheck } from '../contracts/contract-check.ts';
import type { Faults, Strike } from '../faults.ts';
import { onePageEarlier } from './bad-pages.ts';
import { type Answer, type Api, type ApiRequest, isWriteMethod, Refusal, type Route } from './exchange.ts';
import { answerInsteadOfEffect, bodyText, spoil } from './fault-answers.ts';
import type { RecordedRequest, Recording } from './recording.ts';
import { matchRoute } from './routes.ts';
import { cut, readBody } from './server.ts';

export interface DispatcherParts {
  readonly apis: readonly Api[];
  readonly faults: Faults;
  readonly recording: Recording;
  readonly contracts: ContractCheck;
  readonly now: () => number;
  readonly latencyMs: number;
  /** Looks at what no API's base fits (the simulator's own page). */
  readonly otherwise: (url: URL) => Answer;
  /** Called after every effect. */
  readonly afterEffect: (request: RecordedRequest) => void;
}

/** A request as it comes in at a door, by a socket or in process. */
export interface Letter {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What becomes of it: an answer (and what to call once that has been sent), a cut connection, or nothing at all for ever. */
export type Delivered = { readonly answer: Answer; readonly sent: () => void } | 'cut' | 'silence';

interface Incoming {
  readonly api: Api;
  readonly route: Route | undefined;
  readonly pathKnown: boolean;
  readonly inContract: boolean;
  readonly request: ApiRequest;
  readonly badJson: boolean;
  readonly record: RecordedRequest;
}

/** Takes HTTP requests to the APIs, past the recording, the contracts and the faults. */
export function dispatcher(parts: DispatcherParts): RequestListener {
  return (incoming, response) => {
    handle(parts, incoming, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) return;
      response
        .writeHead(500, { 'content-type': 'text/plain' })
        .end(error instanceof Error ? (error.stack ?? error.message) : String(error));
    });
  };
}

async function handle(parts: DispatcherParts, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/', headers } = incoming;
  const delivered = await deliver(parts, { method, url, headers, body: await readBody(incoming) });
  if (delivered === 'cut') return cut(response);
  if (delivered === 'silence') return;
  response.once('finish', delivered.sent);
  send(response, delivered.answer);
}

/** Takes one request to its API. Rejects when the simulator itself is at fault. */
export async function deliver(parts: DispatcherParts, letter: Letter): Promise<Delivered> {
  const url = new URL(letter.url, 'http://simulator');
  const api = parts.apis.find(({ base }) => url.pathname === base || url.pathname.startsWith(`${base}/`));
  if (!api) return { answer: parts.otherwise(url), sent: () => undefined };
  const arrived = understand(parts, api, letter, url);
  const { record } = arrived;
  parts.recording.begin(record);
  if (parts.latencyMs > 0) await wait(parts.latencyMs);
  const strike = parts.faults.strike(record);
  record.fault = strike?.kind;
  await parts.faults.reach(record, 'before-effect');
  if (strike?.kind === 'reset-before') return 'cut';
  if (strike?.kind === 'timeout-before') return 'silence';
  const answer = answerTo(arrived, strike, letter.url);
  parts.afterEffect(record);
  await parts.faults.reach(record, 'after-effect');
  if (strike?.kind === 'reset-after') return 'cut';
  if (strike?.kind === 'timeout-after') return 'silence';
  parts.recording.answered(record, answer.status);
  return { answer, sent: () => void parts.faults.reach(record, 'after-answer').catch(() => undefined) };
}

function understand(parts: DispatcherParts, api: Api, letter: Letter, url: URL): Incoming {
  const { method, headers, body: rawBody } = letter;
  const path = url.pathname.slice(api.base.length) || '/';
  const { match, pathKnown } = matchRoute(api.routes, method, path);
  const { body, badJson } = parseBody(headers['content-type'], rawBody);
  const request = {
    method,
    path,
    query: url.searchParams,
    headers,
    body,
    rawBody,
    params: match?.params ?? {},
  };
  const checked = parts.contracts.check(api.server, request, badJson);
  const record: RecordedRequest = {
    at: parts.now(),
    server: api.server,
    method,
    path: match?.route.template ?? checked.template ?? path,
    url: letter.url,
    body: body ?? (rawBody === '' ? undefined : rawBody),
    status: 0,
    isWrite: isWriteMethod(api.server, method),
    contractProblems: checked.problems,
    fault: undefined,
  };
  return { api, route: match?.route, pathKnown, inContract: checked.template !== undefined, request, badJson, record };
}

function parseBody(contentType: string | undefined, rawBody: string): { body: unknown; badJson: boolean } {
  if (rawBody === '' || !contentType?.includes('json')) return { body: undefined, badJson: rawBody !== '' };
  try {
    return { body: JSON.parse(rawBody), badJson: false };
  } catch {
    return { body: undefined, badJson: true };
  }
}

function answerTo(arrived: Incoming, strike: Strike | undefined, url: string): Answer {
  const instead = strike && answerInsteadOfEffect(strike, arrived.api, url);
  if (instead) return instead;
  const isEarlier = strike?.kind === 'page-before' || strike?.kind === 'duplicate-page';
  const answer = ownAnswer(isEarlier ? { ...arrived, request: onePageEarlier(arrived.request) } : arrived);
  return strike ? spoil(strike, arrived.api, answer) : answer;
}

function ownAnswer(arrived: Incoming): Answer {
  const { api, route, request, badJson } = arrived;
  const refused = api.refuse(request, route);
  if (refused) return refused;
  if (!route) return api.error(...missing(arrived));
  if (badJson && api.server !== 'token') return api.error(400, 'Bad request.');
  try {
    return route.handle(request);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

/** A path that nobody knows, another method of a known one, or an operation of the contract that is not simulated. */
function missing({ api, pathKnown, inContract }: Incoming): [status: number, message: string] {
  if (inContract) return [501, 'The simulator does not do this.'];
  if (pathKnown && api.wrongMethodStatus !== 404) return [api.wrongMethodStatus, 'Method Not Allowed'];
  return [404, 'Not Found'];
}

function send(response: ServerResponse, answer: Answer): void {
  const body = answer.json === undefined && Buffer.isBuffer(answer.text) ? answer.text : Buffer.from(bodyText(answer));
  const contentType = answer.contentType ?? 'application/json; charset=utf-8';
  const headers: Record<string, string | number> = { ...answer.headers, 'content-length': body.length };
  if (body.length > 0 || contentType.startsWith('text')) headers['content-type'] = contentType;
  response.writeHead(answer.status, headers).end(body);
}
