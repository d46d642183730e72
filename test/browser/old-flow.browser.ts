/// <reference lib="dom" />
/** The dialogs of a flow of an older version, whose nodes lack the fields that came later. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strippedFlow } from '../flow/old-flow.ts';
import { onStage } from '../flow/stage.ts';
import { everyDialog } from './dialogs-scene.ts';
import { dialogsAlone, openDialog, openEditor } from './editor.ts';
import { troubles } from './flow-troubles.ts';

test('every dialog opens with the defaults, and "Done" leaves a node that is right', { timeout: 240_000 }, async () => {
  await onStage({ village: 'empty' }, async ({ folder, start }) => {
    assert.ok(strippedFlow(folder).length > 100);
    const { url } = await start();
    const { page, complaints, close } = await openEditor(url);
    try {
      assert.deepEqual(await troubles(page), { unknown: [], invalid: [], changed: [], dirty: false });
      await dialogsAlone(page);
      for (const { id } of everyDialog) {
        await openDialog(page, id);
        await page.click('#node-config-dialog-ok:visible, #node-dialog-ok:visible');
        await page.waitForFunction('document.querySelectorAll(".red-ui-tray").length === 0');
      }
      const { unknown, invalid } = await troubles(page);
      assert.deepEqual([unknown, invalid, complaints], [[], [], []]);
    } finally {
      await close();
    }
  });
});
