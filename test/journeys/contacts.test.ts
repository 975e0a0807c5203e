import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { axeProblems, openBrowser, phone, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// Appointments that repeat, are moved and cancelled, on a phone without script; and the exchange with Delius.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let path = '';

before(async () => {
  house = await demoHouse();
  site = await serve(house);
  chromium = await openBrowser();
  const [member] = await house.ownerQuery<{ person_id: number }>(
    `select m.person_id from membership m join team t on t.id = m.team_id join person p on p.id = m.person_id
     join allocation a on a.membership_id = m.id and a.to_at is null join staff s on s.id = a.staff_id
     where m.left_on is null and t.name = 'Norwich team' and p.crn is not null and s.login = 'probation-offender-manager' order by m.id limit 1`,
  );
  path = `/people/${member?.person_id}/contacts`;
});

after(async () => {
  await chromium?.close();
  await site?.close();
  await house?.close();
});

const main = (page: Page): Promise<string> => page.locator('main').innerText();

async function sound(page: Page): Promise<void> {
  assert.deepEqual(await axeProblems(page), [], page.url());
  assert.ok((await page.content()).length < 60_000, page.url());
}

test('a repeated appointment is previewed with its warnings, made, moved with the later ones, and cancelled', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'probation-offender-manager', {
    viewport: phone,
    javaScriptEnabled: false,
  });
  await page.goto(`${path}/new`);
  await page.getByLabel('Office visit').check();
  await page.getByRole('button', { name: 'In a week' }).click();
  assert.equal(await page.getByLabel('Office visit').isChecked(), true, 'a tap on a day loses nothing');
  await page.locator('#time').fill('03:00');
  await page.getByLabel('Not yet known').check();
  await page.locator('summary', { hasText: 'It repeats' }).click();
  await page.locator('#every').selectOption('weekly');
  await page.getByRole('button', { name: 'Save contact' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /how many times in all/);
  await page.locator('#times').fill('4');
  await page.getByRole('button', { name: 'Save contact' }).click();
  assert.match(await main(page), /4 appointments. Nothing is made yet/);
  assert.match(await main(page), /outside 07:00 to 21:00/);
  await page.getByRole('button', { name: 'Make the appointments' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Read the warnings/);
  await page
    .getByLabel(/^Leave out/)
    .last()
    .check();
  await page.getByLabel('I have read the warnings').check();
  await page.getByRole('button', { name: 'Make the appointments' }).click();
  assert.match(await main(page), /3 appointments were planned/);

  await page
    .getByRole('link', { name: /^Move the contact of .* 03:00/ })
    .first()
    .click();
  await page.locator('#time').fill('11:10');
  await page.getByLabel('The person asked').check();
  await page.getByRole('button', { name: 'Move the appointment' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Say why it is moved/);
  await page.locator('#why').fill('Shift at work');
  await page.getByLabel('And the 2 later ones').check();
  await page.getByRole('button', { name: 'Move the appointment' }).click();
  if (await page.getByLabel('I have read this').isVisible()) {
    await page.getByLabel('I have read this').check();
    await page.getByRole('button', { name: 'Move the appointment' }).click();
  }
  assert.match(await main(page), /3 appointments were moved/);
  await page
    .getByRole('link', { name: /^Cancel the contact of .* 11:10/ })
    .first()
    .click();
  await page.getByLabel('The worker is away').check();
  await page.getByLabel('We asked').check();
  await page.getByRole('button', { name: 'Cancel the appointment' }).click();
  assert.match(await main(page), /The appointment was cancelled/);
  await page.goto(`${path}?outcome=cancelled`);
  await page.locator('main td a', { hasText: '11:10' }).first().click();
  assert.match(
    await main(page),
    /Moved and cancelled[\s\S]*The person asked[\s\S]*Shift at work[\s\S]*cancelled/,
  );
  await context.close();
});

test('the pages of contacts are sound, wide and on a phone', async () => {
  for (const viewport of [phone, { width: 1280, height: 900 }]) {
    const { context, page } = await signedIn(chromium.browser, site.base, 'probation-offender-manager', {
      viewport,
    });
    await page.goto(path);
    await sound(page);
    const parts = await page
      .locator('main a[href*="/move"], main a[href*="/cancel"]')
      .evaluateAll((links) => links.slice(0, 3).map((link) => link.getAttribute('href') ?? ''));
    for (const address of [
      `${path}/new`,
      `${path}/withdrawn`,
      '/contacts/delius',
      '/contacts/delius/ready',
      ...parts,
    ]) {
      await page.goto(address);
      await sound(page);
    }
    await context.close();
  }
});

test('a text that is too long, and a time that comes twice, come back with what to do', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'probation-offender-manager');
  await page.goto(`${path}/new`);
  await page.getByLabel('Home visit', { exact: true }).check();
  await page.getByLabel('Attended', { exact: true }).check();
  await page.locator('#day').fill('2026-10-25');
  await page.locator('#time').fill('01:30');
  const long = `${'Bewährt 漢字 🙂\t| '.repeat(550)}\n`.repeat(11);
  await page.locator('#note').fill(long);
  await page.getByRole('button', { name: 'Save contact' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /comes twice[\s\S]*20,000 are kept/);
  assert.ok((await page.locator('#note').inputValue()).length > 95_000, 'what was pasted is there');
  await page.getByLabel(/^The second 01:30/).check();
  await page.locator('#note').fill('Bewährt 漢字 🙂');
  await page.getByRole('button', { name: 'Save contact' }).click();
  assert.match(await main(page), /The contact was recorded[\s\S]*Bewährt 漢字 🙂/);
  await context.close();
});

test('a drug test is seen by probation and not by the police, who see the contact', async () => {
  const probation = await signedIn(chromium.browser, site.base, 'probation-offender-manager');
  await probation.page.goto(`${path}/new`);
  await probation.page.getByLabel('Office visit').check();
  await probation.page.getByLabel('Attended', { exact: true }).check();
  await probation.page.locator('#note').fill('Came for the test');
  await probation.page.locator('summary', { hasText: 'Drug test' }).click();
  await probation.page.getByLabel('Taken').check();
  await probation.page.getByLabel('Positive').check();
  await probation.page.getByLabel('Opiates').check();
  await probation.page.getByRole('button', { name: 'Save contact' }).click();
  await probation.page.locator('tr', { hasText: 'Came for the test' }).locator('a').first().click();
  assert.match(await main(probation.page), /Drug test\s+Taken, positive: Opiates/);
  const address = probation.page.url();
  await probation.context.close();
  const manager = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await manager.page.goto(address);
  assert.match(await main(manager.page), /Came for the test/);
  assert.doesNotMatch(await manager.page.content(), /Opiates|Drug test/);
  await manager.context.close();
});

test('a file goes to Delius, comes back, is decided, and says nothing new the second time', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'probation-offender-manager');
  await page.goto('/contacts/delius');
  await page.getByRole('button', { name: 'Make the file' }).click();
  await sound(page);
  const answer = await context.request.get(`${page.url()}/download`);
  const [first = ''] = (await answer.text()).split('\r\n').filter((line) => line.startsWith('WM-'));
  const [reference = '', crn = '', day = '', time = ''] = first.split(',');
  const lines = [
    'CRN,Contact date,Contact time,Contact type,Contact ID,Reference,Notes',
    `${crn},${day},${time},,7001,${reference},`,
    `${crn},2026-10-01,06:05,CAIL,7002,,Wrote a letter`,
    'nobody,2026-10-01,06:05,CAIL,7003,,x',
  ];
  const send = async (name: string, text: string): Promise<void> => {
    await page.goto('/contacts/delius');
    await page.locator('#file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: 'Read the file' }).click();
  };
  await send('back.csv', lines.join('\n'));
  assert.match(await main(page), /1 confirmed, 1 to decide[\s\S]*The CRN is not a letter and six digits/);
  await sound(page);
  await send('back.csv', lines.join('\n'));
  assert.match(await main(page), /nothing new: 0 confirmed, 0 to decide, 2 known/);
  await send('scan.pdf', '%PDF-1.7 x');
  assert.match(await page.locator('.govuk-error-summary').innerText(), /workbook, archive or PDF/);
  await page.goto('/contacts/delius');
  await page
    .getByRole('link', { name: /decide the line/ })
    .last()
    .click();
  await sound(page);
  await page.getByLabel('take it in').check();
  await page.getByRole('button', { name: 'Save decision' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Choose whether they attended/);
  await page.locator('#kind').selectOption('phone');
  await page.locator('#outcome').selectOption('attended');
  await page.getByRole('button', { name: 'Save decision' }).click();
  assert.match(await main(page), /The line was decided/);
  const [made] = await house.ownerQuery<{ n: number }>(
    `select count(*)::int as n from contact where source = 'delius' and note = 'Wrote a letter'`,
  );
  assert.equal(made?.n, 1);
  await context.close();
});
