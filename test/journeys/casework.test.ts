import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openBrowser, phone, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// An officer's morning and what the others then see of it, in a real browser on the example data.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let personId = 0;

before(async () => {
  house = await demoHouse();
  site = await serve(house);
  chromium = await openBrowser();
  const [member] = await house.ownerQuery<{ person_id: number }>(
    `select m.person_id from membership m join team t on t.id = m.team_id join allocation a on a.membership_id = m.id and a.to_at is null
     join staff s on s.id = a.staff_id where m.left_on is null and t.name = 'Norwich team' and s.login = 'police-offender-manager' order by m.id limit 1`,
  );
  personId = member?.person_id ?? 0;
});

after(async () => {
  await chromium?.close();
  await site?.close();
  await house?.close();
});

test('an officer records a contact on a phone in one screen, without script, and the partners see it', async () => {
  const officer = await signedIn(chromium.browser, site.base, 'police-offender-manager', {
    viewport: phone,
    javaScriptEnabled: false,
  });
  await officer.page.goto(`/people/${personId}`);
  await officer.page
    .getByRole('link', { name: 'Record a contact' })
    .or(officer.page.getByRole('button', { name: 'Record a contact' }))
    .first()
    .click();
  await officer.page.getByLabel('Home visit', { exact: true }).check();
  await officer.page.getByLabel('Attended').check();
  await officer.page.locator('#note').fill('Seen at home; the boiler is mended.');
  await officer.page.getByRole('button', { name: 'Save contact' }).click();
  await officer.page.waitForURL(`**/people/${personId}/contacts`);
  assert.match(await officer.page.locator('main').innerText(), /The contact was recorded/);
  assert.match(await officer.page.locator('main').innerText(), /the boiler is mended/);
  await officer.context.close();

  const probation = await signedIn(chromium.browser, site.base, 'probation-offender-manager');
  await probation.page.goto(`/people/${personId}/contacts`);
  assert.match(await probation.page.locator('main').innerText(), /the boiler is mended/);
  await probation.context.close();
});

test('what needs correcting is said beside the field, and nothing typed is lost', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  await page.goto(`/people/${personId}/contacts/new`);
  await page.locator('#note').fill('Half an hour of typing');
  await page.getByRole('button', { name: 'Save contact' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  assert.match(await page.title(), /^Error: /);
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Choose what kind of contact it was/);
  assert.equal(await page.locator('#note').inputValue(), 'Half an hour of typing');
  await context.close();
});

test('what was typed and not sent is kept on the server', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  await page.goto(`/people/${personId}/contacts/new`);
  await page.locator('#note').fill('Not yet finished');
  await page.locator('[data-draft-status]').filter({ hasText: 'Draft saved' }).waitFor({ timeout: 15_000 });
  await page.goto('/');
  await page.goto(`/people/${personId}/contacts/new`);
  assert.equal(await page.locator('#note').inputValue(), 'Not yet finished');
  assert.match(await page.locator('main').innerText(), /^We kept what you typed on \d/);
  await page.locator('#note').fill('Not wanted at all');
  await page.getByRole('button', { name: 'Start again' }).click();
  await page.getByText('What you had typed was thrown away.').waitFor();
  assert.equal(new URL(page.url()).pathname, `/people/${personId}/contacts/new`);
  await page.goto(`/people/${personId}/contacts/new`);
  assert.equal(await page.locator('#note').inputValue(), '');
  assert.doesNotMatch(await page.locator('main').innerText(), /We kept what you typed/);
  await context.close();
});

test('without a network a form is held, and says so; sent twice it is asked about', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  const fill = async (): Promise<void> => {
    await page.goto(`/people/${personId}/contacts/new`);
    await page.getByLabel('Telephone').check();
    await page.getByLabel('Attended').check();
    await page.locator('#time').fill('08:15');
    await page.locator('#note').fill('Rang from the cellar');
  };
  await fill();
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Save contact' }).click();
  await page.getByText('You are offline: nothing was sent yet').waitFor();
  assert.equal(await page.locator('#note').inputValue(), 'Rang from the cellar');
  await context.setOffline(false);
  await page.getByText('You are online again').waitFor();
  await page.waitForTimeout(1_100); // the button takes no second click within a second
  await page.getByRole('button', { name: 'Save contact' }).click();
  await page.waitForURL(`**/people/${personId}/contacts`);
  await fill();
  await page.getByRole('button', { name: 'Save contact' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /recorded already, at \d\d:\d\d/);
  assert.equal(await page.locator('#note').inputValue(), 'Rang from the cellar');
  await page.getByLabel('Yes, it happened twice').check();
  await page.getByRole('button', { name: 'Save contact' }).click();
  await page.waitForURL(`**/people/${personId}/contacts`);
  await context.close();
});

test('a step is marked done where it stands, and says so', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager', {
    viewport: phone,
    javaScriptEnabled: false,
  });
  const [step] = await house.ownerQuery<{ id: number; person_id: number; what: string }>(
    `select t.id, t.person_id, t.what from plan_step t join membership m on m.person_id = t.person_id and m.left_on is null
     where t.person_id in (select a.person_id from allocation a join staff s on s.id = a.staff_id where s.login = 'police-offender-manager' and a.to_at is null)
       and t.state = 'to-do' order by t.id limit 1`,
  );
  assert.ok(step);
  await page.goto(`/people/${step.person_id}/plan#step-${step.id}`);
  const line = page.locator(`tr:has(#step-${step.id})`);
  await line.getByRole('button', { name: /^Done/ }).click();
  assert.equal(new URL(page.url()).hash, `#step-${step.id}`);
  assert.match(await line.innerText(), new RegExp(`Marked done: ${step.what.replaceAll(/[^\w ]/g, '.')}`));
  await context.close();
});

test('an appointment is planned though an outcome was chosen first, and a review is recorded and found', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager', {
    viewport: phone,
    javaScriptEnabled: false,
  });
  await page.goto(`/people/${personId}/contacts/new`);
  await page.getByLabel('Office visit').check();
  await page.getByLabel('Attended').check();
  await page.getByLabel('Not yet known').check();
  await page.locator('#day').fill('2026-12-20');
  await page.getByRole('button', { name: 'Save contact' }).click();
  await page.waitForURL(`**/people/${personId}/contacts`);
  assert.match(await page.locator('main').innerText(), /20 Dec 2026/);

  await page.goto(`/people/${personId}/membership`);
  await page.getByRole('link', { name: 'Record a membership review' }).click();
  await page.getByLabel('Amber').check();
  await page.getByRole('button', { name: 'Save review' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Say what the review found and why/);
  assert.equal(await page.getByLabel('Amber').isChecked(), true);
  await page.locator('#why').fill('Keeps his appointments; the lodging holds');
  await page.getByRole('button', { name: 'Save review' }).click();
  await page.waitForURL(`**/people/${personId}/membership`);
  assert.match(await page.locator('main').innerText(), /The review was recorded[\s\S]*Review held \d/);
  await page.goto(`/people/${personId}/timeline`);
  assert.match(await page.locator('main').innerText(), /Review held on [\s\S]*the lodging holds/);
  await context.close();
});

test('two people who correct the same contact: the second sees both texts', async () => {
  const first = await signedIn(chromium.browser, site.base, 'police-offender-manager', {
    javaScriptEnabled: false,
  });
  await first.page.goto(`/people/${personId}/contacts`);
  await first.page
    .getByRole('row')
    .filter({ hasText: 'the boiler is mended' })
    .getByRole('link', { name: /^Correct/ })
    .click();
  const address = first.page.url();
  const second = await signedIn(chromium.browser, site.base, 'police-offender-manager', {
    javaScriptEnabled: false,
  });
  await second.page.goto(address);
  await second.page.locator('#note').fill('The first correction');
  await second.page.getByRole('button', { name: 'Save contact' }).click();
  await second.page.waitForURL(`**/people/${personId}/contacts`);
  await first.page.locator('#note').fill('The second correction');
  await first.page.getByRole('button', { name: 'Save contact' }).click();
  const shown = await first.page.locator('main').innerText();
  assert.match(shown, /The first correction/);
  assert.equal(await first.page.locator('#note').inputValue(), 'The second correction');
  await first.page.getByRole('button', { name: 'Save contact' }).click();
  await first.page.waitForURL(`**/people/${personId}/contacts`);
  assert.match(await first.page.locator('main').innerText(), /The second correction/);
  await first.context.close();
  await second.context.close();
});

test('a contact for the agency alone leaves no trace for the partner', async () => {
  const officer = await signedIn(chromium.browser, site.base, 'police-offender-manager', {
    javaScriptEnabled: false,
  });
  await officer.page.goto(`/people/${personId}/contacts/new`);
  await officer.page.getByLabel('Telephone').check();
  await officer.page.getByLabel('Attended').check();
  await officer.page.locator('#note').fill('For our eyes only: zebra crossing');
  await officer.page.getByLabel('My agency only').check();
  await officer.page.getByRole('button', { name: 'Save contact' }).click();
  await officer.page.waitForURL(`**/people/${personId}/contacts`);
  await officer.context.close();
  const probation = await signedIn(chromium.browser, site.base, 'probation-offender-manager');
  for (const path of ['contacts', '', 'timeline', 'history']) {
    await probation.page.goto(`/people/${personId}/${path}`);
    assert.doesNotMatch(await probation.page.content(), /zebra crossing/);
  }
  await probation.context.close();
});

test('a link worker sees the person allocated to them, their plan and contacts, and no offence or intelligence', async () => {
  const [allocated] = await house.ownerQuery<{ person_id: number }>(
    `select a.person_id from allocation a join staff s on s.id = a.staff_id where s.login = 'link-worker' and a.to_at is null order by a.id limit 1`,
  );
  const { context, page } = await signedIn(chromium.browser, site.base, 'link-worker');
  await page.goto(`/people/${allocated?.person_id}`);
  // Above, under “Intelligence”, they may hand some in.
  const tabs = page.getByRole('navigation', { name: 'Pages about this person' });
  assert.ok((await tabs.getByRole('link').count()) > 2);
  for (const name of ['Offending', 'Intelligence'])
    assert.equal(await tabs.getByRole('link', { name, exact: true }).count(), 0);
  assert.doesNotMatch(await page.locator('main').innerText(), /Proven|convicted|Theft/i);
  assert.equal((await page.goto(`/people/${allocated?.person_id}/offending`))?.status(), 403);
  const [other] = await house.ownerQuery<{ person_id: number }>(
    `select m.person_id from membership m where m.left_on is null and not exists (select from allocation a join staff s on s.id = a.staff_id
       where a.person_id = m.person_id and a.to_at is null and s.login = 'link-worker') order by m.id limit 1`,
  );
  assert.equal((await page.goto(`/people/${other?.person_id}`))?.status(), 404);
  assert.equal((await page.goto('/people/999999999'))?.status(), 404);
  await context.close();
});

test('the commissioner has figures and no person', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'opcc-commissioner');
  assert.equal((await page.goto('/outcomes'))?.status(), 200);
  assert.match(await page.locator('main').innerText(), /person-year/);
  assert.equal((await page.goto('/cohort'))?.status(), 403);
  // The same answer for a person who exists and for one who does not.
  assert.equal((await page.goto(`/people/${personId}`))?.status(), 403);
  assert.equal((await page.goto('/people/999999999'))?.status(), 403);
  await context.close();
});

test('the auditor finds who opened the person, and the chain is whole', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'auditor');
  await page.goto(`/stewardship?person=${personId}`);
  assert.match(await page.locator('main').innerText(), /PC Daniel Marsh/);
  await page.getByRole('button', { name: 'Verify the chain' }).click();
  await page.getByRole('heading', { name: 'The audit is whole' }).waitFor();
  await context.close();
});
