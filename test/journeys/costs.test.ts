import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { setUpResources } from '../../src/resources/index.ts';
import { axeProblems, openBrowser, phone, signedIn, wide } from '../support/browser.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// What it takes: a budget that one writes and another approves, money that moves with approval, two people at one
// line, and options whose ranking can be turned.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;

before(async () => {
  house = await testHouse();
  await setUpResources(house.database, house.performer, house.viewerFor, house.clock());
  site = await serve(house);
  chromium = await openBrowser();
});

after(async () => {
  await chromium?.close();
  await site?.close();
  await house?.close();
});

const main = (page: Page): Promise<string> => page.locator('main').innerText();

async function looksFine(page: Page): Promise<void> {
  assert.deepEqual(await axeProblems(page), [], page.url());
  await page.setViewportSize(phone);
  const sideways = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  assert.ok(sideways <= 1, `${page.url()} scrolls sideways by ${sideways} px`);
  assert.deepEqual(await axeProblems(page), [], `${page.url()} on a phone`);
  await page.setViewportSize(wide);
}

/** On a phone a row of a wide table is a card: nothing to scroll sideways, each value with its label, the rest under “More”. */
async function foldsOnPhone(page: Page, name: string): Promise<void> {
  await page.setViewportSize(phone);
  const region = page.getByRole('region', { name, exact: true });
  const [shown, inside] = await region.evaluate((element) => [element.clientWidth, element.scrollWidth]);
  assert.ok((inside ?? 999) <= (shown ?? 0) + 1, `${name}: ${inside} px in ${shown}`);
  const row = region.locator('tbody tr').first();
  const cells = row.locator('td');
  const labels = await cells.evaluateAll((all) => all.map((one) => one.getAttribute('data-label')));
  assert.ok(
    labels.every((label) => label !== null && label !== ''),
    `${name}: ${labels}`,
  );
  const before = await cells.locator('visible=true').count();
  await row.getByText('More', { exact: true }).click();
  assert.ok((await cells.locator('visible=true').count()) > before, `${name}: nothing unfolds`);
  await page.setViewportSize(wide);
}

test('the chief finance officer reads Table 1, its slips, what is not known and who owes whom', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'section-151-officer');
  await page.goto('/resources/costs');
  const text = await main(page);
  assert.match(text, /£1,177,000 is printed as £1\.17m: cut off, not rounded/);
  assert.match(text, /1\.8 has three constables, already budgeted; 3\.4 has two constables/);
  assert.match(text, /The parts sum to £98,685; printed is £98,684, £1 less/);
  assert.match(text, /Not yet known/);
  assert.match(text, /who pays it in the first place is not known/);
  await looksFine(page);
  await page.getByRole('link', { name: /^2026\/27/ }).click();
  assert.match(await main(page), /Suffolk Constabulary pays|Norfolk Constabulary pays/);
  assert.match(await main(page), /How the forecast is made/);
  await looksFine(page);
  await context.close();
});

test('one writes a budget, and another approves it; then money moves by virement', async () => {
  const writer = await signedIn(chromium.browser, site.base, 'scheme-manager', { javaScriptEnabled: false });
  const { page } = writer;
  for (const [heading, amount] of [
    ['Sergeants', '200,000.00'],
    ['Training', '10,000.00'],
  ]) {
    await page.goto('/resources/costs/lines/new');
    await page.getByLabel('What it is').fill(heading ?? '');
    await page.getByLabel('Stage', { exact: true }).selectOption('budget');
    await page.getByLabel('Kind', { exact: true }).selectOption('pay');
    await page.getByLabel('Where the amount comes from').fill('Budget book');
    await page.getByLabel('Amount', { exact: true }).fill('ten pounds');
    await page.getByRole('button', { name: 'Enter the line' }).click();
    await page.locator('.govuk-error-summary').waitFor();
    assert.equal(await page.getByLabel('What it is').inputValue(), heading, 'nothing typed is lost');
    await page.getByLabel('Financial year').fill('2027/28');
    await page.getByLabel('Amount', { exact: true }).fill(amount ?? '');
    await page.getByRole('button', { name: 'Enter the line' }).click();
    await page.getByText('The line was entered.').waitFor();
  }
  await page.goto('/resources/costs/years/2027-28');
  assert.equal(await page.getByRole('button', { name: /Approve the budget/ }).count(), 0);

  const approver = await signedIn(chromium.browser, site.base, 'opcc-commissioner');
  await approver.page.goto('/resources/costs/years/2027-28');
  await approver.page.getByRole('button', { name: 'Approve the budget of 2027/28' }).click();
  await approver.page.getByText('It changes by virement alone.').first().waitFor();
  await looksFine(approver.page);

  await page.goto('/resources/costs/virements/new');
  await page
    .getByLabel('From', { exact: true })
    .selectOption({ label: '2027/28: Sergeants (left: £200,000.00)' });
  await page
    .getByLabel('To', { exact: true })
    .selectOption({ label: '2027/28: Training (left: £10,000.00)' });
  await page.getByLabel('Amount', { exact: true }).fill('200,000.01');
  await page.getByLabel('Why it is moved').fill('More courses');
  await page.getByRole('button', { name: 'Ask for approval' }).click();
  await page.getByText('Only £200,000.00 is left').first().waitFor();
  assert.equal(await page.getByLabel('Why it is moved').inputValue(), 'More courses');
  await page.getByLabel('Amount', { exact: true }).fill('5,000.00');
  await page.getByRole('button', { name: 'Ask for approval' }).click();
  await page.getByText('Waits for approval').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Approve' }).count(), 0, 'nobody approves their own');

  await approver.page.goto('/resources/costs/virements');
  await approver.page.getByRole('link', { name: /virement of £5,000\.00/ }).click();
  await looksFine(approver.page);
  await approver.page.getByRole('button', { name: 'Refuse' }).click();
  await approver.page.getByText('Say why it is refused').first().waitFor();
  await approver.page.getByRole('button', { name: 'Approve' }).click();
  await approver.page.getByText('the money is moved').waitFor();
  await page.goto('/resources/costs/years/2027-28');
  assert.match(await main(page), /£15,000\.00/);
  await approver.context.close();
  await writer.context.close();
});

test('two people correct one line at once: the second sees both', async () => {
  const one = await signedIn(chromium.browser, site.base, 'scheme-manager');
  const two = await signedIn(chromium.browser, site.base, 'section-151-officer');
  await one.page.goto('/resources/costs/lines?unknown=1');
  await one.page.getByRole('link', { name: /^Travel/ }).click();
  await one.page.getByRole('link', { name: 'Correct this line' }).click();
  await two.page.goto(one.page.url());
  await one.page.getByLabel('Amount', { exact: true }).fill('12,000.00');
  await one.page.getByRole('button', { name: 'Save' }).click();
  await one.page.getByText('The line was corrected.').waitFor();
  await two.page.getByLabel('Amount', { exact: true }).fill('13,500.50');
  await two.page.getByRole('button', { name: 'Save' }).click();
  await two.page.getByText('Somebody changed this line while you were writing.').waitFor();
  assert.match(await main(two.page), /£12,000\.00/);
  assert.equal(await two.page.getByLabel('Amount', { exact: true }).inputValue(), '13,500.50');
  await two.page.getByRole('button', { name: 'Save' }).click();
  await two.page.getByText('The line was corrected.').waitFor();
  const text = await main(two.page);
  assert.match(text, /£13,500\.50/);
  assert.match(text, /What it said before/);
  assert.match(text, /£12,000\.00/);
  await looksFine(two.page);
  await one.context.close();
  await two.context.close();
});

test('months spent: empty is not known, nothing is nothing', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await page.goto('/resources/costs/lines?year=2026%2F27&stage=budget');
  await looksFine(page);
  await page.getByRole('link', { name: /Travel, Suffolk officers/ }).click();
  await page.getByRole('link', { name: 'Enter what was spent' }).click();
  await looksFine(page);
  // November is not over, so it is not asked for.
  assert.equal(await page.getByLabel('November 2026').count(), 0);
  await page.getByLabel('October 2026').fill('0.00');
  await page.getByLabel('April 2026').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('What was spent was saved.').waitFor();
  assert.match(await main(page), /Over, and not entered: April\./);
  assert.match(await main(page), /October\s+£0\.00/);
  await context.close();
});

test('options: the impossible one is named, what cannot be read is marked, and a weight turns the ranking', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await page.goto('/resources/options');
  await looksFine(page);
  await page.getByRole('link', { name: /TurnAround/ }).click();
  const text = await main(page);
  assert.match(text, /Option 3: It cannot be\..* at least 8\.8 % of the crimes; 4 % is printed/);
  assert.match(text, /Cannot be read in the paper/);
  assert.match(text, /What would turn the ranking/);
  await looksFine(page);
  await foldsOnPhone(page, 'Options side by side');
  await page.goto('/resources/costs/lines');
  await foldsOnPhone(page, 'Cost lines');
  await page.goto('/resources/options');
  await page.getByRole('link', { name: /TurnAround/ }).click();
  await page.getByRole('link', { name: 'Criteria, weights and scores' }).click();
  await looksFine(page);
  const weights = page.getByLabel('Weight');
  const typed = await Promise.all((await weights.all()).map((weight) => weight.inputValue()));
  for (const weight of await weights.all()) if ((await weight.inputValue()) !== '') await weight.fill('0');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Give at least one criterion a weight above 0').first().waitFor();
  for (const [index, weight] of typed.entries()) await weights.nth(index).fill(weight);
  await page.getByLabel('Weight').nth(2).fill('900');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Criteria, weights and scores were saved.').waitFor();
  assert.match(await main(page), /is preferred; by these weights and scores Option 4.* scores most/);
  await page.getByRole('link', { name: 'Change Option 1: align Dorset with Devon & Cornwall' }).click();
  await looksFine(page);
  await page.getByRole('radio', { name: 'Preferred' }).check();
  await page.getByRole('button', { name: 'Save the option' }).click();
  await page.getByText('is preferred already').first().waitFor();
  await context.close();
});

test('a body outside the scheme bears a line; its heading and year are put right with the reason', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'section-151-officer');
  await page.goto('/resources/costs/lines');
  await page.getByRole('link', { name: 'Bodies outside the scheme' }).click();
  await looksFine(page);
  await page.getByLabel('What it is called').last().fill('Norfolk Constabulary');
  await page.getByRole('button', { name: 'Enter the body' }).click();
  await page.getByText('“Norfolk Constabulary” is on the system already').first().waitFor();
  await looksFine(page);
  await page.getByLabel('What it is called').last().fill('Police and Crime Commissioner for Kent');
  await page.getByRole('button', { name: 'Enter the body' }).click();
  await page.getByText('The body was entered.').waitFor();
  await page.goto('/resources/costs/lines/new');
  await page.getByLabel('What it is').fill('Co-ordinater');
  await page.getByLabel('Financial year').fill('2029/30');
  await page.getByLabel('Stage').selectOption({ label: 'Budget' });
  await page.getByLabel('Kind').selectOption({ label: 'Pay and allowances' });
  await page
    .getByLabel('Who bears it, or puts it in')
    .selectOption({ label: 'Police and Crime Commissioner for Kent' });
  await page.getByLabel('Amount', { exact: true }).fill('60,000.00');
  await page.getByLabel('Where the amount comes from').fill('A decision');
  await page.getByRole('button', { name: 'Enter the line' }).click();
  await page.getByText('The line was entered.').waitFor();
  await page.getByRole('link', { name: 'Change heading, year or who bears it' }).click();
  await looksFine(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Say why it is changed').first().waitFor();
  await page.getByLabel('What it is').fill('Co-ordinator');
  await page.getByLabel('Financial year').fill('2026/27');
  await page.getByLabel('Why it is changed').fill('Entered under the wrong year');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The budget of 2026/27 is approved. Have it opened again first').first().waitFor();
  await looksFine(page);
  await page.getByLabel('Financial year').fill('2030/31');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The line was changed.').waitFor();
  const text = await main(page);
  assert.match(text, /2030\/31[\s\S]*Co-ordinator[\s\S]*Police and Crime Commissioner for Kent/);
  assert.match(
    text,
    /Co-ordinater, 2029\/30, Police and Crime Commissioner for Kent\s+Entered under the wrong year/,
  );
  await looksFine(page);
  await page.goto('/resources/costs/years/2030-31');
  assert.match(await main(page), /Police and Crime Commissioner for Kent\s+£60,000\.00\s+Sum\s+£60,000\.00/);
  await page.goto('/resources/costs/formulas/new');
  await page.getByLabel('Police and Crime Commissioner for Kent').fill('10');
  await looksFine(page);
  await context.close();
});

test('costs are shut to whoever has no right to them, and the commissioner changes nothing', async () => {
  for (const role of ['front-line-officer', 'providers-manager', 'police-offender-manager', 'board-member']) {
    const { context, page } = await signedIn(chromium.browser, site.base, role);
    for (const path of [
      '/resources/costs',
      '/resources/costs.csv',
      '/resources/costs/1',
      '/resources/costs/virements',
      '/resources/costs/formulas',
      '/resources/costs/years/2026-27/lines.csv',
      '/resources/options',
      '/resources/options/1/comparison.csv',
    ])
      assert.equal((await page.request.get(`${site.base}${path}`)).status(), 403, `${role} ${path}`);
    await context.close();
  }
  const { context, page } = await signedIn(chromium.browser, site.base, 'opcc-commissioner');
  for (const path of [
    '/resources/costs/1/correct',
    '/resources/costs/lines/new',
    '/resources/costs/virements/new',
    '/resources/options/1/weights',
  ])
    assert.equal((await page.request.get(`${site.base}${path}`)).status(), 403, path);
  for (const path of ['/resources/costs', '/resources/costs/1', '/resources/options/1'])
    assert.equal((await page.request.get(`${site.base}${path}`)).status(), 200, path);
  await context.close();
});
