/// <reference lib="dom" />
/** What an operator sees: the shipped flow and every dialog, in a real browser, in both themes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onStage } from '../flow/stage.ts';
import { editorDefinitions, readFlow } from '../package/editor-definitions.ts';
import { cancelDialog, openDialog, openEditor, type Theme } from './editor.ts';

const ours = new Set(editorDefinitions().map(({ type }) => type));
const flow = readFlow('flows/village-fiber.json').filter(({ type }) => ours.has(type));

test('the shipped flow opens whole: no missing type, no invalid node, nothing to deploy, no error in the console', {
  timeout: 120_000,
}, async () => {
  await onStage({ village: 'empty' }, async ({ start }) => {
    const red = await start();
    const { page, complaints, close } = await openEditor(red.url);
    try {
      const seen = await page.evaluate(() => {
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
      assert.deepEqual(seen, { unknown: [], invalid: [], changed: [], dirty: false });
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
  });
});

for (const theme of ['light', 'dark'] satisfies Theme[]) {
  test(`every dialog opens in the ${theme} theme, with words at every field and readable contrast`, {
    timeout: 360_000,
  }, async () => {
    await onStage({ village: 'empty' }, async ({ start }) => {
      const red = await start();
      const { page, complaints, close } = await openEditor(red.url, { theme });
      try {
        for (const node of flow) {
          await openDialog(page, node.id);
          const poor = await page.evaluate(() => {
            const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).slice(0, 4).map(Number);
            const luminance = ([r = 0, g = 0, b = 0]: number[]) => {
              const [x = 0, y = 0, z = 0] = [r, g, b].map((c) =>
                c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
              );
              return 0.2126 * x + 0.7152 * y + 0.0722 * z;
            };
            const backgroundOf = (element: Element | null): number[] => {
              for (let at = element; at; at = at.parentElement) {
                const found = channels(getComputedStyle(at).backgroundColor);
                if (found.length === 3 || (found[3] ?? 1) > 0.5) return found;
              }
              return [255, 255, 255];
            };
            const problems: string[] = [];
            for (const label of document.querySelectorAll<HTMLElement>(
              '.red-ui-tray-body label, .red-ui-tray-body .form-tips, .red-ui-tray-body input:not([type=hidden]), .red-ui-tray-body select, .red-ui-tray-body textarea',
            )) {
              if (label.offsetParent === null) continue;
              const words = label.textContent?.trim() ?? '';
              if (/^[a-z-]+\.[a-z.-]+$/i.test(words) && words.includes('.')) problems.push(`no words: ${words}`);
              const [one, two] = [luminance(channels(getComputedStyle(label).color)), luminance(backgroundOf(label))];
              const contrast = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
              if (contrast < 3) problems.push(`contrast ${contrast.toFixed(1)}: ${words || label.id}`);
            }
            return problems;
          });
          assert.deepEqual(poor, [], `${node.type} "${node.name}"`);
          await cancelDialog(page);
        }
        assert.deepEqual(complaints, []);
      } finally {
        await close();
      }
    });
  });
}

test('Test connection answers in the dialog, before any deploy', { timeout: 120_000 }, async () => {
  await onStage({ village: 'empty' }, async ({ start }) => {
    const red = await start();
    const { page, close } = await openEditor(red.url);
    try {
      for (const type of ['innago-account', 'uisp-server']) {
        await openDialog(page, flow.find((node) => node.type === type)?.id ?? '');
        await page.click(`#${type}-test`);
        await page.waitForSelector(`#${type}-test-result:not(:empty):not(:has-text("Asking"))`);
        assert.match((await page.textContent(`#${type}-test-result`)) ?? '', /works|ok|connected|Victorian Village/i);
        await cancelDialog(page);
      }
    } finally {
      await close();
    }
  });
});
