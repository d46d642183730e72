/** settings.js under an environment, and what the parts of it in deploy/ are called here. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { temporaryFolder } from '../flow/node-red-process.ts';

export const root = resolve(import.meta.dirname, '../..');
const requireHere = createRequire(import.meta.url);

/** What Node-RED hashes passwords with. */
export const bcrypt: {
  hashSync(password: string, rounds: number): string;
  compare(password: string, hash: string): Promise<boolean>;
} = createRequire(join(root, 'node_modules/node-red/package.json'))('bcryptjs');

/** Of the password `open sesame`. */
export const sesame = bcrypt.hashSync('open sesame', 4);

interface Access {
  readonly host: string;
  readonly port: number;
  readonly trustProxy: false | number | string;
  readonly admin: { readonly username: string } | undefined;
  readonly dashboardUsers: readonly {
    readonly username: string;
    readonly passwordHash: string;
    readonly role: string;
  }[];
}

type Env = Record<string, string>;

export const { accessFrom }: { accessFrom(env: Env): Access } = requireHere('../../deploy/access.js');

export const {
  httpsFrom,
}: { httpsFrom(env: Env): { read(): { cert: Buffer; key: Buffer }; keyFile: string; expires: number } | undefined } =
  requireHere('../../deploy/https.js');

interface Finding {
  readonly level: 'info' | 'warn';
  readonly text: string;
}

export const {
  startupCheck,
}: {
  startupCheck(
    open: { access: Access; https: { expires: number; keyFile?: string } | undefined },
    surroundings: { env: Env; userDir: string; envFile?: string; uid?: number; platform?: string; now: number },
  ): Finding[];
} = requireHere('../../deploy/startup-check.js');

interface Login {
  readonly user?: { readonly username: string };
  readonly refused?: string;
  readonly seconds?: number;
}

export const {
  basicLogin,
}: {
  basicLogin(
    users: readonly { username: string; passwordHash: string }[],
    bcrypt: { compare(password: string, hash: string): Promise<boolean> },
    clock?: () => number,
  ): (header: string | undefined, address: string) => Promise<Login>;
} = requireHere('../../deploy/basic-login.js');

interface Handshake {
  readonly handshake: { readonly headers: Record<string, string>; readonly address: string };
  readonly data: Record<string, unknown>;
}

export const {
  dashboardLogin,
}: {
  dashboardLogin(
    settings: {
      users: readonly { username: string; passwordHash: string; role: string }[];
      hasLogin: boolean;
      trustsProxy: boolean;
    },
    tools: { bcrypt: { compare(password: string, hash: string): Promise<boolean> } },
  ): { ioMiddleware(connection: Handshake, next: (error?: Error) => void): void };
} = requireHere('../../deploy/dashboard-login.js');

/** Exit code and everything said when settings.js is loaded in a process of its own, in a fresh user directory. */
export function settingsUnder(env: Env): { status: number | null; out: string } {
  const folder = temporaryFolder();
  try {
    const code = `require(${JSON.stringify(join(root, 'settings.js'))})`;
    const result = spawnSync(process.execPath, ['-e', code], {
      env: { PATH: process.env['PATH'] ?? '', NODE_RED_USER_DIR: folder, ...env },
      encoding: 'utf8',
      cwd: folder,
    });
    return { status: result.status, out: result.stdout + result.stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
