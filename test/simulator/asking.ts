import { after } from 'node:test';
import { type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts';

/** An answer as the simulator's own tests look at it. */
export interface Asked {
  readonly status: number;
  /** Parsed JSON; the text when it is not JSON; undefined when empty. */
  readonly body: unknown;
  readonly headers: Headers;
}

/** Plain requests with the right credentials, unless `headers` say otherwise. */
export interface Asking {
  innago(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Asked>;
  crm(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Asked>;
  nms(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Asked>;
  token(form: Record<string, string>, headers?: Record<string, string>): Promise<Asked>;
}

/** A simulator for all tests of a file, stopped after them, and how it is asked. */
export async function askedSimulator(options: SimulatorOptions = {}): Promise<{ simulator: Simulator; ask: Asking }> {
  const simulator = await startSimulator(options);
  after(() => simulator.stop());
  return { simulator, ask: asking(simulator) };
}

export function asking(simulator: Simulator): Asking {
  const { innago, uisp } = simulator;
  const bearer = `Bearer ${innago.fixedToken()}`;
  return {
    innago: (method, path, body, headers = {}) =>
      ask(`${innago.url}${path}`, method, body, { authorization: bearer, 'x-api-key': innago.apiKey, ...headers }),
    crm: (method, path, body, headers = {}) =>
      ask(`${uisp.url}/crm/api/v1.0${path}`, method, body, { 'x-auth-app-key': uisp.crmKey, ...headers }),
    nms: (method, path, body, headers = {}) =>
      ask(`${uisp.url}/nms/api/v2.1${path}`, method, body, { 'x-auth-token': uisp.nmsToken, ...headers }),
    token: (form, headers = {}) =>
      ask(innago.tokenUrl, 'POST', new URLSearchParams(form).toString(), {
        'x-api-key': innago.apiKey,
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      }),
  };
}

/** A string body is sent as it is, everything else as JSON. Redirects are not followed. */
async function ask(url: string, method: string, body: unknown, headers: Record<string, string>): Promise<Asked> {
  const init: RequestInit = { method, redirect: 'manual', headers: { 'content-type': 'application/json', ...headers } };
  if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : parsed(text), headers: response.headers };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Reads a path like `data.list.0.leaseUid` out of an answer; undefined when something on the way is missing. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((here: unknown, key) => {
    if (Array.isArray(here)) return here[Number(key)];
    return typeof here === 'object' && here !== null ? Reflect.get(here, key) : undefined;
  }, value);
}

/** A list in an answer, or an empty one. */
export function listAt(value: unknown, path = ''): unknown[] {
  const found = path === '' ? value : at(value, path);
  return Array.isArray(found) ? found : [];
}
