import axe from "axe-core";
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

/** The fault stands at its field, for eyes and for screen readers, and the field has the focus. */
export async function expectFault(field: Locator, words: RegExp): Promise<void> {
  await expect.poll(() => descriptionOf(field)).toMatch(words);
  await expectFocus(field);
}

/** The texts come to stand in the element: what a page shows may come a moment later. */
export async function expectTexts(element: Locator, ...texts: string[]): Promise<void> {
  const missing = async () => {
    const shown = await element.innerText();
    return texts.filter((text) => !shown.includes(text));
  };
  await expect.poll(missing).toEqual([]);
}

export async function expectFocus(element: Locator): Promise<void> {
  await element.and(element.page().locator(":focus")).waitFor();
}

/**
 * What axe finds in what is shown now, by WCAG 2.2 AA and its own best practices. One of these is left out: menus
 * and messages lie outside every landmark, because that is where they are drawn.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  await settle(page);
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<Findings>("axe.run({ rules: { region: { enabled: false } } })");
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

interface Findings {
  violations: { id: string; nodes: { html: string }[] }[];
}

/** What scrolls sideways: the document, or anything in it, that is wider than it shows. */
export async function sidewaysFindings(page: Page): Promise<string[]> {
  await settle(page);
  return page.evaluate<string[]>(WIDER_THAN_SHOWN);
}

const WIDER_THAN_SHOWN = `[document.scrollingElement, ...document.querySelectorAll("*")]
  .filter((element) => element === document.scrollingElement ||
    /auto|scroll/.test(getComputedStyle(element).overflowX))
  .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth && clientWidth > 0)
  .map(({ tagName, className, scrollWidth }) => tagName + " " + className + " " + scrollWidth)`;

/**
 * Colours and sizes in the middle of a transition are nobody's design: waits until nothing
 * has moved for ten frames, but for what moves without an end. */
export function settle(page: Page): Promise<void> {
  return page.evaluate<void>(`new Promise((resolve) => {
    let still = 0;
    const look = () => {
      const moves = document.getAnimations().some(({ playState, effect }) =>
        playState === "running" && effect.getComputedTiming().iterations < Infinity);
      still = moves ? 0 : still + 1;
      if (still === 10) resolve();
      else requestAnimationFrame(look);
    };
    look();
  })`);
}

/** What a screen reader says of a field besides its label. */
async function descriptionOf(field: Locator): Promise<string> {
  const ids = (await field.getAttribute("aria-describedby"))?.split(/\s+/) ?? [];
  const texts = ids.map((id) => field.page().locator(`[id="${id}"]`).allTextContents());
  return (await Promise.all(texts)).flat().join(" ");
}
