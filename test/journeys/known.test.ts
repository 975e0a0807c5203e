import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { lookAtChecks } from '../../src/people/identity/checks.ts';
import { axeProblems, openBrowser, phone, signedIn, wide } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// Where somebody types a person they are asked whether it is one they know: as they type, or between typing and sending.

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
const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).first().click();
const as = (person: string, options = {}) => signedIn(chromium.browser, site.base, person, options);

/** No sideways scrolling at both widths; where script runs, nothing wrong by axe either. */
async function looksRight(page: Page, script = true): Promise<void> {
  for (const size of [wide, phone]) {
    await page.setViewportSize(size);
    if (script) assert.deepEqual(await axeProblems(page), [], `${page.url()} at ${size.width}`);
    const over = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    assert.ok(over <= 1, `${page.url()} scrolls sideways by ${over}`);
  }
  await page.setViewportSize(phone);
}

interface Somebody {
  id: number;
  given: string;
  family: string;
  born: string;
}

const texts = {
  Why: 'Often in trouble, at night',
  'What shows it': 'Our own notes, and “quotes” & signs <b>',
  'What is hoped for': 'Housing\nand work',
};

async function fill(page: Page, { given, family, born }: Omit<Somebody, 'id'>): Promise<void> {
  await page.getByRole('radio', { name: 'My agency', exact: true }).check();
  await page.getByLabel('Given name').fill(given);
  await page.getByLabel('Family name').fill(family);
  await page.getByLabel('Date of birth').fill(born);
  for (const [label, text] of Object.entries(texts)) await page.getByLabel(label, { exact: true }).fill(text);
}

async function keptAll(page: Page, { given, family, born }: Omit<Somebody, 'id'>): Promise<void> {
  for (const [label, text] of Object.entries({
    'Given name': given,
    'Family name': family,
    'Date of birth': born,
    ...texts,
  }))
    assert.equal(await page.getByLabel(label, { exact: true }).inputValue(), text, label);
  assert.ok(await page.getByRole('radio', { name: 'My agency', exact: true }).isChecked());
}

/** A member whom this worker leads, whose name nobody else of theirs has. */
async function ownMember(login: string): Promise<Somebody> {
  const [found] = await house.ownerQuery<Somebody>(
    `select p.id::int, p.given_names as given, p.family_name as family, p.born::text as born from person p join membership m on m.person_id = p.id and m.left_on is null
     join allocation a on a.person_id = p.id and a.to_at is null and a.kind = 'lead' join staff s on s.id = a.staff_id and s.login = $1
     where p.born is not null and p.gone_to is null order by p.id limit 1`,
    [login],
  );
  assert.ok(found !== undefined);
  return found;
}

/** Known to another agency alone. */
async function knownElsewhere(place: number): Promise<Omit<Somebody, 'id'>> {
  const [found] = await house.ownerQuery<Omit<Somebody, 'id'>>(
    `select r.given_name as given, r.family_name as family, r.born::text as born from source_record r
     join agency a on a.id = r.agency_id where a.code = 'norfolk-police' and r.capacity in ('convicted', 'suspect') and r.born is not null
       and r.withdrawn_at is null and not exists (select from access_reason x where x.person_id = r.person_id and x.kind <> 'supplied')
     order by r.id offset $1 limit 1`,
    [place],
  );
  assert.ok(found !== undefined);
  return found;
}

const stranger = { given: 'Zebedee', family: 'Nobodyson', born: '1991-06-07' };
const meantOf = async (id: number) =>
  (
    await house.ownerQuery<{ meant: string | null; said: string }>(
      `select n.meant_person_id as meant, e.detail->>'meant' as said from nomination n
       join audit_entry e on e.act = 'nomination:make' and e.subject_id = n.id where n.id = $1`,
      [id],
    )
  ).map(({ meant, said }) => [meant === null ? null : Number(meant), said])[0];
const idOf = (page: Page): number => Number(page.url().split('/').at(-1));

test('without a script a page asks between typing and sending, and nothing typed is lost on any way', async () => {
  const somebody = await ownMember('police-offender-manager');
  const { context, page } = await as('police-offender-manager', {
    viewport: phone,
    javaScriptEnabled: false,
  });
  await page.goto('/cohort/nominations/new');
  await fill(page, somebody);
  await press(page, /^Send$/);
  assert.match(await main(page), /Is it one of these\?[\s\S]*Nothing has been sent yet/);
  await looksRight(page, false);
  await press(page, /^Go on$/);
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Choose who it is/);
  await looksRight(page, false);
  await press(page, /^Change what you typed$/);
  await keptAll(page, somebody);
  await page.getByLabel('Given name').fill('');
  await press(page, /^Send$/);
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Enter the given name/);
  await page.getByLabel('Given name').fill(somebody.given);
  await press(page, /^Send$/);
  await page.locator(`input[name="choice"][value="p${somebody.id}"]`).check();
  await press(page, /^Go on$/);
  // They are on the scheme, and the nominator sees that they are: there is nothing to send.
  assert.match(await main(page), /is on the scheme already[\s\S]*nothing was sent/);
  await looksRight(page, false);
  await press(page, /^Change what you typed$/);
  await keptAll(page, somebody);
  await press(page, /^Send$/);
  await page.getByLabel('None of these: go on').check();
  await press(page, /^Go on$/);
  // Of the same name and birth: a repeat that the nominator may know of. What was said and all else stay.
  assert.match(await page.locator('.govuk-error-message').innerText(), /is on the scheme/);
  await keptAll(page, somebody);
  await looksRight(page, false);
  await page.getByLabel('It is not: send it all the same').check();
  await press(page, /^Send$/);
  assert.match(await main(page), /Waiting for selection/);
  assert.deepEqual(await meantOf(idOf(page)), [null, 'none']);
  await press(page, /^Withdraw this nomination$/);
  await looksRight(page, false);
  await press(page, /^Withdraw it$/);
  await looksRight(page, false);
  await press(page, /^Nominate again with this$/);
  await keptAll(page, somebody);
  await context.close();
});

test('as they type they see who is like them, say who it is, and send: none of these is kept with who said it', async () => {
  const somebody = await ownMember('police-offender-manager');
  const { context, page } = await as('police-offender-manager', { viewport: phone });
  await page.goto('/cohort/nominations/new');
  const status = page.locator('[data-known-said]');
  assert.equal(await status.getAttribute('role'), 'status');
  // Another birth, so that it is somebody else of the name.
  const other = { ...somebody, born: '' };
  await fill(page, other);
  const choice = page.locator(`input[name="choice"][value="p${somebody.id}"]`);
  await choice.waitFor();
  assert.match(await status.innerText(), /whom you may see (is|are) like them/);
  await looksRight(page);
  await choice.check();
  await page.getByLabel('None of these').check();
  // A mistake elsewhere: what was said of them stays said.
  await press(page, /^Send$/);
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Enter the date of birth/);
  await page.getByLabel('None of these').waitFor();
  assert.ok(await page.getByLabel('None of these').isChecked());
  await page.getByLabel('Date of birth').fill(somebody.born);
  await page
    .locator('[data-known-said]')
    .getByText(/like them/)
    .waitFor();
  assert.ok(await page.getByLabel('None of these').isChecked(), 'nobody new is like them');
  await press(page, /^Send$/);
  const said = await main(page);
  if (/It seems to be a repeat/.test(said)) {
    await page.getByLabel('It is not: send it all the same').check();
    await press(page, /^Send$/);
  }
  assert.match(await main(page), /Waiting for selection/);
  assert.deepEqual(await meantOf(idOf(page)), [null, 'none']);
  await context.close();
});

test('who is asked as they type and says nothing is asked on the way', async () => {
  const somebody = await ownMember('police-offender-manager');
  const { context, page } = await as('police-offender-manager', { viewport: phone });
  await page.goto('/cohort/nominations/new');
  await fill(page, somebody);
  await press(page, /^Send$/);
  assert.match(await main(page), /Is it one of these\?[\s\S]*Nothing has been sent yet/);
  await looksRight(page);
  await press(page, /^Go on$/);
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Choose who it is/);
  await looksRight(page);
  await press(page, /^Change what you typed$/);
  await keptAll(page, somebody);
  await context.close();
});

test('the answer while typing is the same bytes for somebody known to others and for nobody; so is the page after', async () => {
  const known = await knownElsewhere(0);
  const { context, page } = await as('link-worker');
  await page.goto('/cohort/nominations/new');
  const csrf = await page.locator('input[name="_csrf"]').first().inputValue();
  const answers: { status: number; body: string }[] = [];
  for (const { given, family, born } of [known, stranger]) {
    const answer = await page.request.post('/people/check/like', {
      form: { _csrf: csrf, given, family, born, identifier: '' },
    });
    answers.push({ status: answer.status(), body: await answer.text() });
  }
  assert.deepEqual(answers[0], answers[1]);
  assert.deepEqual(JSON.parse(answers[0]?.body ?? ''), {
    said: 'Nobody whom you may see is like them. That says nothing of people whom you may not see.',
    offered: [],
  });
  await context.close();

  const plain = await as('link-worker', { viewport: phone, javaScriptEnabled: false });
  const pages: string[] = [];
  for (const one of [known, stranger]) {
    await plain.page.goto('/cohort/nominations/new');
    await fill(plain.page, one);
    await press(plain.page, /^Send$/);
    const shown = (await main(plain.page)).replaceAll(one.given, 'X').replaceAll(one.family, 'Y');
    pages.push(shown.replaceAll(/Born\s+\d+ \w+ \d{4}/g, 'Born'));
  }
  assert.match(pages[0] ?? '', /Waiting for selection/);
  assert.equal(pages[0], pages[1]);
  await plain.context.close();
  await lookAtChecks(house.database);
  const office = await as('identity-reviewer');
  await office.page.goto('/identity/checks');
  const queue = await main(office.page);
  assert.equal(queue.split(`${known.given} ${known.family}`).length > 1, true);
  assert.match(queue, /Nominating them/);
  assert.doesNotMatch(queue, /Nobodyson/);
  await looksRight(office.page);
  await office.context.close();
});

test('two agencies nominate one whom neither sees: the office alone is told', async () => {
  const both = { given: 'Egbert', family: 'Fallowden', born: '1969-03-04' };
  for (const login of ['link-worker', 'prison-offender-manager']) {
    const { context, page } = await as(login, { viewport: phone, javaScriptEnabled: false });
    await page.goto('/cohort/nominations/new');
    await fill(page, both);
    await press(page, /^Send$/);
    assert.match(await main(page), /Waiting for selection/, login);
    assert.doesNotMatch(await main(page), /repeat|already/i);
    await context.close();
  }
  await lookAtChecks(house.database);
  const office = await as('identity-reviewer');
  await office.page.goto('/identity/checks');
  assert.match(await main(office.page), /Egbert Fallowden, [^\n]+ \(nominated\)/);
  await office.page.getByRole('link', { name: 'Look at Egbert Fallowden' }).click();
  assert.match(await main(office.page), /Nominations by other agencies that wait/);
  await looksRight(office.page);
  await office.context.close();
});

test('what was typed to ask goes with whoever goes on to nominate; a draft is found again', async () => {
  const { context, page } = await as('link-worker', { viewport: phone });
  await page.goto('/people/check');
  await page.locator('#given').fill('Ottilie');
  await page.locator('#family').fill('Vanmarsh');
  await page.locator('#born').fill('6 5 1990');
  await press(page, 'Check');
  await press(page, 'Nominate them');
  assert.equal(await page.getByLabel('Given name').inputValue(), 'Ottilie');
  assert.equal(await page.getByLabel('Date of birth').inputValue(), '1990-05-06');
  const saved = page.waitForResponse((answer) => answer.url().includes('/drafts/'));
  await page.getByLabel('Why', { exact: true }).fill('Kept until I come back');
  assert.equal((await saved).status(), 200);
  await page.goto('/cohort/nominations/new');
  assert.match(await main(page), /We kept what you typed/);
  assert.equal(await page.getByLabel('Why', { exact: true }).inputValue(), 'Kept until I come back');
  assert.equal(await page.getByLabel('Family name').inputValue(), 'Vanmarsh');
  await looksRight(page);
  await context.close();
});

test('whoever probes is stopped: no more answers than a person types in a minute', async () => {
  const { context, page } = await as('providers-worker');
  await page.goto('/cohort/nominations/new');
  const csrf = await page.locator('input[name="_csrf"]').first().inputValue();
  const statuses: number[] = [];
  for (let place = 0; place < 45; place += 1) {
    const form = { _csrf: csrf, given: 'Alan', family: `Quill${place}`, born: '', identifier: '' };
    statuses.push((await page.request.post('/people/check/like', { form })).status());
  }
  assert.equal(statuses[0], 200);
  assert.equal(statuses.at(-1), 429);
  // What the form then says is that it is looked at when it is sent.
  await page.getByLabel('Given name').fill('Alan');
  await page.getByLabel('Family name').fill('Quillmarsh');
  await page
    .locator('[data-known-said]')
    .getByText(/when you send it/)
    .waitFor();
  await context.close();
});
