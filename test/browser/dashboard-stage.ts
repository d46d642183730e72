/// <reference lib="dom" />
/** The dashboard in Debian's Chromium, for tests and screenshots. */
import type { Page } from 'playwright-core';
import { readFlow } from '../package/editor-definitions.ts';
import { startChromium, type Theme } from './editor.ts';

export type Size = 'desktop' | 'phone';

export interface Dashboard {
  readonly page: Page;
  /** Errors that the pages wrote to their console or threw. */
  readonly complaints: string[];
  /** Goes to a page and waits for its first answer, or for what is wrong. */
  go(path: string): Promise<void>;
  close(): Promise<void>;
}

export interface DashboardOptions {
  readonly theme?: Theme;
  readonly size?: Size;
  readonly login?: { readonly username: string; readonly password: string };
  /** First page, as its address has it after `/dashboard/`. */
  readonly path?: string;
}

/** All of them, by the end of their addresses. */
export const pageNames = ['overview', 'unit', 'attention', 'coming', 'plan', 'tickets', 'month', 'health'] as const;

export const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 740 } } as const;

/** @param url of Node-RED */
export async function openDashboard(
  url: string,
  { theme = 'light', size = 'desktop', login, path = 'overview' }: DashboardOptions = {},
): Promise<Dashboard> {
  const browser = await startChromium();
  const context = await browser.newContext({
    viewport: sizes[size],
    colorScheme: theme,
    locale: 'en-US',
    hasTouch: size === 'phone',
    ...(login && { httpCredentials: { ...login, send: 'always' } }),
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  const go = async (where: string) => {
    await page.goto(`${url}/dashboard/${where}`);
    await page.waitForSelector('.vf-when:has-text("as of"), .vf-trouble, .vf form', { timeout: 20_000 });
  };
  await go(path);
  return { page, complaints, go, close: () => browser.close() };
}

/** What is in the way of using the page on a phone: what makes it scroll sideways, and what is too small for a finger. */
export function phoneTroubles(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth > window.innerWidth ? ['scrolls sideways'] : [];
    const targets = document.querySelectorAll<HTMLElement>('.vf :is(button, a, input, select, summary)');
    const small = [...targets].filter((one) => {
      const { width, height } = one.getBoundingClientRect();
      return one.offsetParent !== null && (width < 39.5 || height < 39.5);
    });
    return [...wide, ...small.map((one) => `small: ${one.outerHTML.slice(0, 120)}`)];
  });
}

/** Of the dashboard's client, what these tests take hold of. */
interface ClientApp {
  readonly _context: {
    readonly provides: {
      readonly $socket: {
        emit(event: string, id: string, message: object): void;
        on(event: string, listen: (message: { asked?: string; payload: unknown }) => void): void;
      };
    };
  };
}

/**
 * What a page would send, by somebody who writes it by hand into the browser's own connection.
 * @param event `widget-send` or `widget-action`
 * @returns the answer's payload; `no answer` after three seconds
 */
export function sendByHand(page: Page, event: string, payload: object, client: object): Promise<unknown> {
  const id = readFlow('flows/dashboard.json').find(({ type, name }) => type === 'ui-template' && name === 'health')?.id;
  return page.evaluate(
    async ({ id, event, payload, client }) => {
      const { __vue_app__: app } = document.querySelector('#app') as unknown as { __vue_app__: ClientApp };
      const socket = app._context.provides.$socket;
      return new Promise((resolve) => {
        const late = setTimeout(() => resolve('no answer'), 3_000);
        socket.on(`msg-input:${id}`, ({ asked, payload: answer }) => {
          if (asked !== 'by hand') return;
          clearTimeout(late);
          resolve(answer);
        });
        socket.emit(event, id, { payload, asked: 'by hand', _client: client });
      });
    },
    { id: id ?? '', event, payload, client },
  );
}

/** What stands on the page, or in what a selector finds. */
export async function textOf(page: Page, selector = '.vf'): Promise<string> {
  return (await page.locator(selector).allInnerTexts()).join('\n');
}
