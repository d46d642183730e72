/// <reference lib="dom" />
/** The flow as the editor has loaded it. */
import type { Page } from 'playwright-core';

/** What the editor finds wrong with the flow that it has loaded. */
export function troubles(page: Page) {
  return page.evaluate(() => {
    interface EditorNode {
      id: string;
      type: string;
      name?: string;
      valid?: boolean;
      changed?: boolean;
      validationErrors?: unknown;
      _def?: { unknown?: boolean };
    }
    const { RED } = window as unknown as {
      RED: {
        nodes: {
          eachNode(see: (node: EditorNode) => void): void;
          eachConfig(see: (node: EditorNode) => void): void;
          dirty(): boolean;
        };
      };
    };
    const found: { unknown: string[]; invalid: string[]; changed: string[]; dirty: boolean } = {
      unknown: [],
      invalid: [],
      changed: [],
      dirty: RED.nodes.dirty(),
    };
    const look = (node: EditorNode) => {
      const title = `${node.type} ${node.name ?? ''} ${JSON.stringify(node.validationErrors ?? '')}`;
      if (node._def?.unknown || node.type === 'unknown') found.unknown.push(title);
      if (node.valid === false) found.invalid.push(title);
      if (node.changed) found.changed.push(title);
    };
    RED.nodes.eachNode(look);
    RED.nodes.eachConfig(look);
    return found;
  });
}
