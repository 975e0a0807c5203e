import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { addDays, londonDay } from '../../src/kernel/clock.ts';
import { axeProblems, openBrowser, phone, signedIn, wide } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// A report from a link worker's phone to an officer's hands and back, and a concern to the safeguarding hub and back.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let report = '';

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
const pageOf = async (role: string, onPhone = false): Promise<Page> =>
  (
    await signedIn(
      chromium.browser,
      site.base,
      role,
      onPhone ? { viewport: phone, javaScriptEnabled: false } : {},
    )
  ).page;

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

test('a link worker reports in everyday words, without script; a source in the words stops it with the reason', async () => {
  const page = await pageOf('link-worker', true);
  await page.goto('/intelligence/new');
  await page.locator('#text').fill('The source is his aunt: he sleeps in a white van by the park');
  await page.locator('#naming').fill('A man called Baz');
  await page.getByRole('button', { name: 'Send it' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /an ungraded report cannot be sent/);
  assert.match(await page.locator('.govuk-error-summary').innerText(), /as if it said who the source is/);
  await page.locator('#text').fill('He sleeps in a white van by the park');
  await page.getByLabel('Somebody in the community told me').check();
  await page.getByLabel('I cannot tell').first().check();
  await page.getByLabel('They heard of it', { exact: true }).check();
  await page.getByLabel('Yes', { exact: true }).check();
  await page.getByLabel('Everybody in the scheme whose role sees intelligence').check();
  await page.getByRole('button', { name: 'Send it' }).click();
  await page.waitForURL('**/intelligence?show=mine');
  report =
    (await page
      .getByRole('link', { name: /^Report \d+$/ })
      .first()
      .getAttribute('href')) ?? '';
  await page.goto(report);
  assert.match(await main(page), /2 C P · OFFICIAL-SENSITIVE/);
  assert.equal((await page.goto(`${report}/copies`))?.status(), 403);
});

test('the manager reviews it, sends it on, and is told why it cannot go where nothing is agreed', async () => {
  const page = await pageOf('scheme-manager');
  await page.goto(report);
  await page.getByLabel('Vehicle').check();
  await page.locator('#detail').fill('White van by the park');
  await page.getByRole('button', { name: 'Add it' }).click();
  assert.match(await main(page), /It was added/);
  await looksRight(page);
  await page.getByLabel('What is known may be shared word for word as the author sent it').check();
  await page.getByLabel('Accept: those whom its handling allows may read it').check();
  await page.locator('#note').fill('Thank you, as report 1 says');
  await page.getByRole('button', { name: 'Finish the review' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /speaks of another report/);
  await page.locator('#note').fill('Thank you');
  await page.getByRole('button', { name: 'Finish the review' }).click();
  await page.goto(report);
  await page.getByRole('button', { name: 'Send it on' }).click();
  await looksRight(page);
  await page.locator('#names').fill('PC Rhys Tudor\nNobody Atall');
  await page.locator('#purpose').fill('Look out for the van');
  await page.locator('#conditions').fill('Ring before you stop it');
  // The database's clock goes on while the house's stands.
  await page.locator('#untilDay').fill(addDays(londonDay(new Date()), 30));
  await page.getByRole('button', { name: 'See who would get it' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Nobody called “Nobody Atall”/);
  assert.equal(await page.locator('#purpose').inputValue(), 'Look out for the van');
  await house.ownerQuery(`update sharing_cover set to_date = current_date where category = 'intelligence' and (to_date is null or to_date > current_date)
    and agency_id = (select id from agency where code = 'suffolk-police')`);
  await page.locator('#names').fill('PC Rhys Tudor');
  await page.getByRole('button', { name: 'See who would get it' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /no sharing agreement in force/);
  await house.ownerQuery(`update sharing_cover set to_date = null where category = 'intelligence'
    and agency_id = (select id from agency where code = 'suffolk-police')`);
  await page.getByRole('button', { name: 'See who would get it' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Say whether the name goes with it/);
  await page.getByLabel(/is told the name by it/).check();
  await page.getByRole('button', { name: 'See who would get it' }).click();
  assert.match(await main(page), /to 1 person\?[\s\S]*named in every copy[\s\S]*PC Rhys Tudor/);
  await looksRight(page);
  await page.getByRole('button', { name: 'Send it', exact: true }).click();
  assert.match(await main(page), /1 numbered copy/);
  await looksRight(page);
});

test('the officer reads the conditions first, prints a numbered copy, and after the recall confirms that it is destroyed', async () => {
  const officer = await pageOf('front-line-officer', true);
  await officer.goto('/');
  const number = report.split('/').at(-1);
  await officer.getByRole('link', { name: `Intelligence report ${number} was sent to you` }).click();
  assert.match(await main(officer), /Ring before you stop it/);
  assert.doesNotMatch(await main(officer), /sleeps in a white van/);
  await officer.getByRole('button', { name: /show the report/ }).click();
  assert.match(await main(officer), /sleeps in a white van/);
  assert.match(await main(officer), /“A man called Baz”: named to you by this sending/);
  await officer.getByRole('button', { name: 'Make a numbered copy to print' }).click();
  assert.match(await main(officer), /Whom it is about: “A man called Baz”/);
  assert.match(await main(officer), /Copy 2 of report \d+\. 2 C P · OFFICIAL-SENSITIVE/);
  const sheet = officer.url();
  const answer = await officer.goto(`/api${report}`);
  assert.match((await answer?.text()) ?? '', /"copy":3,/);

  const manager = await pageOf('scheme-manager');
  await manager.goto(report);
  await manager.getByText('Recall it from everybody').click();
  await manager.locator('#why').fill('The van belongs to somebody else');
  await manager.getByRole('button', { name: 'Recall this report' }).click();
  assert.match(await main(manager), /Waiting for review/);
  assert.equal((await officer.goto(sheet))?.status(), 404);
  await officer.goto(report);
  assert.match(await main(officer), /was recalled on[\s\S]*The van belongs to somebody else/);
  assert.doesNotMatch(await main(officer), /sleeps in a white van/);
  await officer.getByRole('button', { name: 'I have destroyed every copy of it' }).click();
  await officer.waitForURL('**/intelligence?show=sent');
  await manager.goto(`${report}/copies`);
  assert.match(await main(manager), /Recalled and destroyed/);
  await looksRight(manager);
});

test('a concern reaches the hub with what was chosen, urgent ones after a call, and its answer comes back', async () => {
  const page = await pageOf('link-worker');
  await page.goto('/safeguarding/new');
  await looksRight(page);
  await page.getByLabel('A child', { exact: true }).check();
  await page.getByLabel(/^Yes: ring/).check();
  await page.locator('#worry').fill('Often alone at night');
  await page.locator('#name').fill('Example Child');
  await page.locator('#school').fill('Example School');
  await page.getByLabel(/^Send this: name of the child/).check();
  await page.getByRole('button', { name: 'See what would be sent' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Ring first/);
  await page.locator('#phoned').fill('Duty worker at 10:05');
  await page.getByRole('button', { name: 'See what would be sent' }).click();
  assert.doesNotMatch(await main(page), /Example School/);
  await looksRight(page);
  await page.getByRole('button', { name: 'Send it', exact: true }).click();
  await page.waitForURL(/safeguarding\/\d+/);
  const address = new URL(page.url()).pathname;

  const hub = await pageOf('safeguarding-officer');
  await hub.goto(address);
  assert.match(await main(hub), /Example Child/);
  assert.doesNotMatch(await main(hub), /Example School/);
  await looksRight(hub);
  await hub.getByLabel('Taken on by the hub').check();
  await hub.locator('#note').fill('A social worker visits today');
  await hub.getByRole('button', { name: 'Tell the sender' }).click();
  await page.goto(address);
  assert.match(await main(page), /Taken on by the hub[\s\S]*A social worker visits today/);
  for (const role of ['opcc-commissioner', 'providers-manager', 'panel-member'])
    assert.equal((await (await pageOf(role)).goto(address))?.status(), 403, role);
});
