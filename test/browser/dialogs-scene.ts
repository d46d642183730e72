/// <reference lib="dom" />
/** The dialogs of the shipped flow in a browser, before a simulated village. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { NodeRedOptions } from '../flow/node-red-process.ts';
import { onStage } from '../flow/stage.ts';
import { editorDefinitions, readFlow } from '../package/editor-definitions.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { type Editor, openDialog, openEditor, type Theme } from './editor.ts';

const types = new Set(editorDefinitions().map(({ type }) => type));

/** Our nodes of the shipped flow. */
export const ours = readFlow('flows/village-fiber.json').filter(({ type }) => types.has(type));

/** The id of the first node of a type. */
export function idOf(type: string): string {
  const node = ours.find((one) => one.type === type);
  assert.ok(node, type);
  return node.id;
}

export interface DialogScene extends Editor {
  readonly simulator: Simulator;
  /** Opens the dialog of the first node of a type. */
  readonly open: (type: string) => Promise<void>;
  /** The text of what a selector finds, blanks collapsed; '' where there is nothing. */
  readonly said: (selector: string) => Promise<string>;
}

/** @param settings makes a settings file in a folder; without it, ours */
export async function withDialogs(
  {
    red,
    theme,
    settings,
  }: {
    red?: Omit<NodeRedOptions, 'settings'>;
    theme?: Theme;
    settings?: (folder: string) => NonNullable<NodeRedOptions['settings']>;
  },
  play: (scene: DialogScene) => Promise<void>,
): Promise<void> {
  await onStage({ village: 'empty', units: 3 }, async ({ start, simulator, folder }) => {
    const running = await start({ ...red, ...(settings && { settings: settings(folder) }) });
    const editor = await openEditor(running.url, { ...(theme && { theme }) });
    try {
      await play({
        ...editor,
        simulator,
        open: (type) => openDialog(editor.page, idOf(type)),
        said: (selector) => said(editor.page, selector),
      });
      assert.deepEqual(editor.complaints, []);
    } finally {
      await editor.close();
    }
  });
}

/** What a list button has brought: its choices, and what is said under them. */
export async function listBeside(page: Page, field: string): Promise<{ choices: string[]; text: string }> {
  const row = page.locator('.red-ui-tray .form-row').filter({ has: page.locator(`#node-config-input-${field}`) });
  await row.locator('.village-fiber-list').click();
  await row.locator('.village-fiber-list:enabled').waitFor();
  const choices = await row.locator('select option').allTextContents();
  const texts = await row.locator('[role=status]').allInnerTexts();
  return { choices, text: texts.join(' ').replaceAll(/\s+/g, ' ') };
}

/** Presses "Test connection". @returns each line as `state: text` */
export async function testConnection(page: Page, type: string): Promise<string[]> {
  await page.click(`#${type}-test`);
  await page.waitForSelector(`#${type}-test-result .village-fiber-checks li`);
  const lines = await page.locator(`#${type}-test-result li > div`).allInnerTexts();
  return lines.map((line) => line.replaceAll(/\s+/g, ' '));
}

async function said(page: Page, selector: string): Promise<string> {
  const texts = await page.locator(selector).allInnerTexts();
  return texts.join(' ').replaceAll(/\s+/g, ' ').trim();
}
