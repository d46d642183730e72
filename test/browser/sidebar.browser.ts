/// <reference lib="dom" />
/** The tab "Village Fiber" of the editor's sidebar, in a real browser. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { parseCsv } from '../../nodes/village/csv.ts';
import { until } from '../flow/node-red-process.ts';
import { onStage } from '../flow/stage.ts';
import { poorContrast } from './contrast.ts';
import { setTheme, type Theme, whenLoaded } from './editor.ts';
import { hostile, openSidebar, settings, withSomethingToShow } from './sidebar-stage.ts';

const tab = '.village-fiber-tab';
/** What must be told from what is behind it. */
const readable = '.village-fiber-tab :is(span, p, h4, li, div, summary, textarea)';
const empty = { village: 'empty' } as const;
const time = { timeout: 180_000 };

async function textOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).allInnerTexts()).join('\n');
}

test('plan, moves and what needs a person, in both themes; hostile names are text', time, async () => {
  await onStage(empty, async (stage) => {
    const red = await withSomethingToShow(stage);
    const { page, complaints, close } = await openSidebar(red.url);
    try {
      for (const theme of ['light', 'dark'] satisfies Theme[]) {
        await setTheme(page, theme);
        assert.match(await textOf(page, `${tab} .village-fiber-mode`), /^dry-run$/i);
        const plan = await textOf(page, `${tab} [data-section=plan]`);
        assert.match(plan, /Unit 101[\s\S]*UISP client: none → <img src=x onerror=window\.hacked=1> =1\+1, Unit 101/);
        assert.match(plan, /service begins: none → Village Fiber 500 from [A-Z][a-z]+ \d+, 20\d\d[\s\S]*lease new/);
        assert.match(
          await textOf(page, `${tab} [data-section=upcoming]`),
          /Unit 101 moves in: <img[\s\S]*Unit 102 moves out: Bob Lee/,
        );
        assert.match(await textOf(page, `${tab} [data-section=attention]`), /unit 103/);
        assert.equal(await page.evaluate('window.hacked'), undefined);
        assert.equal(await page.locator(`${tab} img`).count(), 0);
        assert.doesNotMatch(await textOf(page, tab), /village-fiber-sidebar\.|__/, 'a text without words');
        assert.deepEqual(await poorContrast(page, readable), []);
        const [file] = await Promise.all([page.waitForEvent('download'), page.click(`${tab} [data-download=plan]`)]);
        assert.equal(file.suggestedFilename(), 'plan.csv');
        const rows = parseCsv(readFileSync(await file.path(), 'utf8'));
        assert.ok(rows.some(({ cells }) => cells[1] === 'UISP client' && cells[3]?.startsWith(hostile)));
      }
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
  });
});

test('diagnostics are copied, by the editor where the page may not, and by hand where nothing may', time, async () => {
  await onStage(empty, async (stage) => {
    const red = await withSomethingToShow(stage);
    const { page, complaints, close } = await openSidebar(red.url);
    const copy = () => page.getByRole('button', { name: 'Copy diagnostics' }).click();
    const text = page.locator(`${tab} textarea`);
    try {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await copy();
      await page.waitForSelector(`${tab} .village-fiber-said:has-text("copied")`);
      const told = String(await page.evaluate('navigator.clipboard.readText()'));
      assert.match(told, /"package": "\d+\.\d+\.\d+",[\s\S]*"nodeRed": "5\.[\s\S]*"ADOPT_NO_MATCH": 1/);
      assert.ok(!told.includes(hostile) && !told.includes('Bob'));

      await page.evaluate(`navigator.clipboard.writeText('before')`);
      await page.evaluate(`navigator.clipboard.writeText = () => Promise.reject(new Error('no'))`);
      await page.evaluate(`document.querySelector('.village-fiber-said').textContent = ''`);
      await copy();
      await page.waitForSelector(`${tab} .village-fiber-said:has-text("copied")`);
      assert.match(String(await page.evaluate('navigator.clipboard.readText()')), /"package"/);
      assert.equal(await text.isVisible(), false);

      await page.evaluate('document.execCommand = () => false');
      await copy();
      await page.waitForSelector(`${tab} .village-fiber-said:has-text("by hand")`);
      assert.match(await text.inputValue(), /"package"/);
      for (const theme of ['dark', 'light'] satisfies Theme[]) {
        await setTheme(page, theme);
        assert.deepEqual(await poorContrast(page, readable), []);
      }
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
  });
});

test(
  'below another path, as somebody who may only look: it shows, and a decision is refused in words',
  time,
  async () => {
    await onStage(empty, async (stage) => {
      const more = `httpAdminRoot: '/admin', adminAuth: { type: 'credentials', users: [], default: { permissions: 'read' } }`;
      const red = await withSomethingToShow(stage, {
        settings: { file: settings(stage.folder, more), adminRoot: '/admin' },
      });
      const { page, close } = await openSidebar(`${red.url}/`);
      try {
        const item = page.locator(`${tab} li[data-key*="ADOPT_NO_MATCH"]`);
        await item.getByRole('button', { name: 'Retry' }).click();
        await page.waitForSelector(`${tab} .village-fiber-said:has-text("not permitted")`);
        const body = JSON.stringify({ verb: 'list' });
        const headers = { 'content-type': 'application/json' };
        const refused = await fetch(`${red.url}/village-fiber/attention`, { method: 'POST', body, headers });
        assert.equal(refused.status, 401);
      } finally {
        await close();
      }
    });
  },
);

test('who may not look, no database, no server: each in words; and it comes back by itself', time, async () => {
  await onStage(empty, async (stage) => {
    // All that the editor itself reads.
    const read = 'flows nodes settings plugins library status debug context projects auth comms'.split(' ');
    const may = JSON.stringify(read.map((what) => `${what}.read`));
    const more = `adminAuth: { type: 'credentials', users: [], default: { permissions: ${may} } }`;
    const red = await withSomethingToShow(stage, { settings: { file: settings(stage.folder, more) } });
    for (const what of ['plan', 'upcoming'])
      assert.equal((await fetch(`${red.url}/village-fiber/${what}`)).status, 401);
    const { page, close } = await openSidebar(red.url, 'light', { isLoaded: false });
    try {
      const trouble = `${tab} .village-fiber-trouble`;
      assert.match(await textOf(page, trouble), /not permitted/);
      const refresh = () => page.click(`${tab} button:has-text("Refresh")`);
      const json = { contentType: 'application/json', status: 404, body: '{"code":"NO_DATABASE","message":"None."}' };
      await page.route('**/village-fiber/**', (route) => route.fulfill(json));
      await refresh();
      await page.waitForSelector(`${trouble}:has-text("No sync-state node")`);
      await page.unroute('**/village-fiber/**');
      await page.route('**/village-fiber/**', (route) => route.abort());
      await refresh();
      await page.waitForSelector(`${trouble}:has-text("does not answer")`);
      assert.equal(await page.locator(`${tab} [data-section]:visible`).count(), 0);
    } finally {
      await close();
    }
  });
});

test('it asks only while it is in view, and not more often than every 30 seconds', time, async () => {
  await onStage(empty, async (stage) => {
    const red = await stage.start();
    const { page, close } = await openSidebar(red.url);
    let asked = 0;
    page.on('request', (request) => {
      if (request.url().includes('village-fiber/plan')) asked += 1;
    });
    try {
      await page.clock.install();
      await page.reload();
      await whenLoaded(page);
      const show = (id: string) => page.evaluate(`RED.sidebar.show(${JSON.stringify(id)})`);
      await show('village-fiber-sidebar');
      await until('it has asked', () => asked > 0);
      await page.waitForSelector(`${tab} summary:has-text("(")`);
      const before = asked;
      await show('info');
      await page.clock.runFor(120_000);
      assert.equal(asked, before, 'out of view');
      await show('village-fiber-sidebar');
      await until('it asks again, for it is old', () => asked === before + 1);
      await page.clock.runFor(91_000);
      assert.ok(asked - before <= 5, `${asked - before} times in one and a half minutes`);
    } finally {
      await close();
    }
  });
});

test('Node-RED 4.1 shows it, too', time, async () => {
  await onStage(empty, async (stage) => {
    const red = await withSomethingToShow(stage, { line: 'node-red-4' });
    const { page, complaints, close } = await openSidebar(red.url, 'light');
    try {
      assert.match(await textOf(page, `${tab} [data-section=upcoming]`), /moves in/);
      assert.deepEqual(await poorContrast(page, '.village-fiber-tab :is(span, p, h4, li, div, summary)'), []);
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
  });
});
