import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { axeProblems, openBrowser, phone, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// What may be shared and what may not: a report that is reviewed, a search that says why it does not search, and
// an agreement that ends.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let personId = 0;
let report = '';

before(async () => {
  house = await demoHouse();
  site = await serve(house);
  chromium = await openBrowser();
  const [allocated] = await house.ownerQuery<{ person_id: number }>(
    `select a.person_id from allocation a join staff s on s.id = a.staff_id
       where s.login = 'link-worker' and a.to_at is null
       and exists (select from contact c where c.person_id = a.person_id and c.agency_id <> s.agency_id and c.handling = 'partners')
       and exists (select from contact c where c.person_id = a.person_id and c.agency_id = s.agency_id)
       order by a.id limit 1`,
  );
  personId = allocated?.person_id ?? 0;
  assert.ok(personId > 0, 'the link worker has somebody with contacts of their own agency and of partners');
});

after(async () => {
  await chromium?.close();
  await site?.close();
  await house?.close();
});

const main = async (page: Page): Promise<string> =>
  (await page.locator('main').innerText()).replace(/this reference: \S+/, 'this reference');

const saw = 'Seen at the retail park by the bins, offering a drill for sale: heliotrope';

test('an officer reports what was seen, from a phone and without script', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'front-line-officer', {
    viewport: phone,
    javaScriptEnabled: false,
  });
  await page.goto('/intelligence');
  await page.getByRole('button', { name: 'Report what you know' }).click();
  await page.getByLabel('What is known').fill(saw);
  await page.getByRole('button', { name: 'Send for review' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  assert.equal(await page.getByLabel('What is known').inputValue(), saw, 'nothing typed is lost');
  await page.getByLabel('Who or what is it about?').fill('The man on the blue bicycle');
  await page.getByRole('group', { name: 'How is it known?' }).getByRole('radio').first().check();
  await page.getByRole('group', { name: 'The source' }).getByRole('radio').first().check();
  await page.getByRole('group', { name: 'The information' }).getByRole('radio').first().check();
  await page.getByRole('group', { name: 'Handling' }).getByRole('radio').first().check();
  await page
    .getByRole('group', { name: 'Who may have it' })
    .getByRole('radio', { name: /[Ss]tatutory/ })
    .check();
  await page.getByRole('button', { name: 'Send for review' }).click();
  await page.waitForURL(/show=mine/);
  await page
    .getByRole('link', { name: /^Report \d+$/ })
    .first()
    .click();
  report = new URL(page.url()).pathname;
  assert.ok((await main(page)).includes(saw));
  assert.equal(await page.getByRole('button', { name: 'Finish the review' }).count(), 0, 'no author reviews');
  const sideways = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  assert.ok(sideways <= 1, 'the page fits a phone');
  await context.close();
});

test('somebody else reviews it and says who it is about; a link worker finds no trace of it', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await page.goto('/intelligence?show=review');
  await page.locator(`a[href="${report}"]`).first().click();
  assert.match(await main(page), /Not yet reviewed/);
  const [person] = await house.ownerQuery<{ name: string }>(
    `select given_names || ' ' || family_name as name from person where id = ${personId}`,
  );
  await page.getByLabel('Find a person you may see, by name or PNC').fill(person?.name ?? '');
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await page.locator(`button[name="link"][value="${personId}"]`).click();
  await page.locator(`main a[href="/people/${personId}"]`).first().waitFor();
  await page.getByLabel('What is known may be shared word for word as the author sent it').check();
  await page.getByRole('radio', { name: /^Accept/ }).check();
  await page.getByRole('button', { name: 'Finish the review' }).click();
  await page.getByText('The report is now: accepted.').waitFor();
  await page.goto(`/people/${personId}/intelligence`);
  assert.match(await main(page), /heliotrope/);
  await context.close();

  const worker = await signedIn(chromium.browser, site.base, 'link-worker');
  for (const path of ['', '/contacts', '/timeline', '/history', '/plan']) {
    await worker.page.goto(`/people/${personId}${path}`);
    assert.doesNotMatch(await worker.page.content(), /heliotrope|\bReport \d/i, path);
    // Whoever may report has the way to do so in the menu; of the person, nothing says that there is anything.
    const ofPerson = await worker.page.locator('main, .moj-sub-navigation, .wm-identity').allInnerTexts();
    assert.doesNotMatch(ofPerson.join('\n'), /Intelligence/i, path);
  }
  // The same answer for a report that exists and for one that does not.
  const existing = await worker.page.goto(report);
  const text = await main(worker.page);
  const absent = await worker.page.goto('/intelligence/999999');
  assert.equal(existing?.status(), absent?.status());
  assert.equal(text, await main(worker.page));
  assert.ok([403, 404].includes(existing?.status() ?? 0));
  await worker.context.close();
});

test('the reviewer does not review a report of their own', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await page.goto('/intelligence/new');
  await page.getByLabel('What is known').fill('A white van stood outside all night');
  await page.getByLabel('Who or what is it about?').fill('A white van');
  for (const name of ['How is it known?', 'The source', 'The information', 'Handling'])
    await page.getByRole('group', { name }).getByRole('radio').first().check();
  await page.getByRole('button', { name: 'Send for review' }).click();
  await page.waitForURL(/show=mine/);
  await page.goto('/intelligence?show=review');
  assert.doesNotMatch(await main(page), /white van/);
  await page.goto('/intelligence?show=mine');
  await page
    .getByRole('link', { name: /^Report \d+$/ })
    .first()
    .click();
  assert.match(await main(page), /white van/);
  assert.equal(await page.getByRole('button', { name: 'Finish the review' }).count(), 0);
  await context.close();
});

test('search forgives a slip in a name, finds a CRN, and tells a wrong check letter instead of searching', async () => {
  const [person] = await house.ownerQuery<{
    id: number;
    given: string;
    family: string;
    crn: string;
    pnc: string;
  }>(
    `select p.id, p.given_names as given, p.family_name as family, r.crn, p.pnc
       from membership m join person p on p.id = m.person_id join source_record r on r.person_id = p.id
       where m.left_on is null and r.crn is not null and p.pnc is not null and length(p.family_name) > 6
       order by p.id limit 1`,
  );
  assert.ok(person !== undefined);
  const { context, page } = await signedIn(chromium.browser, site.base, 'senior-probation-officer');
  const find = async (typed: string): Promise<string> => {
    await page.goto(`/search?q=${encodeURIComponent(typed)}`);
    return main(page);
  };
  const found = page.locator(`main a[href="/people/${person.id}"]`);
  const [first, second, ...rest] = person.family;
  await find(`${person.given} ${first}${rest[0]}${second}${rest.slice(1).join('')}`);
  assert.equal(await found.count(), 1, 'two letters changed places');
  await find(`${person.given} ${person.family}`);
  assert.equal(await found.count(), 1, 'as the name is shown, middle names and accents included');
  await find(person.crn);
  assert.equal(await found.count(), 1, 'by CRN');
  await find(person.pnc);
  assert.equal(await found.count(), 1, 'by PNC');
  const last = person.pnc.at(-1) === 'A' ? 'B' : 'A';
  const text = await find(`${person.pnc.slice(0, -1)}${last}`);
  assert.match(text, /its check letter does not fit its digits[\s\S]*nothing was searched/);
  assert.equal(await found.count(), 0);
  await context.close();
});

/** Who the people are, and nothing else: what stays with the charity when the scheme's agreement ends. */
async function registerNarrower(page: Page): Promise<void> {
  await page.goto('/governance/agreements/new');
  await page.getByRole('radio', { name: 'Information sharing agreement' }).check();
  await page.getByLabel('Reference').fill('ISA-9');
  await page.getByLabel('Title').fill('Names for a handover');
  await page.getByLabel('Purpose').fill('To hand over the work in hand');
  await page.getByLabel('The power it rests on').fill('Crime and Disorder Act 1998, section 115');
  await page.getByLabel('First day in force').fill('2026-10-01');
  await page.getByLabel('Last day in force').fill('2028-10-01');
  await page.getByLabel('Review', { exact: true }).fill('2027-10-01');
  await page.getByLabel(/^Signed by the parties/).fill('2026-10-01');
  const parties = page.getByRole('group', { name: 'Parties' });
  for (const name of ['Probation Service, Norfolk and Suffolk', 'Open Door Link Workers (example charity)'])
    await parties.getByLabel(name).check();
  const covers = page
    .locator('details')
    .filter({ has: page.locator('summary', { hasText: /^\s*Open Door Link Workers/ }) })
    .last();
  await covers.locator('summary').click();
  await covers.getByLabel('Identity').check();
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await page.waitForURL(/\/governance\/agreements\/\d+$/);
}

/** What waits for this person is confirmed from their own Today or from the list, and their pages have nothing wrong. */
async function confirmFrom(path: string, login: string, what: RegExp): Promise<void> {
  const { context, page } = await signedIn(chromium.browser, site.base, login);
  await page.goto(path);
  await page.getByRole('link', { name: what }).first().click();
  await page.waitForURL(/\/governance\/agreements\/\d+/);
  assert.deepEqual(await axeProblems(page), []);
  await page
    .getByRole('button', { name: /^Confirm the / })
    .first()
    .click();
  await page.getByText('It was confirmed.').waitFor();
  await context.close();
}

test('an agreement ends, and the next page of a charity’s worker has their own agency’s contacts only', async () => {
  const worker = await signedIn(chromium.browser, site.base, 'link-worker');
  const contacts = async (): Promise<{ own: number; partners: number }> => {
    await worker.page.goto(`/people/${personId}/contacts`);
    const rows = await worker.page
      .getByRole('table', { name: 'Contacts, newest first' })
      .locator('tbody tr')
      .allInnerTexts();
    const own = rows.filter((row) => row.includes('Open Door Link Workers')).length;
    return { own, partners: rows.length - own };
  };
  const was = await contacts();
  assert.ok(was.own > 0 && was.partners > 0);

  const chief = await signedIn(chromium.browser, site.base, 'opcc-chief-executive');
  await registerNarrower(chief.page);
  assert.match(
    await main(chief.page),
    /Entered by David Kerrich.*Waits for Gillian Frost[\s\S]*No sharing by it yet/,
  );
  assert.equal(
    await chief.page.getByRole('button', { name: /^Confirm/ }).count(),
    0,
    'not by who entered it',
  );
  await confirmFrom('/', 'providers-manager', /^ISA-9: confirm or refuse/);
  await confirmFrom('/governance/agreements/waiting', 'senior-probation-officer', /^ISA-9/);
  assert.deepEqual(await contacts(), was, 'a second agreement takes nothing away');
  await chief.page.goto('/governance/agreements');
  await chief.page.getByRole('link', { name: /^ISA-1/ }).click();
  const agreement = new URL(chief.page.url()).pathname;
  await chief.page.getByRole('button', { name: 'End early' }).click();
  await chief.page.getByRole('button', { name: 'End the agreement' }).click();
  await chief.page.locator('.govuk-error-summary').waitFor();
  assert.deepEqual(await contacts(), was, 'a form that fails ends nothing');
  await chief.page.getByRole('radio', { name: 'At once' }).check();
  await chief.page.getByLabel('Why it ends').fill('The charity has left the scheme');
  await chief.page.getByRole('button', { name: 'End the agreement' }).click();
  await chief.page.waitForURL((url) => url.pathname === agreement);
  assert.match(await main(chief.page), /Suspended since .*: it shares nothing until a second person/);
  assert.equal(
    await chief.page.getByRole('button', { name: /^(Confirm|Let it open|Take it back)/ }).count(),
    0,
  );
  assert.deepEqual(await contacts(), { own: was.own, partners: 0 }, 'one person stops it at once');

  await confirmFrom('/', 'opcc-commissioner', /^ISA-1: confirm or refuse end/);
  await chief.page.reload();
  assert.match(await main(chief.page), /Ended early: The charity has left the scheme/);
  assert.match(await main(chief.page), /Open Door Link Workers \(example charity\): .*contacts/);
  assert.match(await main(chief.page), /Confirmed by Margaret Loxley/);
  await chief.context.close();
  assert.deepEqual(await contacts(), { own: was.own, partners: 0 });
  await worker.context.close();

  const auditor = await signedIn(chromium.browser, site.base, 'auditor');
  const id = agreement.split('/').at(-1);
  await auditor.page.goto('/stewardship');
  await auditor.page
    .getByLabel('User')
    .selectOption({ label: 'David Kerrich, Office of the Police and Crime Commissioner for Norfolk' });
  await auditor.page.getByRole('button', { name: 'Search', exact: true }).click();
  const act = auditor.page.getByRole('row').filter({ hasText: 'Suspended a sharing agreement' });
  assert.match((await act.allInnerTexts()).join('\n'), new RegExp(`David Kerrich[\\s\\S]*Agreement ${id}`));
  await auditor.context.close();
});
