import type { TestContext } from 'node:test';
import { HttpClient, type HttpClientOptions } from '../../nodes/http/http-client.ts';
import type { HttpRequest } from '../../nodes/http/http-port.ts';

/** A client that is closed with the test, without pauses between tries. */
export function clientOf(test: TestContext, baseUrl: string, options: Partial<HttpClientOptions> = {}): HttpClient {
  const client = new HttpClient({
    prefix: 'ACME',
    baseUrl,
    userAgent: 'acme-test',
    retryPausesMs: [0, 0],
    timeoutMs: 2000,
    ...options,
  });
  test.after(() => client.close());
  return client;
}

export const get: HttpRequest = { method: 'GET', path: '/things/7', query: { q: 'x' } };
export const post: HttpRequest = { method: 'POST', path: '/things', body: { a: 1 } };
