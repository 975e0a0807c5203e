import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { openBrowser, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// A file from a force: looked at before it is taken in, found by search, sent twice, and taken back.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let analyst: Awaited<ReturnType<typeof signedIn>>;
let source = '';
let batch = '';

before(async () => {
  house = await demoHouse();
  site = await serve(house);
  chromium = await openBrowser();
  analyst = await signedIn(chromium.browser, site.base, 'analyst');
});

after(async () => {
  await chromium?.close();
  await site?.close();
  await house?.close();
});

/** What the database has of the record that the file changes. */
const changedRecord = async (): Promise<{ postcode: string; forename: string; updated: string }> => {
  const [row] = await house.ownerQuery<{ postcode: string; forename: string; updated: string }>(
    `select postcode, given_name as forename, source_updated::text as updated
       from source_record where local_id = 'NF-06926850'`,
  );
  assert.ok(row !== undefined);
  return row;
};

const header =
  'record_id,capacity,forename,middle_name,surname,aliases,date_of_birth,sex,ethnicity,pnc_id,cro,address,postcode,beat,last_updated';

/** Lines 2 to 6 of the file: new, changed, a birthday that does not exist, a formula, a torn line. */
const file = [
  header,
  'NF-90000001,offender,Zebedee,,Quillfeather,,1991-03-04,M,W1,,,"1 Test Street, Norwich",NR1 1AA,NW1,2026-10-30',
  'NF-06926850,offender,Alexander,Benjamin,Brown,Alexander Sparrow|Matthew Ross,2000-12-21,M,W1,2024/3547010K,,"9 Moved Lane, Norwich",NR2 2BB,NW2,2026-10-30',
  'NF-90000002,offender,Bad,,Date,,1990-02-30,M,W1,,,1 Test Street,NR1 1AA,NW1,2026-10-30',
  'NF-90000003,offender,=SUM(A1),,Formulaic,,1992-05-06,M,W1,,,1 Test Street,NR1 1AA,NW1,2026-10-30',
  'NF-90000004,offender,Torn,,"Quote,,1990-02-03,M,W1,,,1 Test Street,NR1 1AA,NW1,2026-10-30',
  '',
].join('\n');

const main = async (page: Page): Promise<string> =>
  (await page.locator('main').innerText()).replace(/this reference: \S+/, 'this reference');

async function upload(page: Page): Promise<void> {
  await page.goto(source);
  await page
    .getByLabel('CSV file')
    .setInputFiles({ name: 'nominals.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await page.waitForURL(/\/intake\/batches\/\d+$/);
}

/** The value beside a key of the summary. */
const counted = (page: Page, key: string): Promise<string> =>
  page.locator('.govuk-summary-list__row').filter({ hasText: key }).locator('dd').first().innerText();

const find = async (page: Page, typed: string): Promise<string> => {
  await page.goto('/people');
  await page.getByLabel('Who are you looking for?').fill(typed);
  await page.getByRole('main').getByRole('button', { name: 'Search' }).click();
  await page.waitForURL(/\/search/);
  return main(page);
};

test('a file is checked before it is taken in: what is new, what changes, and what is wrong on which line', async () => {
  const { page } = analyst;
  await page.goto('/intake');
  await page.getByRole('link', { name: 'Police nominals' }).first().click();
  source = new URL(page.url()).pathname;
  await upload(page);
  batch = new URL(page.url()).pathname;
  assert.match(await main(page), /Check before taking in/);
  assert.match(await counted(page, 'New'), /^3\b/);
  assert.match(await counted(page, 'Changed'), /^1\b/);
  assert.match(await counted(page, 'Left out: something is wrong'), /^1\b/);
  const change = page.getByRole('row').filter({ hasText: 'NF-06926850' });
  assert.match((await change.allInnerTexts()).join('\n'), /Postcode\s+NR5 9WN\s+NR2 2BB/);
  const problems = await page
    .getByRole('table', { name: 'Problems by line' })
    .getByRole('row')
    .allInnerTexts();
  const of = (line: number): string => problems.find((text) => text.startsWith(`${line}\t`)) ?? '';
  assert.match(of(4), /date_of_birth[\s\S]*1990-02-30[\s\S]*Taken/);
  assert.match(of(5), /forename[\s\S]*formula[\s\S]*=SUM\(A1\)[\s\S]*Taken/);
  assert.match(of(6), /quotation mark[\s\S]*Left out/);
  assert.match(await find(page, 'Zebedee Quillfeather'), /Nobody whom you may see matches/);
  assert.equal((await changedRecord()).postcode, 'NR5 9WN', 'nothing changes before somebody accepts');
});

test('another agency cannot see the batch, nor that there is one', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'senior-probation-officer');
  assert.equal((await page.goto('/intake'))?.status(), 200, 'they bring in extracts of their own agency');
  const absent = await page.goto('/intake/batches/999999');
  const absence = { status: absent?.status(), text: await main(page) };
  for (const path of [batch, `${batch}/problems`, `${batch}/changes`, source]) {
    const answer = await page.goto(path);
    assert.deepEqual({ status: answer?.status(), text: await main(page) }, absence, path);
  }
  assert.equal(absence.status, 404);
  await context.close();
});

test('accepted only by who says that they have looked; then the record is found', async () => {
  const { page } = analyst;
  await page.goto(batch);
  await page.getByRole('button', { name: 'Accept' }).click();
  assert.match(
    await page.locator('.govuk-error-summary').innerText(),
    /Tick that you have looked at what would change/,
  );
  await page.getByLabel('I have looked at what would change').check();
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByText('The batch was accepted.').waitFor();
  const found = await find(page, 'Zebedee Quilfeather');
  assert.match(found, /Your agency’s records of people not on a scheme \(1\)/);
  assert.match(found, /Zebedee Quillfeather[\s\S]*NF-90000001/);
  assert.doesNotMatch(await find(page, 'Torn Quote 3/2/1990'), /NF-90000004/);
  assert.equal((await changedRecord()).postcode, 'NR2 2BB');

  const other = await signedIn(chromium.browser, site.base, 'senior-probation-officer');
  assert.doesNotMatch(await find(other.page, 'Zebedee Quillfeather'), /NF-90000001/);
  await other.context.close();
});

test('the same file again changes nothing', async () => {
  const { page } = analyst;
  await upload(page);
  assert.equal(await counted(page, 'New'), '0');
  assert.equal(await counted(page, 'Changed'), '0');
  assert.match(await counted(page, 'The same as before'), /^4\b/);
  await page.getByRole('button', { name: 'Abandon this file' }).click();
  await page.getByText('The batch was abandoned. Nothing was taken in.').waitFor();
});

test('undone: what it brought is gone and what it changed is back', async () => {
  const { page } = analyst;
  await page.goto(batch);
  await page.getByLabel('Undo this batch').check();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('The batch was undone: what stood before is back.').waitFor();
  assert.match(await find(page, 'Zebedee Quillfeather'), /Nobody whom you may see matches/);
  assert.deepEqual(await changedRecord(), {
    postcode: 'NR5 9WN',
    forename: 'Alexander',
    updated: '2026-08-06',
  });
});
