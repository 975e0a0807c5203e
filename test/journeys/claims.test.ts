import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { axeProblems, openBrowser, phone, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// What may be said of the scheme: a paper's words against the figures, a list for the Ministry and its answer, and
// whether scores came true.

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

const paper =
  'The framework indicates that there is, on average, almost a 58% reduction in reoffending amongst the people it manages. The board meets in May.';

async function sound(page: Page): Promise<void> {
  assert.deepEqual(await axeProblems(page), []);
  const sideways = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  assert.ok(sideways <= 1, `${page.url()} scrolls sideways by ${sideways} px`);
}

test('a paper’s words are held against the claims, without script and on a phone', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'opcc-chief-executive', {
    viewport: phone,
    javaScriptEnabled: false,
  });
  await page.goto('/outcomes');
  await page.getByRole('link', { name: 'Check a text' }).click();
  await page.getByRole('button', { name: 'Check the text' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  await page.getByLabel('The text').fill(paper);
  await page.getByRole('button', { name: 'Check the text' }).click();
  const main = page.locator('main');
  assert.match(await main.innerText(), /no claim card stands behind it/);
  assert.match(await main.innerText(), /reduction in reoffending \[unsupported claim\] amongst/);
  assert.equal(await page.getByLabel('The text').inputValue(), paper, 'nothing typed is lost');
  await page.getByLabel('Claim that stands behind it (optional)').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Check the text' }).click();
  assert.match(
    await main.innerText(),
    /claim \d+ (?:is of level \d of 5 and carries|cannot tell whether|says that offending|compares nothing)/,
  );
  assert.match(await main.innerText(), /What may be said/);
  await page.getByLabel('The text').fill('The scheme aims to reduce reoffending.');
  await page.getByRole('button', { name: 'Check the text' }).click();
  assert.match(await main.innerText(), /Nothing was found/);
  await context.close();
  const withScript = await signedIn(chromium.browser, site.base, 'board-member', { viewport: phone });
  await withScript.page.goto('/outcomes/check-text');
  await withScript.page.getByLabel('The text').fill(paper);
  await withScript.page.getByRole('button', { name: 'Check the text' }).click();
  await sound(withScript.page);
  await withScript.context.close();
});

/** The file behind a link, as its reader would get it. */
async function fileOf(page: Page, name: string): Promise<string> {
  const href = await page.getByText(name).getAttribute('href');
  const answer = await page.request.get(href ?? '');
  assert.equal(answer.status(), 200);
  return answer.text();
}

test('a claim’s file carries the card in every row', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'analyst');
  await page.goto('/outcomes');
  const text = await fileOf(page, 'Download the figures (CSV)');
  const [mark = '', head, ...rows] = text.trim().split('\r\n');
  assert.match(mark, /^OFFICIAL,"?Exported by /);
  assert.equal(head, 'figure,value,claim,design_level,may_be_said,headline,cautions,data_to');
  assert.ok(rows.length > 30);
  for (const row of rows) assert.match(row, /This is not an estimate of the effect of the scheme/, row);
  await context.close();
});

test('a list is checked, sent, fetched and its copies destroyed; a second writer sees both texts', async () => {
  // Whoever does not see those who have left cannot send it: the list would leave them out.
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await page.goto('/outcomes');
  await page.getByRole('link', { name: 'Justice Data Lab' }).click();
  await sound(page);
  await page.getByRole('button', { name: 'Prepare a list' }).click();
  await page.getByLabel('Name of the list').fill('Example: everybody');
  await page.getByRole('button', { name: 'Save the list' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /first day of joining/);
  assert.equal(await page.getByLabel('Name of the list').inputValue(), 'Example: everybody');
  await page.getByLabel('First day of joining').fill('2015-01-01');
  await page.getByLabel('Last day of joining').fill('2026-10-31');
  await page.getByRole('button', { name: 'Save the list' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /at least 18 months ago/);
  await page.getByLabel('Last day of joining').fill('2025-04-30');
  await page.getByRole('button', { name: 'Save the list' }).click();
  assert.match(await page.locator('main').innerText(), /The lawful basis is not recorded/);
  assert.match(await page.locator('main').innerText(), /It cannot be sent yet/);
  await sound(page);

  await page.getByRole('link', { name: 'Change the list' }).click();
  const edit = page.url();
  const other = await context.newPage();
  await other.goto(edit);
  await page.getByLabel('Lawful basis').selectOption('public-task');
  await page.getByLabel('Where that is written down').fill('Example assessment 7');
  await page.getByLabel('Recipient').fill('Example recipient, by secure transfer');
  await page.getByRole('button', { name: 'Save the list' }).click();
  await other.getByLabel('Name of the list').fill('Another name');
  await other.getByRole('button', { name: 'Save the list' }).click();
  assert.match(await other.locator('main').innerText(), /Somebody changed this list/);
  assert.equal(await other.getByLabel('Name of the list').inputValue(), 'Another name');
  await other.close();

  const analyst = await signedIn(chromium.browser, site.base, 'analyst');
  await analyst.page.goto(page.url());
  assert.match(await analyst.page.locator('main').innerText(), /You do not see everybody who joined/);
  await sound(analyst.page);
  await analyst.context.close();

  await page.getByRole('button', { name: /^Send the list of \d+ people$/ }).click();
  const lines = (await fileOf(page, 'Download the file (CSV)')).trim().split('\r\n');
  assert.ok(lines.length > 60);
  await page.reload();
  await page.getByText('My copies are destroyed').click();
  await page.getByLabel('How were they destroyed?').fill('Shredded');
  await page.getByRole('button', { name: 'Record it' }).click();
  assert.match(await page.locator('main').innerText(), /can be downloaded no longer/);
  await context.close();
});

test('an answer keeps the report’s words, and contradictions are refused in place', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await page.goto('/outcomes/data-lab/answers/new');
  await page.getByLabel('Title of the report').fill('Example: second report');
  await page.getByLabel('Published on').fill('2025-05-01');
  await page.getByLabel('People analysed').fill('120');
  const rate = page.getByRole('group', { name: /One-year proven reoffending rate/ });
  await rate.getByLabel('It was called').selectOption('significant-increase');
  await rate.getByLabel('Difference, lower 95% limit').fill('-2');
  await rate.getByLabel('Difference, upper 95% limit').fill('9');
  await rate.getByLabel('In the report’s own words').fill('Example words of the report');
  await page.getByRole('button', { name: 'Save the answer' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /includes no difference/);
  await sound(page);
  await rate.getByLabel('Difference, lower 95% limit').fill('2');
  await page.getByRole('button', { name: 'Save the answer' }).click();
  const main = await page.locator('main').innerText();
  assert.match(main, /Example words of the report/);
  assert.match(main, /more people reoffended than in the matched group/);
  assert.match(main, /Our own figure beside it/);
  await sound(page);
  await page.getByRole('link', { name: 'Correct or take away Example: second report' }).click();
  await page.getByText('Take the answer away').click();
  await page.getByLabel('Why is it taken away?').fill('Entered by mistake');
  await page.getByRole('button', { name: 'Take it away' }).click();
  assert.ok(!(await page.locator('main').innerText()).includes('Example: second report'));
  await context.close();
});

test('whoever approves matrices sees whether scores came true', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'senior-probation-officer');
  await page.goto('/outcomes');
  await page.getByRole('link', { name: 'Scores checked' }).click();
  const main = await page.locator('main').innerText();
  assert.match(main, /Our matrix/);
  assert.match(main, /\d\.\d\d \(\d\.\d\d to \d\.\d\d\)/);
  await sound(page);
  await page.setViewportSize(phone);
  await sound(page);
  await context.close();
});

test('whoever sees stored figures alone meets no closed door behind a claim', async () => {
  const claims = await house.ownerQuery<{ id: number }>(
    'select id from claim where published is not null order by id',
  );
  const { context, page } = await signedIn(chromium.browser, site.base, 'section-151-officer');
  const pages = claims.flatMap(({ id }) => [`/outcomes/claims/${id}`, `/outcomes/claims/${id}/frozen`]);
  const asked = new Set<string>();
  for (const path of [...pages, '/outcomes/data-lab', '/outcomes/check-text']) {
    const answer = await page.goto(path);
    assert.equal(answer?.status(), 200, path);
    const links = await page.evaluate<string[]>(
      "[...document.querySelectorAll('main a[href], .govuk-breadcrumbs a[href]')].map((link) => link.href.split('#')[0])",
    );
    for (const link of links.filter((href) => href.startsWith(site.base) && !asked.has(href))) {
      asked.add(link);
      assert.equal((await page.request.get(link)).status(), 200, `${link} on ${path}`);
    }
  }
  assert.ok(asked.size > 6);
  await context.close();
});
