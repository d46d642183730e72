/** The shipped flow as an older version would have it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { editorDefinitions } from '../package/editor-definitions.ts';

const { prepareUserDirectory }: { prepareUserDirectory(userDir: string, flowFile: string): void } = createRequire(
  import.meta.url,
)('../../flows/user-directory.js');

/** What a node is, and whom it works with: without these it would be another one. */
const itself = [
  'id',
  'type',
  'z',
  'g',
  'x',
  'y',
  'wires',
  'name',
  'action',
  'verdict',
  'route',
  'outputs',
  'rules',
  'property',
];

/** Copies the shipped flow into a user directory, without every field of our nodes that has a default of its own. @returns which */
export function strippedFlow(userDir: string): string[] {
  prepareUserDirectory(userDir, 'flows.json');
  const path = join(userDir, 'flows.json');
  const ours = new Map(editorDefinitions().map((definition) => [definition.type, definition]));
  const flow: Record<string, unknown>[] = JSON.parse(readFileSync(path, 'utf8'));
  const gone: string[] = [];
  const old = flow.map((node) => {
    const definition = ours.get(String(node['type']));
    if (definition === undefined) return node;
    const stays = ([field, value]: [string, unknown]) =>
      itself.includes(field) ||
      !(field in definition.defaults) ||
      definition.defaults[field]?.type !== undefined ||
      /^\$\{\w+\}$/.test(String(value));
    gone.push(
      ...Object.entries(node)
        .filter((entry) => !stays(entry))
        .map(([field]) => `${node['type']}.${field}`),
    );
    return Object.fromEntries(Object.entries(node).filter(stays));
  });
  writeFileSync(path, JSON.stringify(old));
  return gone;
}
