/**
 * The build: each node becomes one CommonJS file with its own small libraries inside (Node-RED 4.1 loads with `require`), and its
 * dialog, texts and icons are laid beside it, where Node-RED looks for them. The shipped flows become importable examples.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

interface Manifest {
  readonly version: string;
  readonly dependencies: Record<string, string>;
  readonly 'node-red': { readonly nodes: Record<string, string>; readonly plugins: Record<string, string> };
}

function readManifest(): Manifest {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

async function bundle(manifest: Manifest): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: Object.values(manifest['node-red'].nodes).map((built) =>
      built.replace(/^dist\//, 'nodes/').replace(/\.js$/, '.ts'),
    ),
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

/** Dialog, texts and icons beside the built file; of a plugin of the editor there is no built file, and no help. */
function layOut(built: string): void {
  const folder = join(root, dirname(built));
  const source = join(root, dirname(built).replace(/^dist/, 'nodes'));
  const name = basename(built, extname(built));
  cpSync(join(source, `${name}.html`), join(folder, `${name}.html`));
  for (const language of readdirSync(join(source, 'locales'))) {
    for (const ending of extname(built) === '.js' ? ['json', 'html'] : ['json']) {
      const file = join('locales', language, `${name}.${ending}`);
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      cpSync(join(source, file), join(folder, file));
    }
  }
  cpSync(join(root, 'icons'), join(folder, 'icons'), { recursive: true });
}

function copyExamples(): void {
  const examples = join(root, 'examples');
  rmSync(examples, { recursive: true, force: true });
  mkdirSync(examples);
  cpSync(join(root, 'flows', 'village-fiber.json'), join(examples, 'village-fiber.json'));
  cpSync(join(root, 'flows', 'examples'), examples, { recursive: true });
}

const manifest = readManifest();
rmSync(join(root, 'dist'), { recursive: true, force: true });
await bundle(manifest);
for (const built of Object.values({ ...manifest['node-red'].nodes, ...manifest['node-red'].plugins })) layOut(built);
copyExamples();
writeFileSync(join(root, 'dist', '.built'), `${manifest.version}\n`);
console.log(`Built ${Object.keys(manifest['node-red'].nodes).length} nodes into dist/.`);
