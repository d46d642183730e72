/// <reference lib="dom" />
/** What an operator sees: the shipped flow and every dialog, in a real browser, in both themes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { poorInEitherTheme } from './contrast.ts';
import { everyDialog, testConnection, withDialogs } from './dialogs-scene.ts';
import { cancelDialog, openDialog } from './editor.ts';
import { troubles } from './flow-troubles.ts';

/** Labels of the open dialog that show the key of a text instead of the text. */
function wordless(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.red-ui-tray-body :is(label, .form-tips)')]
      .filter((label) => label.offsetParent !== null)
      .map((label) => label.textContent?.trim() ?? '')
      .filter((words) => /^[a-z-]+\.[a-z.-]+$/i.test(words)),
  );
}

test('the shipped flow', { timeout: 360_000 }, async (t) => {
  await withDialogs({}, async ({ page, open, complaints }) => {
    await t.test(
      'opens whole: no missing type, no invalid node, nothing to deploy, no error in the console',
      async () => {
        assert.deepEqual(await troubles(page), { unknown: [], invalid: [], changed: [], dirty: false });
        assert.deepEqual(complaints, []);
      },
    );

    await t.test('every dialog opens, with words at every field and readable contrast in both themes', async () => {
      const texts = '.red-ui-tray-body :is(label, label *, .form-tips, .form-tips *, input, select, textarea)';
      for (const { id, type, name } of everyDialog) {
        await openDialog(page, id);
        assert.deepEqual(await wordless(page), [], `${type} "${name}"`);
        assert.deepEqual(await poorInEitherTheme(page, texts), [], `${type} "${name}"`);
        await cancelDialog(page);
      }
    });

    await t.test("Test connection answers in innago-account's dialog, before any deploy", async () => {
      await open('innago-account');
      const lines = (await testConnection(page, 'innago-account')).join('\n');
      assert.match(lines, /works|ok|connected|Victorian Village/i);
      await cancelDialog(page);
    });
  });
});
