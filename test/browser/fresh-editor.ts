/// <reference lib="dom" />
/** The editor of a fresh Node-RED as a new operator meets it: its greetings, its menu, its dialogs, its Deploy button. */
import type { Page } from 'playwright-core';

/** What the dialogs of one node are given: id of the field to value; a boolean ticks or unticks. */
export type Fields = Readonly<Record<string, string | boolean>>;

interface EditorNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
}

/** Says no to notifications about updates, and closes Node-RED's own tour: what both lines open on a first visit. */
export async function leaveGreetings(page: Page): Promise<void> {
  await page.waitForFunction('document.querySelectorAll(".red-ui-palette-node").length > 30');
  await page.getByRole('button', { name: /do not enable/i }).click();
  // A tour that is closed before it has moved the focus fails in its own code: faster than anybody's hand.
  await page.waitForFunction('document.activeElement.closest(".red-ui-tourGuide-popover")');
  await page.click('.red-ui-tourGuide-popover button:has(.fa-times)');
  await page.waitForFunction(
    '!document.querySelector(".red-ui-tourGuide-popover, .red-ui-tourGuide-shade, .ui-widget-overlay")',
  );
}

/** Menu, Import, Examples, the package, the flow, Import. */
export async function importExample(page: Page, { of, name }: { of: string; name: string }): Promise<void> {
  await page.click('#red-ui-header-button-sidemenu');
  await page.click('#menu-item-import');
  await page.locator('#red-ui-clipboard-dialog-import-tabs').getByText('Examples').click();
  const examples = page.locator('#red-ui-clipboard-dialog-import-tab-examples');
  await examples.getByText(of, { exact: true }).click();
  await examples.getByText(name, { exact: true }).click();
  await page.click('#red-ui-clipboard-dialog-ok');
  await page.waitForSelector('.red-ui-notification:has-text("Imported")');
}

/** All nodes that the editor holds, drawn ones and configuration nodes. */
export function nodesOf(page: Page): Promise<EditorNode[]> {
  return page.evaluate(() => {
    const { RED } = window as unknown as {
      RED: { nodes: Record<'eachNode' | 'eachConfig', (see: (node: EditorNode) => void) => void> };
    };
    const found: EditorNode[] = [];
    const note = ({ id, type, name = '' }: EditorNode) => found.push({ id, type, name });
    RED.nodes.eachNode(note);
    RED.nodes.eachConfig(note);
    return found;
  });
}

/** Fills in fields of the open dialog by their ids, as they stand in the page. */
export async function fillIn(page: Page, fields: Fields): Promise<void> {
  for (const [id, value] of Object.entries(fields)) {
    const field = page.locator(`.red-ui-tray #${id}`);
    if (typeof value === 'boolean') await field.setChecked(value);
    else if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
}

/** Presses the dialog's Test connection. @returns what it answers */
export async function testConnection(page: Page): Promise<string> {
  const tray = page.locator('.red-ui-tray');
  await tray.getByRole('button', { name: /test connection/i }).click();
  const result = tray.locator('[role=status]:not(:empty):not(:has-text("Asking"))').last();
  await result.waitFor();
  return (await result.textContent()) ?? '';
}

/** Done, and waits until the dialog has slid out. */
export async function done(page: Page): Promise<void> {
  await page.click('#node-config-dialog-ok:visible, #node-dialog-ok:visible');
  await page.waitForFunction('document.querySelectorAll(".red-ui-tray").length === 0');
}

/** Presses Deploy and waits until it is done. Anything that Node-RED asks first is an error. */
export async function deploy(page: Page): Promise<void> {
  await page.click('#red-ui-header-button-deploy');
  const deployed = page.locator('.red-ui-notification:has-text("Successfully deployed")').last();
  const asks = page.locator('.red-ui-notification:has(button)').last();
  await deployed.or(asks).first().waitFor();
  if (await asks.isVisible()) throw new Error(`Deploy asks: ${await asks.textContent()}`);
}

/** What Menu, Export, all flows gives. */
export async function exported(page: Page): Promise<string> {
  await page.keyboard.press('Control+e');
  await page.click('#red-ui-clipboard-dialog-export-rng-full');
  const text = await page.locator('#red-ui-clipboard-dialog-export-text').inputValue();
  await page.click('#red-ui-clipboard-dialog-cancel');
  return text;
}
