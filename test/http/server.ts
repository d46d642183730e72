/** Real servers on 127.0.0.1 that answer as a test says, and note what they got. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
}

export type Handler = (request: Received, response: ServerResponse, count: number) => void;

/** An http server (https with a certificate) that is closed with the test. `count` is 1 for the first request. */
export async function serve(
  test: TestContext,
  handle: Handler,
  certificate?: { cert: string; key: string },
): Promise<TestServer> {
  const received: Received[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      received.push(one);
      handle(one, response, received.length);
    });
  };
  const server = certificate === undefined ? createServer(listener) : createSecureServer(certificate, listener);
  const port = await listen(test, server);
  return { url: certificate === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`, port, received };
}

/** A server that gets the bare connection. */
export async function serveSockets(test: TestContext, connected: (socket: Socket) => void): Promise<string> {
  return `http://127.0.0.1:${await listen(test, createTcpServer(connected))}`;
}

/** A port at which nothing listens. */
export async function deadPort(test: TestContext): Promise<string> {
  const server = createTcpServer();
  const port = await listen(test, server);
  await new Promise((closed) => server.close(closed));
  return `http://127.0.0.1:${port}`;
}

async function listen(test: TestContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  // A test that fails in another of its `after` steps never comes to this one.
  server.unref();
  test.after(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  });
  const address = server.address() satisfies string | AddressInfo | null;
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

export function page(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html' });
  response.end(`<!DOCTYPE html><html><body>${status}</body></html>`);
}

/** Polls until the condition holds; fails loudly after the deadline. */
export async function until(holds: () => boolean, withinMs = 3000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('the awaited condition did not come about');
    await new Promise((soon) => setTimeout(soon, 5));
  }
}
