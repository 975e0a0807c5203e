import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { placeNomination } from '../../src/cohort/selection/place.ts';
import { axeProblems, openBrowser, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import { type TestHouse, testNow } from '../support/house.ts';
import { serve } from '../support/served.ts';

// A matrix from draft to force by two people, without a script; a nomination that tells its nominator nothing.

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
const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).first().click();

test('a matrix is written by one, refused where it is wrong, tried, and approved by another', async () => {
  const analyst = await signedIn(chromium.browser, site.base, 'analyst');
  const { page } = analyst;
  await page.goto('/cohort/matrix');
  await press(page, 'Draft a new matrix from the one in force');
  assert.match(await main(page), /Give the matrix a name/);
  assert.deepEqual(await axeProblems(page), []);
  await page.getByLabel('Name of the new matrix').fill('Journey matrix');
  await press(page, 'Draft a new matrix from the one in force');
  const address = page.url();
  await press(page, /^Move up factor 2/);
  await press(page, 'Add a factor');
  const added = page.locator('fieldset').last();
  await added.getByLabel(/^Name of factor/).fill('Something more');
  await added.getByLabel(/^Bands of factor/).fill('1 or more = 5\nmany = 3');
  await press(page, /^Save$/);
  assert.match(await main(page), /“many = 3” is not as/);
  assert.deepEqual(await axeProblems(page), []);
  await page
    .locator('fieldset')
    .last()
    .getByLabel(/^Bands of factor/)
    .fill('1 or more = 5');
  await page.getByLabel('The line').fill('20');
  await press(page, 'Save and see who would enter and leave');
  assert.match(await main(page), /Would reach the line \([1-9]/);
  assert.match(await main(page), /The line 45 to 20/);
  const size = Buffer.byteLength(await page.content());
  assert.ok(size < 60_000, `${size} bytes`);
  assert.deepEqual(await axeProblems(page), []);
  await page.goto(address);
  await page.getByLabel('The line').fill('21');
  await press(page, 'Save and submit for approval');
  assert.match(await main(page), /Waiting for approval/);
  await analyst.context.close();

  const second = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await second.page.goto(address);
  // What was typed before it was submitted went with it, and the approver reads what differs.
  assert.match(await main(second.page), /The line\s+45\s+21/);
  await press(second.page, /^Approve$/);
  await press(second.page, /^Put in force$/);
  assert.match(await main(second.page), /Say where the equality assessment is/);
  assert.deepEqual(await axeProblems(second.page), []);
  await second.page.getByLabel('Equality assessment').fill('EIA 12');
  await second.page.getByLabel('Day of the assessment').fill('2026-10-01');
  await second.page.getByLabel('Who made it').fill('A. Example');
  await second.page.getByLabel('In force from').fill('2027-01-01');
  await press(second.page, /^Put in force$/);
  assert.match(await main(second.page), /In force from\s+1 January 2027/);
  await second.context.close();
});

test('a candidate’s page says what one change would do, and why they are on the list', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'analyst');
  await page.goto('/cohort/candidates');
  await page.locator('tbody a[href^="/cohort/candidates/"]').first().click();
  const said = await main(page);
  assert.match(said, /What single change would move them/);
  assert.match(said, /Entered the list: met the scheme’s rule/);
  await page.goto('/cohort/candidates/changes');
  assert.deepEqual(await axeProblems(page), []);
  await page.goto('/how-people-are-chosen');
  assert.match(await main(page), /What never counts/);
  assert.deepEqual(await axeProblems(page), []);
  await context.close();
});

test('files of official scores are listed, the refused with their lines, and taken back with a reason', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'senior-probation-officer');
  const send = async (name: string, lines: string): Promise<void> => {
    const text = `identifier,instrument,percent,needs,scored_on,tool_version\n${lines}\n`;
    await page
      .getByLabel('The file')
      .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
    await press(page, 'Bring in');
  };
  await page.goto('/cohort/official-scores');
  await send('wrong.csv', 'X900001,OGRS4/G,820,,2026-05-01,4.2');
  assert.match(await main(page), /Refused: nothing was taken\s+Line 2: percent must be from 0 to 100/);
  await send('right.csv', 'X900001,OGRS4/G,82,,2026-05-01,4.2');
  assert.match(await main(page), /0 of 1 lines taken; 1 name nobody/);
  assert.deepEqual(await axeProblems(page), []);
  await page.getByText(/^Take back right\.csv/).click();
  await press(page, /^Take back$/);
  assert.match(await main(page), /Say why the file is taken back/);
  assert.deepEqual(await axeProblems(page), []);
  await page.getByLabel('Why', { exact: true }).fill('The wrong month');
  await press(page, /^Take back$/);
  assert.match(await main(page), /The file was taken back[\s\S]*: The wrong month/);
  await context.close();
});

test('the board’s number of those who wait above the line is the list it leads to', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await page.goto('/cohort/board');
  assert.deepEqual(await axeProblems(page), []);
  assert.match(await main(page), /The whole scheme/);
  const link = page.getByRole('link', { name: /above the line, waiting/ });
  const [, count] = /([\d,]+)/.exec(await link.innerText()) ?? [];
  await link.click();
  assert.match(page.url(), /state=waiting&line=above/);
  assert.match(await main(page), new RegExp(`Candidates 1 to \\d+ of ${count}\\b`));
  assert.deepEqual(await axeProblems(page), []);
  for (const name of ['Trials', 'Fairness', 'Strands and cohorts']) {
    await page.goto('/cohort');
    await page.locator('main').getByRole('link', { name, exact: true }).click();
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
  }
  await context.close();
});

test('a nominator is told nothing of a candidate; selection staff are, and answer', async () => {
  const [known] = await house.ownerQuery<{ given: string; family: string; born: string }>(
    `select p.given_names as given, p.family_name as family, p.born::text as born from candidate c join person p on p.id = c.person_id where c.state = 'listed' and c.strand is null order by c.id limit 1`,
  );
  assert.ok(known !== undefined);
  const worker = await signedIn(chromium.browser, site.base, 'link-worker');
  await worker.page.goto('/cohort/nominations/new');
  await press(worker.page, /^Send$/);
  assert.match(await main(worker.page), /Enter the given name/);
  assert.deepEqual(await axeProblems(worker.page), []);
  await worker.page.getByRole('radio', { name: 'My agency', exact: true }).check();
  await worker.page.getByLabel('Given name').fill(known.given);
  await worker.page.getByLabel('Family name').fill(known.family);
  await worker.page.getByLabel('Date of birth').fill(known.born);
  await worker.page.getByLabel('Why', { exact: true }).fill('Often in trouble');
  await worker.page.getByLabel('What shows it').fill('Our own notes');
  await worker.page.getByLabel('What is hoped for').fill('Housing');
  await press(worker.page, /^Send$/);
  assert.match(await main(worker.page), /Waiting for selection/);
  const id = Number(worker.page.url().split('/').at(-1));
  await placeNomination(house.database, id, testNow);
  await worker.page.reload();
  assert.doesNotMatch(await main(worker.page), /candidate|member/i);
  assert.deepEqual(await axeProblems(worker.page), []);

  const analyst = await signedIn(chromium.browser, site.base, 'analyst');
  await analyst.page.goto(`/cohort/nominations/${id}`);
  assert.match(await main(analyst.page), /A candidate already/);
  await analyst.page.getByLabel('What the nominator is told').fill('Thank you; the scheme will look.');
  await press(analyst.page, /^Answer$/);
  await worker.page.reload();
  assert.match(await main(worker.page), /Thank you; the scheme will look/);
  await analyst.context.close();
  await worker.context.close();
});
