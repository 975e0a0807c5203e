import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { runComparison } from '../../src/outcomes/index.ts';
import { axeProblems, openBrowser, phone, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import { type TestHouse, testNow } from '../support/house.ts';
import { serve } from '../support/served.ts';

// A comparison in a real browser on the example data: planned, registered, run and read by who sees people and who does not.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let planned = '';

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
const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();
const said = (page: Page): Promise<string> => page.locator('main').innerText();
const idOf = (path: string): number => Number(path.split('/').at(-1));

/** What the job does when it was asked, a few seconds later. */
const runNow = (path: string): Promise<unknown> =>
  runComparison(house.database, { id: idOf(path), on: '2026-10-31', now: testNow });

test('a plan is written on a phone without script: what is missing is said, what would be counted shown, then it stands', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'analyst', bare);
  await page.goto('/outcomes');
  await page.getByRole('link', { name: 'Comparisons' }).click();
  await page.getByRole('link', { name: 'Matched people' }).click();
  await page.locator('#name').fill('Joined in early 2025');
  await press(page, 'See what would be counted');
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Choose what is measured/);
  assert.equal(await page.locator('#name').inputValue(), 'Joined in early 2025');
  await page.getByLabel('People with a proven offence, of every 100').check();
  await page.getByLabel('found by the same rule on the same days, and not adopted').check();
  for (const [field, value] of [
    ['joinedFrom', '2025-01-01'],
    ['joinedTo', '2025-04-30'],
    ['threshold', '3'],
    ['followMonths', '12'],
  ] as const)
    await page.locator(`#${field}`).fill(value);
  await press(page, 'See what would be counted');
  assert.match(await said(page), /Others who met it\s+\d+/);
  assert.match(await said(page), /Exploratory: some of the outcome/);
  await press(page, 'Register this plan');
  await page.waitForURL(/comparisons\/\d+$/);
  planned = new URL(page.url()).pathname;
  assert.match(await said(page), /Registered, not run/);
  await context.close();
});

test('every form to plan by is sound, empty and with its errors', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'analyst');
  for (const design of ['matched', 'change', 'series', 'trial']) {
    await page.goto(`/outcomes/comparisons/new/${design}`);
    assert.deepEqual(await axeProblems(page), [], design);
    await press(page, 'See what would be counted');
    assert.match(await page.locator('.govuk-error-summary').innerText(), /Give the comparison a name/);
    assert.deepEqual(await axeProblems(page), [], design);
  }
  await context.close();
});

test('it is run; where both sides are not alike the page says in what, and shows nothing of what came out', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'analyst');
  await page.goto(planned);
  await press(page, 'Run it');
  assert.match(await said(page), /it waits to begin/);
  assert.deepEqual(await axeProblems(page), []);
  await runNow(planned);
  await page.getByRole('link', { name: 'Look again' }).click();
  assert.match(await said(page), /Could not be worked out\s+No figure: /);
  assert.match(await said(page), /How alike both sides are/);
  assert.match(await said(page), /not alike/);
  assert.equal(await page.locator('.wm-claim').count(), 0);
  assert.deepEqual(await axeProblems(page), []);
  await context.close();
});

test('who withdraws meanwhile is told of, and the other’s text stays', async () => {
  const one = await signedIn(chromium.browser, site.base, 'analyst');
  const { page } = one;
  await page.goto(planned);
  await page.locator('#why').fill('Another window is meant');
  await house.ownerQuery('update comparison set version = version + 1 where id = $1', [idOf(planned)]);
  await press(page, 'Withdraw it');
  assert.match(await said(page), /Somebody changed this comparison while you were writing/);
  assert.equal(await page.locator('#why').inputValue(), 'Another window is meant');
  await press(page, 'Withdraw it');
  assert.match(await said(page), /Withdrawn: Another window is meant/);
  await one.context.close();
});

test('the commissioner reads the example over time on a claim card, sees nobody and cannot plan', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'opcc-commissioner');
  await page.goto('/outcomes/comparisons');
  assert.deepEqual(await axeProblems(page), []);
  assert.equal(await page.getByRole('link', { name: 'Matched people' }).count(), 0);
  await page.getByRole('link', { name: 'Example: Norwich before and after the first panel' }).click();
  assert.match(await page.locator('.wm-claim').innerText(), /Level 3 of 5/);
  assert.match(await page.locator('.wm-claim').innerText(), /Exploratory/);
  assert.deepEqual(await axeProblems(page), []);
  assert.equal(await page.locator('main a[href*="/people"]').count(), 0);
  assert.equal((await page.goto('/outcomes/comparisons/new/matched'))?.status(), 403);
  await context.close();
  for (const role of ['providers-manager', 'front-line-officer', 'section-151-officer']) {
    const other = await signedIn(chromium.browser, site.base, role);
    assert.equal((await other.page.goto('/outcomes/comparisons'))?.status(), 403, role);
    await other.context.close();
  }
});
