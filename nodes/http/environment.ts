/**
 * The variables as Node-RED replaces `${NAME}` by them in a configuration node: the process's, and before them those of the editor
 * (User settings, Environment), which it keeps in a node `global-config`.
 */
import * as v from 'valibot';
import type { RuntimeApi } from '../red.ts';

/** By name; undefined: not set. */
export type Values = Readonly<Record<string, string | undefined>>;

interface Environment {
  readonly values: Values;
  /** Names of those that the editor keeps as credentials. */
  readonly credentials: ReadonlySet<string>;
}

const globalConfig = v.object({
  type: v.literal('global-config'),
  id: v.string(),
  env: v.array(v.object({ name: v.string(), type: v.string() })),
});

/** As they are deployed now. @param process the process's */
export function environmentOf(red: RuntimeApi, process: Values): Environment {
  const values = { ...process };
  const credentials = new Set<string>();
  red.nodes.eachNode((config) => {
    const parsed = v.safeParse(globalConfig, config);
    if (!parsed.success) return;
    const node = red.nodes.getNode(parsed.output.id);
    // Not running: nothing has been replaced by it.
    if (typeof node !== 'object' || node === null) return;
    for (const { name, type } of parsed.output.env) {
      // An expression, another variable, a credential: Node-RED has worked it out.
      values[name] = textOf(red.util.getSetting(node, name));
      if (type === 'cred') credentials.add(name);
    }
  });
  return { values, credentials };
}

function textOf(value: unknown): string | undefined {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}
