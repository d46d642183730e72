/// <reference lib="dom" />
/** What the dialogs do for an operator: variables shown resolved, lists to choose from, the test, sections by keyboard. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listBeside, ours, testConnection, withDialogs } from './dialogs-scene.ts';
import { cancelDialog, openDialog } from './editor.ts';

const time = { timeout: 180_000 };
const under = (field: string) => `#node-config-input-${field}-resolved`;
const input = (field: string) => `#node-config-input-${field}`;

test('variables are shown resolved, while they are typed, and no secret with them', time, async () => {
  await withDialogs({}, async ({ page, simulator, open, said }) => {
    await open('uisp-server');
    await page.waitForSelector(under('host'));
    assert.equal(await said(under('host')), `= ${simulator.uisp.url}`);
    assert.equal(await said(under('caFile')), 'is not set: public certificates count');
    assert.equal(await said(under('allowSelfSigned')), 'is not set: certificates are verified');
    assert.equal(await said(under('crmKey')), 'Stored is ${UISP_CRM_API_KEY}: it is set (secret)');
    await page.fill(input('crmKey'), '${UISP_NMS_API_KEY}');
    assert.equal(await said(under('crmKey')), 'is set (secret)');
    await page.fill(input('crmKey'), 'typed');
    assert.equal(await page.isVisible(under('crmKey')), false);
    for (const [typed, told] of [
      ['${UISP_HOST}', `= ${simulator.uisp.url}`],
      ['${PATH}', 'is a variable of your own; its value is not shown here'],
      ['${UISP_HOST}:8443', 'Only a field that is ${NAME} and nothing else is replaced by the variable.'],
      ['10.8.10.10', ''],
    ] as const) {
      await page.fill(input('host'), typed);
      assert.equal(await said(`${under('host')}:visible`), told, typed);
    }
    for (const field of ['host', 'crmKey']) {
      await page.fill(input(field), ' ${UISP_HOST} ');
      await page.locator(input(field)).blur();
      assert.equal(await page.inputValue(input(field)), '${UISP_HOST}', 'else Node-RED would leave it as it is');
    }
    assert.equal(await said(`${under('host')}:visible`), `= ${simulator.uisp.url}`);
    await page.fill(input('caFile'), '${HOME}/uisp.pem');
    await page.locator(input('caFile')).blur();
    await page.waitForSelector(`${input('caFile')}.input-error`);
    await page.selectOption(input('allowSelfSigned'), 'true');
    assert.equal(await page.isVisible(under('allowSelfSigned')), false);
    const shown = await page.content();
    for (const secret of [simulator.uisp.crmKey, simulator.uisp.nmsToken]) assert.ok(!shown.includes(secret));
    await cancelDialog(page);

    await open('fiber-plans');
    await page.waitForSelector(under('timeZone'));
    assert.equal(await said(under('timeZone')), "is not set: the UISP server's");
    const rate = page.locator('[data-field="rate"]').first();
    await rate.fill('${SYNC_MODE}');
    assert.equal(await said('.fiber-plans-row .village-fiber-resolved:visible'), '= live');
    await cancelDialog(page);

    const mails = ours.find(({ type, action }) => type === 'sync-state' && action === 'welcome');
    await openDialog(page, mails?.id ?? '');
    assert.match(await said('#node-input-from-resolved'), /^= .*@/);
    await cancelDialog(page);
  });
});

test(
  'lists to choose from, before any deploy; what is typed or set stays; why there is no list is told',
  time,
  async () => {
    await withDialogs({}, async ({ page, simulator, open, said }) => {
      simulator.world.addSite({ name: 'Annex', type: 'site' });
      simulator.world.crm.organizations.push({ id: 2, name: 'Second' });
      await open('innago-account');
      const properties = await listBeside(page, 'propertyId');
      assert.deepEqual(properties, {
        choices: ['${INNAGO_PROPERTY_ID} = Victorian Village', `Victorian Village · ${simulator.innago.propertyUid}`],
        text: 'In the list: 1',
      });
      await page.locator('.village-fiber-choices select:visible').selectOption(simulator.innago.propertyUid);
      assert.equal(await page.inputValue(input('propertyId')), simulator.innago.propertyUid);
      await page.fill(input('propertyId'), 'typed-by-hand');
      assert.equal(await page.inputValue(input('propertyId')), 'typed-by-hand');
      assert.match(
        await said('.village-fiber-choices option:checked'),
        /typed-by-hand \(as it is set; not in the list\)/,
      );
      await cancelDialog(page);

      await open('uisp-server');
      const sites = await listBeside(page, 'parentSiteId');
      assert.equal(sites.choices.length, 3);
      await page.locator('.village-fiber-choices select:visible').selectOption({ index: 1 });
      assert.equal(await page.inputValue(input('parentSiteName')), 'Annex');
      assert.match(await page.inputValue(input('parentSiteId')), /^[0-9a-f-]{36}$/);
      const kept = await page.inputValue(input('parentSiteId'));

      // A stored key does not follow a changed host, a typed one does.
      await page.fill(input('host'), 'http://127.0.0.1:1');
      assert.match(
        (await listBeside(page, 'parentSiteId')).text,
        /stored CRM key is not sent there.*Type the CRM key again/,
      );
      await page.fill(input('crmKey'), 'typed');
      await page.fill(input('nmsKey'), 'typed');
      assert.match((await listBeside(page, 'parentSiteId')).text, /cannot be reached/);
      assert.equal(await page.inputValue(input('parentSiteId')), kept, 'the choice stays');
      await page.fill(input('host'), simulator.uisp.url);
      await page.fill(input('nmsKey'), simulator.uisp.nmsToken);
      assert.equal((await listBeside(page, 'parentSiteId')).text, 'In the list: 2');
      await page.fill(input('crmKey'), simulator.uisp.crmKey);
      await page.locator('details[data-folded] summary').click();
      assert.deepEqual((await listBeside(page, 'organizationId')).choices, [
        '– choose –',
        'ERE Fiber · 1',
        'Second · 2',
      ]);
      await cancelDialog(page);

      await open('fiber-plans');
      const name = page.locator('[data-field="name"]').nth(1);
      await name.fill('Village Fiber 3G');
      await page.click('#fiber-plans-look-up');
      await page.waitForSelector('#fiber-plans-uisp-names option', { state: 'attached' });
      assert.match(
        await said('#fiber-plans-names [role=status]'),
        /UISP has: Village Fiber 1G.*Not in UISP: Village Fiber 3G/,
      );
      await page.locator('[data-field="downloadMbps"]').nth(1).fill('');
      await page.locator('[data-field="uploadMbps"]').nth(1).fill('');
      await name.fill('Village Fiber 1G');
      await name.blur();
      assert.equal(await page.locator('[data-field="downloadMbps"]').nth(1).inputValue(), '1000');
      await cancelDialog(page);
    });
  },
);

test(
  'Test connection tries what is typed, tells each step, and holds a stored key back from another host',
  time,
  async () => {
    await withDialogs({}, async ({ page, simulator, open, said }) => {
      await open('uisp-server');
      const lines = await testConnection(page, 'uisp-server');
      assert.match(lines.join('\n'), /^ok: .* answers\.\nok: UISP CRM .*\nok: The CRM key is accepted\./);
      assert.match(lines.join('\n'), /warning: UISP mails tenants/);
      assert.match(await said('#uisp-server-test-result strong'), /look at the warnings/);
      await page.fill(input('host'), simulator.innago.url);
      const held = await testConnection(page, 'uisp-server');
      assert.match(
        held.join('\n'),
        /^failed: The address is not the deployed one.*Type the CRM key again, or deploy first\.$/,
      );
      // The flow itself asks Innago meanwhile, for what it always does.
      const strange = simulator.requests.filter(({ server, url }) => server === 'innago' && /crm|nms/.test(url));
      assert.deepEqual(strange, [], 'nothing was asked there');
      await page.fill(input('crmKey'), 'wrong');
      await page.fill(input('nmsKey'), simulator.uisp.nmsToken);
      await page.fill(input('host'), simulator.uisp.url);
      const refused = (await testConnection(page, 'uisp-server')).join('\n');
      assert.match(refused, /failed: UISP CRM answered 401[\s\S]*ok: The NMS token is accepted/);
      assert.match(await said('#uisp-server-test-result strong'), /does not work yet/);
      await cancelDialog(page);
      assert.equal(await page.evaluate('RED.nodes.dirty()'), false);
    });
  },
);

test('sections fold by keyboard with the focus in view; what is set or wrong is not hidden', time, async () => {
  await withDialogs({}, async ({ page, open }) => {
    await open('uisp-server');
    const advanced = page.locator('details[data-folded]');
    const isOpen = () => advanced.evaluate((section: HTMLDetailsElement) => section.open);
    assert.equal(await isOpen(), false);
    const summary = advanced.locator('summary');
    await page.focus(input('propertyClientId'));
    await page.keyboard.press('Tab');
    assert.equal(await summary.evaluate((one) => one === document.activeElement), true, 'reached by Tab');
    const outline = await summary.evaluate((one) => getComputedStyle(one).outlineStyle);
    assert.equal(outline, 'solid');
    await page.keyboard.press('Enter');
    assert.equal(await isOpen(), true);
    await page.keyboard.press('Space');
    assert.equal(await isOpen(), false);
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.type('no number');
    assert.equal(await page.inputValue(input('organizationId')), 'no number');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.village-fiber-choices option', { state: 'attached' });
    await page.locator('#uisp-server-test').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.village-fiber-checks li');
    await page.click('#node-config-dialog-ok');
    await page.waitForFunction('document.querySelectorAll(".red-ui-tray").length === 0');

    await open('uisp-server');
    assert.equal(await isOpen(), true, 'it holds a value, and a wrong one');
    await page.waitForSelector(`${input('organizationId')}.input-error`);
    await page.hover(input('organizationId'));
    await page.fill(input('organizationId'), '');
    await page.click('#node-config-dialog-ok');
    await page.waitForFunction('document.querySelectorAll(".red-ui-tray").length === 0');
    await open('uisp-server');
    assert.equal(await isOpen(), false);
    await cancelDialog(page);
  });
});
