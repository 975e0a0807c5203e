import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { axeProblems, openBrowser, phone, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// A trial in a real browser on the example data: registered by two people, opened, and somebody enrolled whose arm only
// those who treat are told. Fairness and strands for those who govern and those who work.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let personId = 0;
let trialPath = '';

before(async () => {
  house = await demoHouse();
  site = await serve(house);
  chromium = await openBrowser();
  const [member] = await house.ownerQuery<{ person_id: number }>(
    `select m.person_id::int from membership m join team t on t.id = m.team_id join person p on p.id = m.person_id
     where m.left_on is null and t.name = 'Norwich team' and m.statutory = 'voluntary' and p.born < '2004-01-01'
       and not exists (select 1 from trial_participant x where x.person_id = m.person_id)
       and not exists (select 1 from supervision s where s.person_id = m.person_id) order by m.id limit 1`,
  );
  personId = member?.person_id ?? 0;
});

after(async () => {
  await chromium?.close();
  await site?.close();
  await house?.close();
});

const bare = { viewport: phone, javaScriptEnabled: false };
const summary = (page: Page): Promise<string> => page.locator('.govuk-error-summary').innerText();
const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

test('a trial is drafted on a phone without script, and what is missing is said with what was typed kept', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'analyst', bare);
  await page.goto('/cohort/trials');
  await press(page, 'Draft it');
  assert.match(await summary(page), /Give the trial a name/);
  await page.locator('#name').fill('Contracts in Norwich');
  await press(page, 'Draft it');
  await page.waitForURL('**/cohort/trials/*/edit');
  trialPath = new URL(page.url()).pathname.replace('/edit', '');
  await page.locator('#blockSizes').fill('5');
  await page.locator('#question').fill('Does it help?');
  await press(page, 'Save the draft');
  assert.match(await summary(page), /at least two block sizes/);
  assert.equal(await page.locator('#question').inputValue(), 'Does it help?');
  await page.locator('#blockSizes').fill('4, 6');
  await press(page, 'Save the draft');
  await press(page, 'Submit for approval');
  assert.match(await summary(page), /Give the reference of the ethics approval/);
  await page.goto(`${trialPath}/edit`);
  for (const [field, value] of [
    ...[
      ['protocolRef', 'P-7'],
      ['protocolOn', '2026-09-01'],
      ['protocolSha256', 'a'.repeat(64)],
    ],
    ...[
      ['ethicsBody', 'Example committee'],
      ['ethicsRef', 'REC-7'],
      ['ethicsOn', '2026-10-01'],
      ['ethicsSha256', 'b'.repeat(64)],
    ],
  ] as [string, string][])
    await page.locator(`#${field}`).fill(value);
  await press(page, 'Save the draft');
  await press(page, 'Submit for approval');
  assert.match(await page.locator('main').innerText(), /Waits for approval/);
  assert.equal(await page.getByRole('button', { name: 'Approve and register' }).count(), 0);
  await context.close();
});

test('a second person registers it, the seed’s hash stands before it opens, and what was registered cannot be edited', async () => {
  const second = await signedIn(chromium.browser, site.base, 'senior-probation-officer');
  await second.page.goto(trialPath);
  await press(second.page, 'Approve and register');
  assert.match(await second.page.locator('main').innerText(), /SHA-256 of the seed\s+[0-9a-f]{64}/);
  await second.context.close();
  const analyst = await signedIn(chromium.browser, site.base, 'analyst');
  await analyst.page.goto(trialPath);
  assert.deepEqual(await axeProblems(analyst.page), []);
  await press(analyst.page, 'Open to enrolment');
  assert.match(await analyst.page.locator('.govuk-notification-banner').innerText(), /open/);
  assert.equal((await analyst.page.goto(`${trialPath}/edit`))?.status(), 409);
  await analyst.context.close();
});

test('somebody is looked at, enrolled for good and allocated; only those who treat are told the arm', async () => {
  const officer = await signedIn(chromium.browser, site.base, 'probation-offender-manager', bare);
  const { page } = officer;
  const section = page.locator('section').filter({ hasText: 'Contracts in Norwich' });
  await page.goto(`/people/${personId}/trials`);
  await section.getByRole('button', { name: 'Keep what was found' }).click();
  assert.match(await summary(page), /Answer: They live in the force area/);
  for (const select of await section.locator('select[name=answer]').all())
    await select.selectOption({ label: 'Yes' });
  await section.locator('select[name=level]').first().selectOption({ label: 'Norfolk' });
  await section.locator('select[name=level]').last().selectOption({ label: 'low' });
  await section.getByLabel('They agree', { exact: true }).check();
  await section.locator('input[name=consentOn]').fill('2026-11-02');
  await section.locator('select[name=consentHow]').selectOption('paper');
  await section.getByRole('button', { name: 'Keep what was found' }).click();
  await section.getByRole('button', { name: 'Enrol and ask the list' }).click();
  assert.match(await section.innerText(), /Arm\s+Shown to those who treat alone/);
  await officer.context.close();
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source) select $1, 'co-worker', id, 'allocation:0' from staff where login = 'police-offender-manager'`,
    [personId],
  );
  const treats = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  await treats.page.goto(`/people/${personId}/trials`);
  assert.match(
    await treats.page.locator('section').filter({ hasText: 'Contracts in Norwich' }).innerText(),
    /Arm\s+(Contract|Dealt with as ever)/,
  );
  await treats.context.close();
  const manager = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await manager.page.goto(`/people/${personId}/trials`);
  assert.match(await manager.page.locator('main').innerText(), /Shown to those who treat alone/);
  assert.deepEqual(await axeProblems(manager.page), []);
  await manager.page.goto(`/people/${personId}`);
  assert.match(await manager.page.locator('main').innerText(), /Which arm they are in is not told/);
  await manager.context.close();
});

test('the commissioner reads fairness and counts of trials, and no person', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'opcc-commissioner');
  await page.goto('/cohort/fairness');
  const text = await page.locator('main').innerText();
  assert.match(text, /Not known: ethnicity of/);
  assert.match(text, /White\s+\d+/);
  const file = await page.request.get('/cohort/fairness/download');
  assert.match(await file.text(), /not shown/);
  await page.goto('/cohort/trials');
  assert.equal((await page.goto(`${trialPath}/people`))?.status(), 403);
  await context.close();
});

test('strands lead to the cohort list, and the page of concentration draws its curve with a table', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await page.goto('/cohort/strands');
  const link = page.locator('table').first().locator('tbody a').first();
  const count = Number((await link.innerText()).match(/\d+/)?.[0]);
  await link.click();
  assert.match(await page.locator('main').innerText(), new RegExp(`\\b${count}\\b`));
  await page.goto('/cohort/strands/super-prolific');
  assert.equal(await page.getByRole('img', { name: /Concentration curve/ }).count(), 1);
  assert.match(await page.locator('main').innerText(), /Both cannot be so[\s\S]*8\.8%/);
  await page.goto('/cohort/strands/cohorts/impact');
  assert.deepEqual(await axeProblems(page), []);
  await context.close();
});
