/// <reference lib="dom" />
/** Ten thousand units in the store: each page comes, long lists in parts, the grid is searched, and stays quick; also on a phone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { Store } from '../../nodes/state/store.ts';
import { indexUnits } from '../../nodes/village/unit-label.ts';
import { until } from '../flow/node-red-process.ts';
import { onStage, type Stage } from '../flow/stage.ts';
import { planMany } from '../state/dashboard/plan-many.ts';
import { lease, property, rules, tenant } from '../state/stage.ts';
import { openDashboard, pageNames, phoneTroubles } from './dashboard-stage.ts';

const count = 10_000;

/** A database as a dry-run's scan of so many units leaves it: nine of ten are let. */
async function fill({ env }: Stage, today: string): Promise<void> {
  const uids = Array.from({ length: count }, (_, at) => String(10_001 + at));
  const leases = uids
    .filter((_, at) => at % 10 !== 9)
    .map((uid) =>
      lease(`lease-${uid}`, uid, {
        tenants: [tenant(`tenant-${uid}`, { firstName: 'Ada', lastName: `Nr ${uid}` })],
      }),
    );
  const store = await Store.open({
    file: env['SYNC_DATABASE'] ?? '',
    mode: 'dry-run',
    clock: Date.now,
    world: { kind: 'real', property: env['INNAGO_PROPERTY_ID'] ?? '', uispHost: new URL(env['UISP_HOST'] ?? '').host },
    log: { info: () => {}, warn: () => {} },
  });
  try {
    const units = indexUnits(uids.map((uid) => ({ uid: `unit-${uid}`, name: uid })));
    await store.units.replace(units.units);
    const seenUids = new Set(leases.map(({ uid }) => uid));
    await store.leases.absorb({
      changed: leases,
      seenUids,
      complete: true,
      at: Date.now(),
      today,
      units,
      property,
      rules,
    });
    await planMany(store);
  } finally {
    await store.close();
  }
}

async function textOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).allInnerTexts()).join('\n');
}

/** What a page of so many units says, beside the grid. */
const said: Readonly<Record<string, RegExp>> = {
  overview: /10,000[\s\S]*9,000/,
  unit: /Unit 10001 occupied/,
  attention: /Nothing needs a person|things? to decide/,
  // Nobody knows how leases and tickets stand before Innago was read; see test/state/dashboard/long-lists.test.ts.
  coming: /Innago has not been read since the start/,
  plan: /18000 changes in 9000 units[\s\S]*450 more units[\s\S]*and 17,000 more changes: they are in the CSV/,
  tickets: /open\s+0/,
  month: /Occupancy of/,
  health: /Servers/,
};

test('10,000 units: every page comes, in its time; search and filters, quick enough to work with', {
  timeout: 300_000,
}, async () => {
  await onStage({ village: 'empty' }, async (stage) => {
    await fill(stage, stage.simulator.world.today);
    // Innago does not answer: what is shown is what was known.
    const red = await stage.start({ env: { SYNC_MODE: 'dry-run', INNAGO_API_URL: 'http://127.0.0.1:9' } });
    const { page, complaints, go, close } = await openDashboard(red.url, { size: 'phone' });
    const tiles = page.locator('.vf-grid a');
    const first = async () => (await page.locator('.vf-label').allInnerTexts())[0];
    try {
      assert.equal(await tiles.count(), 200);
      assert.match(await textOf(page, '.vf-counts'), /10,000[\s\S]*9,000/);
      assert.equal(await first(), '10001');
      await page.getByRole('button', { name: 'Next' }).click();
      await until('the second page', async () => (await first()) === '10201');
      assert.match(await textOf(page, 'nav[aria-label="Pages of units"]'), /2 of 50/);
      await page.getByRole('searchbox').fill('nr 19999');
      await until('found by name', async () => (await tiles.count()) === 1 && (await first()) === '19999');
      await page.getByRole('searchbox').fill('');
      await page.getByRole('button', { name: 'Vacant' }).click();
      await until('the vacant ones', async () => (await first()) === '10010');
      assert.match(await textOf(page, 'nav[aria-label="Pages of units"]'), /1 of 5/);
      assert.deepEqual(await phoneTroubles(page), []);
      const asked = performance.now();
      await page.getByRole('button', { name: 'All' }).click();
      await until('all again', async () => (await first()) === '10001', { every: 10 });
      const took = performance.now() - asked;
      assert.ok(took < 3_000, `an answer took ${took} ms`);
      for (const name of pageNames) {
        const opened = performance.now();
        await go(name === 'unit' ? 'unit?unit=10001' : name);
        await until(`${name} is there`, async () => said[name]?.test(await textOf(page, '.vf')) === true, {
          every: 50,
        });
        const opening = performance.now() - opened;
        assert.equal(await page.locator('.vf-trouble').count(), 0, name);
        assert.ok(opening < 10_000, `${name} took ${opening} ms`);
      }
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
  });
});
