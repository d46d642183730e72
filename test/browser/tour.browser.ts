/// <reference lib="dom" />
/** The guided tour, in a real browser: offered once, shown from end to end, and out of everybody's way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { NodeRedOptions, NodeRedProcess } from '../flow/node-red-process.ts';
import { onStage } from '../flow/stage.ts';
import { poorContrast } from './contrast.ts';
import { type Editor, openEditor } from './editor.ts';
import { settings } from './sidebar-stage.ts';

const time = { timeout: 300_000 };
const popover = '.red-ui-tourGuide-popover';
const next = `${popover} .red-ui-tourGuide-toolbar button`;
const offer = '.red-ui-notification:has(#village-fiber-tour-take)';
/** How long the editor must be calm before the tour is offered, and some more: for what must not appear. */
const longEnough = 4000;

interface Scene extends Pick<NodeRedOptions, 'line'> {
  readonly look?: Parameters<typeof openEditor>[1];
  /** What stands in the settings file on top of ours. */
  readonly own?: string;
  readonly adminRoot?: string;
}

/** The shipped flow in dry-run, and its editor as a new user opens it. */
async function onTour(
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

interface Shown {
  readonly title: string;
  readonly text: string;
  /** Shown in the middle of the screen, without a target. */
  readonly isFull: boolean;
  readonly isInView: boolean;
  readonly hasTarget: boolean;
}

/** The step with this number, once it stands still. */
async function shown(page: Page, number: number): Promise<Shown> {
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

/** Goes from the first step to the last, looking at each; the last press ends the tour. */
async function walk(page: Page, press: () => Promise<void>, look: (step: Shown) => Promise<void> = async () => {}) {
  const steps: Shown[] = [];
  const count = 12;
  for (let number = 1; number <= count; number += 1) {
    const step = await shown(page, number);
    await look(step);
    steps.push(step);
    await press();
  }
  await ended(page);
  for (const [index, step] of steps.entries()) {
    const isPlain = index === 0 || index === count - 1;
    assert.equal(step.isFull, isPlain, `${step.title}: only the first and the last step have no target`);
    assert.equal(step.hasTarget, !isPlain, `${step.title}: its target is in view`);
    assert.ok(step.isInView, `${step.title} is in view`);
    assert.ok(step.title.length > 3 && step.text.length > 80, step.title);
    assert.doesNotMatch(step.title + step.text, /village-fiber-tour\.|__/, 'a text without words');
  }
  assert.equal(new Set(steps.map(({ title }) => title)).size, count);
  return steps;
}

async function ended(page: Page): Promise<void> {
  await page.waitForFunction(
    'document.querySelectorAll(".red-ui-tourGuide-shade, .red-ui-tourGuide-popover, .red-ui-tray").length === 0',
  );
}

async function reload(page: Page): Promise<void> {
  await page.reload();
  await page.waitForSelector('#red-ui-workspace-chart g.red-ui-flow-node-group');
}

async function isOffered(page: Page): Promise<boolean> {
  return (await page.locator(offer).count()) > 0;
}

test('offered once to a new user, walked by mouse, in the light theme; it leaves nothing behind', time, async () => {
  await onTour({}, async ({ page }, red) => {
    await page.click('#village-fiber-tour-take');
    const poor: string[] = [];
    await walk(
      page,
      () => page.click(next),
      async () => {
        poor.push(...(await poorContrast(page, `${popover} :is(p, a, small)`)));
      },
    );
    assert.deepEqual(poor, []);
    assert.equal(await page.locator('#red-ui-header-button-deploy.disabled').count(), 1, 'nothing was changed');
    await reload(page);
    await page.waitForTimeout(longEnough);
    assert.equal(await isOffered(page), false);
    const elsewhere = await openEditor(red.url, { isNew: true });
    await elsewhere.page.waitForTimeout(longEnough);
    const again = await isOffered(elsewhere.page);
    await elsewhere.close();
    assert.equal(again, false, 'the answer belongs to the user, not to the browser');
  });
});

test('by keyboard, on Node-RED 4.1 and in Spanish; begun from the tab', time, async () => {
  const look = { locale: 'es-ES' };
  await onTour({ line: 'node-red-4', look }, async ({ page }) => {
    await page.waitForSelector(offer);
    assert.match(
      String(await page.locator(offer).textContent()),
      /Un recorrido de doce pasos[\s\S]*Ahora no[\s\S]*Hacer el recorrido/,
    );
    await page.focus('#village-fiber-tour-decline');
    await page.keyboard.press('Enter');
    await page.waitForSelector(offer, { state: 'detached' });
    await page.evaluate('RED.sidebar.show("village-fiber-sidebar")');
    await page.getByRole('button', { name: 'Recorrido' }).focus();
    await page.keyboard.press('Enter');
    const poor: string[] = [];
    const steps = await walk(
      page,
      () => page.keyboard.press('Enter'),
      async () => {
        poor.push(...(await poorContrast(page, `${popover} :is(p, a, small)`)));
      },
    );
    assert.deepEqual(poor, []);
    assert.equal(steps[3]?.title, 'La cuenta de Innago y sus claves');
  });
});

test(
  '"Not now" stays so; Escape ends it anywhere, with its dialog; the action begins it again (dark theme)',
  time,
  async () => {
    await onTour({ look: { theme: 'dark' } }, async ({ page }) => {
      await page.click('#village-fiber-tour-decline');
      await page.waitForSelector(offer, { state: 'detached' });
      await reload(page);
      await page.waitForTimeout(longEnough);
      assert.equal(await isOffered(page), false);
      const begin = () => page.evaluate('RED.actions.invoke("village-fiber:tour")');
      await begin();
      for (const number of [1, 2, 3]) {
        await shown(page, number);
        await page.click(next);
      }
      await shown(page, 4);
      assert.deepEqual(await poorContrast(page, `${popover} :is(p, a, small)`), []);
      assert.equal(await page.locator('.red-ui-tray #node-config-input-apiKey').count(), 1);
      await page.keyboard.press('Escape');
      await ended(page);
      await begin();
      for (const number of [1, 2, 3]) {
        await shown(page, number);
        await page.click(next);
      }
      // While the dialog is still on its way.
      await page.keyboard.press('Escape');
      await ended(page);
      await page.waitForTimeout(500);
      await ended(page);
      await page.evaluate('RED.editor.editConfig("", "sync-database", "7909357febbffd96")');
      await page.waitForSelector('.red-ui-tray');
      await begin();
      await page.waitForSelector('.red-ui-notification-warning:has-text("Close the open dialog first")');
      assert.equal(await page.locator('.red-ui-tourGuide-shade').count(), 0);
    });
  },
);

test(
  'below httpAdminRoot, where Node-RED has a tour of its own: that one comes first and is left alone',
  time,
  async () => {
    const own = "httpAdminRoot: '/admin', editorTheme: {}";
    await onTour({ own, adminRoot: '/admin' }, async ({ page }) => {
      await page.waitForSelector(`${popover}:has-text("Node-RED")`);
      await page.waitForTimeout(longEnough);
      assert.equal(await isOffered(page), false);
      await page.keyboard.press('Escape');
      await page.click('#village-fiber-tour-take', { timeout: 15_000 });
      assert.equal((await shown(page, 1)).title, 'Village Fiber');
      await page.click(next);
      assert.ok((await shown(page, 2)).hasTarget);
      await page.keyboard.press('Escape');
      await ended(page);
    });
  },
);

test('a flow without our nodes is offered no tour; the action says how to get the flow', time, async () => {
  await onTour({}, async ({ page }) => {
    await page.click('#village-fiber-tour-decline');
    await page.evaluate(() => {
      localStorage.removeItem('village-fiber-tour');
      const { RED } = window as unknown as {
        RED: { nodes: { clear(): void }; actions: { invoke(name: string): void } };
      };
      RED.nodes.clear();
      RED.actions.invoke('village-fiber:tour');
    });
    assert.match((await shown(page, 1)).text, /Import it first/);
    for (let number = 1; number < 12; number += 1) {
      await shown(page, number);
      await page.click(next);
    }
    assert.ok((await shown(page, 12)).isFull);
    await page.click(next);
    await ended(page);
  });
});
