/// <reference lib="dom" />
/** The switch between dry-run and live in the sidebar, in a real browser: what it would mean, a yes, and the way back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../flow/node-red-process.ts';
import { onStage } from '../flow/stage.ts';
import { openSidebar, people, withSomethingToShow } from './sidebar-stage.ts';

const tab = '.village-fiber-tab';
const empty = { village: 'empty' } as const;
const time = { timeout: 180_000 };

async function switchTo(url: string, verb: string): Promise<void> {
  const body = JSON.stringify({ verb, confirm: true });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/village-fiber/attention`, { method: 'POST', headers, body });
  assert.equal(answer.status, 200, await answer.text());
}

test('where the settings say dry-run the button is there, cannot be pressed, and says why', time, async () => {
  await onStage(empty, async (stage) => {
    const red = await withSomethingToShow(stage);
    const { page, close } = await openSidebar(red.url);
    try {
      const button = page.getByRole('button', { name: 'Go live…' });
      assert.equal(await button.isDisabled(), true);
      assert.match(
        (await page.locator(`${tab} .village-fiber-switch`).allInnerTexts()).join(),
        /cannot go live from here\. Mode dry-run, because SYNC_MODE is "dry-run"/,
      );
      const described = await button.getAttribute('aria-describedby');
      assert.match((await page.locator(`#${described}`).allInnerTexts()).join(), /cannot go live/);
    } finally {
      await close();
    }
  });
});

test(
  'by keyboard: how much would happen is shown first, a no changes nothing, a yes goes live, and there is a way back',
  time,
  async () => {
    await onStage(empty, async (stage) => {
      const env = { ...people(stage), SYNC_MODE: 'live', POLL_CRON: '0 0 5 1 1 *' };
      const red = await stage.start({ env });
      await until('a store', async () => (await fetch(`${red.url}/village-fiber/plan`)).ok);
      await switchTo(red.url, 'dry-run');
      const { page, complaints, close } = await openSidebar(red.url);
      const posts: string[] = [];
      page.on('request', (request) => {
        if (request.method() === 'POST' && request.url().includes('village-fiber'))
          posts.push(request.postData() ?? '');
      });
      const focused = () => page.evaluate('document.activeElement.textContent.trim()');
      const chip = page.locator(`${tab} .village-fiber-mode`);
      try {
        assert.match((await chip.allInnerTexts()).join(), /^dry-run$/i);
        await page.getByRole('button', { name: 'Go live…' }).focus();
        await page.keyboard.press('Enter');
        await page.waitForSelector(`${tab} .village-fiber-switch [data-confirm=live]`);
        assert.match(
          (await page.locator(`${tab} .village-fiber-switch p`).allInnerTexts()).join(),
          /still in dry-run\.$/,
          'and no command, for there is a button',
        );
        assert.equal(await focused(), 'Cancel');
        await page.keyboard.press('Enter');
        await page.waitForSelector(`${tab} .village-fiber-switch button:has-text("Go live…"):focus`);
        assert.deepEqual(posts, ['{"verb":"live"}']);
        await page.keyboard.press('Enter');
        await page.waitForSelector(`${tab} .village-fiber-switch [data-confirm=live]`);
        await page.keyboard.press('Shift+Tab');
        await page.keyboard.press('Space');
        await page.waitForSelector(`${tab} .village-fiber-mode.is-live`);
        assert.match((await page.locator(`${tab} .village-fiber-said`).allInnerTexts()).join(), /^live now/);
        assert.equal(posts.at(-1), '{"verb":"live","confirm":true}');
        await page.getByRole('button', { name: 'Back to dry-run…' }).click();
        assert.match(
          (await page.locator(`${tab} .village-fiber-switch p`).allInnerTexts()).join(),
          /Nothing will be written/,
        );
        assert.equal(await focused(), 'Cancel');
        await page.getByRole('button', { name: 'Yes, back to dry-run' }).click();
        await page.waitForSelector(`${tab} .village-fiber-mode.is-dry-run`);
        assert.doesNotMatch(
          (await page.locator(tab).allInnerTexts()).join(),
          /village-fiber-sidebar\.|__/,
          'a text without words',
        );
        assert.deepEqual(complaints, []);
      } finally {
        await close();
      }
    });
  },
);
