/// <reference lib="dom" />
/** Who may only look sees no names and presses nothing, also by hand; who is nobody sees nothing. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { onStage, type Stage } from '../flow/stage.ts';
import { root } from '../package/editor-definitions.ts';
import { type Dashboard, openDashboard, pageNames, sendByHand } from './dashboard-stage.ts';
import { people } from './sidebar-stage.ts';

const empty = { village: 'empty' } as const;
const time = { timeout: 240_000 };
const password = 'open sesame';

/** A login for the editor, and both roles for the dashboard. */
function logins(): Record<string, string> {
  const { hashSync } = createRequire(join(root, 'node_modules/node-red/package.json'))('bcryptjs');
  const hash = String(hashSync(password, 4));
  return {
    NODE_RED_ADMIN_USER: 'boss',
    NODE_RED_ADMIN_PASSWORD_HASH: hash,
    NODE_RED_DASHBOARD_OPERATOR: 'olga',
    NODE_RED_DASHBOARD_OPERATOR_HASH: hash,
    NODE_RED_DASHBOARD_VIEWER: 'vera',
    NODE_RED_DASHBOARD_VIEWER_HASH: hash,
  };
}

async function textOf({ page }: Dashboard): Promise<string> {
  return (await page.locator('.vf').allInnerTexts()).join('\n');
}

/** Everything that tells who a tenant is, as it stands in Innago. */
function personalData({ simulator }: Stage): string[] {
  return [...simulator.world.leases.values()].flatMap(({ tenants }) =>
    tenants
      .flatMap(({ firstName, lastName, email, phone }) => [firstName, lastName, email, phone])
      .flatMap((text) => (typeof text === 'string' && text.length > 3 ? [text] : [])),
  );
}

test('a viewer gets no name and no button, also by hand over the socket; an operator gets both', time, async () => {
  await onStage(empty, async (stage) => {
    const red = await stage.start({ env: { ...people(stage), ...logins() } });
    const canaries = personalData(stage);
    assert.ok(canaries.length > 3);
    const viewer = await openDashboard(red.url, { login: { username: 'vera', password }, path: 'attention' });
    try {
      const { page } = viewer;
      const received: string[] = [];
      page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => received.push(String(payload))));
      page.on('response', async (response) => {
        if (response.url().includes('/socket.io/')) received.push(await response.text().catch(() => ''));
      });
      await page.waitForSelector('li[data-key*="ADOPT_NO_MATCH"]', { timeout: 60_000 }).catch(async () => {
        await page.getByRole('button', { name: 'Refresh' }).click();
        await page.waitForSelector('li[data-key*="ADOPT_NO_MATCH"]');
      });
      for (const name of pageNames) {
        await viewer.go(name === 'unit' ? 'unit?unit=101' : name);
        await page.waitForLoadState('networkidle');
        const allowed =
          /^(Refresh|Show|Close|All|Needs a person|Vacant|ONU offline|Previous|Next|‹|›|Download CSV|\d+ more units?)$/;
        for (const button of await page.locator('.vf button:visible').allInnerTexts())
          assert.match(button, allowed, `${name}: a viewer cannot press it`);
      }
      const answers = received.filter((text) => text.includes('"role":"viewer"'));
      assert.ok(answers.length >= pageNames.length, `${answers.length} answers were overheard`);
      for (const canary of canaries)
        assert.ok(!received.some((text) => text.includes(canary)), `a viewer's browser got ${canary}`);

      const forged = { socketId: 'x', villageFiber: { role: 'operator', user: 'olga', seal: 'f'.repeat(64) } };
      for (const event of ['widget-send', 'widget-action']) {
        for (const payload of [
          { ask: 'command', command: { verb: 'pause' } },
          { ask: 'mode', to: 'dry-run', confirm: true },
          { ask: 'plan', csv: true },
        ]) {
          const answer = JSON.stringify(await sendByHand(page, event, payload, forged));
          assert.match(answer, /"trouble":\{"code":"[A-Z_]+"/, `${event} ${payload.ask}: ${answer}`);
        }
      }
      await viewer.go('health');
      assert.match(await textOf(viewer), /Not paused/);
      assert.deepEqual(viewer.complaints, []);
    } finally {
      await viewer.close();
    }
    const operator = await openDashboard(red.url, { login: { username: 'olga', password }, path: 'unit?unit=103' });
    try {
      await operator.page.waitForSelector('.vf h2:has-text("People")');
      assert.match(await textOf(operator), /Eve Old/);
      await operator.page.getByRole('button', { name: 'Retry' }).click();
      await operator.page.waitForSelector('.vf-said:visible');
      await operator.go('unit?unit=103');
      await operator.page.waitForSelector('.vf :text("dashboard: olga")');
    } finally {
      await operator.close();
    }
  });
});

test('without a login, or with a wrong password, there is no page and no socket', time, async () => {
  await onStage(empty, async (stage) => {
    const red = await stage.start({ env: { ...people(stage), ...logins() } });
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    for (const path of ['/dashboard', '/dashboard/overview', '/dashboard/_setup', '/dashboard/_debug/datastore/x']) {
      assert.equal((await fetch(red.url + path)).status, 401, path);
      assert.equal((await fetch(red.url + path, { headers: basic('vera:wrong') })).status, 401, path);
    }
    const socket = `${red.url}/dashboard/socket.io/?EIO=4&transport=polling`;
    const opened = /^0(\{.*\})/.exec(await (await fetch(socket)).text())?.[1];
    const { sid } = JSON.parse(opened ?? '{"sid":""}') as { sid: string };
    await fetch(`${socket}&sid=${sid}`, { method: 'POST', body: '40' });
    const answer = await (await fetch(`${socket}&sid=${sid}`)).text();
    assert.match(answer, /^44/, `the namespace refuses: ${answer.slice(0, 200)}`);
  });
});

test('two at once: each gets their own answers', time, async () => {
  await onStage(empty, async (stage) => {
    const red = await stage.start({ env: people(stage) });
    const [one, other] = await Promise.all([
      openDashboard(red.url, { path: 'unit?unit=101' }),
      openDashboard(red.url, { path: 'unit?unit=102' }),
    ]);
    try {
      for (const [dashboard, unit] of [
        [one, '101'],
        [other, '102'],
      ] as const) {
        await dashboard.page.waitForSelector(`.vf h2:has-text("Unit ${unit}")`);
      }
      const overheard: unknown[] = [];
      await other.page.exposeFunction('overheard', (text: unknown) => overheard.push(text));
      await other.page.evaluate(() => {
        const app = (
          document.querySelector('#app') as unknown as {
            __vue_app__: {
              _context: {
                provides: Record<string, { onAny(listen: (event: string, message: unknown) => void): void }>;
              };
            };
          }
        ).__vue_app__;
        app._context.provides['$socket']?.onAny((event, message) => {
          if (event.startsWith('msg-input'))
            (window as unknown as { overheard(text: string): void }).overheard(JSON.stringify(message));
        });
      });
      await one.page.getByRole('button', { name: 'Refresh' }).click();
      await one.go('unit?unit=103');
      await one.page.waitForSelector('.vf h2:has-text("Unit 103")');
      assert.ok(!overheard.some((text) => String(text).includes('"label":"103"')), 'an answer went astray');
    } finally {
      await one.close();
      await other.close();
    }
  });
});
