/** What `npm pack` puts into the tarball, and that Node-RED runs what comes out of it. Needs dist/, as every test of this folder does. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { test } from 'node:test';
import { freePort, temporaryFolder, until } from '../flow/node-red-process.ts';
import { manifest, readFlow, root } from './editor-definitions.ts';

interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** Packs without building anew. */
function pack(...options: string[]): Packed {
  const args = ['pack', '--ignore-scripts', '--json', '--loglevel=error', ...options];
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: root, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const [packed]: Packed[] = JSON.parse(stdout);
  assert.ok(packed);
  return packed;
}

/** Files of a folder, from the root. */
function filesOf(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => ending.test(name))
    .map((name) => `${folder}/${name}`);
}

/** What belongs to one entry of `node-red` in package.json: what is built, dialog, texts in each language that has them, icons. */
function builtOf(entry: string): string[] {
  const [folder, name] = [dirname(entry), basename(entry, extname(entry))];
  const source = folder.replace(/^dist/, 'nodes');
  const locales = existsSync(join(root, source, 'locales')) ? readdirSync(join(root, source, 'locales')) : [];
  const beside = [
    `${name}.html`,
    ...locales.flatMap((language) => ['json', 'html'].map((kind) => `locales/${language}/${name}.${kind}`)),
  ];
  const there = beside.filter((file) => existsSync(join(root, source, file))).map((file) => `${folder}/${file}`);
  return [entry, ...there, ...filesOf('icons', /\.svg$/).map((icon) => `${folder}/${icon}`)];
}

test('the tarball holds exactly the built nodes, the flows, the examples, the settings and the pages, without pictures', () => {
  const { files, unpackedSize } = pack('--dry-run');
  const { nodes, plugins } = manifest['node-red'];
  const expected = new Set([
    ...[
      'README.md',
      'CHANGELOG.md',
      'LICENSE',
      'SECURITY.md',
      'package.json',
      'settings.js',
      'flows/user-directory.js',
    ],
    ...filesOf('docs', /\.md$/),
    ...filesOf('flows', /\.json$/),
    ...[...filesOf('flows', /\.json$/), ...filesOf('flows/examples', /\.json$/)].map(
      (path) => `examples/${basename(path)}`,
    ),
    ...filesOf('deploy', /^([a-z-]+\.(js|service)|Dockerfile|compose\.yaml)$/),
    ...filesOf('resources', /^[a-z-]+\.js$/),
    ...Object.values({ ...nodes, ...plugins }).flatMap(builtOf),
  ]);
  assert.deepEqual(files.map(({ path }) => path).sort(), [...expected].sort());
  for (const built of Object.values(nodes)) {
    const locale = built.replace(/\/([a-z-]+)\.js$/, '/locales/en-US/$1');
    for (const path of [built.replace(/js$/, 'html'), `${locale}.json`, `${locale}.html`])
      assert.ok(expected.has(path), `${path} is missing`);
  }
  assert.ok(unpackedSize < 3_600_000, `${unpackedSize} bytes`);
});

test('unpacked where npm would install it, its settings start Node-RED with all nodes and the flow', async () => {
  const folder = temporaryFolder();
  try {
    const home = join(folder, 'node_modules', manifest.name);
    mkdirSync(home, { recursive: true });
    const { filename } = pack('--pack-destination', folder);
    const tar = ['-xzf', join(folder, filename), '--strip-components=1', '-C', home];
    assert.equal(spawnSync('tar', tar).status, 0);
    // In place of an installation, which would compile SQLite.
    for (const name of readdirSync(join(root, 'node_modules'))) {
      if (!name.startsWith('.') && name !== '@erefiber')
        symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
    }
    await withNodeRed(folder, join(home, 'settings.js'), async (get) => {
      const sets: { module: string; types: string[]; enabled: boolean; err?: string }[] = await get('/nodes');
      const ours = sets.filter(({ module }) => module === manifest.name);
      assert.deepEqual(
        ours.map(({ err }) => err).filter((err) => err !== undefined),
        [],
      );
      assert.deepEqual(ours.flatMap(({ types }) => types).sort(), Object.keys(manifest['node-red'].nodes).sort());
      const flow: { id: string }[] = await get('/flows');
      const shipped = ['flows/village-fiber.json', 'flows/dashboard.json'].flatMap((path) => readFlow(path));
      const ids = shipped.filter(({ type }) => type !== 'global-config').map(({ id }) => id);
      assert.equal(flow.length, new Set(ids).size + 1, 'both flows, what they share once');
    });
    // Beside the package, where an upgrade does not reach.
    assert.ok(readFileSync(join(folder, 'flows.json'), 'utf8').includes('innago-poll'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function withNodeRed(
  folder: string,
  settings: string,
  use: (get: (path: string) => Promise<never>) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const lines: string[] = [];
  const child = spawn(process.execPath, [join(root, 'node_modules/node-red/red.js'), '--settings', settings], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, PORT: String(port), POLL_CRON: '0 0 0 1 1 *' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => lines.push(text));
  const ended = new Promise((done) => child.once('exit', done));
  try {
    const isUp = async () => (await fetch(`${url}/settings`).catch(() => undefined))?.ok;
    await until('Node-RED answers', isUp).catch((error) => {
      throw new Error(`${error.message}\n${lines.join('')}`);
    });
    await use(async (path) => {
      const answer = await fetch(`${url}${path}`, { headers: { accept: 'application/json' } });
      return (await answer.json()) as never;
    });
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}
