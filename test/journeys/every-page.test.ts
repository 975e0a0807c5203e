import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { roles } from '../../src/access/rights.ts';
import { axeProblems, openBrowser, phone, signedIn, wide } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// Every page that a role can reach by links, once a kind of page: nothing broken, under 60 KB, nothing wrong by
// axe, and no sideways scrolling on a phone. Pages that several roles see are checked by axe for the first.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;

before(async () => {
  house = await demoHouse();
  site = await serve(house);
  chromium = await openBrowser();
});

after(async () => {
  await chromium?.close();
  await site?.close();
  await house?.close();
});

/** `/people/42/contacts?page=2` → `/people/#/contacts`: one kind of page. */
const kindOf = (address: string): string => new URL(address).pathname.replaceAll(/\/\d+/g, '/#');

const seenByAxe = new Set<string>();

// Two walk at once: one after the other they would go on long after all other tests are done.
describe('pages', { concurrency: 2 }, () => {
  for (const role of roles) {
    test(`pages of the ${role}`, async () => {
      const problems = await walk(chromium.browser, role);
      assert.deepEqual(problems, []);
    });
  }
});

async function walk(browser: Browser, role: string): Promise<string[]> {
  const { context, page } = await signedIn(browser, site.base, role);
  const problems: string[] = [];
  const consoleErrors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') consoleErrors.push(message.text());
  });
  const queue = [`${site.base}/`];
  const visited = new Set<string>();
  while (queue.length > 0 && visited.size < 400) {
    const address = queue.shift() ?? '';
    const kind = kindOf(address);
    if (visited.has(kind)) continue;
    visited.add(kind);
    const answer = await page.goto(address);
    const status = answer?.status() ?? 0;
    if (status !== 200) {
      problems.push(`${kind} answered ${status}`);
      consoleErrors.splice(0);
      continue;
    }
    const size = (await answer?.body())?.length ?? 0;
    if (size > 60_000) problems.push(`${kind} is ${size} bytes`);
    if (consoleErrors.length > 0) problems.push(`${kind} logged: ${consoleErrors.splice(0).join('; ')}`);
    problems.push(...(await lookClosely(page, kind)));
    consoleErrors.splice(0);
    queue.push(...(await linksOn(page)));
  }
  await context.close();
  return problems;
}

async function lookClosely(page: Page, kind: string): Promise<string[]> {
  if (seenByAxe.has(kind)) return [];
  seenByAxe.add(kind);
  const problems = (await axeProblems(page)).map((problem) => `${kind}: ${problem}`);
  await page.setViewportSize(phone);
  const sideways = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  if (sideways > 1) problems.push(`${kind} scrolls sideways by ${sideways} px on a phone`);
  problems.push(...(await axeProblems(page)).map((problem) => `${kind} on a phone: ${problem}`));
  await page.setViewportSize(wide);
  return problems;
}

/** Links to pages of ours: not files, not signing out. */
async function linksOn(page: Page): Promise<string[]> {
  const links = await page.evaluate<string[]>(
    "[...document.querySelectorAll('a[href]')].map((link) => link.href)",
  );
  return links
    .map((href) => href.split('#')[0] ?? '')
    .filter((href) => href.startsWith(site.base) && !/(\.(csv|json|ics|atom)|\/download)(\?|$)/.test(href));
}
