import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { axeProblems, openBrowser, phone, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// A file gives references that we know to other people: somebody says of each what it is, and is not asked twice.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let analyst: Awaited<ReturnType<typeof signedIn>>;
let source = '';
let batch = '';
const known = ['NF-90000011', 'NF-90000012', 'NF-90000013'];

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

const header = 'record_id,capacity,forename,surname,date_of_birth,pnc_id,postcode,last_updated';
const held = (id: string, updated: string, postcode = 'NR1 1AA'): string =>
  `${id},offender,Zebedee,Quillfeather,1991-03-04,2023/8578077W,${postcode},${updated}`;
const other = (id: string): string =>
  `${id},offender,Wilhelmina,Ostrander,2001-11-20,2022/6978820H,NR2 2BB,2026-10-30`;

async function upload(page: Page, rows: readonly string[]): Promise<string> {
  await page.goto(source);
  const buffer = Buffer.from([header, ...rows, ''].join('\n'));
  await page.getByLabel('CSV file').setInputFiles({ name: 'nominals.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await page.waitForURL(/\/intake\/batches\/\d+$/);
  return new URL(page.url()).pathname;
}

async function accept(page: Page): Promise<void> {
  await page.getByLabel('I have looked at what would change').check();
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByText('The batch was accepted.').waitFor();
}

const waiting = (page: Page) => page.getByRole('table', { name: 'References that wait for a decision' });

test('references that stand for somebody else now wait: who we hold beside who the file says, by keyboard and on a phone', async () => {
  const { page } = analyst;
  await page.goto('/intake');
  await page.getByRole('link', { name: 'Police nominals' }).first().click();
  source = new URL(page.url()).pathname;
  await upload(
    page,
    known.map((id) => held(id, '2026-10-01')),
  );
  await accept(page);
  batch = await upload(page, known.map(other));
  await page.getByRole('heading', { name: 'Somebody else under a reference we know' }).waitFor();
  const line = waiting(page).getByRole('row').filter({ hasText: 'NF-90000011' });
  assert.match(await line.innerText(), /Zebedee Quillfeather, born 1991-03-04[\s\S]*Wilhelmina Ostrander/);
  assert.equal(await page.getByRole('button', { name: 'Accept' }).count(), 0, 'nothing goes in undecided');
  assert.deepEqual(await axeProblems(page), []);
  const small = await signedIn(chromium.browser, site.base, 'analyst', { viewport: phone });
  await small.page.goto(batch);
  assert.deepEqual(await axeProblems(small.page), []);
  assert.equal(
    await small.page.evaluate('document.documentElement.scrollWidth - innerWidth'),
    0,
    'nothing is cut off',
  );
  await small.context.close();
});

test('one is a correction, one is set aside, and the page says what was done', async () => {
  const { page } = analyst;
  await page.goto(batch);
  const correction = page.getByRole('button', { name: /^It is a correction\s*, line 2$/ });
  await correction.focus();
  await page.keyboard.press('Enter');
  await page.getByText('The reference goes in as a correction.').waitFor();
  await page.getByRole('button', { name: /^Set aside\s*line 3$/ }).click();
  await page.getByText('The reference was set aside: its rows are left out.').waitFor();
  assert.equal(await waiting(page).getByRole('row').count(), 2, 'one is left below the head');
  assert.deepEqual(await axeProblems(page), []);
});

test('another file goes in meanwhile: compared again, nothing that was said is asked again', async () => {
  const { page } = analyst;
  // The one whom we hold has another postcode by now, and is still who they were.
  await upload(page, [held('NF-90000011', '2026-10-09', 'NR3 3CC')]);
  await accept(page);
  await page.goto(batch);
  await page.getByRole('button', { name: 'Compare again' }).click();
  await page.getByText('The batch was compared again').waitFor();
  const left = await waiting(page).innerText();
  assert.match(left, /NF-90000013/);
  assert.doesNotMatch(left, /NF-90000011|NF-90000012/);
  await page.getByRole('button', { name: /^Set aside\s*line 4$/ }).click();
  await accept(page);
  assert.deepEqual(await axeProblems(page), []);
  const names = await house.ownerQuery<{ name: string }>(
    `select family_name as name from source_record where local_id = any ($1) order by local_id`,
    [known],
  );
  assert.deepEqual(
    names.map(({ name }) => name),
    ['Ostrander', 'Quillfeather', 'Quillfeather'],
  );
});
