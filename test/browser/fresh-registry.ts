/** A package registry of our own: it has our package, and hands on whatever else is asked for to the registry that npm is set to. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename } from 'node:path';
import axios from 'axios';
import { manifest } from '../package/editor-definitions.ts';
import { listen } from '../simulator/http/server.ts';
import type { Tarball } from './fresh-package.ts';

export interface Registry {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** Names of the packages that were asked for, each once. */
  readonly asked: ReadonlySet<string>;
  publish(tarball: Tarball): void;
  stop(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** Where npm fetches on this machine; ends with a slash. */
export function usualRegistry(): string {
  const printed = execFileSync('npm', ['config', 'get', 'registry'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return `${printed.trim().replace(/\/$/, '')}/`;
}

/** Other packages, each fetched once. Follows the machine's proxy settings. */
function upstream(registry: string): (path: string, accept: string) => Promise<Reply> {
  const fetched = new Map<string, Promise<Reply>>();
  const fetchOnce = async (path: string, accept: string): Promise<Reply> => {
    const answer = await axios.get<ArrayBuffer>(new URL(path.replace(/^\//, ''), registry).href, {
      headers: { accept },
      responseType: 'arraybuffer',
      validateStatus: () => true,
    });
    const type = String(answer.headers['content-type'] ?? 'application/json');
    return { status: answer.status, type, body: Buffer.from(answer.data) };
  };
  return (path, accept) => {
    const key = `${accept} ${path}`;
    const reply = fetched.get(key) ?? fetchOnce(path, accept);
    fetched.set(key, reply);
    return reply;
  };
}

/** Starts it on 127.0.0.1. The caller must `stop()` it. */
export async function startRegistry(): Promise<Registry> {
  const others = upstream(usualRegistry());
  const published: Tarball[] = [];
  const asked = new Set<string>();
  let url = '';

  const packument = (): unknown => {
    const versions = published.map(({ version, file }) => {
      const bytes = readFileSync(file);
      const digest = (how: string, form: 'base64' | 'hex') => createHash(how).update(bytes).digest(form);
      const tarball = `${url}${manifest.name}/-/${basename(file)}`;
      const dist = { tarball, shasum: digest('sha1', 'hex'), integrity: `sha512-${digest('sha512', 'base64')}` };
      return [version, { ...manifest, version, dist }];
    });
    return {
      name: manifest.name,
      'dist-tags': { latest: published.at(-1)?.version },
      versions: Object.fromEntries(versions),
    };
  };

  const replyTo = async (path: string, accept: string): Promise<Reply> => {
    asked.add(path.replace(/^\/|\/-\/.*$/g, ''));
    if (path === `/${manifest.name}`)
      return { status: 200, type: 'application/json', body: Buffer.from(JSON.stringify(packument())) };
    const tarball = published.find(({ file }) => path === `/${manifest.name}/-/${basename(file)}`);
    if (tarball) return { status: 200, type: 'application/octet-stream', body: readFileSync(tarball.file) };
    return others(path, accept);
  };

  const server = await listen((request: IncomingMessage, response: ServerResponse) => {
    const refuse = (status: number, text: string) => response.writeHead(status).end(text);
    if (request.method !== 'GET') return refuse(405, 'Only GET');
    replyTo(decodeURIComponent(request.url ?? '/'), request.headers.accept ?? '*/*').then(
      ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
      (error: Error) => refuse(502, error.message),
    );
  }, 0);
  url = `http://127.0.0.1:${server.port}/`;
  return { url, asked, publish: (tarball) => published.push(tarball), stop: () => server.stop() };
}
