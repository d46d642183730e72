/// <reference lib="dom" />
/** The dashboard in a real browser: what a person does with it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../flow/node-red-process.ts';
import { onStage } from '../flow/stage.ts';
import { openDashboard, textOf } from './dashboard-stage.ts';
import { people, withSomethingToShow } from './sidebar-stage.ts';

const empty = { village: 'empty' } as const;
const time = { timeout: 240_000 };

test(
  'what needs a person is resolved by its button, asked for twice, and it is in the unit’s history',
  time,
  async () => {
    await onStage(empty, async (stage) => {
      const red = await withSomethingToShow(stage);
      const { page, complaints, go, close } = await openDashboard(red.url, { path: 'attention' });
      try {
        const item = page.locator('li[data-key*="ADOPT_NO_MATCH"]');
        await item.getByRole('button', { name: 'Ignore' }).click();
        assert.match(await textOf(page, '.vf-sure'), /until you take it up again/);
        await item.getByRole('button', { name: 'Yes, ignore' }).click();
        await item.waitFor({ state: 'detached' });
        await page.getByText('Ignored (1)').click();
        assert.match(await textOf(page, '[data-ignored]'), /no UISP client fits/);
        await page.getByRole('button', { name: 'Take it up again' }).click();
        await item.waitFor();
        assert.equal(await page.getByText(/^Ignored/).count(), 0);

        // What is asked about goes while it is asked, and comes back: then it is asked anew.
        const key = String(await item.getAttribute('data-key'));
        await item.getByRole('button', { name: 'Approve' }).click();
        for (const verb of ['ignore', 'heed']) {
          await commandTo(red.url, { verb, key });
          await page.getByRole('button', { name: 'Refresh' }).click();
          await item.waitFor({ state: verb === 'heed' ? 'attached' : 'detached' });
        }
        assert.equal(await page.locator('.vf-sure').count(), 0);

        await go('unit?unit=103');
        await item.getByRole('button', { name: 'Approve' }).click();
        for (const unit of ['102', '103']) {
          await page.getByRole('searchbox').fill(unit);
          await page.getByRole('button', { name: 'Show' }).click();
          await page.waitForSelector(`.vf h2:has-text("Unit ${unit}")`);
        }
        assert.equal(await page.locator('.vf-sure').count(), 0, 'the question was about the unit before');

        await go('attention');
        await item.getByRole('button', { name: 'Approve' }).click();
        assert.equal(await page.evaluate('document.activeElement.textContent.trim()'), 'Cancel');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.vf-sure', { state: 'detached' });
        await item.getByRole('button', { name: 'Approve' }).click();
        await item.getByRole('button', { name: 'Yes, approve' }).click();
        await page.waitForSelector('.vf-said:visible');
        const { items } = (await (await fetch(`${red.url}/village-fiber/attention`)).json()) as {
          items: { key: string; verdict: string | null }[];
        };
        const still = items.find(({ key }) => key.includes('ADOPT_NO_MATCH'));
        assert.ok(still === undefined || still.verdict === 'approved', JSON.stringify(still));
        await go('unit?unit=103');
        await page.waitForSelector('.vf h2:has-text("History")');
        assert.match(await textOf(page), /adopt no match approved[\s\S]*dashboard: anybody[\s\S]*taken up again/);
        assert.deepEqual(complaints, []);
      } finally {
        await close();
      }
    });
  },
);

async function commandTo(url: string, command: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/village-fiber/attention`, {
    method: 'POST',
    headers,
    body: JSON.stringify(command),
  });
  assert.equal(answer.status, 200, await answer.text());
}

test('mode and pause are switched here, both asked for twice, and stay so after a restart', time, async () => {
  await onStage(empty, async (stage) => {
    const red = await stage.start();
    const { page, complaints, close } = await openDashboard(red.url, { path: 'health' });
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    try {
      await press('Pause everything');
      await press('Cancel');
      assert.match(await textOf(page), /Not paused/);
      await press('Pause everything');
      await press('Yes, pause');
      await page.waitForSelector('.vf h2:has-text("Paused since")');
      const attention = (await (await fetch(`${red.url}/village-fiber/attention`)).json()) as { paused: string | null };
      assert.notEqual(attention.paused, null);
      await press('Go on');
      await press('Yes, go on');
      await page.waitForSelector('.vf h2:has-text("Not paused")');
      const back = async () => {
        await press('Back to dry-run…');
        assert.match(await textOf(page, '.vf-sure'), /Nothing will be written/);
        await press('Yes, back to dry-run');
        await page.waitForSelector('.vf h2:has-text("Mode: dry-run")');
      };
      await back();
      const plan = async () => (await fetch(`${red.url}/village-fiber/plan`)).text();
      assert.match(await plan(), /"mode":"dry-run"/);
      people(stage);
      await until('something is planned', async () => (await plan()).includes('welcome mail'), { within: 60 });
      await press('Go live…');
      await page.waitForSelector('.vf-sure');
      assert.match(await textOf(page, '.vf-sure'), /writes for \d+ leases?\. \d+ changes in \d+ units?/);
      await press('Cancel');
      assert.match(await plan(), /"mode":"dry-run"/);
      await press('Go live…');
      await press('Yes, go live');
      await page.waitForSelector('.vf h2:has-text("Mode: live")');
      await back();
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
    await red.stop();
    const again = await stage.start();
    const { mode } = (await (await fetch(`${again.url}/village-fiber/plan`)).json()) as { mode: string };
    assert.equal(mode, 'dry-run');
  });
});

test('a server that is gone is told, what was there stays, and it comes back by itself', time, async () => {
  await onStage(empty, async (stage) => {
    const red = await withSomethingToShow(stage);
    const { page, close } = await openDashboard(red.url, { path: 'attention' });
    const port = Number(new URL(red.url).port);
    try {
      const before = await page.locator('li[data-key]').count();
      await red.stop();
      await page.waitForSelector('.vf-trouble:has-text("connection to Node-RED is lost")');
      assert.equal(await page.locator('li[data-key]').count(), before);
      await page.getByRole('button', { name: 'Retry' }).first().click();
      assert.match(await textOf(page, '.vf-said'), /is lost\. Nothing was done\./);
      await stage.start({ port, env: { SYNC_MODE: 'dry-run', SYNC_GO_LIVE: stage.simulator.world.today } });
      await page.waitForSelector('.vf-trouble', { state: 'detached', timeout: 60_000 });
    } finally {
      await close();
    }
  });
});
