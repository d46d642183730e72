/// <reference lib="dom" />
/** A walk through the tour, as a person sees it. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { NodeRedOptions, NodeRedProcess } from '../flow/node-red-process.ts';
import { onStage } from '../flow/stage.ts';
import { type Editor, openEditor } from './editor.ts';
import { settings } from './sidebar-stage.ts';

export const time = { timeout: 300_000 };

export const popover = '.red-ui-tourGuide-popover';

export const next = `${popover} .red-ui-tourGuide-toolbar button`;

export const offer = '.red-ui-notification:has(#village-fiber-tour-take)';

/** How long the editor must be calm before the tour is offered, and some more: for what must not appear. */
export const longEnough = 4000;

export interface Scene extends Pick<NodeRedOptions, 'line'> {
  readonly look?: Parameters<typeof openEditor>[1];
  /** What stands in the settings file on top of ours. */
  readonly own?: string;
  readonly adminRoot?: string;
}

/** The shipped flow in dry-run, and its editor as a new user opens it. */
export async function onTour(
  { line, look, own, adminRoot }: Scene,
  play: (editor: Editor, red: NodeRedProcess) => Promise<void>,
): Promise<void> {
  await onStage({ village: 'empty' }, async (stage) => {
    const file = own === undefined ? undefined : settings(stage.folder, own);
    const red = await stage.start({
      env: { SYNC_MODE: 'dry-run' },
      ...(line && { line }),
      ...(file && { settings: { file, ...(adminRoot && { adminRoot }) } }),
    });
    const editor = await openEditor(red.url, { width: 1400, height: 900, isNew: true, ...look });
    try {
      await play(editor, red);
      assert.deepEqual(editor.complaints, []);
    } finally {
      await editor.close();
    }
  });
}

export interface Shown {
  readonly title: string;
  readonly text: string;
  /** Shown in the middle of the screen, without a target. */
  readonly isFull: boolean;
  readonly isInView: boolean;
  readonly hasTarget: boolean;
}

/** The step with this number, once it stands still. */
export async function shown(page: Page, number: number): Promise<Shown> {
  const own = `${popover}:has(small:text-matches("^${number}/"))`;
  await page.waitForSelector(own);
  await page
    .locator(own)
    .elementHandle()
    .then((handle) => handle?.waitForElementState('stable'));
  // The guide sets its popover right, and moves the focus, a tenth of a second after it has come.
  await page.waitForFunction(`document.activeElement.closest('${popover}') !== null`);
  return page.evaluate(
    async ({ selector, index }) => {
      const box = document.querySelector(selector);
      const url = new URL('resources/@erefiber/node-red-innago-uisp/village-fiber-tour.js', document.baseURI).href;
      const { default: tour } = await import(url);
      const { left, top, right, bottom } = box?.getBoundingClientRect() ?? new DOMRect(-1);
      const target: Element | undefined = tour.steps[index].element?.[0];
      const place = target?.getBoundingClientRect();
      return {
        title: box?.querySelector('h2:not(:has(i))')?.textContent ?? '',
        text: [...(box?.querySelectorAll('p') ?? [])].map((one) => one.textContent).join('\n'),
        isFull: box?.classList.contains('red-ui-tourGuide-popover-full') ?? false,
        isInView: left >= 0 && top >= 0 && right <= window.innerWidth + 1 && bottom <= window.innerHeight + 1,
        hasTarget:
          place !== undefined &&
          place.width > 0 &&
          place.top >= 0 &&
          place.bottom <= window.innerHeight &&
          place.left >= 0,
      };
    },
    { selector: popover, index: number - 1 },
  );
}

export async function ended(page: Page): Promise<void> {
  await page.waitForFunction(
    'document.querySelectorAll(".red-ui-tourGuide-shade, .red-ui-tourGuide-popover, .red-ui-tray").length === 0',
  );
}

export async function isOffered(page: Page): Promise<boolean> {
  return (await page.locator(offer).count()) > 0;
}
