/// <reference lib="dom" />
/** Editor and dashboard in Chromium, behind login, security headers and the dashboard's password: nothing of them breaks. */
import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { test } from 'node:test';
import { chromium, type Page } from 'playwright-core';
import { dashboardFlow } from '../deploy/dashboard-flow.ts';
import { sesame } from '../deploy/settings.ts';
import { NodeRedProcess, temporaryFolder } from '../flow/node-red-process.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path)) ?? '';

/**
 * No fault of the page's: the catalogue of the palette manager can't be reached from a machine without internet, the first question is before the login,
 * and Monaco was closed while it was still busy.
 */
const usual = /catalogue\.nodered\.org|401 \(Unauthorized\).*\/settings|is disposed/;

/** What the page could not do. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  const complain = (text: string) => (usual.test(text) ? undefined : complaints.push(text));
  page.on('console', (message) => {
    if (message.type() === 'error') complain(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complain(error.message));
  return complaints;
}

test('the editor logs in, draws, edits code and deploys; the dashboard asks for its password and runs', {
  timeout: 120_000,
}, async (t) => {
  const folder = temporaryFolder();
  dashboardFlow(folder);
  const red = await NodeRedProcess.start({
    userDir: folder,
    env: {
      NODE_RED_ADMIN_USER: 'operator',
      NODE_RED_ADMIN_PASSWORD_HASH: sesame,
      NODE_RED_DASHBOARD_VIEWER: 'eye',
      NODE_RED_DASHBOARD_VIEWER_HASH: sesame,
    },
  });
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  });
  t.after(async () => {
    await browser.close();
    await red.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const page = await browser.newPage();
  const complaints = complaintsOf(page);
  await page.goto(red.url);
  await page.fill('#node-dialog-login-username', 'operator');
  await page.fill('#node-dialog-login-password', 'open sesame');
  await page.click('#node-dialog-login-submit');
  await page.waitForFunction(
    'document.querySelectorAll("#red-ui-workspace-chart g.red-ui-flow-node-group").length > 0',
  );
  await page.evaluate(() => {
    const { RED } = window as unknown as {
      RED: {
        view: { importNodes(nodes: unknown[], options: object): void };
        editor: { edit(node: unknown): void };
        nodes: { node(id: string): unknown };
      };
    };
    const node = {
      id: 'code',
      type: 'function',
      z: 'tab',
      func: 'return msg;',
      outputs: 1,
      x: 100,
      y: 300,
      wires: [[]],
    };
    RED.view.importNodes([node], { generateIds: false });
    RED.editor.edit(RED.nodes.node('code'));
  });
  // Monaco starts a worker from a script of its own making.
  await page.waitForSelector('.red-ui-tray .monaco-editor .view-line:visible');
  await page.waitForFunction('document.querySelector(".red-ui-tray").contains(document.activeElement)');
  await page.click('#node-dialog-ok');
  await page.click('#red-ui-header-button-deploy');
  await page.waitForSelector('.red-ui-notification-success, .red-ui-notification:has-text("Successfully deployed")');
  assert.deepEqual(complaints, []);

  assert.equal((await fetch(`${red.url}/dashboard/page`)).status, 401);
  const context = await browser.newContext({ httpCredentials: { username: 'eye', password: 'open sesame' } });
  const dashboard = await context.newPage();
  const trouble = complaintsOf(dashboard);
  await dashboard.goto(`${red.url}/dashboard/page`);
  // Its text comes over the socket and is compiled in the page.
  await dashboard.waitForSelector('#compiled:has-text("23")', { timeout: 20_000 });
  assert.deepEqual(trouble, []);
  await context.close();
});
