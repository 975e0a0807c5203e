import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { parse } from 'csv-parse/sync';
import type { Locator, Page } from 'playwright-core';
import { signInDemoPerson } from '../../src/access/sessions.ts';
import { addDays, londonDay } from '../../src/kernel/clock.ts';
import { sessionCookie } from '../../src/web/session-cookie.ts';
import { openBrowser, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import { type TestHouse, testNow } from '../support/house.ts';
import { serve } from '../support/served.ts';

// From the list of candidates to a case that an officer carries: what a panel decides, and what follows from it.

interface Listed {
  id: number;
  personId: number;
  name: string;
}

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let adopted: Listed;
let declined: Listed;
let deferred: Listed;
let meeting = '';

before(async () => {
  house = await demoHouse();
  site = await serve(house);
  chromium = await openBrowser();
  const listed = await house.ownerQuery<Listed>(
    `select c.id, c.person_id as "personId", p.given_names || ' ' || p.family_name as name
       from candidate c join person p on p.id = c.person_id
       where c.state = 'listed' and c.strand is null order by c.rank limit 3`,
  );
  assert.equal(listed.length, 3, 'the demonstration leaves candidates to decide about');
  [adopted, declined, deferred] = listed as [Listed, Listed, Listed];
});

after(async () => {
  await chromium?.close();
  await site?.close();
  await house?.close();
});

/** A window of somebody whom the sign-in page does not offer. */
async function windowOf(login: string): Promise<Page> {
  const context = await chromium.browser.newContext({ baseURL: site.base });
  const value = await signInDemoPerson(house.database, login, 'test');
  await context.addCookies([{ name: sessionCookie, value, url: site.base }]);
  return context.newPage();
}

/** After today by the test's clock and by the database's, which closes what an agenda opened. */
const heldOn = addDays(londonDay(new Date(Math.max(Date.now(), testNow.getTime()))), 9);

const main = (page: Page): Promise<string> => page.locator('main').innerText();
const caseOf = (page: Page, { name }: Listed): Locator =>
  page.locator('section').filter({ has: page.getByRole('heading', { name }) });

test('a meeting is planned, candidates are proposed to it, and nobody sees them before it is issued', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await page.goto('/panels');
  await page.getByRole('button', { name: 'Plan a meeting' }).click();
  await page.getByLabel('Date').fill(heldOn);
  await page.getByLabel('Base').selectOption({ label: 'Norwich' });
  await page
    .getByLabel('Chair', { exact: true })
    .selectOption({ label: 'Superintendent Alan Birch, Suffolk Constabulary' });
  await page.getByLabel(/^Carol Jessop/).check();
  await page.getByRole('button', { name: 'Plan the meeting' }).click();
  await page.waitForURL(/\/panels\/\d+$/);
  meeting = new URL(page.url()).pathname;
  for (const one of [adopted, declined, deferred]) {
    await page.goto('/cohort/candidates');
    await page.locator(`a[href="/cohort/candidates/${one.id}"]`).first().click();
    await page.getByLabel('Propose to the panel of').selectOption(meeting.split('/')[2] ?? '');
    await page.getByLabel('Why the panel should look (optional)').fill('Three offences in a month');
    await page.getByRole('button', { name: 'Propose', exact: true }).click();
    await page.getByText('The candidate was proposed to the panel.').waitFor();
  }
  const member = await signedIn(chromium.browser, site.base, 'panel-member');
  await member.page.goto(meeting);
  assert.ok(!(await main(member.page)).includes(adopted.name), 'an agenda is not seen before it is issued');

  await page.goto(meeting);
  assert.match(await main(page), /3 people, 3 undecided/);
  await page.getByRole('button', { name: 'Issue the agenda' }).click();
  await page.getByText('The agenda was issued, with 3 on it.').waitFor();
  await member.page.goto(meeting);
  assert.ok((await main(member.page)).includes(adopted.name));
  assert.equal(await member.page.getByRole('button', { name: 'Sign the decision' }).count(), 0);
  await member.context.close();
  await context.close();
});

async function decide(page: Page, one: Listed, decision: string, reasonCode: string, reason: string) {
  const section = caseOf(page, one);
  // It stands open where what was refused is kept.
  if (!(await section.getByLabel('Reason').isVisible()))
    await section.getByText('Record the decision').click();
  await section.getByLabel(decision, { exact: true }).check();
  await section.getByLabel('Reason').selectOption(reasonCode);
  await section.getByLabel('Why, in words').fill(reason);
  if (decision === 'Adopt') {
    await section.getByLabel('Strand, if adopted').selectOption('fixed');
    await section.getByLabel('Base, if adopted').selectOption({ label: 'Norwich' });
    await section.getByLabel('Tier (optional)').selectOption('2');
  }
  await section.getByRole('button', { name: 'Sign the decision' }).click();
}

test('below quorum nothing can be decided; with it the chair adopts, declines and defers', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'panel-chair');
  await page.goto(meeting);
  assert.match(await main(page), /Attendance and decisions are recorded on the day/);
  assert.equal(await page.getByRole('button', { name: /^Attended/ }).count(), 0);
  assert.equal(await page.getByText('Record the decision').count(), 0);
  await house.ownerQuery(`update panel_meeting set held_on = $2 where id = $1`, [
    meeting.split('/')[2],
    londonDay(testNow),
  ]);
  await page.goto(meeting);
  assert.match(await main(page), /Below quorum: 2 more must attend/);
  await page.getByRole('button', { name: /^Attended.*Alan Birch/ }).click();
  await page.getByText('Below quorum: 1 more must attend').waitFor();
  assert.match(
    await caseOf(page, adopted).innerText(),
    /No decision can be signed yet\. Below quorum: 2 must attend, and 1 more is needed; 2 agencies must attend/,
  );
  assert.equal(await page.getByText('Record the decision').count(), 0);
  await page.goto(meeting);
  assert.match(await main(page), /3 people, 3 undecided/, 'one who attends decides nothing');

  await page.getByRole('button', { name: /^Attended.*Carol Jessop/ }).click();
  await page.getByText('2 must attend; 2 have').first().waitFor();
  assert.match(
    await caseOf(page, adopted).innerText(),
    /Carol Jessop \(County Council\) must press “I am here” on the page of this meeting, signed in as themselves/,
  );
  assert.equal(await page.getByText('Record the decision').count(), 0);
  const member = await signedIn(chromium.browser, site.base, 'panel-member');
  await member.page.goto('/');
  await member.page.getByRole('link', { name: /^Panel on .* if you are there, say so/ }).click();
  await member.page.getByRole('button', { name: 'I am here' }).click();
  await member.page.getByText('It is noted that you are at this meeting.').waitFor();
  assert.match(await main(member.page), /Attended, confirmed by themselves/);
  await member.context.close();
  await page.goto(meeting);
  await caseOf(page, declined).getByText('Record the decision').click();
  await caseOf(page, declined).getByLabel('Decline', { exact: true }).check();
  await caseOf(page, declined).getByLabel('Reason').selectOption('meets-threshold');
  await caseOf(page, declined).getByRole('button', { name: 'Sign the decision' }).click();
  const summary = page.locator('.govuk-error-summary');
  assert.match(await summary.innerText(), /Choose a reason that goes with “decline”/);
  assert.match(await summary.innerText(), /Say why, in words/);

  await page.goto(meeting);
  await decide(page, adopted, 'Adopt', 'meets-threshold', 'All agencies agree');
  await page.getByText('The decision was signed.').waitFor();
  assert.ok(
    await caseOf(page, declined).getByLabel('Decline', { exact: true }).isChecked(),
    'kept as it was sent',
  );
  await decide(page, declined, 'Decline', 'other-arrangement', 'Managed under MAPPA');
  await page.getByText('The decision was signed.').waitFor();
  await decide(page, deferred, 'Defer to a later panel', 'more-information', 'The prison has not answered');
  await page.getByText('The decision was signed.').waitFor();
  assert.match(await main(page), /1 adopted/);
  assert.match(
    await caseOf(page, declined).innerText(),
    /Declined \(other arrangement\): Managed under MAPPA[\s\S]*Signed by Superintendent Alan Birch[\s\S]*Carol Jessop/,
  );
  assert.match(await caseOf(page, deferred).innerText(), /Deferred \(more information\)/);
  await context.close();
});

test('the cohort has whom the panel adopted, and neither of the others', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  for (const [one, count] of [
    [adopted, 1],
    [declined, 0],
    [deferred, 0],
  ] as const) {
    await page.goto(`/cohort?text=${encodeURIComponent(one.name.split(' ').at(-1) ?? '')}`);
    assert.equal(await page.locator(`main a[href="/people/${one.personId}"]`).count(), count, one.name);
  }
  await page.goto(`/cohort/candidates/${deferred.id}`);
  assert.match(await main(page), /Deferred/);
  await context.close();
});

test('they are allocated with the load before and after in sight; the officer sees them, another team does not', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  const elsewhere = await windowOf('pc-james-catchpole');
  assert.equal((await elsewhere.goto(`/people/${adopted.personId}`))?.status(), 404);
  const officer = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  await officer.page.goto('/cohort');
  const [load] = await house.ownerQuery<{ people: number }>(
    `select count(*)::int as people from allocation a join staff s on s.id = a.staff_id
       where s.login = 'police-offender-manager' and a.to_at is null and a.kind <> 'co-worker'`,
  );
  const people = load?.people ?? 0;

  await page.goto('/allocations');
  await page.getByRole('link', { name: `Allocate ${adopted.name}` }).click();
  const choice = page.getByRole('radio', { name: 'PC Daniel Marsh' });
  const hint = page.locator(`#${await choice.getAttribute('aria-describedby')}`);
  assert.match(await hint.innerText(), new RegExp(`\\b${people} → ${people + 1} `));
  await choice.check();
  await page.getByLabel('Lead', { exact: true }).check();
  await page.getByLabel(/^Why/).fill('The panel asked for him');
  await page.getByRole('button', { name: 'Allocate', exact: true }).click();
  await page.getByText('They were allocated.').waitFor();
  assert.match(await main(page), /Lead: PC Daniel Marsh/);

  assert.equal((await officer.page.goto(`/people/${adopted.personId}`))?.status(), 200);
  assert.ok((await main(officer.page)).includes('PC Daniel Marsh'));
  assert.equal((await elsewhere.goto(`/people/${adopted.personId}`))?.status(), 404);
  assert.equal((await officer.page.goto(`/people/${declined.personId}`))?.status(), 404);
  await officer.context.close();
  await elsewhere.context().close();
  await context.close();
});

test('the export of the list as filtered holds the people listed, and says who took it', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await page.goto('/cohort');
  await page.locator('summary').getByText('Filter').click();
  await page.getByLabel('Team').selectOption({ label: 'Norwich team' });
  await page.getByLabel('Tier').selectOption('2');
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.waitForURL(/tier=2/);
  const list = page.url();
  await page.getByRole('link', { name: 'Export this list (CSV)' }).click();
  await page.getByLabel('What the copy is for').fill('The meeting of the board');
  await page.getByRole('button', { name: 'Make the copy' }).click();
  const link = page.getByRole('link', { name: /^Download COH-/ });
  const file = await context.request.get((await link.getAttribute('href')) ?? '');
  assert.match(file.headers()['content-disposition'] ?? '', /attachment.*official/);
  const rows: string[][] = parse(await file.text(), { relax_column_count: true, bom: true });
  assert.match(rows[0]?.join(' ') ?? '', /Exported by Inspector Helen Ashdown \(Norfolk Constabulary\)/);
  const exported = rows.slice(2, -1).map((row) => Number(row[0]));
  await page.goto(list);
  const listed = await peopleOnEveryPage(page);
  assert.ok(listed.includes(adopted.personId));
  assert.deepEqual(exported, listed);
  const [members] = await house.ownerQuery<{ n: number }>(
    'select count(*)::int as n from membership where left_on is null',
  );
  assert.ok(listed.length < (members?.n ?? 0), 'the filter narrowed the list');
  await context.close();
});

async function peopleOnEveryPage(page: Page): Promise<number[]> {
  const listed: number[] = [];
  for (;;) {
    const links = await page
      .locator('tbody a[href^="/people/"]')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
    listed.push(...links.map((href) => Number(href.split('/')[2])));
    const next = page
      .getByRole('navigation', { name: 'Pages of the cohort' })
      .locator('[aria-current="page"]');
    const current = Number((await next.count()) === 0 ? 1 : await next.innerText());
    const following = page.getByRole('link', { name: `Page ${current + 1}`, exact: true });
    if ((await following.count()) === 0) return listed;
    await following.click();
    await page.waitForURL(new RegExp(`page=${current + 1}`));
  }
}

test('a rating is changed with a reason, and its history keeps what stood before', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  await page.goto(`/people/${adopted.personId}/membership`);
  await page.getByRole('link', { name: /^Change.*rag/i }).click();
  for (const [rating, why] of [
    ['Amber', 'Keeps appointments, still unhoused'],
    ['Red', 'Arrested twice this week'],
  ] as const) {
    await page.goto(`/people/${adopted.personId}/membership/rag`);
    await page.getByRole('radio', { name: rating }).check();
    await page.getByLabel('Why').fill(why);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The membership was changed.').waitFor();
  }
  const history = page.getByRole('row').filter({ hasText: 'Arrested twice this week' });
  assert.match(await history.innerText(), /Amber[\s\S]*Red[\s\S]*PC Daniel Marsh/);
  assert.match(await main(page), /Keeps appointments, still unhoused/);

  await page.goto(`/people/${adopted.personId}/membership/rag`);
  await page.getByRole('radio', { name: 'Green' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  assert.ok(await page.getByRole('radio', { name: 'Green' }).isChecked(), 'the choice is kept');
  await context.close();
});
