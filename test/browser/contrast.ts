/// <reference lib="dom" />
/** Whether texts can be read in a theme. */
import type { Page } from 'playwright-core';

/** Texts among these elements whose contrast with what is behind them is below 4.5. */
export function poorContrast(page: Page, selector: string): Promise<string[]> {
  return page.evaluate((among) => {
    const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).slice(0, 4).map(Number);
    const part = (c: number) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    const luminance = ([r = 0, g = 0, b = 0]: number[]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    const background = (element: Element | null): number[] => {
      for (let at = element; at; at = at.parentElement) {
        const found = channels(getComputedStyle(at).backgroundColor);
        if (found.length === 3 || (found[3] ?? 1) > 0.5) return found;
      }
      return [255, 255, 255];
    };
    const texts = document.querySelectorAll<HTMLElement>(among);
    return [...texts].flatMap((one) => {
      const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
      if (!own || one.offsetParent === null) return [];
      const [first, second] = [luminance(channels(getComputedStyle(one).color)), luminance(background(one))];
      const contrast = (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
      return contrast < 4.5 ? [`${contrast.toFixed(1)}: ${one.textContent?.slice(0, 40)}`] : [];
    });
  }, selector);
}
