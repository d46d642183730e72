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

/** Debian's Chromium. @throws when none is installed */
export function startChromium(): Promise<Browser> {
  if (executable === undefined) throw new Error('Chromium is not installed: apt-get install chromium');
  return chromium.launch({
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
}

interface Look {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** No node is expected: as a fresh Node-RED begins. */
  readonly isEmpty?: boolean;
  /** What the browser says its user reads, such as `es-ES`. */
  readonly locale?: string;
  /** Whether the guided tour may be offered, as it is to a new user. */
  readonly isNew?: boolean;
  /** Runs in the page before its own scripts. */
  readonly first?: () => void;
}

/** Opens the editor and waits until its nodes are drawn, or with `isEmpty` until the palette is. @throws when no Chromium is installed */
export async function openEditor(
  url: string,
  { theme = 'light', width = 1500, height = 1350, isEmpty = false, locale = 'en-US', isNew = false, first }: Look = {},
): Promise<Editor> {
  const browser = await startChromium();
  try {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme, locale });
    // Where the editor keeps the choice of the theme: it follows the system's, see `setTheme`.
    await page.addInitScript(() => localStorage.setItem('view-dark-theme', 'auto'));
    if (!isNew) await page.addInitScript(() => localStorage.setItem('village-fiber-tour', 'declined'));
    if (first) await page.addInitScript(first);
    const complaints = complaintsOf(page, url);
    await page.goto(url);
    await whenLoaded(page, { isEmpty });
    return { page, complaints, close: () => browser.close() };
  } catch (thrown) {
    // A browser that is left open would keep the test's process from its end.
    await browser.close();
    throw thrown;
  }
}

/** What the page says of errors, from now on. */
function complaintsOf(page: Page, url: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    // The palette manager asks the public catalogue, which a machine without internet cannot reach.
    if (message.type() === 'error' && message.location().url.startsWith(new URL(url).origin))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => {
    // Node-RED 5.0's own tips: their first one may come before the box that would show it.
    const isTip = error.message.includes("reading 'html'") && /\/red\/red\.min\.js/.test(error.stack ?? '');
    if (!isTip) complaints.push(error.message);
  });
  return complaints;
}

/** Waits until the editor has drawn its nodes, or with `isEmpty` its palette, and has put back the tabs that were in front. */
export async function whenLoaded(page: Page, { isEmpty = false } = {}): Promise<void> {
  const drawn = isEmpty ? '.red-ui-palette-node' : '#red-ui-workspace-chart g.red-ui-flow-node-group';
  await page.waitForSelector(drawn, { state: 'attached' });
  await page.waitForSelector('#red-ui-loading-progress', { state: 'hidden' });
}

/** Changes the theme under an open editor, as its user's system may. Not for Node-RED 4.1, which has a light one alone. */
export async function setTheme(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.waitForFunction(
    (isDark) => document.documentElement.classList.contains('nr-theme-dark') === isDark,
    theme === 'dark',
  );
}

/**
 * Lets nothing slide, and takes away the drawn flow and what stands beside it, whose painting costs more than all else: for who looks
 * at dialogs alone, until the page is loaded again. @param keeps what is looked at beside the dialogs
 */
export async function dialogsAlone(page: Page, { keeps }: { keeps?: 'sidebar' } = {}): Promise<void> {
  const away = ['#red-ui-workspace-chart', '#red-ui-palette-container'];
  if (keeps !== 'sidebar') away.push('.red-ui-sidebar > *', '#red-ui-sidebar > *');
  await page.addStyleTag({
    content: `*, *::before, *::after { transition: none !important; animation: none !important; }
      ${away.join(', ')} { display: none !important; }`,
  });
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
