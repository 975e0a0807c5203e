import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { axeProblems, openBrowser, phone, signedIn, wide } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// A referral from the officer's phone to the provider's report, and what each of those concerned may see of it.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let personId = 0;
let name = '';
let referral = '';

before(async () => {
  house = await demoHouse();
  site = await serve(house);
  chromium = await openBrowser();
  const [member] = await house.ownerQuery<{ id: number; name: string }>(
    `select p.id, p.given_names || ' ' || p.family_name as name from person p join allocation a on a.person_id = p.id and a.to_at is null
     join staff s on s.id = a.staff_id join plan_goal g on g.person_id = p.id and g.state = 'active'
     where s.login = 'police-offender-manager' and not exists (select from referral r where r.person_id = p.id) order by p.id limit 1`,
  );
  personId = Number(member?.id);
  name = member?.name ?? '';
});

after(async () => {
  await chromium?.close();
  await site?.close();
  await house?.close();
});

const main = (page: Page): Promise<string> => page.locator('main').innerText();

/** Nothing wrong by axe, and no sideways scrolling, at both widths. */
async function looksRight(page: Page): Promise<void> {
  for (const size of [wide, phone]) {
    await page.setViewportSize(size);
    assert.deepEqual(await axeProblems(page), [], `${page.url()} at ${size.width}`);
    const over = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    assert.ok(over <= 1, `${page.url()} scrolls sideways by ${over}`);
  }
}

test('an officer refers on a phone without script, from a goal of the plan, and nothing typed is lost', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager', {
    viewport: phone,
    javaScriptEnabled: false,
  });
  await page.goto(`/people/${personId}/referrals`);
  await page.getByRole('button', { name: 'Refer to a service' }).click();
  await page.locator('#goal').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Use this goal' }).click();
  await page.locator('#filter-pathway').selectOption('');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByRole('link', { name: 'Refer to Corner House workshop' }).click();
  assert.notEqual(await page.locator('#need').inputValue(), '');
  await page.locator('#need').fill('Never kept a job; wants to learn a trade');
  await page.getByLabel('Education, training and employment').last().check();
  await page.getByLabel('The type of offence').check();
  await page.locator('#offence').fill('Burglary');
  await page.getByRole('button', { name: 'Send the referral' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Say why the provider needs to know/);
  assert.match(await page.locator('.govuk-error-summary').innerText(), /at least one desired outcome/);
  assert.equal(await page.locator('#need').inputValue(), 'Never kept a job; wants to learn a trade');
  await page.getByLabel('The type of offence').uncheck();
  await page.getByLabel('How to reach the person').check();
  await page.locator('#contact').fill('01632 960777');
  await page.getByLabel('Begins suitable education').check();
  await page.getByRole('button', { name: 'Send the referral' }).click();
  await page.waitForURL('**/referrals/*');
  referral = new URL(page.url()).pathname;
  const shown = await main(page);
  assert.match(shown, /The referral was sent/);
  assert.match(shown, /01632 960777/);
  assert.doesNotMatch(shown, /Burglary/);
  await page.goto(`/people/${personId}`);
  assert.match(await main(page), /Referred to Corner House workshop/);
  await context.close();
});

test('the provider sees the referral and nothing of the scheme; both see it when two change it at once', async () => {
  const officer = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  await officer.page.goto(`${referral}/edit`);
  const { context, page } = await signedIn(chromium.browser, site.base, 'providers-worker');
  await page.goto('/referrals?state=waiting');
  await page.getByRole('link', { name, exact: true }).first().click();
  const seen = await page.content();
  assert.match(seen, /01632 960777/);
  assert.doesNotMatch(seen, /Strand|Member, |PNC|Tier|CRN/);
  await looksRight(page);
  await page.goto(referral);
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByText('The referral was accepted.').waitFor();
  // Meanwhile the officer amends what has moved on.
  await officer.page.locator('#need').fill('Never kept a job; likes wood');
  await officer.page.locator('#why').fill('They told me more');
  const [answer] = await Promise.all([
    officer.page.waitForResponse((response) => response.request().method() === 'POST'),
    officer.page.getByRole('button', { name: 'Amend the referral' }).click(),
  ]);
  assert.equal(answer.status(), 409);
  assert.match(await main(officer.page), /Somebody changed this referral/);
  assert.equal(await officer.page.locator('#need').inputValue(), 'Never kept a job; likes wood');
  await officer.page.getByRole('button', { name: 'Amend the referral' }).click();
  await officer.page.waitForURL(`**${referral}`);
  await page.goto(referral);
  const history = await main(page);
  assert.match(
    history,
    /Need was “Never kept a job; wants to learn a trade”, now “Never kept a job; likes wood”/,
  );
  assert.match(history, /They told me more/);
  await context.close();
  await officer.context.close();
});

test('sessions, the report, and the provider’s access ends with it', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'providers-worker');
  await page.goto(referral);
  await page.getByRole('button', { name: 'Start the service' }).click();
  await page.getByRole('button', { name: 'Add a session' }).click();
  await page.getByRole('heading', { name: 'Add a session' }).waitFor();
  await looksRight(page);
  await page.locator('#day').fill('2026-11-01');
  await page.locator('#time').fill('10:00');
  await page.getByLabel('Attended').check();
  await page.getByRole('button', { name: 'Save session' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /how the session went/);
  await page.locator('#feedback').fill('Made a stool');
  await page.getByRole('button', { name: 'Save session' }).click();
  await page.getByText('The session was saved.').waitFor();
  await page.goto(`${referral}/report`);
  await looksRight(page);
  await page.getByLabel('Completed').check();
  await page.getByLabel('Partly achieved').check();
  await page.locator('#summary').fill('Came each week and starts at the joiner’s.');
  await page.getByRole('button', { name: 'Send the report and end' }).click();
  await page.getByText('the service has ended').waitFor();
  assert.equal((await page.goto(referral))?.status(), 404);
  assert.equal((await page.goto(`/people/${personId}`))?.status(), 404);
  await context.close();
  const officer = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  await officer.page.goto(referral);
  const shown = await main(officer.page);
  assert.match(shown, /Completed/);
  assert.match(shown, /starts at the joiner’s/);
  assert.match(shown, /Partly achieved/);
  await officer.context.close();
});

test('the pathways manager keeps the directory, with what it said before', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'pathways-manager');
  await page.goto('/services/new');
  await looksRight(page);
  await page.setViewportSize(wide);
  await page.locator('#agency').selectOption({ label: 'Corner House (example charity)' });
  await page.locator('#name').fill('Evening allotment');
  await page.locator('#offers').fill('Digging together on Thursdays');
  await page.getByLabel('Lifestyle and associates').check();
  await page.getByLabel('Attitudes, thinking and behaviour').check();
  await page.locator('#places').fill('a few');
  await page.getByRole('button', { name: 'Save service' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Enter a whole number/);
  assert.equal(await page.locator('#places').inputValue(), 'a few');
  await page.locator('#places').fill('6');
  await page.getByRole('button', { name: 'Save service' }).click();
  await page.getByText('The service was added.').waitFor();
  await page.getByRole('button', { name: 'Change' }).click();
  await page.locator('#places').fill('9');
  await page.locator('#why').fill('A second plot');
  await page.getByRole('button', { name: 'Save service' }).click();
  await page.getByText('The service was changed.').waitFor();
  assert.match(await main(page), /Places\s+6\s+9\s+Anita Desai\s+A second plot/);
  await page.goto('/services?text=allotment');
  assert.match(await main(page), /Evening allotment/);
  await context.close();
});

test('a need that nothing meets is recorded, counted, and closed', async () => {
  const officer = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  await officer.page.goto(`/people/${personId}/unmet-needs/new`);
  await looksRight(officer.page);
  await officer.page.locator('#pathway').selectOption('health');
  await officer.page.locator('#need').fill('A dentist who takes him on');
  await officer.page.getByLabel('No service for it in the area').check();
  await officer.page.getByRole('button', { name: 'Save need' }).click();
  await officer.page.getByText('The need was recorded.').waitFor();
  const manager = await signedIn(chromium.browser, site.base, 'pathways-manager');
  await manager.page.goto('/unmet-needs?pathway=health');
  assert.match(await main(manager.page), /A dentist who takes him on/);
  await looksRight(manager.page);
  await officer.page.getByRole('link', { name: 'Close “A dentist who takes him on”' }).click();
  await officer.page.locator('#why').fill('Found one at the hospital');
  await officer.page.getByRole('button', { name: 'Close the need' }).click();
  await officer.page.getByText('The need was closed.').waitFor();
  await manager.page.goto('/unmet-needs?pathway=health');
  assert.doesNotMatch(await main(manager.page), /A dentist who takes him on/);
  await officer.context.close();
  await manager.context.close();
});

test('a person is asked how things are, may refuse, and the change is shown in words', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  const ask = async (stage: string, answer: string): Promise<void> => {
    await page.goto(`/people/${personId}/questionnaires/new`);
    await page.getByLabel(stage, { exact: true }).check();
    await page.getByLabel(answer).first().check();
    await page.getByRole('button', { name: 'Save answers' }).click();
    await page.getByText('The answers were recorded.').waitFor();
  };
  await ask('At the start', 'A little');
  await ask('Review', 'Mostly');
  assert.match(await main(page), /Recognising risky situations[\s\S]*Up by 2/);
  await page.goto(`/people/${personId}/questionnaires/new`);
  await page.getByLabel('The person did not want to answer').check();
  await page.getByRole('button', { name: 'Save answers' }).click();
  await page.getByText('The answers were recorded.').waitFor();
  assert.match(await main(page), /Did not want to answer/);
  await looksRight(page);
  await context.close();
});

test('the employer’s manager has counts and hours, and a note that names somebody is refused', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'providers-manager');
  await page.goto('/activity');
  assert.match(await main(page), /Joanne Bell/);
  const people = await house.ownerQuery<{ name: string }>(
    `select distinct p.given_names || ' ' || p.family_name as name from person p join contact c on c.person_id = p.id join staff s on s.id = c.staff_id
     where s.login in ('link-worker', 'link-worker-2')`,
  );
  const content = await page.content();
  for (const one of people) assert.ok(!content.includes(one.name), one.name);
  await looksRight(page);
  await page.goto('/activity/supervision/new');
  await page.locator('#staff').selectOption({ label: 'Joanne Bell' });
  await page.locator('#note').fill(`Good work with ${people[0]?.name}`);
  await page.getByRole('button', { name: 'Save note' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /without names/);
  assert.equal(await page.locator('#note').inputValue(), `Good work with ${people[0]?.name}`);
  await page.locator('#note').fill('Good work with one of the people');
  await page.getByRole('button', { name: 'Save note' }).click();
  await page.getByText('The note was saved.').waitFor();
  assert.equal((await page.goto('/referrals'))?.status(), 403);
  await context.close();
});

test('the list is downloaded as filtered, with its marking', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  await page.goto('/referrals');
  const csv = await (await page.request.get('/referrals.csv?state=completed')).text();
  assert.match(csv, /^OFFICIAL-SENSITIVE,"Exported by PC Daniel Marsh/);
  assert.match(csv, /Only some of those that the exporter may see: State: Completed/);
  assert.ok(csv.includes(name));
  assert.doesNotMatch(csv, /,Declined,/);
  await context.close();
});
