/// <reference lib="dom" />
/** The answers that the tab "Village Fiber" takes, in a real browser. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { onStage } from '../flow/stage.ts';
import { addDays } from '../simulator/world/calendar.ts';
import { openSidebar, withSomethingToShow } from './sidebar-stage.ts';

const tab = '.village-fiber-tab';
const empty = { village: 'empty' } as const;
const time = { timeout: 180_000 };

test('by keyboard alone: a yes is asked for twice, done once, and can be thought better of', time, async () => {
  await onStage(empty, async (stage) => {
    const red = await withSomethingToShow(stage);
    const { page, close } = await openSidebar(red.url);
    const posts: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().includes('village-fiber')) posts.push(request.postData() ?? '');
    });
    try {
      const item = page.locator(`${tab} li[data-key*="ADOPT_NO_MATCH"]`);
      await item.getByRole('button', { name: 'Approve' }).focus();
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate('document.activeElement.textContent.trim()'), 'Cancel');
      await page.keyboard.press('Enter');
      assert.deepEqual(posts, []);
      assert.equal(await page.evaluate('document.activeElement.textContent.trim()'), 'Approve');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Space');
      await page.waitForSelector(`${tab} .village-fiber-said:has-text("Approve")`);
      assert.equal(posts.length, 1);
      assert.match(posts[0] ?? '', /"verb":"approve","key":"ADOPT_NO_MATCH/);
      await page.getByRole('button', { name: /^\s*Plan/ }).focus();
      await page.keyboard.press('Enter');
      assert.match(String(await page.evaluate('document.activeElement.textContent')), /^Plan/);
      await page.keyboard.press('Enter');
      assert.equal(await page.locator(`${tab} [data-section=plan]`).getAttribute('open'), null, 'a section folds');
    } finally {
      await close();
    }
  });
});

test(
  'what is ignored is asked for twice, folded away, and can be taken up again; a pause has its way out',
  time,
  async () => {
    await onStage(empty, async (stage) => {
      const red = await withSomethingToShow(stage);
      const { page, close } = await openSidebar(red.url);
      const said = (what: string) => page.waitForSelector(`${tab} .village-fiber-said:has-text("${what}")`);
      try {
        const item = page.locator(`${tab} li[data-key*="ADOPT_NO_MATCH"]`);
        await item.getByRole('button', { name: 'Ignore' }).click();
        assert.match((await item.allInnerTexts()).join(), /until you take it up again/);
        await item.getByRole('button', { name: 'Yes, ignore' }).click();
        await said('Ignore:');
        const folded = page.locator(`${tab} [data-ignored]`);
        await item.waitFor({ state: 'hidden' });
        await folded.locator('summary').click();
        assert.match((await item.allInnerTexts()).join(), /unit 103 – adopt no match[\s\S]*Take up again/);
        await item.getByRole('button', { name: 'Take up again' }).click();
        await said('Take up again:');
        await folded.waitFor({ state: 'detached' });
        await item.getByRole('button', { name: 'Approve' }).waitFor();

        const headers = { 'content-type': 'application/json' };
        const init = { method: 'POST', headers, body: JSON.stringify({ verb: 'pause' }) };
        assert.equal((await fetch(`${red.url}/village-fiber/attention`, init)).status, 200);
        await page.click(`${tab} button:has-text("Refresh")`);
        const paused = page.locator(`${tab} li[data-key="PAUSED/everything"]`);
        await paused.getByRole('button', { name: 'Resume' }).click();
        await said('resumed');
        await paused.waitFor({ state: 'detached' });
      } finally {
        await close();
      }
    });
  },
);

test(
  'households from before go-live: one of the clients that fit, or any by its number, is chosen here',
  time,
  async () => {
    await onStage(empty, async (stage) => {
      const { world } = stage.simulator;
      const facts = { firstName: 'Dan', email: 'dan@example.com', street2: 'Apt 104' };
      const [, second, stray] = [world.addClient(facts), world.addClient(facts), world.addClient({ firstName: 'Eve' })];
      world.addLease({
        unit: '104',
        startDate: addDays(world.today, -100),
        tenants: [{ firstName: 'Dan', lastName: 'Old', email: 'dan@example.com' }],
      });
      const red = await withSomethingToShow(stage);
      const { page, close } = await openSidebar(red.url);
      try {
        const several = page.locator(`${tab} li[data-key*="ADOPT_AMBIGUOUS"]`);
        const take = (item: Locator) => item.getByRole('button', { name: 'Take this client' }).click();
        await take(several);
        assert.equal(await page.evaluate('document.activeElement.tagName'), 'SELECT', 'nothing is chosen yet');
        await several.getByRole('combobox').selectOption({ label: `client ${second?.id}, unit 104, no live service` });
        await take(several);
        await several.getByRole('button', { name: `Yes, client ${second?.id}` }).click();
        await page.waitForSelector(`${tab} .village-fiber-said:has-text("client ${second?.id} is looked at")`);
        const nobody = page.locator(`${tab} li[data-key*="ADOPT_NO_MATCH"]`);
        await nobody.getByRole('textbox').fill(' one ');
        await take(nobody);
        assert.equal(await nobody.getByRole('button', { name: 'Yes' }).count(), 0, 'that is no id');
        await nobody.getByRole('textbox').fill(String(stray?.id));
        await take(nobody);
        await nobody.getByRole('button', { name: `Yes, client ${stray?.id}` }).click();
        await page.waitForSelector(`${tab} .village-fiber-said:has-text("client ${stray?.id} is looked at")`);
      } finally {
        await close();
      }
    });
  },
);
