/** The tour below another path, and without our flow. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ended, isOffered, longEnough, next, onTour, popover, shown, time } from './tour-walk.ts';

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
