import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { signInDemoPerson } from '../../src/access/sessions.ts';
import { sessionCookie } from '../../src/web/session-cookie.ts';
import { axeProblems, openBrowser, phone, signedIn, wide } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// Members from day to day: the board, views, several at once, copies that end; and where they go: another team, and
// another agency in place of the old one.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let person = { id: 0, name: '' };

before(async () => {
  house = await demoHouse();
  site = await serve(house);
  chromium = await openBrowser();
  const [member] = await house.ownerQuery<{ id: string; name: string }>(
    `select p.id, p.family_name || ', ' || p.given_names as name from membership m join person p on p.id = m.person_id join base b on b.id = m.base_id
     where m.left_on is null and m.rag = 'amber' and b.name = 'Norwich' order by m.rag_at desc, m.id limit 1`,
  );
  person = { id: Number(member?.id), name: member?.name ?? '' };
});

after(async () => {
  await chromium?.close();
  await site?.close();
  await house?.close();
});

const main = (page: Page): Promise<string> => page.locator('main').innerText();

async function windowOf(login: string): Promise<Page> {
  const context = await chromium.browser.newContext({ baseURL: site.base });
  const value = await signInDemoPerson(house.database, login, 'test');
  await context.addCookies([{ name: sessionCookie, value, url: site.base }]);
  return context.newPage();
}

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
  await page.setViewportSize(wide);
}

test('on the board a rating is changed with its reason, without script; a form without one keeps what was typed', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager', {
    javaScriptEnabled: false,
  });
  await page.goto('/cohort/board');
  assert.match(await main(page), /Expected: 300, which may rise or fall by 10/);
  const card = page.locator(`#card-${person.id}`);
  await card.getByRole('link', { name: /Change/ }).click();
  await card.getByLabel('Red', { exact: true }).check();
  await card.getByRole('button', { name: 'Save' }).click();
  assert.match(await main(page), /Say why/);
  assert.equal(await card.getByLabel('Red', { exact: true }).isChecked(), true);
  await house.ownerQuery(
    'update membership set version = version + 1 where person_id = $1 and left_on is null',
    [person.id],
  );
  await card.getByLabel('Why').fill('Two arrests since Monday');
  await card.getByRole('button', { name: 'Save' }).click();
  assert.match(await card.innerText(), /Somebody changed the membership while you were writing[\s\S]*Amber/);
  assert.equal(await card.getByLabel('Why').inputValue(), 'Two arrests since Monday');
  await card.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The rating was changed.').waitFor();
  await page.goto('/cohort/board?rag=red');
  const moved = page.getByRole('region', { name: 'Red' }).locator(`#card-${person.id}`);
  assert.match(await moved.innerText(), /worse/);
  // The demonstration's own ratings lie ahead of the test's clock, so the newest reason is asked of the history.
  const [said] = await house.ownerQuery<{ became: string }>(
    `select became from membership_change where person_id = $1 and why = 'Two arrests since Monday'`,
    [person.id],
  );
  assert.equal(said?.became, 'red');
  await context.close();
  const big = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  for (const address of [
    '/cohort/board',
    `/cohort/board?size=projector&change=${person.id}`,
    '/cohort/board?rag=red',
  ]) {
    await big.page.goto(address);
    await looksRight(big.page);
  }
  await big.context.close();
});

test('a filter is kept as a view of one’s own, without the name that was looked for', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  await page.goto('/cohort?rag=red&text=a');
  await page.getByText('Keep this filter as a view').click();
  await page.getByLabel('Name of the view').fill('Red ones');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.waitForURL(/\/cohort\?rag=red$/);
  assert.equal(await page.getByRole('link', { name: 'Red ones' }).count(), 1);
  await looksRight(page);
  const other = await windowOf('probation-offender-manager');
  await other.goto('/cohort');
  assert.equal(await other.getByRole('link', { name: 'Red ones' }).count(), 0);
  await other.context().close();
  await page.getByRole('button', { name: 'Remove the view “Red ones”' }).click();
  await page.getByText('The view was removed.').waitFor();
  await context.close();
});

test('several review dates move at once, and several people get a new lead, each after a preview', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await page.goto('/cohort?rag=red&sort=name');
  await page.getByRole('link', { name: 'Change several at once' }).click();
  await looksRight(page);
  const boxes = page.locator('input[name="people"]');
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  const [first = 0, second = 0] = (
    await Promise.all([boxes.nth(0).inputValue(), boxes.nth(1).inputValue()])
  ).map((value) => Number(value.split('-')[0]));
  await page.getByRole('button', { name: 'See what would change' }).click();
  assert.match(await main(page), /Enter the date of the next review/);
  assert.equal(await page.locator('input[name="people"]:checked').count(), 2, 'the choice is kept');
  await page.getByLabel('Date of the next review').fill('2026-12-14');
  await page.getByLabel('Why').fill('The meeting moved');
  await page.getByRole('button', { name: 'See what would change' }).click();
  assert.match(await main(page), /Nothing has changed yet/);
  await page.getByRole('button', { name: 'Move the dates' }).click();
  await page.getByText('2 dates were moved.').waitFor();
  const moved = await house.ownerQuery<{ n: number }>(
    `select count(*)::int as n from membership where next_review = '2026-12-14' and person_id = any ($1) and left_on is null`,
    [[first, second]],
  );
  assert.equal(moved[0]?.n, 2);

  await page.goto('/cohort/several?rag=red&sort=name');
  await page.locator('input[name="people"]').nth(0).check();
  await page.getByRole('button', { name: 'Choose a new lead' }).click();
  await page.getByLabel('Who should lead them').selectOption({ index: 1 });
  await page.getByLabel('Why').fill('Nearer to home');
  await page.getByRole('button', { name: 'See what would change' }).click();
  assert.match(await main(page), /Nothing has changed yet/);
  await page.getByRole('button', { name: 'Give them the new lead' }).click();
  await page.getByText(/One person has a new lead|already/).waitFor();
  await context.close();
});

test('a copy is marked, numbered on every line, in the register, and ends', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await page.goto('/cohort/exports/new?rag=red');
  await page.getByRole('button', { name: 'Make the copy' }).click();
  assert.match(await main(page), /Say what the copy is for/);
  await page.getByLabel('What the copy is for').fill('The meeting of the board');
  await page.getByRole('button', { name: 'Make the copy' }).click();
  await looksRight(page);
  const link = page.getByRole('link', { name: /^Download COH-/ });
  const address = (await link.getAttribute('href')) ?? '';
  const number = /COH-\d{5}/.exec(await link.innerText())?.[0] ?? 'none';
  const file = await context.request.get(address);
  assert.match(
    file.headers()['content-disposition'] ?? '',
    new RegExp(`${number.toLowerCase()}-cohort.*official-sensitive`),
  );
  const rows: string[][] = parse(await file.text(), { relax_column_count: true, bom: true });
  assert.deepEqual(rows[0], rows.at(-1), 'marked at its head and its foot');
  assert.match(
    rows[0]?.join(' ') ?? '',
    /OFFICIAL-SENSITIVE.*Exported by Inspector Helen Ashdown.*For: The meeting of the board.*Destroy by/,
  );
  assert.ok(rows.slice(2, -1).length > 0 && rows.slice(2, -1).every((row) => row.at(-1) === number));
  // Nobody else downloads it, not even with the address; the auditor sees that it is held, and by whom.
  const other = await windowOf('senior-probation-officer');
  assert.equal((await other.request.get(`${site.base}${address}`)).status(), 404);
  await other.context().close();
  const auditor = await windowOf('auditor');
  await auditor.goto('/cohort/exports');
  assert.match(await main(auditor), new RegExp(`${number}[\\s\\S]*Inspector Helen Ashdown`));
  await looksRight(auditor);
  await auditor.context().close();
  await house.ownerQuery(`update export_copy set link_until = made_at, destroy_by = '2026-11-01'`);
  assert.equal((await context.request.get(address)).status(), 409);
  await page.goto('/');
  await page.getByRole('link', { name: `Destroy copy ${number} of the cohort` }).click();
  await page.getByLabel('How every copy was destroyed').fill('Deleted from the laptop and its bin');
  await page.getByRole('button', { name: 'Record that it is gone' }).click();
  assert.match(await main(page), /Destroyed[\s\S]*Deleted from the laptop/);
  await context.close();
});

test('statutory or voluntary from a day: it stands in the history, and changes no service that is offered', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  const services = async (): Promise<string[]> => {
    await page.goto(`/people/${person.id}/referrals/new`);
    return page.locator('main a[href*="service="], main input[name="service"], main option').allInnerTexts();
  };
  const offered: string[][] = [];
  for (const [code, label] of [
    ['voluntary', 'Voluntary'],
    ['statutory', 'Statutory'],
    ['dual', 'Statutory and voluntary'],
  ] as const) {
    await page.goto(`/people/${person.id}/membership/statutory`);
    await page.getByLabel(label, { exact: true }).check();
    await page.getByLabel('From').fill('2027-01-01');
    await page.getByLabel('Why').fill('The order ended');
    await page.getByRole('button', { name: 'Save' }).click();
    assert.match(await main(page), /The date lies ahead/);
    await page.getByLabel('From').fill('2026-11-01');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The membership was changed.').waitFor();
    assert.match(await main(page), /From 1 Nov 2026/, code);
    offered.push(await services());
  }
  assert.deepEqual(offered[0], offered[1]);
  assert.deepEqual(offered[1], offered[2]);
  await context.close();
});

test('another team takes a member over: it decides without a name, and access follows its answer at once', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager', {
    viewport: phone,
  });
  await page.goto(`/people/${person.id}/transfer`);
  await page.getByLabel('Where to').selectOption({ label: 'Ipswich (Ipswich team)' });
  await page.getByLabel('Why', { exact: true }).fill('Moved in with a brother');
  await page.getByRole('button', { name: 'Ask for the transfer' }).click();
  assert.match(await main(page), /Say what the receiving team has to know/);
  assert.equal(await page.getByLabel('Why', { exact: true }).inputValue(), 'Moved in with a brother');
  await page
    .getByLabel('What the receiving side has to know')
    .fill('A room until June; sees the nurse on Tuesdays');
  await page.getByRole('button', { name: 'Ask for the transfer' }).click();
  await looksRight(page);

  const receiver = await windowOf('sgt-robert-aldous');
  await receiver.goto('/');
  await receiver.getByRole('link', { name: /transfers? waits? for an answer/ }).click();
  assert.ok(
    !(await receiver.content()).includes(person.name.split(',')[0] ?? ''),
    'no name before acceptance',
  );
  // The demonstration has one that waits already.
  const [asked] = await house.ownerQuery<{ id: number }>('select max(id) as id from membership_transfer');
  await receiver.locator(`a[href="/transfers/${asked?.id}"]`).click();
  assert.match(await main(receiver), /Name shown once accepted[\s\S]*nurse on Tuesdays/);
  await looksRight(receiver);
  await receiver.getByRole('button', { name: 'Decline' }).click();
  assert.match(await main(receiver), /Say why/);
  await receiver.getByRole('button', { name: 'Accept' }).click();
  await receiver.getByText('The person is with your side now.').waitFor();
  assert.match(await main(receiver), /Ipswich, Ipswich team/);
  await receiver.context().close();
  assert.equal((await page.request.get(`${site.base}/people/${person.id}`)).status(), 404);
  await context.close();
});

test('an agency is succeeded: previewed, carried out, and a report of an earlier day keeps the old name', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  const providers = async (on: string): Promise<string> => {
    await page.goto(`/governance/agencies/providers?on=${on}`);
    return main(page);
  };
  await page.goto('/governance');
  await page.getByRole('link', { name: 'Agencies and their successions' }).click();
  await page.getByRole('button', { name: 'Plan a succession' }).click();
  await page.getByRole('button', { name: 'Plan it' }).click();
  assert.match(await main(page), /Choose the agency that ends/);
  await page
    .getByLabel('Which agency ends')
    .selectOption({ label: 'Probation Service, Norfolk and Suffolk' });
  await page.getByLabel('From which day').fill('2026-11-02');
  await page.getByLabel('Or a new agency, by name').fill('Probation Service, East of England');
  await page.getByLabel('Why', { exact: true }).fill('Regions are drawn anew');
  await page.getByRole('button', { name: 'Plan it' }).click();
  await page.getByText('The succession is planned. Nothing has moved.').waitFor();
  assert.match(await main(page), /Nothing has changed yet/);
  await looksRight(page);
  assert.equal(await page.getByRole('button', { name: 'Carry out the succession' }).count(), 0);
  const second = await signedIn(chromium.browser, site.base, 'opcc-chief-executive');
  await second.page.goto(page.url());
  await second.page.getByRole('button', { name: 'Confirm the plan as it stands' }).click();
  await second.page.getByText('The plan is confirmed as it stands.').waitFor();
  await looksRight(second.page);
  await second.context.close();
  await page.reload();
  await page.getByRole('button', { name: 'Carry out the succession' }).click();
  assert.match(await main(page), /Tick that the preview is right/);
  await page.getByLabel('The preview is right').check();
  await page.getByRole('button', { name: 'Carry out the succession' }).click();
  await page.getByText('The succession was carried out.').waitFor();
  const [left] = await house.ownerQuery<{ staff: number; cases: number }>(
    `select (select count(*)::int from staff s where s.agency_id = a.id) as staff, (select count(*)::int from allocation l where l.agency_id = a.id and l.to_at is null) as cases
     from agency a where a.code = 'probation'`,
  );
  assert.deepEqual(left, { staff: 0, cases: 0 });
  assert.match(await providers('2026-11-02'), /Cases and referrals by provider/);
  const probation = await windowOf('probation-offender-manager');
  await probation.goto('/cohort');
  assert.match(await main(probation), /members/);
  assert.match(await probation.locator('header').innerText(), /Probation Service, East of England/);
  await probation.context().close();
  await context.close();
});
