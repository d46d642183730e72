/// <reference lib="dom" />
/** Whether texts can be read in a theme. */
import type { Page } from 'playwright-core';
import { setTheme } from './editor.ts';

/** Texts, buttons and fields among these elements whose contrast with what is behind them is below `least`. */
export function poorContrast(page: Page, selector: string, least = 4.5): Promise<string[]> {
  return page.evaluate(
    ({ among, atLeast }) => {
      const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      const known = new Map<string, number[]>();
      /** Red, green, blue and how opaque, 0 to 255, of a colour in whatever notation. */
      const channels = (color: string): number[] => {
        const seen = known.get(color);
        if (seen || !canvas) return seen ?? [];
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        const read = [...canvas.getImageData(0, 0, 1, 1).data];
        known.set(color, read);
        return read;
      };
      const part = (c: number) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
      const luminance = ([r = 0, g = 0, b = 0]: number[]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
      const background = (element: Element | null): number[] => {
        for (let at = element; at; at = at.parentElement) {
          const found = channels(getComputedStyle(at).backgroundColor);
          if ((found[3] ?? 0) > 128) return found;
        }
        return [255, 255, 255];
      };
      const texts = document.querySelectorAll<HTMLElement>(among);
      return [...texts].flatMap((one) => {
        const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
        if (!(own || one.matches('button, input, select, textarea')) || one.offsetParent === null) return [];
        const [first, second] = [luminance(channels(getComputedStyle(one).color)), luminance(background(one))];
        const contrast = (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
        const what = one.textContent?.trim().slice(0, 40) || `${one.tagName} ${one.id || one.className}`;
        return contrast < atLeast ? [`${contrast.toFixed(1)}: ${what}`] : [];
      });
    },
    { among: selector, atLeast: least },
  );
}

/** As {@link poorContrast}, in the light and in the dark theme; the editor is left in the light one. */
export async function poorInEitherTheme(page: Page, selector: string, least?: number): Promise<string[]> {
  const found: string[] = [];
  for (const theme of ['dark', 'light'] as const) {
    await setTheme(page, theme);
    found.push(...(await poorContrast(page, selector, least)).map((one) => `${theme} ${one}`));
  }
  return found;
}
