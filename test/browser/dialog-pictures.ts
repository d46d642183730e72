/// <reference lib="dom" />
/** The pictures of docs/dialogs.md: each dialog, what Test connection says, and the sidebar's tab; light and dark. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { everyDialog, idOf, testConnection } from './dialogs-scene.ts';
import { cancelDialog, openDialog, openEditor, type Theme } from './editor.ts';
import { openSidebar } from './sidebar-stage.ts';

export const themes: readonly Theme[] = ['light', 'dark'];

/** Of nodes with several actions, the one whose dialog tells most. */
const telling: Readonly<Record<string, string>> = {
  'innago-poll': 'poll',
  'innago-ticket': 'sync',
  'invoice-line': 'charge',
  'nms-onu-rename': 'provision',
  'sync-state': 'digest',
  'uisp-service': 'audit',
  'uisp-ticket': 'sync',
};

/** @returns `<name>.png`, or `<name>-dark.png` */
export function pictureOf(folder: string, name: string, theme: Theme): string {
  return join(folder, theme === 'dark' ? `${name}-dark.png` : `${name}.png`);
}

/** @param page the editor */
export async function takeDialogPictures(page: Page, folder: string, theme: Theme): Promise<void> {
  for (const { type, action, id } of everyDialog) {
    if (telling[type] !== undefined && telling[type] !== action) continue;
    await openDialog(page, id);
    await takeDialog(page, pictureOf(folder, type, theme));
    await cancelDialog(page);
  }
}

/** What "Test connection" of the UISP server says of a simulated one. */
export async function takeTestConnection(url: string, folder: string, theme: Theme): Promise<void> {
  const { page, close } = await openEditor(url, { theme, height: 1800 });
  await openDialog(page, idOf('uisp-server'));
  await testConnection(page, 'uisp-server');
  await takeDownTo(page, {
    top: '#uisp-server-test',
    part: dialog,
    drawn: '#uisp-server-test-result *',
    path: pictureOf(folder, 'test-connection', theme),
  });
  await close();
}

/** The tab "Village Fiber", given the room that it needs. @param url of a Node-RED that has something to show there */
export async function takeSidebar(url: string, folder: string, theme: Theme): Promise<void> {
  const { page, close } = await openSidebar(url, theme, { height: 1950 });
  // To a place of the window, since the editor remembers the last one.
  await drag(page, '#red-ui-sidebar .red-ui-sidebar-section-separator', { y: 1850 });
  await drag(page, '#red-ui-sidebar-separator', { x: 920 });
  await takeDownTo(page, {
    part: '#red-ui-sidebar .red-ui-sidebar-section-top',
    drawn: '.village-fiber-tab *',
    path: pictureOf(folder, 'sidebar', theme),
  });
  await close();
}

async function drag(page: Page, what: string, to: { readonly x?: number; readonly y?: number }): Promise<void> {
  const { x, y, width, height } = (await page.locator(what).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const at = { x: x + width / 2, y: y + height / 2 };
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(to.x ?? at.x, to.y ?? at.y, { steps: 10 });
  await page.mouse.up();
}

const dialog = '.red-ui-tray:last-child';

/** The open dialog, without the empty room below its last field. */
async function takeDialog(page: Page, path: string): Promise<void> {
  await takeDownTo(page, { part: dialog, drawn: `${dialog} .red-ui-tray-body *`, path });
}

interface Cut {
  /** As wide as this, and no longer. */
  readonly part: string;
  /** Where it begins; else with the part. */
  readonly top?: string;
  /** It ends a little below the last of these that is seen. */
  readonly drawn: string;
  readonly path: string;
}

async function takeDownTo(page: Page, { part, top = part, drawn, path }: Cut): Promise<void> {
  // It may still be sliding.
  const whole = await page.waitForSelector(part);
  await whole.waitForElementState('stable');
  const clip = await page.evaluate(
    ([within, begin, inside]) => {
      const boxOf = (selector: string) => document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
      const { x, width, y: partTop, bottom } = boxOf(within);
      const y = Math.max(partTop, boxOf(begin).y - 12);
      const seen = [...document.querySelectorAll(inside)].filter(
        (one) =>
          one.childElementCount === 0 && one.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }),
      );
      const last = Math.max(y, ...seen.map((one) => one.getBoundingClientRect().bottom)) + 24;
      return { x, y, width, height: Math.min(bottom, last) - y };
    },
    [part, top, drawn] as const,
  );
  await page.screenshot({ path, clip });
}
