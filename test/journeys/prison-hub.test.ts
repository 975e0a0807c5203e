import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { axeProblems, openBrowser, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// A release that lies ahead: the scheme names the prison's offender manager, and both keep one plan for it.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let release: string;

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

test('the scheme sees the releases by prison, and what is missing is said where it is missing', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await page.goto('/releases');
  assert.deepEqual(await axeProblems(page), []);
  const row = page.getByRole('row').filter({ hasText: 'No plan yet' }).last();
  release = (await row.locator('a[href$="/release"]').getAttribute('href')) ?? '';
  await page.goto(release);
  assert.deepEqual(await axeProblems(page), []);
  await page.getByText('Make the release plan').click();
  await page.getByLabel('GP', { exact: true }).selectOption('arranged');
  await page.getByLabel('Who meets them at the gate').fill('PC Daniel Marsh');
  await page.getByLabel(/^At what time/).fill('9 o’clock');
  await page.getByRole('button', { name: 'Save the release plan' }).click();
  const summary = page.locator('.govuk-error-summary');
  assert.match(await summary.innerText(), /Say what is arranged: GP/);
  assert.equal(await page.getByLabel('Who meets them at the gate').inputValue(), 'PC Daniel Marsh');
  await page.getByLabel(/^What, where, when: GP$/).fill('Registered at the surgery in Bridge Street');
  await page.getByLabel(/^At what time/).fill('09:00');
  await page.getByRole('button', { name: 'Save the release plan' }).click();
  await page.getByText('The release plan was saved.').waitFor();
  assert.match(await page.locator('main').innerText(), /PC Daniel Marsh at 09:00/);
  await context.close();
});

test('the prison’s offender manager sees nobody before they are named, and keeps the same plan afterwards', async () => {
  const prison = await signedIn(chromium.browser, site.base, 'prison-offender-manager');
  assert.equal((await prison.page.goto(release))?.status(), 404);
  const scheme = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await scheme.page.goto(release);
  await scheme.page.getByText('Name the prison offender manager').click();
  await scheme.page.locator('#officer').selectOption({ label: 'Neil Harcourt, Prison Service' });
  await scheme.page.getByRole('button', { name: 'Name them' }).click();
  await scheme.page.getByText('They were named').waitFor();

  await prison.page.goto('/releases');
  assert.ok((await prison.page.locator(`a[href="${release}"]`).count()) > 0);
  await prison.page.goto(release);
  await prison.page.getByText('Change the release plan').click();
  await prison.page.getByLabel('Benefits', { exact: true }).selectOption('under-way');
  await scheme.page.goto(release);
  await scheme.page.getByText('Change the release plan').click();
  await scheme.page.getByLabel('Who meets them at the gate').fill('Joanne Bell');
  await prison.page.getByRole('button', { name: 'Save the release plan' }).click();
  await prison.page.getByText('The release plan was saved.').waitFor();
  await scheme.page.getByRole('button', { name: 'Save the release plan' }).click();
  await scheme.page.getByText('Somebody changed this plan while you were writing.').waitFor();
  assert.equal(await scheme.page.getByLabel('Who meets them at the gate').inputValue(), 'Joanne Bell');
  await prison.context.close();
  await scheme.context.close();
});
