/// <reference lib="dom" />
/** The dialogs of the shipped flow in a browser, before a simulated village. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { NodeRedOptions } from '../flow/node-red-process.ts';
import { onStage } from '../flow/stage.ts';
import { editorDefinitions, readFlow } from '../package/editor-definitions.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { dialogsAlone, type Editor, openDialog, openEditor } from './editor.ts';

const types = new Set(editorDefinitions().map(({ type }) => type));

/** Our nodes of the shipped flow. */
export const ours = readFlow('flows/village-fiber.json').filter(({ type }) => types.has(type));

/** The first node of each type and action: nodes that share both have the same dialog. */
export const everyDialog = ours.filter(
  (one, index) => ours.findIndex(({ type, action }) => type === one.type && action === one.action) === index,
);

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

interface DialogStage {
  readonly red?: Omit<NodeRedOptions, 'settings'>;
  /** Makes a settings file in a folder; without it, ours. */
  readonly settings?: (folder: string) => NonNullable<NodeRedOptions['settings']>;
}

type Play = (scene: DialogScene) => Promise<void>;

/** A running flow before a simulated village, whose editor is opened anew for each play. */
export async function onDialogStage(
  { red, settings }: DialogStage,
  use: (withEditor: (play: Play, look?: Parameters<typeof openEditor>[1]) => Promise<void>) => Promise<void>,
): Promise<void> {
  await onStage({ village: 'empty', units: 3 }, async ({ start, simulator, folder }) => {
    const running = await start({ ...red, ...(settings && { settings: settings(folder) }) });
    await use(async (play, look) => {
      const editor = await openEditor(running.url, look);
      const { page } = editor;
      try {
        await dialogsAlone(page);
        await play({
          ...editor,
          simulator,
          open: (type) => openDialog(page, idOf(type)),
          said: (selector) => said(page, selector),
        });
        assert.deepEqual(editor.complaints, []);
      } finally {
        await editor.close();
      }
    });
  });
}

/** One play on a stage of its own. */
export function withDialogs(stage: DialogStage, play: Play): Promise<void> {
  return onDialogStage(stage, (withEditor) => withEditor(play));
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
