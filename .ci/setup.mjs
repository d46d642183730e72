// Makes a fresh clone ready: installs when the lock file has changed, builds when a source, package.json or the installation has. Runs
// before start, test, check and bench, on whatever Node.js the machine has; everything after it runs on the repo's own.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const windows = process.platform === 'win32';

function run(command, args, environment = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: windows,
    env: { ...process.env, ...environment },
  });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** Holds the hash of the lock file that was installed, and so is as old as the installation. */
const installed = join(root, 'node_modules', '.setup-lock-hash');

function installIfNeeded() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return;
  console.log('Installing packages. The first time this takes one to three minutes:');
  console.log('  most of it is sqlite3, which is compiled where no ready-made binary can be had.');
  const started = Date.now();
  // Not `npm ci`: it refuses a lock file made where a registry lacks some other platform's optional packages (Biome, oxc).
  run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(installed, wanted);
  console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** The newest change of a file, or of a folder and what is below it, epoch milliseconds. */
function newest(path) {
  const stat = statSync(path);
  const below = stat.isDirectory() ? readdirSync(path).map((name) => newest(join(path, name))) : [];
  return Math.max(stat.mtimeMs, ...below);
}

function buildIfNeeded() {
  const stamp = join(root, 'dist', '.built');
  // The package's version, its nodes, and the versions of what is bundled get into dist, too.
  const sources = ['nodes', 'flows', 'icons', 'package.json'].map((name) => newest(join(root, name)));
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= Math.max(...sources, newest(installed))) return;
  run(join(root, 'node_modules', '.bin', 'node'), [join('nodes', 'build.ts')]);
}

installIfNeeded();
buildIfNeeded();
