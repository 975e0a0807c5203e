import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { axeProblems, openBrowser, phone, signedIn, wide } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// Looking out for each other: a visit with its warnings and its clock, a leaver's work, a step that a link worker holds,
// and a provider who was not in the list.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let personId = 0;

before(async () => {
  house = await demoHouse();
  site = await serve(house);
  chromium = await openBrowser();
  const [member] = await house.ownerQuery<{ id: number }>(
    `select p.id::int from person p join allocation a on a.person_id = p.id and a.to_at is null
       and a.kind = 'lead' join membership m on m.id = a.membership_id
     join staff s on s.id = a.staff_id where s.login = 'police-offender-manager' and m.left_on is null
       and not exists (select from risk_flag f where f.person_id = p.id) order by p.id limit 1`,
  );
  personId = member?.id ?? 0;
  await house.ownerQuery(
    `update visit set state = 'safe', ended_at = now(), ended_by = staff_id where state = 'out'`,
  );
  await house.ownerQuery(
    `insert into risk_flag (person_id, agency_id, staff_id, kind, why, review_on, set_on, handling)
     select $1, s.agency_id, s.id, 'to-staff', 'Keeps a dog that bites', '2027-01-01', '2026-10-01', 'partners' from staff s where s.login = 'police-offender-manager'`,
    [personId],
  );
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

test('a visit is started under its warning, and whoever looks out for the officer sees it until they are safe', async () => {
  const officer = await signedIn(chromium.browser, site.base, 'police-offender-manager', {
    viewport: phone,
    javaScriptEnabled: false,
  });
  const manager = await signedIn(chromium.browser, site.base, 'scheme-manager');
  const [contact] = await house.ownerQuery<{ id: number }>(
    `insert into contact (person_id, agency_id, staff_id, kind, at, place, state, planned, handling)
     select $1, s.agency_id, s.id, 'home', $2::timestamptz + interval '20 minutes', 'Mill Lane', 'planned', true, 'partners'
     from staff s where s.login = 'police-offender-manager' returning id::int`,
    [personId, house.clock().toISOString()],
  );
  await officer.page.goto(`/people/${personId}/contacts/${contact?.id}/visit`);
  assert.match(await main(officer.page), /Keeps a dog that bites/);
  await officer.page.getByRole('button', { name: 'Start the visit' }).click();
  await officer.page.waitForURL(/\/visits\/\d+$/);
  const visit = officer.page.url();
  await manager.page.goto('/visits');
  assert.match(await main(manager.page), /On a visit/);
  await looksRight(manager.page);
  await house.ownerQuery(
    `update visit set started_at = $1::timestamptz - interval '4 hours', expected_at = $1::timestamptz - interval '2 hours' where state = 'out'`,
    [house.clock().toISOString()],
  );
  await manager.page.goto('/');
  assert.match(await main(manager.page), /has not said that they are safe/);
  await officer.page.goto(visit);
  assert.match(await main(officer.page), /Overdue/);
  await officer.page.getByRole('button', { name: 'I am safe' }).click();
  assert.match(await main(officer.page), /Record what happened/);
  await manager.page.goto('/');
  assert.doesNotMatch(await main(manager.page), /has not said that they are safe/);
  for (const one of [officer, manager]) await one.context.close();
});

test('the visit sheet is paper: marked, with who printed it and when, and nothing of the screen', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  await page.goto(`/people/${personId}/visit-sheet`);
  await page.emulateMedia({ media: 'print' });
  const shown = (selector: string): Promise<boolean> => page.locator(selector).first().isVisible();
  assert.equal(await shown('nav'), false);
  assert.equal(await shown('.wm-sheet'), true);
  assert.match(await page.locator('body').innerText(), /OFFICIAL/);
  assert.match(await page.locator('.wm-sheet').innerText(), /Keeps a dog that bites[\s\S]*made for PC/);
  await context.close();
});

test('the briefing says of whom to take care, whom to look for and what is next, and no more than fits', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  await page.goto('/case-list');
  await page.getByRole('link', { name: 'Briefing to print' }).click();
  await looksRight(page);
  assert.match(await main(page), /Keeps a dog that bites/);
  assert.match(await main(page), /Copy of PC/);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByText('That you opened this to print it').isVisible(), false);
  const [noted] = await house.ownerQuery<{ n: number }>(
    `select count(*)::int as n from audit_entry where act = 'briefing:print' and kind = 'exported'`,
  );
  assert.ok((noted?.n ?? 0) > 0);
  await context.close();
});

test('everything of somebody who leaves goes in one act, seen first, and comes back', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await page.goto('/handovers');
  const [leaver] = await house.ownerQuery<{ id: number }>(
    `select id::int from staff where login = 'police-offender-manager'`,
  );
  await page.goto(`/handovers/new?from=${leaver?.id}`);
  assert.match(await main(page), /referrals? that they made/);
  assert.match(await main(page), /failures? to comply waiting/);
  await looksRight(page);
  await page.getByRole('button', { name: 'See what would change' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Say why the work is handed over/);
  await page.locator('#why').fill('Moves to another force');
  await page.getByRole('button', { name: 'See what would change' }).click();
  assert.match(await main(page), /Nothing has changed yet/);
  await page.getByRole('button', { name: 'Hand everything over' }).click();
  await page.waitForURL(/\/handovers\/\d+$/);
  await looksRight(page);
  assert.match(await main(page), /allocated/);
  await page.getByRole('button', { name: 'Undo the handover' }).click();
  assert.match(await main(page), /Everything went back/);
  await context.close();
});

test('a link worker notes how their own step is coming on', async () => {
  await house.ownerQuery(
    `with mine as (select a.person_id, a.staff_id from allocation a join staff s on s.id = a.staff_id join plan p on p.person_id = a.person_id
       where s.login = 'link-worker' and a.to_at is null and exists (select from plan_goal g where g.plan_id = p.id and g.state = 'active' and g.handling = 'partners') limit 1)
     insert into plan_step (goal_id, person_id, agency_id, what, actor, staff_id, state)
     select g.id, g.person_id, g.agency_id, 'Go to the drop-in together', 'worker', mine.staff_id, 'doing' from mine
     join plan_goal g on g.person_id = mine.person_id and g.state = 'active' and g.handling = 'partners' order by g.id limit 1`,
  );
  const [step] = await house.ownerQuery<{ person: number }>(
    `select person_id::int as person from plan_step where what = 'Go to the drop-in together'`,
  );
  const { context, page } = await signedIn(chromium.browser, site.base, 'link-worker', { viewport: phone });
  await page.goto(`/people/${step?.person}/plan`);
  await page.getByRole('link', { name: 'Note progress' }).first().click();
  await page.locator('#note').fill('We went on Tuesday.');
  await looksRight(page);
  await page.getByRole('button', { name: 'Save note' }).click();
  assert.match(await main(page), /We went on Tuesday/);
  await page
    .getByRole('link', { name: /Correct/ })
    .first()
    .click();
  await page.locator('#note').fill('We went on Wednesday.');
  await page.locator('#why').fill('The wrong day');
  await page.getByRole('button', { name: 'Save correction' }).click();
  assert.match(await main(page), /We went on Wednesday/);
  await context.close();
});

test('a provider who is not in the list is entered on the way to their service', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'pathways-manager');
  await page.goto('/services/new');
  await page.getByRole('link', { name: 'Add a provider' }).click();
  await looksRight(page);
  await page.getByRole('button', { name: 'Add the provider' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Enter the name of the provider/);
  await page.locator('#name').fill('Harbour Kitchen');
  await page.getByLabel('Charity or community group').check();
  await page.getByRole('button', { name: 'Add the provider' }).click();
  await page.waitForURL(/\/services\/new\?agency=\d+$/);
  assert.equal(await page.locator('#agency option:checked').innerText(), 'Harbour Kitchen');
  await context.close();
});

test('a provider’s worker is told the name of whoever was referred and no number of theirs', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'providers-worker');
  await page.goto('/referrals');
  const [open] = await house.ownerQuery<{ person: number; crn: string }>(
    `select r.person_id::int as person, p.crn from referral r join person p on p.id = r.person_id join staff s on s.agency_id = r.provider_agency_id
     where s.login = 'providers-worker' and r.state in ('sent', 'accepted', 'started') and p.crn is not null limit 1`,
  );
  assert.ok(open !== undefined);
  await page.goto(`/people/${open.person}`);
  assert.doesNotMatch(await page.locator('body').innerText(), new RegExp(open.crn));
  await context.close();
});
