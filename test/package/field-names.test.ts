/** A field that an error names is called as its dialog calls it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { digestFields } from '../../nodes/state/told/digest-fields.ts';
import { heartbeatFields } from '../../nodes/state/told/heartbeat-fields.ts';
import { rulesFromConfig } from '../../nodes/village/rules-from-config.ts';
import { errorOf } from '../error-of.ts';
import { editorDefinitions, root } from './editor-definitions.ts';

/** What stands beside the fields of a node's dialog, by the field. */
function labelsOf(type: string): Record<string, string> {
  const { room } = editorDefinitions().find((definition) => definition.type === type) ?? {};
  const path = join(root, `nodes/${room}/locales/en-US/${type}.json`);
  return JSON.parse(readFileSync(path, 'utf8'))[type].label;
}

async function wordsOf(run: () => unknown): Promise<string> {
  const { message, hint } = await errorOf((async () => run())());
  return `${message} ${hint ?? ''}`;
}

test('what cannot be used in a field of digest, heartbeat and fiber plans is told by the label of the field', async () => {
  const state = labelsOf('sync-state');
  const told: [string | undefined, () => unknown][] = [
    [state['hours'], () => digestFields({ hours: 'often' })],
    [state['address'], () => digestFields({ address: 'here' })],
    [state['scanMinutes'], () => heartbeatFields({ scanMinutes: 'often' })],
    [state['mayMiss'], () => heartbeatFields({ mayMiss: 'some' })],
    [labelsOf('fiber-plans')['issueAheadDays'], () => rulesFromConfig({ issueAheadDays: 'some' })()],
  ];
  for (const [label, run] of told) {
    const words = await wordsOf(run);
    assert.ok(words.includes(`field "${label}"`), `${label}: ${words}`);
  }
});

test('a field that a source names in an error is in a dialog', () => {
  const labels = editorDefinitions().flatMap(({ type }) => Object.values(labelsOf(type)));
  const sources = readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  const named = sources.flatMap((path) =>
    [...readFileSync(join(root, 'nodes', path), 'utf8').matchAll(/field "([^"$]+)"/g)].map(([, name]) => name ?? ''),
  );
  assert.ok(named.length > 10, `${named.length}`);
  // Routes has the rest of a sentence behind it.
  const isLabel = (name: string) => labels.some((label) => label === name || label.startsWith(`${name} that `));
  assert.deepEqual(
    named.filter((name) => !isLabel(name)),
    [],
  );
});
