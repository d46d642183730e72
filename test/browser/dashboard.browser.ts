/// <reference lib="dom" />
/** The dashboard in a real browser: what is there, and how it looks. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { parseCsv } from '../../nodes/village/csv.ts';
import { until } from '../flow/node-red-process.ts';
import { onStage, quiet } from '../flow/stage.ts';
import { poorContrast } from './contrast.ts';
import { asExpected, unitsOf } from './dashboard-expected.ts';
import { openDashboard, pageNames, phoneTroubles, type Size, sizes, textOf } from './dashboard-stage.ts';
import { hostile, withSomethingToShow } from './sidebar-stage.ts';

const empty = { village: 'empty' } as const;
const time = { timeout: 240_000 };

/** What the grid says of each unit, as it is read aloud. */
function tiles(page: Page): Promise<string[]> {
  return page
    .locator('.vf-grid a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('aria-label') ?? '').sort());
}

async function seen(page: Page): Promise<string[]> {
  return (await tiles(page)).map(asExpected).sort();
}

test('118 units: progress of the first import, then each unit once as it is, and a unit’s page', time, async () => {
  await onStage({}, async (stage) => {
    // Nothing is made before the page has been seen to wait for it.
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const stop = stage.simulator.faults.hook(({ isWrite }, moment) =>
      isWrite && moment === 'before-effect' ? released : undefined,
    );
    const red = await stage.start();
    const { page, complaints, go, close } = await openDashboard(red.url);
    try {
      await page.waitForSelector('.vf-progress progress[max]');
      assert.match(await textOf(page, '.vf-progress'), /First import: \d+ of \d+ leases? done/);
      stop();
      release();
      await quiet(stage.simulator, 120);
      await page.waitForSelector('.vf-progress', { state: 'detached', timeout: 15_000 });
      await page.getByRole('button', { name: 'Refresh' }).click();
      const expected = unitsOf(stage.simulator.world);
      assert.equal(expected.length, 118);
      await until('the grid is as the village', async () => isSame(await seen(page), expected), { within: 20 }).catch(
        async () => assert.deepEqual(await seen(page), expected),
      );
      assert.match(await textOf(page, '.vf-counts'), /units\s+118/);
      assert.deepEqual(await textOf(page, '.vf-mode'), 'LIVE');
      assert.match(await textOf(page, '.vf-legend'), /left alone[\s\S]*not among the units in use/);

      await page.getByRole('button', { name: 'Vacant' }).click();
      await until('only the vacant', async () => (await tiles(page)).every((words) => words.includes('vacant')));
      await page.getByRole('button', { name: 'All' }).click();
      const lease = [...stage.simulator.world.leases.values()].find(
        ({ flags, tenants }) => tenants.length > 0 && flags,
      );
      await page.getByRole('searchbox').fill(String(lease?.tenants[0]?.lastName));
      await until('somebody is found by name', async () => (await tiles(page)).length < 20);

      await go('overview');
      await page.locator('.vf-grid a', { hasText: /^101/ }).click();
      await page.waitForSelector('.vf h2:has-text("Unit 101")');
      assert.match(page.url(), /\/dashboard\/unit\?unit=101$/);
      const unit = await textOf(page);
      assert.match(
        unit,
        /ONU-101[\s\S]*UISP client\s+\d+[\s\S]*People[\s\S]*@example\.com[\s\S]*History[\s\S]*UISP client done/,
      );
      for (const name of pageNames) {
        await go(name);
        assert.equal(await page.locator('.vf-trouble').count(), 0, `${name}: ${await textOf(page)}`);
      }
      assert.match(await textOf(page), /Servers[\s\S]*Innago answers[\s\S]*UISP CRM answers[\s\S]*complete/);
      const heights = await page
        .locator('.vf-bar-ok[width]')
        .evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute('height'))));
      assert.equal(heights.length, 30);
      assert.ok(heights.slice(0, -1).every((height) => height === 0) && Number(heights.at(-1)) > 0, String(heights));
      assert.deepEqual(complaints, []);
    } finally {
      release();
      await close();
    }
  });
});

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

test('plan, moves and the month, each with its file; hostile names are text', time, async () => {
  await onStage(empty, async (stage) => {
    const red = await withSomethingToShow(stage);
    const { page, complaints, go, close } = await openDashboard(red.url, { path: 'plan' });
    try {
      assert.match(await textOf(page, '.vf-mode'), /DRY-RUN/);
      assert.match(await textOf(page), /Unit 101[\s\S]*UISP client: none → <img src=x onerror=window\.hacked=1>/);
      const plan = await csvOf(page);
      assert.ok(plan.some(({ cells }) => cells[1] === 'UISP client' && cells[3]?.startsWith(hostile)));
      await go('coming');
      assert.match(await textOf(page), /Unit 101 moves in: <img src=x[\s\S]*Unit 102 moves out: Bob Lee/);
      assert.ok((await csvOf(page)).some(({ cells }) => cells.includes('moves out')));
      await go('month');
      assert.match(await textOf(page), /Occupancy of [\s\S]*provisional[\s\S]*Together/);
      assert.ok((await csvOf(page)).some(({ cells }) => cells.includes('102')));
      await page.getByRole('button', { name: 'The month before' }).click();
      await go('unit?unit=101');
      await page.waitForSelector('.vf h2:has-text("Unit 101")');
      assert.match(await textOf(page), /<img src=x/);
      assert.equal(await page.evaluate('window.hacked'), undefined);
      assert.equal(await page.locator('.vf img').count(), 0);
      await go('unit?unit=%3Cimg%20src%3Dx%20onerror%3Dwindow.hacked%3D1%3E');
      await page.waitForSelector('.vf-trouble');
      assert.equal(await page.evaluate('window.hacked'), undefined);
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
  });
});

async function csvOf(page: Page) {
  const download = page.getByRole('button', { name: 'Download CSV' });
  const [file] = await Promise.all([page.waitForEvent('download'), download.click()]);
  assert.match(file.suggestedFilename(), /\.csv$/);
  return parseCsv(readFileSync(await file.path(), 'utf8'));
}

test('every page on a phone and a desktop, light and dark: it fits, fingers hit, texts can be read', time, async () => {
  await onStage(empty, async (stage) => {
    const red = await withSomethingToShow(stage);
    const { page, complaints, go, close } = await openDashboard(red.url, { size: 'phone' });
    try {
      for (const name of pageNames) {
        await page.setViewportSize(sizes.phone);
        await page.emulateMedia({ colorScheme: 'light' });
        await go(name === 'unit' ? 'unit?unit=103' : name);
        await page.waitForLoadState('networkidle');
        await page.addStyleTag({ content: '* { transition: none !important; }' });
        for (const [size, colorScheme] of looks) {
          await page.setViewportSize(sizes[size]);
          await page.emulateMedia({ colorScheme });
          const where = `${name}, ${size}, ${colorScheme}`;
          assert.equal(
            await page.evaluate('getComputedStyle(document.body.querySelector(".v-application")).colorScheme'),
            colorScheme === 'dark' ? 'dark' : 'normal',
          );
          if (size === 'phone') assert.deepEqual(await phoneTroubles(page), [], where);
          assert.deepEqual(await poorContrast(page, '.vf :is(p, b, span, dt, dd, h2, h3, li, div, td, th)'), [], where);
        }
      }
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
  });
});

const looks = [
  ['phone', 'light'],
  ['phone', 'dark'],
  ['desktop', 'dark'],
] satisfies [Size, 'light' | 'dark'][];
