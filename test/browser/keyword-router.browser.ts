/// <reference lib="dom" />
/** The dialog of `keyword-router` in a real browser: rules with wires attached, and the try-it box, in both themes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { poorInEitherTheme } from './contrast.ts';
import { cancelDialog, openDialog } from './editor.ts';
import {
  addRule,
  done,
  drag,
  line,
  names,
  onRouterStage,
  remove,
  rule,
  threeRules,
  unfold,
  wiring,
} from './router-dialog.ts';

/** Whatever can be read in the dialog. */
const texts = [
  '.red-ui-tray-body :is(label, label *, input, textarea, select, .form-tips, .form-tips *)',
  '.red-ui-tray-body [class^="keyword-router-"]',
  '.keyword-router-result :is(mark, span, b)',
].join(', ');

test("keyword-router's dialog", { timeout: 300_000 }, async (t) => {
  await onRouterStage(async (inEditor) => {
    await t.test('rules are added, dragged and deleted, and the wires stay on the right ones', async () => {
      await inEditor(threeRules, async ({ page }) => {
        const before = await wiring(page);
        assert.deepEqual(before.wires, ['0 to upgrade', '1 to internet', '2 to sink', '3 to otherwise']);
        await openDialog(page, 'router');
        await addRule(page, 'noise', 'noise, loud music');
        await drag(page, 3, 1);
        assert.deepEqual(await names(page), ['sink', 'upgrade', 'internet', 'noise']);
        await remove(page, 3);
        await page.waitForFunction('document.querySelectorAll("#keyword-router-rules > li").length === 3');
        assert.deepEqual(await page.locator('.keyword-router-port').allTextContents(), ['→ 1', '→ 2', '→ 3']);
        assert.equal(await page.textContent('#keyword-router-last'), '4');
        await done(page);
        assert.deepEqual(await wiring(page), {
          rules: ['sink', 'upgrade', 'noise'],
          outputs: 4,
          wires: ['0 to sink', '1 to upgrade', '3 to otherwise'],
        });
        await page.keyboard.press('Control+z');
        assert.deepEqual(await wiring(page), before, 'undone');
      });
    });

    await t.test('the try-it box shows which rule takes a ticket, and marks the words', async () => {
      await inEditor(threeRules, async ({ page }) => {
        await openDialog(page, 'router');
        assert.equal(await page.getAttribute('#keyword-router-try-category', 'aria-label'), 'Category');
        await page.fill('#keyword-router-try-subject', 'Internet upgrade');
        const attack = '<img src=x onerror="document.title=\'owned\'"> my Wi\u2011Fi & <b>faster</b>';
        await page.fill('#keyword-router-try-description', attack);
        const seen = (field: string) => page.locator(`[data-seen="${field}"]`);
        await page.waitForSelector('[data-seen="description"] mark');
        assert.equal(await page.textContent('.keyword-router-verdict'), 'Taken by: upgrade');
        assert.deepEqual(await seen('subject').locator('mark').allTextContents(), ['Internet', 'upgrade']);
        assert.deepEqual(await seen('subject').locator('mark.keyword-router-takes').allTextContents(), ['upgrade']);
        assert.deepEqual(await seen('description').locator('mark').allTextContents(), ['Wi\u2011Fi', 'faster']);
        assert.equal(await seen('description').locator('span').textContent(), attack, 'text stays text');
        assert.equal(await page.locator('.keyword-router-result img, .keyword-router-result span b').count(), 0);
        assert.deepEqual(await page.locator('.keyword-router-tried li').allTextContents(), [
          '→ 1 upgrade takes it: “upgrade”, “faster”',
          '→ 2 internet would take it too: “internet”, “wi-fi”; but a rule above is first',
        ]);
        assert.deepEqual(await poorInEitherTheme(page, texts), []);

        await page.fill('#keyword-router-try-description', 'of my dishwasher');
        await page.waitForSelector('mark.keyword-router-kept');
        assert.equal(await page.textContent('.keyword-router-verdict'), 'Taken by: internet');
        assert.match(
          (await page.textContent('.keyword-router-tried')) ?? '',
          /upgrade found “upgrade”, but is kept off by “dishwasher”/,
        );
        assert.deepEqual(await poorInEitherTheme(page, texts), []);

        await unfold(page, 1);
        await unfold(page, 2);
        // The rules of the dialog count, which are not deployed.
        await line(page, 2).locator('[data-field="any"]').fill('nothing of it');
        await page.waitForFunction('/otherwise/.test(document.querySelector(".keyword-router-verdict").textContent)');
        await page.selectOption('#node-input-mode', 'all');
        await line(page, 2).locator('[data-field="any"]').fill('internet');
        await line(page, 1).locator('[data-field="none"]').fill('');
        await page.waitForFunction(
          'document.querySelector(".keyword-router-verdict").textContent === "Taken by: upgrade, internet"',
        );
        await line(page, 1).locator('[data-field="any"]').fill('');
        await page.waitForFunction(
          'document.querySelector(".keyword-router-verdict").textContent === "Taken by: internet"',
        );
        assert.equal(
          await line(page, 1).locator('.keyword-router-problem').textContent(),
          'Rule 1: add a word to look for',
        );
        await cancelDialog(page);
        assert.deepEqual((await wiring(page)).rules, ['upgrade', 'internet', 'sink'], 'cancelled');
      });
    });

    await t.test('Done at once after a delete, while the rule is still fading away', async () => {
      await inEditor(threeRules, async ({ page }) => {
        await openDialog(page, 'router');
        await remove(page, 1);
        await done(page);
        assert.deepEqual(await wiring(page), {
          rules: ['internet', 'sink'],
          outputs: 3,
          wires: ['0 to internet', '1 to sink', '2 to otherwise'],
        });
      });
    });

    await t.test('rules move with the keyboard too, and what is stored reads as it was typed', async () => {
      await inEditor(threeRules, async ({ page, url }) => {
        await openDialog(page, 'router');
        await line(page, 3).locator('[data-field="name"]').focus();
        await page.keyboard.press('Alt+ArrowUp');
        await page.keyboard.press('Alt+ArrowUp');
        await page.keyboard.press('Alt+ArrowUp');
        await page.keyboard.type(' and drain');
        assert.deepEqual(await names(page), ['sink and drain', 'upgrade', 'internet']);
        await unfold(page, 1);
        await line(page, 1).locator('[data-field="any"]').fill('sink,\ndrain');
        await line(page, 1).locator('[data-look="category"]').check();
        await line(page, 1).locator('[data-field="whole"]').selectOption('anywhere');
        await page.click('.keyword-router-reads summary');
        await page.locator('#node-input-subject').evaluate((input) => {
          const { $ } = window as unknown as {
            $: (element: Element) => { typedInput(method: string, value: string): void };
          };
          $(input).typedInput('value', 'topic');
        });
        await done(page);
        assert.deepEqual((await wiring(page)).wires, ['0 to sink', '1 to upgrade', '2 to internet', '3 to otherwise']);
        await page.click('#red-ui-header-button-deploy');
        await page.waitForFunction('!window.RED.nodes.dirty()');
        const flow: { id: string }[] = JSON.parse(await (await fetch(`${url}/flows`)).text());
        const router = flow.find(({ id }) => id === 'router');
        const { rules, outputs, subject, wires } = Object(router);
        assert.deepEqual(rules[0], {
          name: 'sink and drain',
          any: 'sink,\ndrain',
          none: '',
          look: ['subject', 'description', 'category'],
          whole: false,
        });
        assert.deepEqual([outputs, subject], [4, 'topic']);
        assert.deepEqual(wires, [['to sink'], ['to upgrade'], ['to internet'], ['to otherwise']]);
      });
    });

    await t.test(
      'a look into the dialog changes nothing; twenty-five rules are one line each until they are opened',
      async () => {
        const rules = Array.from({ length: 25 }, (_none, index) => rule(`rule ${index + 1}`));
        await inEditor(rules, async ({ page }) => {
          const before = await wiring(page);
          await openDialog(page, 'router');
          const list = page.locator('.red-ui-editableList-container:has(#keyword-router-rules)');
          assert.equal(await list.evaluate((element) => element.scrollTop), 0, 'the first rule is seen first');
          assert.equal(await page.locator('.keyword-router-folded').count(), 25);
          assert.ok(((await line(page, 1).boundingBox())?.height ?? 99) < 60);
          await line(page, 7).locator('.keyword-router-fold').click();
          assert.ok(await line(page, 7).locator('[data-field="any"]').isVisible());
          await drag(page, 2, 4);
          assert.deepEqual((await names(page)).slice(0, 5), ['rule 1', 'rule 3', 'rule 4', 'rule 2', 'rule 5']);
          await addRule(page, 'rule 26', 'something');
          assert.ok(await line(page, 26).locator('[data-field="any"]').isVisible(), 'a new one is open');
          const [box, whole] = [await line(page, 26).boundingBox(), await list.boundingBox()];
          assert.ok(box && whole && box.y + box.height <= whole.y + whole.height + 2, 'and in sight');
          await cancelDialog(page);
          await openDialog(page, 'router');
          await done(page);
          assert.deepEqual(await wiring(page), before);
          assert.equal(await page.evaluate('window.RED.nodes.dirty()'), false);
        });
      },
    );
  });
});
