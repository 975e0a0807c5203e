import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { lookAtChecks } from '../../src/people/identity/checks.ts';
import { axeProblems, openBrowser, phone, signedIn, wide } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// Who is one person: the queue, decisions that take two, separations and what follows them, and asking before somebody
// is written about as new.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;

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
const as = (person: string, options = {}) => signedIn(chromium.browser, site.base, person, options);

const asSecondReviewer = () => as('identity-reviewer-2', { viewport: phone });

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

/** The first pair of the queue that does, or does not, touch somebody whom agencies work with. */
async function openPair(page: Page, worked: boolean): Promise<void> {
  for (let at = 1; at < 20; at += 1) {
    await page.goto(`/identity/review?page=${at}`);
    const rows = page.locator('table:has(caption:text("Pairs to review")) tbody tr');
    const wanted = worked
      ? rows.filter({ hasText: 'Being worked with' })
      : rows.filter({ hasNotText: 'Being worked with' }).filter({ hasNotText: 'Held change' });
    if ((await wanted.count()) > 0) {
      await wanted.first().getByRole('link', { name: 'Look' }).click();
      return;
    }
    if ((await rows.count()) === 0) break;
  }
  assert.fail(`the demo has no pair ${worked ? 'of somebody worked with' : 'of strangers'}`);
}

test('a pair is shown with what speaks against it first, as words, a picture and a table; a decision is kept and taken back', async () => {
  const { context, page } = await as('identity-reviewer');
  await page.goto('/identity/review');
  await looksRight(page);
  await openPair(page, false);
  const text = await main(page);
  assert.ok(text.indexOf('Against') < text.indexOf('\nFor'), 'against stands first');
  assert.equal((await page.locator('svg[aria-labelledby="sum-title sum-text"] rect').count()) > 3, true);
  await page.getByText('The numbers behind it').click();
  assert.match(await main(page), /Any two records/);
  await looksRight(page);
  await page.locator('#why').fill('Looked at both');
  await page.getByRole('button', { name: 'Save decision' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Choose what you decide/);
  assert.equal(await page.locator('#why').inputValue(), 'Looked at both');
  await page.getByLabel('Not sure').check();
  await page.getByRole('button', { name: 'Save decision' }).click();
  assert.match(await main(page), /Your decision was saved/);
  await page
    .getByRole('button', { name: /Take back/ })
    .first()
    .click();
  assert.match(await main(page), /was taken back/);
  await context.close();
});

test('who is being worked with is joined by two people only: one proposes, the other agrees, and it comes back', async () => {
  const first = await as('identity-reviewer');
  const second = await asSecondReviewer();
  await openPair(first.page, true);
  const pair = first.page.url();
  assert.match(await main(first.page), /A second person must agree/);
  await first.page.getByRole('radio', { name: 'One person' }).check();
  await first.page.locator('#why').fill('The same tattoo and mother');
  await first.page.getByRole('button', { name: 'Save decision' }).click();
  assert.match(await main(first.page), /Nothing changes until a second person has agreed/);
  await first.page.goto(pair);
  assert.equal(await first.page.getByRole('button', { name: 'Withdraw the proposal' }).count(), 1);
  await looksRight(first.page);
  await second.page.goto('/');
  await second.page.getByRole('link', { name: /as the second person/ }).click();
  await second.page.getByRole('link', { name: 'Agree or say no' }).first().click();
  await looksRight(second.page);
  await second.page.getByRole('button', { name: 'Save answer' }).click();
  assert.match(await second.page.locator('.govuk-error-summary').innerText(), /Say whether you agree/);
  await second.page.getByLabel('I do not agree').check();
  await second.page.locator('#why').fill('The tattoo is on the other arm');
  await second.page.getByRole('button', { name: 'Save answer' }).click();
  assert.match(await main(second.page), /Nothing was changed/);
  await first.page.goto('/identity/review');
  assert.match(await main(first.page), /said no[\s\S]*The tattoo is on the other arm/);
  for (const one of [first, second]) await one.context.close();
});

test('whoever proposed what two decided asks for it back with the reason, and the other one’s yes takes it back', async () => {
  const first = await as('identity-reviewer');
  const second = await asSecondReviewer();
  const agree = async (why: string): Promise<void> => {
    await second.page.getByLabel('I agree').check();
    await second.page.locator('#why').fill(why);
    await second.page.getByRole('button', { name: 'Save answer' }).click();
  };
  await openPair(first.page, true);
  await first.page.getByRole('radio', { name: 'One person' }).check();
  await first.page.locator('#why').fill('The same mother');
  await first.page.getByRole('button', { name: 'Save decision' }).click();
  await second.page.goto('/identity/review');
  await second.page.getByRole('link', { name: 'Agree or say no' }).first().click();
  await agree('I asked her');
  assert.match(await main(second.page), /the decision was made/);
  await first.page.goto('/identity/review');
  await first.page
    .getByRole('link', { name: /^Ask for it back/ })
    .first()
    .click();
  await looksRight(first.page);
  await first.page.getByRole('button', { name: 'Propose to take it back' }).click();
  assert.match(await page422(first.page), /Say why it should be taken back/);
  await looksRight(first.page);
  await first.page.getByLabel('Why should it be taken back?').fill('She has two sons');
  await first.page.getByRole('button', { name: 'Propose to take it back' }).press('Enter');
  await first.page.waitForURL(/\/identity\/proposals\/\d+/);
  assert.match(await main(first.page), /Is this decision taken back\?[\s\S]*She has two sons/);
  await looksRight(first.page);
  await second.page.goto(first.page.url());
  await agree('She has');
  assert.match(await main(second.page), /the decision was taken back\. The pair waits again/);
  for (const one of [first, second]) await one.context.close();
});

test('what the last linking found: expected false links, pairs by rule, nobody changed unseen, rates by group', async () => {
  const { context, page } = await as('analyst');
  await page.goto('/identity/runs');
  const text = await main(page);
  for (const said of [
    /Expected false links per 1,000/,
    /Pairs by the rule that found them/,
    /without a data change/,
    /By ethnicity/i,
  ])
    assert.match(text, said);
  await looksRight(page);
  await context.close();
});

test('whoever asks about somebody they may not see is told the same as of a stranger; the office alone knows', async () => {
  const [known] = await house.ownerQuery<{ given: string; family: string; born: string }>(
    `select r.given_name as given, r.family_name as family, r.born::text as born from source_record r
     join agency a on a.id = r.agency_id where a.code = 'norfolk-police' and r.capacity in ('convicted', 'suspect') and r.born is not null
       and r.withdrawn_at is null and not exists (select from access_reason x where x.person_id = r.person_id and x.kind <> 'supplied')
     order by r.id limit 1`,
  );
  const { context, page } = await as('link-worker', { viewport: phone, javaScriptEnabled: false });
  const answers: string[] = [];
  for (const [given, family, born] of [
    [known?.given ?? '', known?.family ?? '', known?.born ?? ''],
    ['Zebedee', 'Nobodyson', '1991-06-07'],
  ] as const) {
    await page.goto('/people/check');
    await page.locator('#given').fill(given);
    await page.locator('#family').fill(family);
    await page.locator('#born').fill(born);
    await page.getByRole('button', { name: 'Check' }).click();
    const shown = (await main(page)).replaceAll(given, 'X').replaceAll(family, 'Y');
    answers.push(shown.replaceAll(/Date of birth\s+\d+ \w+ \d{4}/g, 'Date of birth'));
  }
  assert.match(answers[0] ?? '', /Nobody whom you may see is like them/);
  assert.equal(answers[0], answers[1]);
  await context.close();
  await lookAtChecks(house.database);
  const office = await as('identity-reviewer');
  await office.page.goto('/identity/checks');
  assert.match(await main(office.page), new RegExp(`${known?.given} ${known?.family}`));
  assert.doesNotMatch(await main(office.page), /Nobodyson/);
  await looksRight(office.page);
  await office.page.getByRole('link', { name: 'Look' }).first().click();
  await looksRight(office.page);
  await office.page.getByRole('button', { name: 'Save answer' }).click();
  assert.match(await office.page.locator('.govuk-error-summary').innerText(), /Choose what you found/);
  await office.page.getByLabel('It cannot be told').check();
  await office.page.locator('#why').fill('Too little was typed');
  await office.page.getByRole('button', { name: 'Save answer' }).click();
  assert.match(await main(office.page), /Nobody waits for an answer[\s\S]*Too little was typed/);
  await office.page.getByRole('button', { name: /Take back/ }).click();
  assert.match(await main(office.page), /It waits again/);
  await office.context.close();
});

test('a record is separated: what follows is listed and answered for, who had to do with them is told, and it comes back', async () => {
  const [member] = await house.ownerQuery<{ id: number; lead: string }>(
    `select p.id::int, s.login as lead from person p join membership m on m.person_id = p.id and m.left_on is null
     join allocation a on a.person_id = p.id and a.to_at is null and a.kind = 'lead' join staff s on s.id = a.staff_id and s.login = 'police-offender-manager'
     where (select count(*) from source_record r where r.person_id = p.id and r.handling in ('partners', 'statutory') and r.capacity in ('convicted', 'suspect')) > 1
       and exists (select from contact c where c.person_id = p.id and c.state = 'recorded' and c.agency_id = s.agency_id) order by p.id limit 1`,
  );
  assert.ok(member !== undefined);
  await house.ownerQuery(`update source_record set first_seen_at = '2026-01-01' where person_id = $1`, [
    member.id,
  ]);
  const worker = await as('police-offender-manager', { viewport: phone });
  await worker.page.goto(`/people/${member.id}`);
  const manager = await as('scheme-manager');
  await manager.page.goto(`/people/${member.id}/records`);
  await looksRight(manager.page);
  await manager.page.getByRole('link', { name: 'This is not the same person' }).last().click();
  assert.match(await main(manager.page), /Contacts, plans and decisions stay/);
  await manager.page.getByRole('button', { name: 'Separate the record' }).click();
  assert.match(await page422(manager.page), /Say why/);
  await manager.page.locator('#why').fill('The fingerprints are somebody else’s');
  await manager.page.getByRole('button', { name: 'Separate the record' }).click();
  await manager.page.waitForURL(/\/identity\/proposals\/\d+$/);
  assert.match(
    await main(manager.page),
    /Nothing changes until a second person has agreed[\s\S]*Who may agree/,
  );
  await looksRight(manager.page);
  const proposal = manager.page.url();
  const second = await asSecondReviewer();
  await second.page.goto(proposal);
  await looksRight(second.page);
  await second.page.getByRole('button', { name: 'Save answer' }).click();
  assert.match(await page422(second.page), /Say whether you agree/);
  await second.page.getByLabel('I agree').check();
  await second.page.locator('#why').fill('I see it too');
  await second.page.getByRole('button', { name: 'Save answer' }).click();
  assert.match(await main(second.page), /the record was separated/);
  await manager.page.goto(`/people/${member.id}/records`);
  await manager.page
    .getByRole('link', { name: /What followed the separation/ })
    .first()
    .click();
  await manager.page.waitForURL(/\/separations\/\d+$/);
  assert.match(await main(manager.page), /Nothing else moved/);
  assert.match(await main(manager.page), /Told again/);
  await looksRight(manager.page);
  await worker.page.goto('/');
  assert.match(await main(worker.page), /turned out to be two people/);
  assert.equal(
    await worker.page.getByRole('link', { name: 'see who' }).first().getAttribute('href'),
    '/identity/told',
  );
  await worker.page.goto('/identity/told');
  await looksRight(worker.page);
  await worker.page.locator('main table').getByRole('link').first().click();
  await worker.page.waitForURL(/\/separations\/\d+$/);
  await looksRight(worker.page);
  await askTheOffice(worker.page);
  await worker.page.getByRole('button', { name: 'See what would change' }).click();
  assert.match(await page422(worker.page), /Choose what you decide about/);
  // Several at once, with the keyboard alone, on a phone.
  const contacts = worker.page.locator('input[name="items"][value^="contact "]');
  const several = Math.min(2, await contacts.count());
  for (let nth = 0; nth < several; nth += 1) await contacts.nth(nth).press('Space');
  await worker.page.getByLabel('It is about this person').press('Space');
  await worker.page.locator('#why').fill('I met this one');
  await worker.page.getByRole('button', { name: 'See what would change' }).press('Enter');
  assert.match(await main(worker.page), /Nothing has changed yet[\s\S]*Why: I met this one/);
  await looksRight(worker.page);
  await worker.page.getByRole('button', { name: 'Change' }).click();
  assert.equal(await worker.page.locator('input[name="items"]:checked').count(), several);
  await worker.page.getByRole('button', { name: 'See what would change' }).click();
  await worker.page.getByRole('button', { name: 'Save', exact: true }).press('Enter');
  assert.match(await main(worker.page), /Your agency has said[\s\S]*I met this one/);
  await looksRight(worker.page);
  await worker.page
    .getByRole('button', { name: /Take back/ })
    .first()
    .click();
  assert.match(await main(worker.page), /taken back/);
  await manager.page.goto(`/people/${member.id}/records`);
  await manager.page.getByRole('link', { name: /^Undo/ }).first().click();
  await manager.page.locator('#why').fill('The laboratory was wrong');
  await manager.page.getByRole('button', { name: 'They are one person' }).click();
  await manager.page.waitForURL(/\/identity\/proposals\/\d+$/);
  assert.match(await main(manager.page), /because separating the record took two/);
  await looksRight(manager.page);
  await second.page.goto(manager.page.url());
  await second.page.getByLabel('I agree').check();
  await second.page.locator('#why').fill('The laboratory wrote to us');
  await second.page.getByRole('button', { name: 'Save answer' }).click();
  assert.match(await main(second.page), /the record came back to its person/);
  await second.context.close();
  await worker.page.goto('/identity/told');
  assert.match(await main(worker.page), /One person again/);
  for (const one of [worker, manager]) await one.context.close();
});

/** Of a person on the other side whom one may not see: by keyboard, and told nothing. */
async function askTheOffice(page: Page): Promise<void> {
  const separation = page.url();
  await page.getByRole('link', { name: 'ask the scheme’s office' }).press('Enter');
  await looksRight(page);
  await page.getByRole('button', { name: 'Ask the office' }).press('Enter');
  assert.match(await page422(page), /Say how you work with them/);
  await looksRight(page);
  await page.getByLabel('How do you work with them, and what do you need?').fill('I drive him to the clinic');
  await page.getByRole('button', { name: 'Ask the office' }).press('Enter');
  assert.match(await main(page), /The scheme’s office was asked\. It will speak with you/);
  await lookAtChecks(house.database);
  const office = await as('identity-reviewer');
  await office.page.goto('/identity/checks');
  await looksRight(office.page);
  await office.page
    .getByRole('row')
    .filter({ hasText: 'I drive him to the clinic' })
    .getByRole('link', { name: 'Look' })
    .click();
  assert.match(await main(office.page), /The record that left/);
  await looksRight(office.page);
  await office.context.close();
  await page.goto(separation);
}

const page422 = (page: Page): Promise<string> => page.locator('.govuk-error-summary').innerText();

test('the scheme sets which value is shown, two at once see both, and it prints without the form', async () => {
  const { context, page } = await as('scheme-manager');
  const other = await as('scheme-manager');
  for (const one of [page, other.page]) await one.goto('/identity/values');
  await looksRight(page);
  await page.locator('#born').selectOption('latest');
  await page.getByRole('button', { name: 'Set' }).click();
  assert.match(await main(page), /It was set/);
  await other.page.locator('#sex').selectOption('commonest');
  await other.page.getByRole('button', { name: 'Set' }).click();
  assert.match(await main(other.page), /set this while you were choosing/);
  assert.equal(await other.page.locator('#sex').inputValue(), 'commonest');
  await other.page.getByRole('button', { name: 'Set' }).click();
  assert.match(await main(other.page), /It was set/);
  await looksRight(other.page);
  const analyst = await as('analyst');
  await analyst.page.goto('/identity/values');
  assert.equal(await analyst.page.getByRole('button', { name: 'Set' }).count(), 0);
  for (const one of [{ context }, other, analyst]) await one.context.close();
});
