import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { axeProblems, openBrowser, phone, signedIn, wide } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// A decision notice from its draft to the public register, without script, and what nobody may do with it.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let notice = '';

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

/** Nothing wrong by axe, and no sideways scrolling, at both widths; nor of a table by itself on a phone. */
async function looksRight(page: Page): Promise<void> {
  for (const size of [wide, phone]) {
    await page.setViewportSize(size);
    assert.deepEqual(await axeProblems(page), [], `${page.url()} at ${size.width}`);
    const over = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    assert.ok(over <= 1, `${page.url()} scrolls sideways by ${over}`);
  }
  const scrolling = await page.evaluate<string[]>(
    `[...document.querySelectorAll('.wm-scroll')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.ariaLabel)`,
  );
  assert.deepEqual(scrolling, [], page.url());
  await page.setViewportSize(wide);
}

const open = (role: string, javaScriptEnabled = true) =>
  signedIn(chromium.browser, site.base, role, { javaScriptEnabled });

test('the scheme manager drafts a notice; what is missing is named and nothing typed is lost', async () => {
  const { context, page } = await open('scheme-manager');
  await page.goto('/governance/decisions/new');
  await looksRight(page);
  await page
    .getByLabel('Summary', { exact: true })
    .fill('Reoffending fell by 58% for Octavia Plum of Base 9.');
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  assert.match(await page.getByLabel('Summary', { exact: true }).inputValue(), /Octavia Plum/);
  assert.match(await main(page), /nothing here shows it/);
  await page.getByLabel('Subject', { exact: true }).fill('A van for Octavia Plum');
  await page.getByLabel('Originator', { exact: true }).fill('Scheme manager');
  await page.getByLabel('Submitted to', { exact: true }).fill('PCC');
  await page.getByLabel('Recommendation', { exact: true }).fill('Buy it.');
  for (const group of await page.getByRole('group').all())
    if ((await group.getByRole('radio', { name: 'N/A' }).count()) === 1)
      await group.getByRole('radio', { name: 'YES' }).check();
  await page.getByRole('group', { name: 'For publication?' }).getByRole('radio', { name: 'YES' }).check();
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await page.getByText('The notice was drafted.').waitFor();
  notice = new URL(page.url()).pathname;
  assert.match(await main(page), /\[unsupported claim\]/);
  await looksRight(page);
  const refused = await page.goto(`${notice}/publish`);
  assert.equal(refused?.status(), 403);
  await context.close();
});

test('officers certify, the commissioner decides, all without script', async () => {
  const chief = await open('opcc-chief-executive', false);
  await chief.page.goto(notice);
  await chief.page
    .locator('details')
    .filter({ hasText: 'Sign the certificate of the Chief Executive' })
    .locator('summary')
    .click();
  await chief.page.getByRole('button', { name: 'Sign', exact: true }).click();
  await chief.page.getByText(/The certificate was signed. Still missing/).waitFor();
  await chief.page.goto(`${notice}/publish`);
  assert.match(await main(chief.page), /It has not been signed yet/);
  assert.equal(await chief.page.getByRole('button', { name: /^Publish/ }).count(), 0);
  await chief.context.close();

  const { context, page } = await open('opcc-commissioner', false);
  await page.goto(notice);
  assert.match(await main(page), /before every certificate, it is flagged/);
  await page.getByRole('button', { name: 'Sign the decision' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  await page.getByRole('radio', { name: 'Approve with amendments' }).check();
  await page.getByLabel('Outcome, as it will be published').fill('Approved, without the van.');
  await page.getByRole('button', { name: 'Sign the decision' }).click();
  await page.getByText('The decision was approved with amendments.').first().waitFor();
  await context.close();
});

test('a name is left out and the notice published; the public finds it, and the name nowhere', async () => {
  const { context, page } = await open('opcc-chief-executive');
  await page.goto(`${notice}/publish`);
  await page.getByLabel('Passage to leave out').fill('Somebody Else');
  await page.getByLabel('Reason, as it will be printed').fill('personal data');
  await page.getByRole('button', { name: 'Ask to leave it out' }).click();
  await page.getByText('This does not stand in the paper').first().waitFor();
  await page.getByLabel('Passage to leave out').fill('octavia  plum');
  await page.getByRole('button', { name: 'Ask to leave it out' }).click();
  await page.getByText('It stands in 2 places.').waitFor();
  await looksRight(page);
  assert.equal(await page.getByRole('button', { name: 'Publish what the preview shows' }).count(), 0);
  const second = await open('opcc-commissioner', false);
  await second.page.goto(`${notice}/publish`);
  await second.page.getByRole('button', { name: 'Agree' }).click();
  await second.page.getByText('The passage is left out.').waitFor();
  assert.equal(await second.page.getByRole('button', { name: /^Publish what/ }).count(), 0);
  await second.page.getByRole('button', { name: 'Ask to publish what the preview shows' }).click();
  await second.page.getByText('It waits for a second person, who publishes it.').waitFor();
  assert.match(await main(second.page), /You asked for it: a second person publishes it/);
  assert.equal(await second.page.getByRole('button', { name: /^Publish what/ }).count(), 0);
  await second.context.close();
  await page.goto('/');
  await page.getByRole('link', { name: /waits to be published by a second person/ }).click();
  await page.waitForURL(/\/publish$/);
  await looksRight(page);
  await page.getByRole('button', { name: 'Publish what the preview shows' }).click();
  await page.getByText('Edition 1 is in the public register.').waitFor();
  for (const list of ['/governance/decisions', '/governance/agreements']) {
    await page.goto(list);
    await looksRight(page);
  }
  await context.close();

  const visitor = await chromium.browser.newContext({ baseURL: site.base, javaScriptEnabled: true });
  const open_ = await visitor.newPage();
  await open_.goto('/public-register');
  await looksRight(open_);
  await open_.getByLabel('Words or number').fill('"base 9"');
  await open_.getByRole('button', { name: 'Find' }).click();
  await open_.locator('main table a').first().click();
  await looksRight(open_);
  const text = await main(open_);
  assert.match(text, /left out: personal data/);
  assert.match(text, /It has no certificate of the Chief Finance Officer/);
  assert.doesNotMatch(await open_.content(), /Octavia|Plum/);
  await open_.goto('/public-register?text=Octavia');
  assert.match(await main(open_), /No notice matches/);
  for (const path of ['/public-register/files', '/public-register/decisions/norfolk-opcc-2015-11']) {
    await open_.goto(path);
    await looksRight(open_);
  }
  assert.equal((await open_.goto('/governance/decisions'))?.url().includes('/sign-in'), true);
  await visitor.close();
});

test('the office’s settings, a form of its own, and a month of spending', async () => {
  const { context, page } = await open('opcc-chief-executive');
  await page.goto('/governance/decisions/office');
  await looksRight(page);
  await page.getByRole('checkbox', { name: /before every certificate/ }).check();
  await page.getByLabel('Pattern of the numbers').fill('2026-nn');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  await page.getByLabel('Pattern of the numbers').fill('nn/YYYY');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('It was saved.').waitFor();
  await page
    .getByRole('link', { name: /Make a new version of it/ })
    .first()
    .click();
  await looksRight(page);
  await page.getByLabel('Code').fill('norfolk-2027');
  await page.getByLabel('Name').fill('Form of 2027');
  await page.getByRole('button', { name: 'Add the form' }).click();
  await page.getByText('The form was added.').waitFor();
  await page.goto('/governance/decisions/new?form=norfolk-2027');
  assert.match(await main(page), /Form of 2027/);
  assert.match(await main(page), /\d\d\/2026 of the Office of the Police and Crime Commissioner for Norfolk/);

  await page.goto('/governance/publication/ledger');
  await looksRight(page);
  await page.getByLabel('Which ledger').fill('Example ledger');
  await page
    .getByLabel('Its lines, with the heads of the columns first')
    .fill(
      'Reference,Date,Recipient,Purpose,Amount,Value for money\nE-1,2026-10-02,An example supplier,Rent,"1,200.00",Three quotes\n',
    );
  await page.getByRole('button', { name: 'Take them over' }).click();
  await page.getByText('1 line was taken over.').waitFor();
  await looksRight(page);
  await page.goto('/governance/publication/ledger');
  await page.getByLabel('Name of the ledger that the file is of').fill('Example ledger');
  await page.getByLabel('CSV file, up to 4 MB').setInputFiles({
    name: 'ledger.csv',
    mimeType: 'text/csv',
    // As Excel saves it: the pound sign is one byte, which is no UTF-8.
    buffer: Buffer.from(
      'Reference,Date,Recipient,Purpose,Amount,Value for money\r\nE-1,2026-10-02,An example supplier,Rent,"1,200.00",Three quotes\r\nE-2,2026-11-03,Another supplier,Rent,\xa3900,Three quotes\r\nE-3,2026-11-31,A third,Rent,many,Three quotes\r\n',
      'latin1',
    ),
  });
  await page.getByRole('button', { name: 'Take the file over' }).click();
  await page.getByText('1 line was taken over; 1 was there already.').waitFor();
  assert.match(await main(page), /\b4\b\s+Date\s+Enter a real date[\s\S]*\b4\b\s+Amount\s+Enter the amount/);
  await looksRight(page);
  const left = page.getByLabel('Its lines, with the heads of the columns first');
  assert.match(
    await left.inputValue(),
    /^Reference,[^\n]*\nE-3,2026-11-31,A third,Rent,many,Three quotes\n$/,
  );
  await left.fill((await left.inputValue()).replace('2026-11-31', '2026-11-30').replace('many', '900'));
  await page.getByRole('button', { name: 'Take them over' }).click();
  await page.getByText('1 line was taken over.').waitFor();
  await page.getByRole('link', { name: /^Oct/ }).click();
  await page.getByRole('button', { name: 'Publish the month’s file' }).click();
  await page.getByText('The file was published with 1 line.').waitFor();
  await looksRight(page);
  await page.goto('/governance/publication/new');
  await page.getByRole('button', { name: 'Enter it' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  await looksRight(page);
  await context.close();
});

test('a provider’s manager and a front-line officer find none of it', async () => {
  for (const role of ['providers-manager', 'front-line-officer']) {
    const { context, page } = await open(role);
    for (const path of [
      notice,
      `${notice}/publish`,
      '/governance/decisions/office',
      '/governance/publication',
    ])
      assert.equal((await page.goto(path))?.status(), 403, `${role} ${path}`);
    await context.close();
  }
});
