/** The guided tour, in a real browser: offered once, shown from end to end, and out of everybody's way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { poorContrast } from './contrast.ts';
import { openEditor } from './editor.ts';
import { ended, isOffered, longEnough, next, offer, onTour, popover, type Shown, shown, time } from './tour-walk.ts';

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

async function reload(page: Page): Promise<void> {
  await page.reload();
  await page.waitForSelector('#red-ui-workspace-chart g.red-ui-flow-node-group');
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
    const elsewhere = await openEditor(red.url, { isNew: true });
    await page.waitForTimeout(longEnough);
    const again = { here: await isOffered(page), elsewhere: await isOffered(elsewhere.page) };
    await elsewhere.close();
    assert.deepEqual(again, { here: false, elsewhere: false }, 'the answer belongs to the user, not to the browser');
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
