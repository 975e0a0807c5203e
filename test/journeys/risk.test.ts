import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { axeProblems, openBrowser, phone, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// Risk and victims in a real browser on the example data: who assesses, who lets in, who is warned, and who never knows.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let personId = 0;

before(async () => {
  house = await demoHouse();
  site = await serve(house);
  chromium = await openBrowser();
  const [member] = await house.ownerQuery<{ person_id: number }>(
    `select m.person_id::int from membership m join team t on t.id = m.team_id join allocation a on a.membership_id = m.id and a.to_at is null
     join staff s on s.id = a.staff_id where m.left_on is null and t.name = 'Norwich team' and s.login = 'police-offender-manager'
       and not exists (select 1 from risk_flag f where f.person_id = m.person_id) order by m.id limit 1`,
  );
  personId = member?.person_id ?? 0;
});

after(async () => {
  await chromium?.close();
  await site?.close();
  await house?.close();
});

const bare = { viewport: phone, javaScriptEnabled: false };

test('a flag is set on a phone without script, and warns whoever records the next visit', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager', bare);
  await page.goto(`/people/${personId}/risk`);
  await page.getByRole('button', { name: 'Set a flag' }).click();
  await page.getByRole('button', { name: 'Set flag' }).click();
  assert.match(
    await page.locator('.govuk-error-summary').innerText(),
    /Choose what the risk is[\s\S]*Say why/,
  );
  await page.getByLabel('Risk to staff').check();
  await page.locator('#why').fill('Keeps a dog that bites. Ring first.');
  await page.locator('#reviewOn').fill('2027-01-15');
  await page.getByRole('button', { name: 'Set flag' }).click();
  await page.waitForURL(`**/people/${personId}/risk`);
  assert.match(await page.locator('.wm-identity').innerText(), /Risk to staff: take care/);
  await page.goto(`/people/${personId}/contacts/new`);
  assert.match(await page.locator('main').innerText(), /Risk to staff: Keeps a dog that bites/);
  await context.close();
});

test('an assessment without training is kept, said so, and let in by somebody else whose name stays beside it', async () => {
  await house.ownerQuery(
    `update staff_training set withdrawn_why = 'For the test' where staff_id = (select id from staff where login = 'probation-offender-manager')`,
  );
  const officer = await signedIn(chromium.browser, site.base, 'probation-offender-manager', {
    javaScriptEnabled: false,
  });
  await officer.page.goto(`/people/${personId}/risk/assessments/new`);
  await officer.page.getByLabel('OASys').check();
  await officer.page.locator('#assessedOn').fill('2026-11-01');
  await officer.page.locator('#summary').fill('Half an hour of typing');
  await officer.page.getByRole('button', { name: 'Save assessment' }).click();
  assert.match(
    await officer.page.locator('.govuk-error-summary').innerText(),
    /Choose the level that OASys gave/,
  );
  assert.equal(await officer.page.locator('#summary').inputValue(), 'Half an hour of typing');
  await officer.page.getByLabel('High', { exact: true }).check();
  await officer.page.getByRole('button', { name: 'Save assessment' }).click();
  await officer.page.waitForURL(`**/people/${personId}/risk`);
  assert.match(
    await officer.page.locator('main').innerText(),
    /kept and waits[\s\S]*No training in OASys is recorded/,
  );
  await officer.context.close();

  const senior = await signedIn(chromium.browser, site.base, 'senior-probation-officer');
  await senior.page.goto(`/people/${personId}/risk`);
  await senior.page
    .getByRole('link', { name: /^Let in or refuse/ })
    .first()
    .click();
  await senior.page.getByLabel('Yes, let it in').check();
  await senior.page.locator('#why').fill('Read it with her');
  await senior.page.getByRole('button', { name: 'Save decision' }).click();
  await senior.page.waitForURL(`**/people/${personId}/risk`);
  assert.match(await senior.page.locator('main').innerText(), /Let in by Martin Osei[^:]*: Read it with her/);
  await senior.page.goto(`/people/${personId}/timeline?kind=risk`);
  assert.match(
    await senior.page.locator('main').innerText(),
    /Flag set: risk to staff[\s\S]*Assessed: OASys, high/,
  );
  await senior.context.close();
});

test('two who review one flag: the second sees both texts', async () => {
  const [flag] = await house.ownerQuery<{ id: number }>(
    'select id::int from risk_flag where person_id = $1',
    [personId],
  );
  const path = `/people/${personId}/risk/flags/${flag?.id}`;
  const first = await signedIn(chromium.browser, site.base, 'police-offender-manager', bare);
  const second = await signedIn(chromium.browser, site.base, 'scheme-manager', bare);
  await first.page.goto(path);
  await second.page.goto(path);
  await first.page.locator('#why').fill('The dog is kept in the yard now');
  await first.page.getByRole('button', { name: 'Save review' }).click();
  await first.page.waitForURL(`**/people/${personId}/risk`);
  await second.page.locator('#why').fill('The dog is gone');
  await second.page.getByRole('button', { name: 'Save review' }).click();
  assert.match(
    await second.page.locator('main').innerText(),
    /Somebody changed this flag[\s\S]*kept in the yard/,
  );
  assert.equal(await second.page.locator('#why').inputValue(), 'The dog is gone');
  await first.context.close();
  await second.context.close();
});

test('somebody on limited access is nowhere for who is not on the list, and comes back when it ends', async () => {
  const manager = await signedIn(chromium.browser, site.base, 'scheme-manager', { javaScriptEnabled: false });
  const officer = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  await manager.page.goto(`/people/${personId}/restrictions`);
  await manager.page.getByLabel('Only those I choose may see this person').check();
  await manager.page.locator('input[name="staff"]').first().check();
  await manager.page.locator('#words').fill('A relative of a colleague');
  await manager.page.locator('#reviewOn').fill('2027-02-01');
  // The officer is one of those who work with the person: take them off whatever was ticked.
  const own = manager.page.getByLabel(/Norfolk Constabulary/).first();
  if (await own.isChecked()) await own.uncheck();
  const [someone] = await house.ownerQuery<{ id: number }>(
    `select id::int from staff where login = 'senior-probation-officer'`,
  );
  await manager.page
    .getByText(/^Other staff/)
    .first()
    .click();
  await manager.page.locator(`input[name="staff"][value="${someone?.id}"]`).check();
  await manager.page.getByRole('button', { name: 'Save list' }).click();
  await manager.page.waitForURL(`**/people/${personId}/restrictions`);
  const answer = await officer.page.goto(`/people/${personId}`);
  assert.equal(answer?.status(), 404);
  assert.doesNotMatch(await officer.page.content(), /limited access/i);
  await manager.page.getByText('Take staff off the lists').click();
  for (const box of await manager.page.locator('input[name="entry"]').all()) await box.check();
  await manager.page.locator('#why').fill('It was mended');
  await manager.page.getByRole('button', { name: 'Take off the list' }).click();
  await manager.page.waitForURL(`**/people/${personId}/restrictions`);
  assert.equal((await officer.page.goto(`/people/${personId}`))?.status(), 200);
  await manager.context.close();
  await officer.context.close();
});

test('an officer takes a victim on, keeps what they want, and gives the update that is due', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'victim-officer', bare);
  await page.goto('/victims');
  await page.getByRole('link', { name: /Known from extracts/ }).click();
  await page
    .getByRole('button', { name: /^Take on/ })
    .first()
    .click();
  await page.waitForURL(/\/victims\/\d+\/details/);
  const path = new URL(page.url()).pathname.replace('/details', '');
  await page.getByLabel('In the victim contact scheme').check();
  await page.getByLabel('They want to be told').check();
  await page.getByLabel('Only these words may be left').check();
  await page.getByRole('button', { name: 'Save details' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Enter the words that may be left/);
  await page.locator('#safeWords').fill('The garage rang');
  await page.getByRole('button', { name: 'Save details' }).click();
  await page.waitForURL(`**${path}`);
  assert.match(await page.locator('main').innerText(), /Only these words may be left: “The garage rang”/);
  await page.getByRole('link', { name: 'Plan an update' }).click();
  await page.getByLabel('Release date').check();
  await page.locator('#dueOn').fill('2026-11-05');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.waitForURL(`**${path}*`);
  await page
    .getByRole('link', { name: /^Record Release date/ })
    .first()
    .click();
  await page.getByLabel('Yes').check();
  await page.getByLabel('Letter').check();
  await page.locator('#givenOn').fill('2026-11-01');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('#words').fill('When he comes out, and whom to ring.');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.waitForURL(`**${path}*`);
  assert.match(await page.locator('main').innerText(), /Given on 1 Nov 2026, letter/);
  await context.close();

  const scripted = await signedIn(chromium.browser, site.base, 'victim-officer');
  for (const part of ['', '/details', '/conditions/new', '/updates/new']) {
    await scripted.page.goto(`${path}${part}`);
    assert.deepEqual(await axeProblems(scripted.page), [], part);
    await scripted.page.setViewportSize(phone);
    assert.deepEqual(await axeProblems(scripted.page), [], `${part} on a phone`);
  }
  await scripted.context.close();
  const manager = await signedIn(chromium.browser, site.base, 'scheme-manager');
  assert.equal((await manager.page.goto(path))?.status(), 403);
  await manager.context.close();
});

for (const [login, path] of [
  ['probation-offender-manager', 'risk'],
  ['probation-offender-manager', 'risk/assessments/new'],
  ['police-offender-manager', 'risk/flags/new'],
  ['police-offender-manager', 'risk/registers/mappa/new'],
  ['police-offender-manager', 'risk/registers/safeguarding/new'],
  ['scheme-manager', 'restrictions'],
] as const)
  test(`nothing is wrong by axe, wide and narrow: ${path}`, async () => {
    const { context, page } = await signedIn(chromium.browser, site.base, login);
    await page.goto(`/people/${personId}/${path}`);
    assert.deepEqual(await axeProblems(page), []);
    await page.setViewportSize(phone);
    assert.deepEqual(await axeProblems(page), []);
    const sideways = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    assert.ok(sideways <= 1, `${sideways} px`);
    await context.close();
  });
