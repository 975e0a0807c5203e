import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { axeProblems, openBrowser, phone, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// Dashboards in a real browser on the example data: a manager goes from a picture to its figures and from a number to
// its list; the commissioner sees quarters without small numbers and no list at all.

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

const bare = { viewport: phone, javaScriptEnabled: false };
const codes = ['panel', 'scheme', 'services', 'board', 'commissioner'] as const;

/** Widths of the pictures as they came; one that did not come has none. */
const picturesOn = (page: Page): Promise<number[]> =>
  page.evaluate<number[]>(
    `[...document.querySelectorAll('.wm-chart__picture')].map((image) => image.naturalWidth)`,
  );

test('every dashboard is drawn, named, and fits a phone', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  const said: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') said.push(message.text());
  });
  for (const code of codes) {
    await page.goto(`/outcomes/dashboards/${code}`, { waitUntil: 'networkidle' });
    const widths = await picturesOn(page);
    assert.ok(widths.length > 0 && widths.every((width) => width > 100), `${code}: ${widths.join(', ')}`);
    assert.deepEqual(await axeProblems(page), [], code);
    await page.setViewportSize(phone);
    const sideways = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    assert.equal(sideways, 0, code);
    await page.setViewportSize({ width: 1280, height: 900 });
  }
  assert.deepEqual(said, []);
  for (const address of [
    '/outcomes/dashboards',
    '/outcomes/dashboards/list?topic=members&month=2026-10',
    '/outcomes/dashboards/commissioner?cost=lots&from=2026-06&to=2026-01',
  ]) {
    await page.goto(address);
    assert.deepEqual(await axeProblems(page), [], address);
  }
  await context.close();
});

test('a number leads to a list of as many, by the filters it was counted with, without script', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager', bare);
  await page.goto('/outcomes');
  await page.getByRole('link', { name: 'Dashboards' }).click();
  await page.getByRole('main').getByRole('link', { name: 'Panel', exact: true }).click();
  await page.locator('summary', { hasText: 'Filter' }).click();
  await page.locator('#strand').selectOption('youth');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.waitForURL('**/panel?*strand=youth*');
  assert.match(await page.locator('.wm-chips').innerText(), /Strand: Youth/);
  const cell = page.locator('#chart-flow tbody tr a').last();
  const number = Number(await cell.innerText());
  assert.ok(number > 0 && number <= 50, `${number}`);
  await cell.click();
  await page.waitForURL('**/outcomes/dashboards/list?*');
  assert.match(await page.getByRole('main').innerText(), /On the scheme at the end[\s\S]*Youth/);
  assert.equal(await page.locator('main tbody tr').count(), number);
  await context.close();
});

test('the list of a number is in the audit with the people it showed', async () => {
  const [entry] = await house.ownerQuery<{ n: number; detail: { topic: string } }>(
    `select cardinality(people) as n, detail from audit_entry where act = 'dashboard:list' order by id desc limit 1`,
  );
  assert.ok(entry !== undefined && entry.n > 0);
  assert.equal(entry.detail.topic, 'members');
});

test('wrong months and wrong assumptions are said, and what was typed is kept', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager', bare);
  const answer = await page.goto('/outcomes/dashboards/commissioner?from=2026-06&to=2026-01');
  assert.equal(answer?.status(), 422);
  assert.match(await page.locator('.govuk-error-summary').innerText(), /first month is after the last/);
  assert.equal(await page.locator('#from').inputValue(), '2026-06');
  await page.goto('/outcomes/dashboards/commissioner');
  await page.locator('#cost').fill('lots');
  await page.getByRole('button', { name: 'Work it out' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Enter the cost in pounds/);
  assert.equal(await page.locator('#cost').inputValue(), 'lots');
  await page.locator('#cost').fill('1,000,000');
  await page.locator('#worth').fill('£2,500');
  await page.getByRole('button', { name: 'Work it out' }).click();
  assert.match(await page.locator('#chart-cost').innerText(), /break even\s+400/);
  await context.close();
});

test('the commissioner sees quarters without small numbers, no list, and nobody', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'opcc-commissioner');
  for (const code of codes) {
    await page.goto(`/outcomes/dashboards/${code}`, { waitUntil: 'networkidle' });
    assert.deepEqual(await axeProblems(page), [], code);
    const main = page.getByRole('main');
    assert.match(await main.innerText(), /Published by quarter/);
    assert.equal(await main.locator('a[href*="/people/"], a[href*="/dashboards/list"]').count(), 0);
    const cells = await main.locator('.wm-chart:not(#chart-cost) tbody td').allInnerTexts();
    assert.deepEqual(
      cells.filter((text) => /^[1-4]$/.test(text)),
      [],
      code,
    );
  }
  const list = await page.goto('/outcomes/dashboards/list?topic=joined&month=2026-10');
  assert.equal(list?.status(), 403);
  await context.close();
});

test('the figures can be taken away as CSV, and the picture as SVG without script or style', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'board-member');
  const csv = await page.request.get('/outcomes/dashboards/board/download?chart=flow');
  assert.match(
    await csv.text(),
    /^OFFICIAL,"?Exported by [^\r]*,Flow through the scheme,[\s\S]*\r\nPeriod,Listed,/,
  );
  const svg = await page.request.get('/outcomes/dashboards/board/picture/download?chart=flow');
  const text = await svg.text();
  assert.match(text, /<svg [^>]*role="img" aria-labelledby="title desc"><title id="title">Flow through/);
  assert.doesNotMatch(text, /<script|<style|style=|href=/);
  // Costs are for those who see costs.
  const cost = await page.request.get('/outcomes/dashboards/commissioner/picture/download?chart=cost');
  assert.equal(cost.status(), 404);
  await context.close();
});
