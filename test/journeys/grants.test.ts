import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { processReturn } from '../../src/resources/index.ts';
import { axeProblems, openBrowser, phone, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// A quarter's return: read for names by the scheme's office, changed by the provider, accepted by the policing body, and
// the next payment released by a second person, once.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let returnId = 0;

before(async () => {
  house = await demoHouse();
  site = await serve(house);
  chromium = await openBrowser();
  const [waiting] = await house.ownerQuery<{ id: number }>(
    `select id from grant_return where state = 'submitted' order by id limit 1`,
  );
  returnId = waiting?.id ?? 0;
  assert.ok(returnId > 0, 'a return waits to be read');
});

after(async () => {
  await chromium?.close();
  await site?.close();
  await house?.close();
});

const main = (page: Page): Promise<string> => page.locator('main').innerText();

async function looksRight(page: Page): Promise<void> {
  assert.deepEqual(await axeProblems(page), [], page.url());
}

test('the office sends the place back where somebody is named, and the policing body has none of the words', async () => {
  const chief = await signedIn(chromium.browser, site.base, 'opcc-chief-executive');
  await chief.page.goto(`/resources/grants/returns/${returnId}`);
  assert.doesNotMatch(await chief.page.content(), /Jamie|drop-in/);
  assert.match(await main(chief.page), /reads the words for names first/);
  await chief.context.close();

  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await page.goto('/resources/grants/returns?state=submitted');
  await page
    .getByRole('link', { name: /^Quarter \d of/ })
    .first()
    .click();
  await looksRight(page);
  assert.equal(
    await page
      .locator('mark')
      .first()
      .innerText()
      .then((text) => text.replace(/\d+$/, '')),
    'Jamie Example',
  );
  await page.getByRole('button', { name: 'Send back the ticked places' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  await page.getByRole('checkbox', { name: /Jamie Example/ }).check();
  await page.getByRole('button', { name: 'Send back the ticked places' }).click();
  await page.getByText('The return is back with the provider.').waitFor();
  await context.close();
});

test('the provider’s manager changes it on a phone without script; what was typed is kept', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'providers-manager', {
    viewport: phone,
    javaScriptEnabled: false,
  });
  await page.goto('/');
  await page
    .getByRole('link', { name: /^Return of Quarter/ })
    .first()
    .click();
  assert.equal(new URL(page.url()).pathname, `/returns/${returnId}`);
  assert.equal(await page.locator('mark').innerText(), 'Jamie Example');
  assert.doesNotMatch(await main(page), /on the record|on the scheme’s/);
  const spend = page.getByLabel('Spent in the quarter');
  await spend.fill('a lot');
  await page
    .getByLabel('What was done and what came of it')
    .fill('The drop-in began. One of the people found a flat.');
  await page.getByRole('button', { name: 'Send the return' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  assert.match(await page.getByLabel('What was done and what came of it').inputValue(), /One of the people/);
  await spend.fill('7,912.50');
  await page.getByRole('button', { name: 'Send the return' }).click();
  await page.getByText('The return is sent.').waitFor();
  const sideways = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  assert.ok(sideways <= 1, 'the page fits a phone');
  await context.close();
  await processReturn(house.database, { returnId, now: house.clock() });
});

test('the office passes it on, the chief executive accepts it and asks for the next payment', async () => {
  const office = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await office.page.goto(`/resources/grants/returns/${returnId}/check`);
  await office.page.getByRole('button', { name: 'Nobody is named: pass it on' }).click();
  await office.page.getByText('The return is with the policing body.').waitFor();
  await office.context.close();

  const { context, page } = await signedIn(chromium.browser, site.base, 'opcc-chief-executive');
  await page.goto(`/resources/grants/returns/${returnId}`);
  assert.match(await main(page), /One of the people found a flat/);
  await looksRight(page);
  await page.getByRole('button', { name: 'Accept the return' }).click();
  await page.getByText('The return is accepted.').waitFor();
  await page.getByRole('link', { name: 'Link workers of the scheme' }).click();
  await looksRight(page);
  await page.getByRole('link', { name: /^Ask for payment/ }).click();
  await looksRight(page);
  const asking = page.url();
  await page.getByRole('button', { name: 'Ask for this payment' }).click();
  await page.getByText('You asked for this. Somebody else has to decide it.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Release the payment' }).count(), 0);
  await page.goto(asking);
  assert.match(await main(page), /waits for a second person already/);
  await context.close();
});

test('the chief finance officer releases it; it is not paid again; the year’s report adds up', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'section-151-officer');
  await page.goto('/');
  await page
    .getByRole('link', { name: /^Payment of a grant/ })
    .first()
    .click();
  await looksRight(page);
  await page.getByRole('button', { name: 'Release the payment' }).click();
  await page.getByText('It is released.').waitFor();
  assert.match(await main(page), /Released\s+£24,000\.00/);
  await page.getByRole('link', { name: /^Annual report/ }).click();
  await looksRight(page);
  assert.match(await main(page), /£15,825\.00/);
  await context.close();
});

test('the paper’s grant: its slip is pointed out', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'opcc-commissioner');
  await page.goto('/resources/grants');
  await looksRight(page);
  await page.getByRole('link', { name: 'Norfolk 180° link worker' }).click();
  assert.match(await main(page), /The lines sum to £98,685\.00\. The total stated is £98,684\.00/);
  await context.close();
});

test('a grant is written, its slips named, its text kept', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'opcc-chief-executive');
  await page.goto('/resources/grants/new');
  await looksRight(page);
  await page.getByLabel('What it is for').fill('Mentors');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  await looksRight(page);
  assert.equal(await page.getByLabel('What it is for').inputValue(), 'Mentors');
  await page.getByLabel('Reference').fill('J/1');
  await page.getByLabel('Provider').selectOption({ label: 'Corner House (example charity)' });
  await page.getByLabel('Purpose').fill('p');
  await page.getByLabel('Reasons').fill('r');
  await page.getByLabel('Conditions').fill('c');
  await page.getByLabel('First day').fill('2026-04-01');
  await page.getByLabel('Last day').fill('2026-03-31');
  await page.getByLabel('Amount of each financial year').fill('2026/27 1,000.01');
  await page.getByLabel('Days from the end of a quarter until its return is due').fill('28');
  await page.getByLabel('What follows when a return is late').fill('x');
  await page.getByLabel('An output is flagged below this per cent of what was agreed').fill('80');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'The last day comes before the first' }).waitFor();
  await page.getByLabel('Last day').fill('2027-03-31');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The terms are saved as a draft.').waitFor();
  assert.match(await main(page), /Together £1,000\.01/);
  await page.getByRole('button', { name: 'Change the quarters' }).click();
  await looksRight(page);
  await context.close();
});
