/** `npm run screenshots`: the pictures of README and docs, from the running editor on the simulated village. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { provisionedUnits } from '../flow/invariants.ts';
import { until } from '../flow/node-red-process.ts';
import { onStage } from '../flow/stage.ts';
import { editorDefinitions, readFlow } from '../package/editor-definitions.ts';
import { takeDashboardPictures } from './dashboard-pictures.ts';
import { cancelDialog, openDialog, openEditor } from './editor.ts';

const folder = resolve(import.meta.dirname, '../../docs/images');
mkdirSync(folder, { recursive: true });

await onStage({}, async ({ simulator, start }) => {
  const red = await start({ env: { POLL_CRON: '*/20 * * * * *' } });
  await until('most units are provisioned', () => provisionedUnits(simulator).length > 80, { within: 120 });
  const ours = new Set(editorDefinitions().map(({ type }) => type));
  const shown = new Map(
    readFlow('flows/village-fiber.json')
      .filter(({ type }) => ours.has(type))
      .map((node) => [node.type, node.id]),
  );
  for (const theme of ['light', 'dark'] as const) {
    const { page, close } = await openEditor(red.url, { theme, width: 2050, height: 1560 });
    await page.screenshot({ path: join(folder, theme === 'light' ? 'flow.png' : 'flow-dark.png') });
    for (const [type, id] of shown) {
      await openDialog(page, id);
      await page
        .locator('.red-ui-tray')
        .last()
        .screenshot({ path: join(folder, theme === 'light' ? `${type}.png` : `${type}-dark.png`) });
      await cancelDialog(page);
    }
    await close();
  }
  await takeDashboardPictures(red.url, folder);
});
