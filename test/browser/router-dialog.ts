/// <reference lib="dom" />
/** A flow with a keyword router, and what an operator does in its dialog. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { NodeRedProcess, temporaryFolder } from '../flow/node-red-process.ts';
import { openEditor } from './editor.ts';

export interface StoredRule {
  readonly name: string;
  readonly any: string;
  readonly none: string;
  readonly look: readonly string[];
  readonly whole: boolean;
}

export function rule(name: string, any = name, none = ''): StoredRule {
  return { name, any, none, look: ['subject', 'description'], whole: true };
}

/** A router with a debug node behind every output: `to upgrade`, …, `to otherwise`. */
export function flowOf(rules: readonly StoredRule[]): object[] {
  const targets = [...rules.map(({ name }) => name), 'otherwise'].map((name) => `to ${name}`);
  return [
    { id: 'tab', type: 'tab', label: 'Sort', disabled: false, info: '', env: [] },
    {
      id: 'router',
      type: 'keyword-router',
      z: 'tab',
      name: '',
      rules,
      mode: 'first',
      subject: 'payload.ticket.title',
      description: 'payload.ticket.description',
      category: 'payload.ticket.category',
      outputs: targets.length,
      x: 300,
      y: 300,
      wires: targets.map((id) => [id]),
    },
    ...targets.map((id, index) => ({
      id,
      type: 'debug',
      z: 'tab',
      name: id,
      active: true,
      tosidebar: true,
      console: false,
      tostatus: false,
      complete: 'keywords',
      targetType: 'msg',
      statusVal: '',
      statusType: 'auto',
      x: 600,
      y: 100 + 60 * index,
      wires: [],
    })),
  ];
}

export const threeRules = [
  rule('upgrade', 'upgrade, faster', 'dishwasher'),
  rule('internet', 'internet, wi-fi'),
  rule('sink'),
];

export interface Scene {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly url: string;
}

type InEditor = (rules: readonly StoredRule[], play: (scene: Scene) => Promise<void>) => Promise<void>;

/** A Node-RED whose flow and editor begin anew for each play. */
export async function onRouterStage(use: (inEditor: InEditor) => Promise<void>): Promise<void> {
  const userDir = temporaryFolder();
  writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flowOf(threeRules)));
  const red = await NodeRedProcess.start({ userDir });
  try {
    await use(async (rules, play) => {
      const deployed = await fetch(`${red.url}/flows`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(flowOf(rules)),
      });
      assert.equal(deployed.status, 204);
      const { page, complaints, close } = await openEditor(red.url, { width: 1300, height: 1150 });
      try {
        await play({ page, complaints, url: red.url });
        assert.deepEqual(complaints, []);
      } finally {
        await close();
      }
    });
  } finally {
    await red.stop();
    rmSync(userDir, { recursive: true, force: true });
  }
}

export interface Wiring {
  readonly rules: readonly string[];
  readonly outputs: number;
  /** `0 to upgrade`, by port. */
  readonly wires: readonly string[];
}

/** Rules and wires as the editor has them. */
export function wiring(page: Page): Promise<Wiring> {
  return page.evaluate(() => {
    interface Link {
      source: { id: string };
      sourcePort: number | string;
      target: { id: string };
    }
    const { RED } = window as unknown as {
      RED: {
        nodes: {
          node(id: string): { rules: { name: string }[]; outputs: number };
          eachLink(see: (link: Link) => void): void;
        };
      };
    };
    const { rules, outputs } = RED.nodes.node('router');
    const wires: string[] = [];
    RED.nodes.eachLink(({ source, sourcePort, target }) => {
      if (source.id === 'router') wires.push(`${Number(sourcePort)} ${target.id}`);
    });
    return { rules: rules.map(({ name }) => name), outputs, wires: wires.sort() };
  });
}

export const line = (page: Page, number: number) => page.locator('#keyword-router-rules > li').nth(number - 1);

export async function names(page: Page): Promise<string[]> {
  return page
    .locator('#keyword-router-rules [data-field="name"]')
    .evaluateAll((inputs) => inputs.map((input) => (input instanceof HTMLInputElement ? input.value : '')));
}

/** Shows a rule's words, if they are folded away. */
export async function unfold(page: Page, number: number): Promise<void> {
  const fold = line(page, number).locator('.keyword-router-fold');
  if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
}

export async function done(page: Page): Promise<void> {
  await page.click('#node-dialog-ok');
  await page.waitForFunction('document.querySelectorAll(".red-ui-tray").length === 0');
}

export async function addRule(page: Page, name: string, words: string): Promise<void> {
  const before = await page.locator('#keyword-router-rules > li').count();
  await page.click('.red-ui-editableList-addButton:has-text("add rule")');
  const added = line(page, before + 1);
  await page.keyboard.type(name);
  assert.equal(await added.locator('[data-field="name"]').inputValue(), name, 'a new rule has the focus');
  await added.locator('[data-field="any"]').fill(words);
}

/** As a hand does it, by the handle. */
export async function drag(page: Page, from: number, to: number): Promise<void> {
  await line(page, Math.max(from, to)).scrollIntoViewIfNeeded();
  await line(page, Math.min(from, to)).scrollIntoViewIfNeeded();
  const handle = await line(page, from).locator('.red-ui-editableList-item-handle').boundingBox();
  const target = await line(page, to).boundingBox();
  assert.ok(handle && target);
  const x = handle.x + handle.width / 2;
  const up = from > to;
  await page.mouse.move(x, handle.y + handle.height / 2);
  await page.mouse.down();
  await page.mouse.move(x, handle.y + (up ? -12 : 24), { steps: 4 });
  const end = up ? target.y + 4 : target.y + target.height - 4;
  await page.mouse.move(x, end, { steps: 12 });
  // The list takes notice of where it has come to with the next move.
  await page.mouse.move(x, end + (up ? -2 : 2), { steps: 2 });
  await page.mouse.up();
}

export async function remove(page: Page, number: number): Promise<void> {
  await line(page, number).locator('.red-ui-editableList-item-remove').click();
}
