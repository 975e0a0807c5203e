import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { axeProblems, openBrowser, phone, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// A collaboration that waits for all, a recommendation that another assures, a risk that the office takes, and an item
// that slips.

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

const main = (page: Page): Promise<string> => page.locator('main').innerText();

const nothingWrong = async (page: Page): Promise<void> => assert.deepEqual(await axeProblems(page), []);

async function sign(page: Page, party: string): Promise<void> {
  const parties = page.getByRole('table', { name: 'Parties', exact: true });
  const row = parties.getByRole('row').filter({ hasText: party });
  await row.locator('summary').click();
  await row.getByLabel('Office of whoever signed').fill('Authorised signatory');
  await row.getByRole('button', { name: 'Enter signature' }).click();
  await page.getByText('The signature was entered. A second person confirms it').waitFor();
}

/** The commissioner, for parties that have nobody here: each that waits on the page is confirmed, or the first refused. */
async function secondPerson(address: string, refuse?: string): Promise<void> {
  const { context, page } = await signedIn(chromium.browser, site.base, 'opcc-commissioner');
  await page.goto(address);
  await nothingWrong(page);
  if (refuse !== undefined) {
    const waiting = page.locator('.govuk-inset-text').first();
    await waiting.locator('summary').click();
    await waiting.getByRole('button', { name: 'Refuse it' }).click();
    await page.locator('.govuk-error-summary').waitFor();
    await nothingWrong(page);
    await page.locator('.govuk-inset-text').first().getByLabel('Why it is refused').fill(refuse);
    await page.locator('.govuk-inset-text').first().getByRole('button', { name: 'Refuse it' }).click();
    await page.getByText('It was refused.').waitFor();
  } else
    for (let left = await page.getByRole('button', { name: /^Confirm the/ }).count(); left > 0; left--) {
      await page
        .getByRole('button', { name: /^Confirm the/ })
        .first()
        .click();
      await page.getByText('It was confirmed.').waitFor();
    }
  await context.close();
}

test('a collaboration is in force when all have signed, and its variation takes effect the same way', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'opcc-chief-executive');
  await page.goto('/governance/agreements/new');
  await page.getByRole('radio', { name: /^Collaboration agreement/ }).check();
  await page.getByLabel('Reference').fill('S22A-NEW');
  await page.getByLabel('Title').fill('One team for two counties');
  await page.getByLabel('Purpose').fill('To manage offenders together');
  await page.getByLabel('The power it rests on').fill('Police Act 1996, section 22A');
  await page.getByLabel('First day in force').fill('2026-01-01');
  await page.getByLabel('Last day in force').fill('2025-12-31');
  await page.getByText('For a collaboration under section 22A').click();
  await page.getByLabel('Functions carried out together').fill('Integrated offender management');
  for (const [at, [name, kind]] of [
    ['Commissioner N', 'policing-body'],
    ['Chief Constable N', 'chief-officer'],
  ].entries()) {
    await page.getByLabel(`Party ${at + 1}`, { exact: true }).fill(name ?? '');
    await page.getByLabel(`What party ${at + 1} is`).selectOption(kind ?? '');
    await page.getByLabel(`Force of party ${at + 1}`).fill('Norfolk');
  }
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await page.locator('.govuk-error-summary').waitFor();
  assert.match(await main(page), /The agreement ends before it starts/);
  assert.equal(
    await page.getByLabel('Party 2', { exact: true }).inputValue(),
    'Chief Constable N',
    'nothing typed is lost',
  );
  await nothingWrong(page);
  await page.getByLabel('Last day in force').fill('2027-03-31');
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await page.waitForURL(/\/governance\/agreements\/\d+$/);
  assert.match(await main(page), /Waiting for signatures \(0 of 2\)/);
  assert.equal(await page.getByRole('button', { name: 'Vary' }).count(), 0);
  await sign(page, 'Commissioner N');
  await secondPerson(page.url(), 'The office of the signatory is missing');
  await page.reload();
  assert.match(await main(page), /Refused by Margaret Loxley[\s\S]*The office of the signatory is missing/);
  await sign(page, 'Commissioner N');
  await sign(page, 'Chief Constable N');
  assert.match(await main(page), /Waiting for signatures \(0 of 2\)/);
  assert.match(await main(page), /Entered by David Kerrich.*Waits for Margaret Loxley/);
  await nothingWrong(page);
  await secondPerson(page.url());
  await page.reload();
  assert.match(await main(page), /In force/);
  assert.match(await main(page), /Entered by David Kerrich, confirmed by Margaret Loxley/);
  await page.getByRole('button', { name: 'Vary' }).click();
  await page.getByLabel('Agreed on').fill('2026-11-01');
  await page.getByLabel('New last day in force').fill('2028-04-01');
  await page.getByLabel('What it changes, and why').fill('Longer');
  await page.getByLabel(/no more than so many months/).fill('12');
  await page.getByRole('button', { name: 'Record the variation' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  assert.match(await main(page), /31 March 2028 at the latest/);
  await page.getByLabel('New last day in force').fill('2028-03-31');
  await page.getByRole('button', { name: 'Record the variation' }).click();
  await page
    .getByText('It takes effect when every party has signed it: the last day')
    .or(page.getByText('It takes effect when every party has signed it and'))
    .first()
    .waitFor();
  await nothingWrong(page);
  for (const party of ['Commissioner N', 'Chief Constable N']) {
    const signatures = page.getByRole('table', { name: 'Signatures of variation 1' });
    const row = signatures.getByRole('row').filter({ hasText: party });
    await row.locator('summary').click();
    await row.getByLabel('Office of whoever signed').fill('Authorised signatory');
    await row.getByRole('button', { name: 'Enter signature' }).click();
    await page.getByText('The signature was entered. A second person confirms it').waitFor();
  }
  await secondPerson(page.url());
  await page.reload();
  assert.match(await main(page), /Variation 1[\s\S]*31 Mar 2028[\s\S]*In effect/);
  await context.close();
});

test('recommendations come from a file, are reported by one and assured by another', async () => {
  const manager = await signedIn(chromium.browser, site.base, 'scheme-manager');
  const { page } = manager;
  await page.goto('/governance/recommendations');
  await page
    .getByRole('link', { name: /Independent review of the Essex scheme/ })
    .first()
    .click();
  assert.match(await main(page), /32 by its own count; 0 entered here/);
  await page.getByRole('button', { name: 'Enter from a CSV file' }).click();
  const send = async (text: string): Promise<void> => {
    await page
      .getByLabel('CSV file')
      .setInputFiles({ name: 'actions.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: 'Enter them' }).click();
  };
  await send(
    'number,text,body,owner,due\n1,Example action one,The board,scheme-manager,30/11/2026\n1,Twice,The board,,\n',
  );
  assert.match(await main(page), /Line 3: Number 1 is there already/);
  await nothingWrong(page);
  await send('number,text,body,owner,due\n1,Example action one,The board,scheme-manager,30/11/2026\n');
  await page.getByText('1 recommendation was entered.').waitFor();
  await page.goto('/governance/recommendations?status=open&sort=number');
  await page.getByRole('link', { name: /Example action one/ }).click();
  const address = page.url();
  await page.getByText('Report it done').first().click();
  await page.getByRole('button', { name: 'Report it done' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  await page.getByLabel('What shows that it was done').fill('Minutes of 3 November');
  await page.getByRole('button', { name: 'Report it done' }).click();
  await page.getByText('It was reported done.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Assure it' }).count(), 0);
  await manager.context.close();

  const member = await signedIn(chromium.browser, site.base, 'board-member');
  await member.page.goto('/');
  assert.match(await main(member.page), /waits for assurance/);
  await member.page.goto(address);
  await member.page.getByText('Assure it', { exact: true }).first().click();
  await member.page.getByLabel('What you looked at').fill('The minutes');
  await member.page.getByRole('button', { name: 'Assure it' }).click();
  await member.page.getByText('It was assured.').waitFor();
  await nothingWrong(member.page);
  await member.context.close();
});

test('the office takes a risk that the scheme asks it to take; the commissioner sees it on a phone', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'opcc-commissioner', {
    viewport: phone,
    javaScriptEnabled: false,
  });
  await page.goto('/governance/risks?register=asked');
  await page.getByRole('link', { name: 'Agreement to share ends before it is renewed' }).click();
  await page.getByText('Take it into the OPCC’s register').first().click();
  await page.getByRole('button', { name: 'Take it into the OPCC’s register' }).click();
  await page.getByText('The risk is in the OPCC’s register.').waitFor();
  const sideways = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  assert.ok(sideways <= 1);
  await page.goto('/governance/risks?register=opcc');
  assert.match(await main(page), /Agreement to share ends before it is renewed/);
  assert.equal(await page.getByRole('button', { name: 'Enter a risk' }).count(), 0);
  await context.close();
});

test('an item that slips pushes what waits for it, and two people at once see both texts', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await page.goto('/governance/programme');
  await page.getByRole('link', { name: 'Implementation of the joint scheme' }).click();
  assert.match(await main(page), /pushed \d+ days by Recruitment of constables and administrators/);
  await nothingWrong(page);
  await page.getByRole('link', { name: 'Recruitment of a pathways manager' }).first().click();
  await page.getByRole('button', { name: 'Change' }).click();
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByRole('radio', { name: 'Amber' }).check();
  await other.getByLabel('Why this rating').fill('No applicant yet');
  await other.getByRole('button', { name: 'Save' }).click();
  await other.getByText('It was changed.').waitFor();
  await page.getByLabel('Why this rating').fill('All goes well');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Somebody changed this item while you were writing.').waitFor();
  assert.match(await main(page), /Amber: No applicant yet/);
  assert.equal(await page.getByLabel('Why this rating').inputValue(), 'All goes well');
  await page.getByLabel('Accommodation at the Suffolk bases').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('It was changed.').waitFor();
  await page.goto('/governance/principles');
  assert.match(await main(page), /5\. All offenders at high risk/);
  await nothingWrong(page);
  await context.close();
});
