/// <reference lib="dom" />
/** The dialogs under another root, in both themes, on Node-RED 4.1, and without what they share. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { poorInEitherTheme } from './contrast.ts';
import { everyDialog, listBeside, onDialogStage, ours, testConnection, withDialogs } from './dialogs-scene.ts';
import { cancelDialog, openDialog } from './editor.ts';
import { settings } from './sidebar-stage.ts';

const time = { timeout: 180_000 };
const under = (field: string) => `#node-config-input-${field}-resolved`;
const input = (field: string) => `#node-config-input-${field}`;

test('below httpAdminRoot', time, async (t) => {
  const below = (folder: string) => ({ file: settings(folder, "httpAdminRoot: '/admin'"), adminRoot: '/admin' });
  await onDialogStage({ settings: below }, async (withEditor) => {
    await t.test('as everywhere: variables, lists and the test; what they tell can be read in both themes', () =>
      withEditor(async ({ page, simulator, open, said }) => {
        await open('uisp-server');
        await page.waitForSelector(under('crmKey'));
        assert.equal(await said(under('host')), `= ${simulator.uisp.url}`);
        assert.equal((await listBeside(page, 'parentSiteId')).text, 'In the list: 1');
        assert.match((await testConnection(page, 'uisp-server')).join('\n'), /ok: The NMS token is accepted/);

        await page.fill(input('parentSiteName'), 'Gothic Village');
        await page.fill(input('parentSiteId'), '');
        await listBeside(page, 'parentSiteId');
        const lines = (await testConnection(page, 'uisp-server')).join('\n');
        for (const state of ['ok', 'note', 'warning', 'failed']) assert.match(lines, new RegExp(`^${state}:`, 'm'));
        await page.fill(input('caFile'), 'x${UISP_CA_FILE}');
        const texts = ['.village-fiber-resolved', '.village-fiber-choices *', '.village-fiber-test *', 'summary span'];
        const among = texts.map((one) => `.red-ui-tray ${one}`).join(', ');
        assert.ok((await page.locator(among).count()) > 20);
        assert.deepEqual(await poorInEitherTheme(page, among), []);
        await cancelDialog(page);
      }),
    );

    await t.test('every dialog opens, and keeps what is set, without what all share', () =>
      withEditor(
        async ({ page }) => {
          const seen = new Set<string>();
          for (const { id, type } of ours) {
            if (seen.has(type)) continue;
            seen.add(type);
            await openDialog(page, id);
            await page.click('#node-config-dialog-ok:visible, #node-dialog-ok:visible');
            await page.waitForFunction('document.querySelectorAll(".red-ui-tray").length === 0');
          }
          assert.equal(seen.size, 13);
          const changed = await page.evaluate(
            '(() => { const found = []; const see = (n) => n.changed && found.push(n.type); RED.nodes.eachNode(see); RED.nodes.eachConfig(see); return found; })()',
          );
          assert.deepEqual(changed, []);
        },
        {
          first: () =>
            Object.defineProperty(window, 'villageFiberDialogs', { get: () => undefined, set: () => undefined }),
        },
      ),
    );
  });
});

test('Node-RED 4.1 opens every dialog, with variables, lists and test', time, async () => {
  await withDialogs({ red: { line: 'node-red-4' } }, async ({ page, open, said, simulator }) => {
    for (const { id } of everyDialog) {
      await openDialog(page, id);
      await cancelDialog(page);
    }
    await open('uisp-server');
    await page.waitForSelector(under('crmKey'));
    assert.equal(await said(under('host')), `= ${simulator.uisp.url}`);
    assert.equal((await listBeside(page, 'parentSiteId')).text, 'In the list: 1');
    assert.match((await testConnection(page, 'uisp-server')).join('\n'), /ok: The NMS token is accepted/);
    await cancelDialog(page);
    assert.equal(await page.evaluate('RED.nodes.dirty()'), false);
  });
});
