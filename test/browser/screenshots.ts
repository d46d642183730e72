/** `npm run screenshots`: the pictures of README and docs, from the running editor on the simulated village. */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { provisionedUnits } from '../flow/invariants.ts';
import { until } from '../flow/node-red-process.ts';
import { onStage } from '../flow/stage.ts';
import { takeDashboardPictures } from './dashboard-pictures.ts';
import { pictureOf, takeDialogPictures, takeSidebar, takeTestConnection, themes } from './dialog-pictures.ts';
import { openEditor } from './editor.ts';
import { withSomethingToShow } from './sidebar-stage.ts';

const folder = resolve(import.meta.dirname, '../../docs/images');
mkdirSync(folder, { recursive: true });

await onStage({}, async ({ simulator, start }) => {
  const red = await start({ env: { POLL_CRON: '*/20 * * * * *' } });
  await until('most units are provisioned', () => provisionedUnits(simulator).length > 80, { within: 120 });
  for (const theme of themes) {
    const { page, close } = await openEditor(red.url, { theme, width: 2050, height: 1560 });
    await page.screenshot({ path: pictureOf(folder, 'flow', theme) });
    await takeDialogPictures(page, folder, theme);
    await close();
  }
  await takeDashboardPictures(red.url, folder);
});

// In dry-run, with a plan to look at.
await onStage({ village: 'empty' }, async (stage) => {
  const tenant = { firstName: 'Ana', lastName: 'Ruiz', email: 'ana.ruiz@example.com' };
  const red = await withSomethingToShow(stage, {}, tenant);
  for (const theme of themes) {
    await takeSidebar(red.url, folder, theme);
    await takeTestConnection(red.url, folder, theme);
  }
  await takeDashboardPictures(red.url, folder, [['plan', 'desktop', 'light']]);
});
