/** The pictures of docs/dashboard.md: on a desktop and on a phone, light and dark. */
import { join } from 'node:path';
import { openDashboard, type Size } from './dashboard-stage.ts';
import type { Theme } from './editor.ts';

type Picture = readonly [path: string, size: Size, theme: Theme];

/** Which pages, and how: enough for a reader, not each of everything. */
const dashboardPictures: readonly Picture[] = [
  ['overview', 'desktop', 'light'],
  ['overview', 'desktop', 'dark'],
  ['overview', 'phone', 'light'],
  ['overview', 'phone', 'dark'],
  ['unit?unit=101', 'desktop', 'light'],
  ['unit?unit=101', 'phone', 'light'],
  ['attention', 'desktop', 'light'],
  ['attention', 'phone', 'dark'],
  ['coming', 'desktop', 'light'],
  ['tickets', 'desktop', 'light'],
  ['month', 'desktop', 'light'],
  ['month', 'phone', 'light'],
  ['health', 'desktop', 'light'],
  ['health', 'phone', 'dark'],
];

/** @param url of a Node-RED with something to show @param folder for `dashboard-<page>[-phone][-dark].png` */
export async function takeDashboardPictures(
  url: string,
  folder: string,
  shown: readonly Picture[] = dashboardPictures,
): Promise<void> {
  for (const [path, size, theme] of shown) {
    const { page, close } = await openDashboard(url, { path, size, theme });
    await page.waitForLoadState('networkidle');
    const name = ['dashboard', path.replace(/\?.*/, ''), size === 'phone' ? size : '', theme === 'dark' ? theme : ''];
    await page.screenshot({ path: join(folder, `${name.filter(Boolean).join('-')}.png`) });
    await close();
  }
}
