/**
 * The build: each node becomes one CommonJS file with its own small libraries inside (Node-RED 4.1 loads with `require`), and its
 * dialog, texts and icons are laid beside it, where Node-RED looks for them. The shipped flows become importable examples.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { build } from 'esbuild';
import { withPages } from './dashboard-pages.ts';

const root = join(import.meta.dirname, '..');

interface Manifest {
  readonly version: string;
  readonly dependencies: Record<string, string>;
  readonly 'node-red': { readonly nodes: Record<string, string>; readonly plugins: Record<string, string> };
}

function readManifest(): Manifest {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

/** Of all nodes, and of plugins: what of them runs in the runtime is `.js`, what is the editor's alone `.html`. */
function builtFiles({ 'node-red': { nodes, plugins } }: Manifest): string[] {
  return Object.values({ ...nodes, ...plugins });
}

async function bundle(manifest: Manifest): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: builtFiles(manifest)
      .filter((built) => extname(built) === '.js')
      .map((built) => built.replace(/^dist\//, 'nodes/').replace(/\.js$/, '.ts')),
    outdir: 'dist',
    outbase: 'nodes',
    bundle: true,
    platform: 'node',
    target: 'node22.9',
    format: 'cjs',
    external: Object.keys(manifest.dependencies),
    define: { __VERSION__: JSON.stringify(manifest.version) },
    // Node-RED calls what the module exports, not its `default`.
    footer: { js: 'module.exports = module.exports.default;' },
    legalComments: 'none',
    logLevel: 'warning',
  });
}

/** Dialog, texts (of each language there is, with help where there is any) and icons beside the built file. */
function layOut(built: string): void {
  const folder = join(root, dirname(built));
  const source = join(root, dirname(built).replace(/^dist/, 'nodes'));
  const name = basename(built, extname(built));
  const copy = (file: string) => {
    if (!existsSync(join(source, file))) return;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(source, file), join(folder, file));
  };
  copy(`${name}.html`);
  for (const language of existsSync(join(source, 'locales')) ? readdirSync(join(source, 'locales')) : []) {
    for (const ending of ['json', 'html']) copy(join('locales', language, `${name}.${ending}`));
  }
  cpSync(join(root, 'icons'), join(folder, 'icons'), { recursive: true });
}

function copyExamples(): void {
  const examples = join(root, 'examples');
  rmSync(examples, { recursive: true, force: true });
  mkdirSync(examples);
  for (const flow of ['village-fiber.json', 'dashboard.json']) cpSync(join(root, 'flows', flow), join(examples, flow));
  cpSync(join(root, 'flows', 'examples'), examples, { recursive: true });
}

/** The pages are edited as files, and shipped in the flow. */
function fillDashboard(): void {
  const path = join(root, 'flows', 'dashboard.json');
  const before = readFileSync(path, 'utf8');
  const after = withPages(before, join(root, 'flows', 'dashboard'));
  if (after !== before) writeFileSync(path, after);
}

const manifest = readManifest();
rmSync(join(root, 'dist'), { recursive: true, force: true });
await bundle(manifest);
for (const built of builtFiles(manifest)) layOut(built);
fillDashboard();
copyExamples();
writeFileSync(join(root, 'dist', '.built'), `${manifest.version}\n`);
console.log(`Built ${Object.keys(manifest['node-red'].nodes).length} nodes into dist/.`);
