/**
 * A real Node-RED in a process of its own, with our settings.js, our package and the shipped flow, for tests that look at it from
 * outside.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

export interface NodeRedOptions {
  /** Variables beside the machine's own PATH and HOME; nothing else of the test's environment gets in. */
  readonly env?: Record<string, string>;
  /** Kept between starts when given; else a new one that is removed at stop. */
  readonly userDir?: string;
  /** The package that holds red.js: `node-red` (5.0) or `node-red-4` (4.1). */
  readonly line?: 'node-red' | 'node-red-4';
  /** Settings file instead of ours, and below which path it puts the editor, e.g. `/admin`. */
  readonly settings?: { readonly file: string; readonly adminRoot?: string };
  /** That of an earlier one, for who still looks at it. */
  readonly port?: number;
  /** Seconds until the editor must answer. */
  readonly within?: number;
  /** How to see that the editor answers, where it is not by http. */
  readonly isUp?: (url: string) => Promise<boolean>;
}

/** A port of 127.0.0.1 that is free now. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return fail(new Error('no port'));
      server.close(() => done(address.port));
    });
  });
}

/** Resolves when `condition` gives something truthy; rejects with what was awaited when it does not in time. */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  { within = 30, every = 50 }: { within?: number; every?: number } = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + within * 1000;
  for (;;) {
    const value = await condition();
    if (value) return value as NonNullable<T>;
    if (Date.now() > deadline) throw new Error(`not within ${within} s: ${what}`);
    await new Promise((next) => setTimeout(next, every));
  }
}

export class NodeRedProcess {
  readonly userDir: string;
  readonly url: string;
  readonly lines: string[] = [];
  private readonly process: ChildProcess;
  private readonly ended: Promise<number | null>;
  private readonly temporary: boolean;

  private constructor(options: NodeRedOptions, port: number) {
    this.temporary = options.userDir === undefined;
    this.userDir = options.userDir ?? temporaryFolder();
    this.url = `http://127.0.0.1:${port}${options.settings?.adminRoot ?? ''}`;
    mkdirSync(this.userDir, { recursive: true });
    const red = join(root, 'node_modules', options.line ?? 'node-red', 'red.js');
    this.process = spawn(process.execPath, [red, '--settings', options.settings?.file ?? join(root, 'settings.js')], {
      cwd: this.userDir,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? this.userDir,
        // Compiled code from the start before: it changes how soon it is up, nothing else.
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '',
        NODE_RED_USER_DIR: this.userDir,
        PORT: String(port),
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream
        ?.setEncoding('utf8')
        .on('data', (text: string) => this.lines.push(...text.split('\n').filter((line) => line !== '')));
    }
    this.ended = new Promise((done) => this.process.once('exit', (code) => done(code)));
  }

  /** Starts one and waits until its editor answers (200, or 401 when it is protected) and its flow has started, which comes later. */
  static async start(options: NodeRedOptions = {}): Promise<NodeRedProcess> {
    const red = new NodeRedProcess(options, options.port ?? (await freePort()));
    let code: number | null | undefined;
    red.ended.then((value) => {
      code = value;
    });
    await until(
      'Node-RED answers',
      async () => {
        if (code !== undefined) throw new Error(`Node-RED ended with ${code}:\n${red.lines.join('\n')}`);
        if (!red.lines.some((line) => /Started flows|missing types/i.test(line))) return false;
        if (options.isUp !== undefined) return options.isUp(red.url).catch(() => false);
        return fetch(`${red.url}/settings`).then(
          (answer) => answer.status === 200 || answer.status === 401,
          () => false,
        );
      },
      { within: options.within ?? 30 },
    ).catch((error) => {
      red.process.kill('SIGKILL');
      throw new Error(`${error.message}\n${red.lines.join('\n')}`);
    });
    return red;
  }

  /** Waits until the log has a line that matches. */
  async says(pattern: RegExp, within = 30): Promise<string> {
    return until(
      `the log says ${pattern}\n${this.lines.slice(-30).join('\n')}`,
      () => this.lines.find((line) => pattern.test(line)),
      {
        within,
      },
    );
  }

  /** Ends it as an operator would; its user directory goes too unless it was given. */
  async stop(): Promise<number | null> {
    this.process.kill('SIGTERM');
    const code = await this.ended;
    if (this.temporary) rmSync(this.userDir, { recursive: true, force: true });
    return code;
  }

  /** The power goes out: nothing is closed, nothing is written. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended;
  }

  /** As {@link kill}, without waiting: for use inside a request of the simulator. */
  killNow(): void {
    this.process.kill('SIGKILL');
  }
}

/** A new folder under the machine's temporary one. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'village-fiber-'));
}
