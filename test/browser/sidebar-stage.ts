/** A village in dry-run whose sidebar has something in every section, and settings that an operator may have. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeRedOptions, NodeRedProcess } from '../flow/node-red-process.ts';
import { until } from '../flow/node-red-process.ts';
import type { Stage } from '../flow/stage.ts';
import { root } from '../package/editor-definitions.ts';
import { openEditor, type Theme } from './editor.ts';

export const hostile = '<img src=x onerror=window.hacked=1>';

const hostileTenant = { firstName: hostile, lastName: '=1+1', email: 'a@example.com' };

/** Somebody, with a hostile name unless told, moves into 101, somebody leaves 102, and 103 is a question to a person: nobody in UISP fits. */
export function people({ simulator, env }: Stage, newcomer = hostileTenant): Record<string, string> {
  const { world } = simulator;
  const day = (days: number) => new Date(Date.parse(world.today) + days * 86_400_000).toISOString().slice(0, 10);
  for (const unit of ['101', '102', '103']) world.addOnu({ unit, inTable: 'both' });
  writeFileSync(env['ONU_TABLE_FILE'] ?? '', simulator.onuTableCsv());
  world.addLease({ unit: '101', startDate: day(5), tenants: [newcomer] });
  world.addLease({
    unit: '102',
    startDate: world.today,
    endDate: day(20),
    tenants: [{ firstName: 'Bob', lastName: 'Lee' }],
  });
  world.addLease({ unit: '103', startDate: day(-100), tenants: [{ firstName: 'Eve', lastName: 'Old' }] });
  return { SYNC_MODE: 'dry-run', SYNC_GO_LIVE: world.today };
}

/** Our settings with these on top. @param more JavaScript, as it stands in a settings file */
export function settings(folder: string, more: string): string {
  const file = join(folder, 'own-settings.js');
  writeFileSync(file, `module.exports = { ...require(${JSON.stringify(join(root, 'settings.js'))}), ${more} };\n`);
  return file;
}

/** Node-RED, once the plan, the moves and a question are there; at once when not everybody may read them. */
export async function withSomethingToShow(
  stage: Stage,
  options: NodeRedOptions = {},
  newcomer = hostileTenant,
): Promise<NodeRedProcess> {
  const red = await stage.start({ ...options, env: people(stage, newcomer) });
  const read = async (what: string): Promise<string> => {
    const answer = await fetch(`${red.url}/village-fiber/${what}`);
    return answer.status === 401 ? 'welcome mail ADOPT_NO_MATCH moves in' : answer.text();
  };
  const isThere = async () =>
    (await read('plan')).includes('welcome mail') &&
    (await read('attention')).includes('ADOPT_NO_MATCH') &&
    (await read('upcoming')).includes('moves in');
  await until('there is something to show', isThere, { within: 60 }).catch((error) => {
    throw new Error(`${error.message}\n${red.lines.slice(-10).join('\n')}`);
  });
  return red;
}

/** The editor with the tab in front. */
export async function openSidebar(url: string, theme: Theme = 'light', { isLoaded = true, height = 1500 } = {}) {
  const editor = await openEditor(url, { theme, width: 1400, height });
  const { page } = editor;
  await page.evaluate(() => {
    const { RED } = window as unknown as { RED: { sidebar: { show(id: string): void } } };
    RED.sidebar.show('village-fiber-sidebar');
  });
  const shown = isLoaded ? '.village-fiber-tab summary:has-text("(")' : '.village-fiber-trouble:not(:empty)';
  await page.waitForSelector(shown, { timeout: 15_000 });
  return editor;
}
