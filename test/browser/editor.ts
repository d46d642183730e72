/// <reference lib="dom" />
/** Node-RED's editor in Debian's Chromium, for tests and screenshots. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

export type Theme = 'light' | 'dark';

export interface Editor {
  readonly page: Page;
  /** Errors that the page wrote to its console or threw. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** Opens the editor and waits until its nodes are drawn. @throws when no Chromium is installed */
export async function openEditor(
  url: string,
  { theme = 'light', width = 1500, height = 1350 }: { theme?: Theme; width?: number; height?: number } = {},
): Promise<Editor> {
  if (executable === undefined) throw new Error('Chromium is not installed: apt-get install chromium');
  const browser: Browser = await chromium.launch({
    executablePath: executable,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme });
  const complaints: string[] = [];
  page.on('console', (message) => {
    // The palette manager asks the public catalogue, which a machine without internet cannot reach.
    if (message.type() === 'error' && message.location().url.startsWith(new URL(url).origin))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  // Where the editor keeps the choice of the theme.
  await page.addInitScript((chosen) => localStorage.setItem('view-dark-theme', chosen), theme);
  await page.goto(url);
  await page.waitForFunction(
    'window.RED && window.RED.nodes && document.querySelectorAll("#red-ui-workspace-chart g.red-ui-flow-node-group").length > 0',
  );
  return { page, complaints, close: () => browser.close() };
}

/** Opens a node's dialog by its id (drawn nodes and configuration nodes alike) and waits until it has slid in. */
export async function openDialog(page: Page, id: string): Promise<void> {
  await page.evaluate((nodeId) => {
    const { RED } = window as unknown as {
      RED: {
        nodes: { node(id: string): { type: string; z?: string; x?: number } };
        editor: { edit(node: unknown): void; editConfig(prefix: string, type: string, id: string): void };
      };
    };
    const node = RED.nodes.node(nodeId);
    if (node.x === undefined) RED.editor.editConfig('', node.type, nodeId);
    else RED.editor.edit(node);
  }, id);
  await page.waitForSelector('.red-ui-tray .dialog-form, .red-ui-tray form');
  await page.waitForFunction(
    '!document.querySelector(".red-ui-tray.ui-draggable-dragging") && document.querySelector(".red-ui-tray").getBoundingClientRect().right <= window.innerWidth + 2',
  );
  // The editor moves the focus into a dialog once it has slid in; what is typed before that would lose it half-way.
  await page.waitForFunction('document.querySelector(".red-ui-tray").contains(document.activeElement)');
}

/** Leaves the open dialog without saving. */
export async function cancelDialog(page: Page): Promise<void> {
  await page.click('#node-config-dialog-cancel:visible, #node-dialog-cancel:visible');
  await page.waitForFunction('document.querySelectorAll(".red-ui-tray").length === 0');
}
