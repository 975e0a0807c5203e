import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openBrowser, phone, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// A plan that is worked on: a note, its correction, what cannot be done yet, a review, a counter-signature.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let path = '';

before(async () => {
  house = await demoHouse();
  site = await serve(house);
  chromium = await openBrowser();
  const [plan] = await house.ownerQuery<{ person_id: number }>(
    `select p.person_id from plan p join membership m on m.id = p.membership_id and m.left_on is null join team t on t.id = m.team_id
     where t.name = 'Norwich team' and not exists (select from plan_signature s where s.plan_id = p.id)
       and not exists (select from plan_note n where n.plan_id = p.id) order by p.id limit 1`,
  );
  path = `/people/${plan?.person_id}/plan`;
});

after(async () => {
  await chromium?.close();
  await site?.close();
  await house?.close();
});

test('progress is noted on a phone without script, corrected with the original kept, and a step says why it waits', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager', {
    viewport: phone,
    javaScriptEnabled: false,
  });
  await page.goto(path);
  await page
    .getByRole('link', { name: /^Note progress/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Save note' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Write what happened/);
  await page.locator('#note').fill('Went on Mondy');
  await page.getByRole('button', { name: 'Save note' }).click();
  await page.getByRole('link', { name: /^Correct the note/ }).click();
  await page.locator('#note').fill('Went on Monday');
  await page.locator('#why').fill('Spelling');
  await page.getByRole('button', { name: 'Save correction' }).click();
  assert.match(await page.locator('main').innerText(), /Went on Monday .*corrected .*: Spelling/);
  await page.getByRole('link', { name: /^Correct the note/ }).click();
  assert.match(await page.locator('main').innerText(), /What it said before\s+Went on Mondy/);
  const cannot = await page
    .goto(path)
    .then(() => page.locator('a[href$="/cannot"]').first().getAttribute('href'));
  await page.goto(cannot ?? '');
  await page.locator('#why').fill('No identity papers yet');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(await page.locator('main').innerText(), /Cannot be done yet\s+No identity papers yet/);
  await context.close();
});

test('a review is recorded, and a senior counter-signs the goals until they change again', async () => {
  const senior = await signedIn(chromium.browser, site.base, 'senior-probation-officer');
  const { page } = senior;
  await page.goto(path);
  await page.getByRole('link', { name: 'Record a plan review' }).click();
  await page.getByLabel('90-day review').check();
  await page.locator('#note').fill('Both goals stand');
  await page.getByLabel('Yes', { exact: true }).check();
  await page.locator('#said').fill('I am getting there');
  await page.getByLabel('Agrees', { exact: true }).check();
  await page.getByRole('button', { name: 'Save review' }).click();
  assert.match(await page.locator('main').innerText(), /90-day review: Both goals stand/);
  await page.getByRole('button', { name: 'Counter-sign these goals' }).click();
  assert.match(await page.locator('main').innerText(), /Counter-signed by Martin Osei/);

  const officer = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  await officer.page.goto(path);
  assert.equal(await officer.page.getByRole('button', { name: 'Counter-sign these goals' }).count(), 0);
  await officer.page
    .getByRole('button', { name: /^Leave for later/ })
    .first()
    .click();
  assert.match(await officer.page.locator('main').innerText(), /changed since they were counter-signed/);
  await officer.page.goto(`${path}?on=2026-11-02`);
  assert.match(await officer.page.locator('h1').innerText(), /The plan as it stood on/);
  await officer.context.close();
  await page.goto(path);
  assert.equal(await page.getByRole('button', { name: 'Counter-sign these goals' }).count(), 1);
  await senior.context.close();
});
