/// <reference lib="dom" />
/** The dashboard's flow is imported from the editor's menu: beside the main flow, with which it shares its configuration, and alone. */
import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from '../flow/node-red-process.ts';
import { onStage } from '../flow/stage.ts';
import { manifest, readFlow, root } from '../package/editor-definitions.ts';
import { openDashboard } from './dashboard-stage.ts';
import { openEditor } from './editor.ts';
import { deploy, importExample, nodesOf } from './fresh-editor.ts';

const empty = { village: 'empty' } as const;
const time = { timeout: 240_000 };
const example = { of: manifest.name, name: 'dashboard' };

test('beside the main flow: one database, one set of plans, and the pages answer', time, async () => {
  await onStage(empty, async (stage) => {
    // With the placeholders of its secrets, but as before there was a dashboard.
    createRequire(join(root, 'package.json'))('./flows/user-directory.js').prepareUserDirectory(
      stage.folder,
      'flows.json',
    );
    copyFileSync(join(root, 'flows/village-fiber.json'), join(stage.folder, 'flows.json'));
    const red = await stage.start();
    const { page, complaints, close } = await openEditor(red.url);
    try {
      const before = await nodesOf(page);
      // What is there already is told; it is left out unless it is ticked.
      const asked = importExample(page, example);
      await page.getByRole('button', { name: /^View nodes/ }).click();
      await page.getByRole('button', { name: 'Import selected' }).click();
      await asked;
      const after = await nodesOf(page);
      const known = new Set(before.map(({ id }) => id));
      const ids = readFlow('flows/dashboard.json').flatMap(({ id, type }) =>
        ['tab', 'group', 'global-config'].includes(type) || known.has(id) ? [] : [id],
      );
      assert.equal(after.length, before.length + ids.length);
      for (const type of ['sync-database', 'fiber-plans', 'ui-base', 'global-config'])
        assert.equal(after.filter((node) => node.type === type).length, 1, type);
      await deploy(page);
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
    await looksAt(red.url, /units\s+118/);
  });
});

test('alone: it says what there is, which is nothing yet', time, async () => {
  await onStage(empty, async (stage) => {
    writeFileSync(join(stage.folder, 'flows.json'), '[]');
    const red = await stage.start();
    const { page, complaints, close } = await openEditor(red.url, { isEmpty: true });
    try {
      await importExample(page, example);
      await deploy(page);
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
    await looksAt(red.url, /units\s+0/);
  });
});

async function looksAt(url: string, counts: RegExp): Promise<void> {
  const { page, complaints, close } = await openDashboard(url);
  try {
    await until('the first scan is seen', async () => {
      await page.getByRole('button', { name: 'Refresh' }).click();
      return counts.test((await page.locator('.vf-counts').allInnerTexts()).join());
    });
    assert.equal(await page.locator('.vf-trouble').count(), 0);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
}
