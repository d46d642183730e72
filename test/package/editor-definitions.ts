/**
 * What each node's dialog registers with the editor, read as the flow library's checks read it: from the literal
 * `RED.nodes.registerType('…', {…})` in its HTML.
 */
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { runInNewContext } from 'node:vm';

export const root = resolve(import.meta.dirname, '../..');

interface FieldDefault {
  readonly value?: unknown;
  readonly type?: string;
  readonly required?: boolean;
  readonly validate?: (value: unknown, options?: { label?: string }) => boolean | string;
  readonly label?: string;
}

export interface EditorDefinition {
  readonly type: string;
  readonly category: string;
  readonly color?: string;
  readonly icon?: string;
  readonly inputs?: number;
  readonly outputs?: number;
  readonly defaults: Record<string, FieldDefault>;
  readonly credentials?: Record<string, { type: string }>;
  readonly paletteLabel?: string | (() => string);
  readonly inputLabels?: unknown;
  readonly outputLabels?: unknown;
  readonly html: string;
  /** Folder below `nodes/`. */
  readonly room: string;
}

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly repository: unknown;
  readonly bugs: unknown;
  readonly keywords: readonly string[];
  readonly engines: { readonly node: string };
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly files: readonly string[];
  readonly 'node-red': {
    readonly version: string;
    readonly nodes: Record<string, string>;
    readonly plugins: Record<string, string>;
  };
}

export const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

function script(html: string): string {
  const match = /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(html);
  if (match?.[1] === undefined) throw new Error('no <script type="text/javascript">');
  return match[1];
}

/** What the dialogs share, which the editor loads before them. */
const shared = script(readFileSync(join(root, 'nodes/http/village-fiber-dialogs.html'), 'utf8'));

/** Runs a dialog's script with just enough of the editor to see what it registers. */
function register(html: string): Omit<EditorDefinition, 'html' | 'room'> {
  let found: Omit<EditorDefinition, 'html' | 'room'> | undefined;
  const always = () => () => true;
  const RED = {
    nodes: {
      registerType: (type: string, definition: Omit<EditorDefinition, 'type' | 'html' | 'room'>) => {
        found = { ...definition, type };
      },
    },
    validators: { number: always, regex: always, typedInput: always },
    palette: {},
    plugins: { registerPlugin: () => undefined },
    _: (key: string) => key,
  };
  runInNewContext(`${shared}\n${script(html)}`, { RED, $: () => ({}), window: {}, URL, Intl });
  if (!found) throw new Error('nothing was registered');
  return found;
}

/** All nodes of the package, in the order of package.json. */
export function editorDefinitions(): EditorDefinition[] {
  return Object.values(manifest['node-red'].nodes).map((built) => {
    const path = built.replace(/^dist\//, 'nodes/').replace(/\.js$/, '.html');
    const html = readFileSync(join(root, path), 'utf8');
    const room = path.split('/')[1] ?? '';
    const definition = register(html);
    if (definition.type !== basename(path, '.html')) throw new Error(`${path} registers ${definition.type}`);
    return { ...definition, html, room };
  });
}

export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly z?: string;
  readonly g?: string;
  readonly name?: string;
  readonly x?: number;
  readonly y?: number;
  readonly w?: number;
  readonly h?: number;
  readonly wires?: readonly (readonly string[])[];
  readonly scope?: readonly string[];
  readonly info?: string;
  readonly nodes?: readonly string[];
  readonly [field: string]: unknown;
}

/** A flow file of the repository. */
export function readFlow(path: string): FlowNode[] {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}
