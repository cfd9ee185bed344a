/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/** Text that is hard to read, and its contrast with what is behind it (WCAG 2.2, 1.4.3: from 1 to 21). */
export interface Contrast {
  readonly text: string;
  readonly ratio: number;
}

/** The visible text of a page with the least contrast. Text in charts is left out. */
export async function leastContrast(page: Page): Promise<Contrast> {
  return page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('no canvas');
    /** What the colours, from the lowest layer to the uppermost, come to. */
    const drawn = (colours: readonly string[]): number[] => {
      context.clearRect(0, 0, 1, 1);
      for (const colour of colours) {
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
      }
      return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const luminance = (colours: readonly string[]): number => {
      const [red = 0, green = 0, blue = 0] = drawn(colours).map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const known = new Map<string, number>();
    let least = { text: '', ratio: 21 };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      if (element === null || (node.textContent ?? '').trim() === '' || element.closest('svg, script') !== null)
        continue;
      if (element.getClientRects().length === 0) continue;
      const behind: string[] = [];
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        behind.unshift(getComputedStyle(at).backgroundColor);
      }
      const layers = ['Canvas', ...behind];
      const colour = getComputedStyle(element).color;
      const key = [...layers, colour].join();
      let ratio = known.get(key);
      if (ratio === undefined) {
        const one = luminance(layers) + 0.05;
        const other = luminance([...layers, colour]) + 0.05;
        ratio = Math.max(one, other) / Math.min(one, other);
        known.set(key, ratio);
      }
      if (ratio < least.ratio) least = { text: (node.textContent ?? '').trim().slice(0, 60), ratio };
    }
    return least;
  });
}
