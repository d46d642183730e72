/** An empty Node-RED user directory, as somebody has it who has never heard of us; with npm, and with Node-RED of either line. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { NodeRedProcess, temporaryFolder } from '../flow/node-red-process.ts';
import { root } from '../package/editor-definitions.ts';

export type Line = 'node-red' | 'node-red-4';

const run = promisify(execFile);

/** What npm needs of this machine: cache, certificates, and the compiler that CI chose for SQLite. Not that it is run by another npm. */
export function surroundings(): Record<string, string> {
  const wanted =
    /^(PATH|HOME|CC|CXX|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|(https?|no)_proxy|npm_config_(cache|cafile|nodedir|strict_ssl|https?_proxy|noproxy))$/i;
  const all = Object.entries(process.env).filter(([name]) => wanted.test(name));
  // A compiler cache may use in one folder what it compiled in another.
  const cache = { CCACHE_BASEDIR: tmpdir(), CCACHE_NOHASHDIR: '1' };
  return { ...Object.fromEntries(all.map(([name, value]) => [name, value ?? ''])), ...cache };
}

/** Runs npm in a folder. @returns what it printed @throws with npm's own words when it fails */
export async function npm(folder: string, ...args: string[]): Promise<string> {
  const options = { cwd: folder, env: surroundings(), maxBuffer: 50_000_000 };
  const { stdout } = await run('npm', args, options).catch((error: Error & { stderr?: string }) => {
    throw new Error(`npm ${args[0]} failed:\n${error.stderr ?? error.message}`);
  });
  return stdout;
}

/**
 * A user directory with Node-RED's own default settings. Only it and Node-RED's own nodes are looked at: the nodes that lie beside
 * this checkout's Node-RED must not stand in for what an installation forgot.
 */
export class FreshHome {
  readonly folder = temporaryFolder();
  readonly userDir = join(this.folder, 'user-directory');
  private readonly running: NodeRedProcess[] = [];

  /** @param registry where npm, and the palette manager, fetch for this directory */
  constructor(registry: string) {
    mkdirSync(this.userDir);
    writeFileSync(join(this.userDir, '.npmrc'), `registry=${registry}\n`);
  }

  /** npm, as an operator types it in the user directory. @param what a tarball's path, or a name in the registry of `.npmrc` */
  async install(what: string): Promise<void> {
    await npm(this.userDir, 'install', '--no-audit', '--no-fund', '--omit=dev', what);
  }

  /** Node-RED of that line, without a single variable of ours. */
  async start(line: Line): Promise<NodeRedProcess> {
    const red = realpathSync(join(root, 'node_modules', line));
    const nodes = dirname(createRequire(join(red, 'red.js')).resolve('@node-red/nodes/package.json'));
    const core = join(this.folder, `nodes-of-${line}`);
    rmSync(core, { force: true });
    symlinkSync(nodes, core);
    const file = join(this.folder, 'settings.js');
    const ours = { userDir: this.userDir, coreNodesDir: core, uiHost: '127.0.0.1' };
    const defaults = JSON.stringify(join(red, 'settings.js'));
    writeFileSync(file, `module.exports = { ...require(${defaults}), ...${JSON.stringify(ours)} };\n`);
    const env = surroundings();
    const process = await NodeRedProcess.start({ userDir: this.userDir, line, settings: { file }, env, within: 60 });
    this.running.push(process);
    return process;
  }

  async remove(): Promise<void> {
    for (const process of this.running) await process.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Reads from the editor's own API. */
export async function read<T>(red: NodeRedProcess, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${red.url}${path}`, {
    headers: { accept: 'application/json', 'content-type': 'application/json', 'Node-RED-API-Version': 'v1' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}
