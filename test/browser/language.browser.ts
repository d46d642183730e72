/// <reference lib="dom" />
/** The editor for somebody who reads Spanish: no dialog, help or list is left in English. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import * as v from 'valibot';
import { onStage } from '../flow/stage.ts';
import { editorDefinitions, root } from '../package/editor-definitions.ts';
import { addDays } from '../simulator/world/calendar.ts';
import { cancelDialog, dialogsAlone, openDialog, openEditor } from './editor.ts';

type Texts = string | { readonly [key: string]: Texts };
const textsSchema: v.GenericSchema<Texts> = v.lazy(() => v.union([v.string(), v.record(v.string(), textsSchema)]));

function flat(texts: Texts): string[] {
  return typeof texts === 'string' ? [texts] : Object.values(texts).flatMap(flat);
}

function textsOf(language: string): Set<string> {
  const files = readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' });
  const catalogs = files.filter((path) => path.includes(`locales/${language}/`) && path.endsWith('.json'));
  return new Set(
    catalogs.flatMap((path) => flat(v.parse(textsSchema, JSON.parse(readFileSync(join(root, 'nodes', path), 'utf8'))))),
  );
}

/** Every text below an element: what is written, offered in lists, hinted at in empty fields, and said to who does not see. */
function textsBelow(page: Page, selector: string): Promise<string[]> {
  return page.evaluate((among) => {
    const texts: string[] = [];
    for (const part of document.querySelectorAll(among)) {
      const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      for (let at = walker.nextNode(); at; at = walker.nextNode()) texts.push(at.textContent ?? '');
      for (const one of part.querySelectorAll('[placeholder], [title], [aria-label]')) {
        for (const name of ['placeholder', 'title', 'aria-label']) texts.push(one.getAttribute(name) ?? '');
      }
    }
    return texts.map((text) => text.trim()).filter((text) => text !== '');
  }, selector);
}

const english = textsOf('en-US');
const spanish = textsOf('es-ES');
const types = editorDefinitions().map(({ type }) => type);

/** What was left in English, or shows the key of a text instead of the text. */
function wrong(texts: readonly string[]): string[] {
  const isKey = (text: string) =>
    types.some((type) => text.includes(`${type}.`)) || /village-fiber-[a-z]+\./.test(text);
  return texts.filter((text) => isKey(text) || (english.has(text) && !spanish.has(text)));
}

for (const line of ['node-red', 'node-red-4'] as const) {
  test(`dialogs, help and sidebar in Spanish, on ${line}`, { timeout: 300_000 }, async () => {
    await onStage({ village: 'empty' }, async (stage) => {
      const { world } = stage.simulator;
      world.addLease({ unit: '101', startDate: addDays(world.today, 5) });
      const red = await stage.start({ line, env: { SYNC_MODE: 'dry-run' } });
      const { page, complaints, close } = await openEditor(red.url, { locale: 'es-ES' });
      try {
        const { ids, names } = await page.evaluate((wanted) => {
          const { RED } = window as unknown as {
            RED: { nodes: { eachNode(use: Use): void; eachConfig(use: Use): void } };
          };
          type Use = (node: { id: string; type: string; name?: string }) => void;
          const found: Record<string, string> = {};
          const given: string[] = [];
          const note: Use = ({ id, type, name }) => {
            if (wanted.includes(type)) found[type] ??= id;
            given.push(name ?? '');
          };
          RED.nodes.eachNode(note);
          RED.nodes.eachConfig(note);
          return { ids: found, names: given };
        }, types);
        assert.deepEqual(Object.keys(ids).sort(), [...types].sort(), 'the flow uses every node');
        await dialogsAlone(page, { keeps: 'sidebar' });
        for (const [type, id] of Object.entries(ids)) {
          await openDialog(page, id);
          const texts = await textsBelow(page, '.red-ui-tray form');
          // What somebody has named is not ours to translate.
          const ours = texts.filter((text) => !names.includes(text));
          assert.deepEqual(wrong(ours), [], type);
          assert.ok(texts.includes('Nombre'), type);
          await cancelDialog(page);
          await page.evaluate((name) => {
            const { RED } = window as unknown as { RED: { sidebar: { help: { show(type: string): void } } } };
            RED.sidebar.help.show(name);
          }, type);
          await page.waitForFunction(() =>
            /Detalles/.test(document.querySelector('.red-ui-sidebar-help-stack .red-ui-help')?.textContent ?? ''),
          );
          const help = (await textsBelow(page, '.red-ui-sidebar-help-stack .red-ui-help')).join('\n');
          assert.doesNotMatch(help, /\b(Details|Inputs|Outputs|References)\b/, type);
        }
        await page.evaluate('RED.sidebar.show("village-fiber-sidebar")');
        await page.waitForSelector('.village-fiber-tab summary:has-text("Necesita a una persona (")');
        assert.deepEqual(
          wrong(await textsBelow(page, '.village-fiber-tab :is(summary, button, .village-fiber-modes)')),
          [],
        );
        const dates = page.locator('.village-fiber-tab [data-section=upcoming] h4');
        await dates.first().waitFor();
        assert.match((await dates.allInnerTexts()).join(), /^\d+ de [a-z]+ de 20\d\d/);
        assert.deepEqual(complaints, []);
      } finally {
        await close();
      }
    });
  });
}
