import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { axeProblems, openBrowser, phone, signedIn, wide } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// From a missed appointment to the warning, from an order sent by probation to its varied conditions, and what an
// appointment breaks: in a real browser on the example data.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
/** Under a community order and no licence of the scheme's own, in the Norwich team. */
let ordered = 0;
/** On a licence, likewise. */
let licensed = 0;
let voluntary = 0;

const officer = 'probation-offender-manager';

before(async () => {
  house = await demoHouse();
  site = await serve(house);
  chromium = await openBrowser();
  const under = async (type: string): Promise<number> => {
    const [row] = await house.ownerQuery<{ person_id: number }>(
      `select m.person_id from membership m join team t on t.id = m.team_id and t.name = 'Norwich team'
       join supervision v on v.person_id = m.person_id and v.order_type = $1 and v.from_day <= current_date - 5 and v.to_day > current_date + 30
       where m.left_on is null and not exists (select from licence l where l.person_id = m.person_id)
         and not exists (select from supervision o where o.person_id = m.person_id and o.order_type <> $1 and o.to_day >= current_date - 400)
         and not exists (select from enforcement_case e where e.person_id = m.person_id) order by m.id limit 1`,
      [type],
    );
    return row?.person_id ?? 0;
  };
  ordered = await under('community-order');
  licensed = await under('licence');
  const [row] = await house.ownerQuery<{ person_id: number }>(
    `select m.person_id from membership m join team t on t.id = m.team_id and t.name = 'Norwich team'
     where m.left_on is null and not exists (select from supervision v where v.person_id = m.person_id) order by m.id limit 1`,
  );
  voluntary = row?.person_id ?? 0;
  assert.ok(ordered > 0 && licensed > 0 && voluntary > 0, `${ordered} ${licensed} ${voluntary}`);
});

after(async () => {
  await chromium?.close();
  await site?.close();
  await house?.close();
});

const main = (page: Page): Promise<string> => page.locator('main').innerText();

async function fails(page: Page, personId: number, note = 'Did not come and did not ring.'): Promise<void> {
  await page.goto(`/people/${personId}/contacts/new`);
  await page.getByLabel('Office visit').check();
  await page.getByLabel('Failed to attend').check();
  await page.locator('#note').fill(note);
  await page.getByRole('button', { name: 'Save contact' }).click();
  await page.waitForURL(`**/people/${personId}/contacts`);
}

const newestCase = (page: Page): Promise<void> => page.locator('td a[href*="/enforcement/"]').first().click();

test('a missed appointment under an order is warned of, on a phone and without script; the letter says what it must', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, officer, {
    viewport: phone,
    javaScriptEnabled: false,
  });
  await fails(page, ordered);
  assert.match(await main(page), /Enforcement was started: decide by/);
  await page.goto(`/people/${ordered}/licence`);
  await newestCase(page);
  const address = page.url();
  await page.locator('summary', { hasText: 'Not acceptable' }).click();
  await page.getByRole('button', { name: 'Not acceptable' }).click();
  assert.match(await main(page), /There is a problem[\s\S]*Say why/);
  await page.locator('#why').fill('No reason was given, and no call.');
  await page.getByRole('button', { name: 'Not acceptable' }).click();
  assert.match(await main(page), /a warning is due/);
  assert.equal(await page.getByRole('link', { name: /letter to print/ }).count(), 0);
  await page.locator('summary', { hasText: 'Warning given' }).click();
  await page
    .getByLabel('The circumstances of the failure')
    .fill('You missed the office visit and did not ring.');
  await page.getByRole('button', { name: 'Warning given' }).click();
  assert.match(await main(page), /The warning was recorded/);
  assert.equal(page.url(), address);
  await page.goto(`${new URL(address).pathname}/letter`);
  const letter = await main(page);
  for (const said of [
    /You missed the office visit/,
    /This is not acceptable/,
    /within 12 months of this warning/,
    /by ringing the number below[\s\S]*Telephone: [\d_]/,
    /liable to be brought before a court/,
  ])
    assert.match(letter, said);
  // The second within the twelve months.
  await fails(page, ordered, 'Again did not come.');
  await page.goto(`/people/${ordered}/licence`);
  await newestCase(page);
  await page.locator('summary', { hasText: 'Not acceptable' }).click();
  await page.locator('#why-refuse').fill('Again no reason.');
  await page.getByRole('button', { name: 'Not acceptable' }).click();
  assert.match(await main(page), /breach proceedings are due/);
  await context.close();
});

test('where they take part by agreement nothing is started, and the page says so', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, officer);
  await fails(page, voluntary);
  assert.match(await main(page), /Voluntary: nothing is started/);
  await page.goto(`/people/${voluntary}/licence`);
  assert.match(await main(page), /No failure to comply is recorded/);
  await page.goto(`/people/${voluntary}/enforcement/new`);
  await page.getByLabel('What did they fail to do?').fill('Was not at the address');
  await page.getByRole('button', { name: 'Record the failure' }).click();
  assert.match(await main(page), /There is a problem[\s\S]*Voluntary: nothing is started/);
  assert.equal(await page.getByLabel('What did they fail to do?').inputValue(), 'Was not at the address');
  await context.close();
});

test('what probation sent becomes a licence with its conditions, is varied, and printed as it stood', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, officer);
  await page.goto(`/people/${licensed}/licence/new`);
  // Nothing of the extract is typed again.
  assert.equal(await page.getByLabel('Licence', { exact: true }).isChecked(), true);
  await page.getByLabel('Sentence (optional)').fill('18 months');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  assert.match(await main(page), /with its standard conditions/);
  const licence = new URL(page.url()).pathname;
  await page.getByText(/^Standard conditions \(\d+\)/).click();
  assert.match(await main(page), /Commit no offence/);
  await page.goto(`${licence}/vary`);
  await page.getByText('Programmes and activities', { exact: true }).click();
  await page.getByLabel('Engage with the integrated offender management team').check();
  await page.getByText('Freedom of movement', { exact: true }).click();
  await page.getByRole('checkbox', { name: 'Do not enter [premises or road]' }).check();
  await page.getByLabel('Why is it varied?').fill('The panel asked for it');
  await page.getByLabel('Who approved it').fill('Example: head of the delivery unit');
  await page.getByRole('button', { name: 'Save the variation' }).click();
  // What stands in brackets was not filled in; everything else is kept.
  assert.match(await main(page), /There is a problem[\s\S]*Fill in what stands in square brackets/);
  assert.equal(await page.getByLabel('Why is it varied?').inputValue(), 'The panel asked for it');
  assert.equal(await page.getByLabel('Engage with the integrated').isChecked(), true);
  assert.deepEqual(await axeProblems(page), []);
  await page
    .getByRole('textbox', { name: /In full.*premises or road/ })
    .fill('Do not enter Example Road without approval.');
  await page.getByRole('button', { name: 'Save the variation' }).click();
  assert.match(await main(page), /The variation was saved/);
  assert.match(await main(page), /Added[\s\S]*Engage with the integrated[\s\S]*Do not enter Example Road/);
  await page.goto(`${licence}/print?on=2020-01-01`);
  assert.match(await main(page), /No conditions are recorded/);
  await page.goto(`${licence}/print`);
  assert.match(await main(page), /Do not enter Example Road/);
  await page.goto(`/people/${licensed}`);
  assert.match(await main(page), /Conditions in force[\s\S]*Engage with the integrated/);
  await context.close();
});

test('two vary at once: the second sees that, keeps what was typed, and sends it again', async () => {
  const first = await signedIn(chromium.browser, site.base, officer);
  const second = await signedIn(chromium.browser, site.base, 'senior-probation-officer');
  await first.page.goto(`/people/${licensed}/licence`);
  const address = await first.page.getByRole('link', { name: /^Vary/ }).getAttribute('href');
  const open = async (page: Page, words: string): Promise<void> => {
    await page.goto(address ?? '');
    await page.getByLabel('Bespoke conditions').fill(words);
    await page.getByLabel('Why is it varied?').fill('Why');
    await page.getByLabel('Who approved it').fill('Who');
  };
  await open(first.page, 'See the nurse on Mondays.');
  await open(second.page, 'See the dentist.');
  await second.page.getByRole('button', { name: 'Save the variation' }).click();
  await second.page.getByText('The variation was saved').waitFor();
  await first.page.getByRole('button', { name: 'Save the variation' }).click();
  assert.match(await main(first.page), /Somebody changed this while you were writing/);
  assert.match(await main(first.page), /See the dentist/);
  assert.equal(await first.page.getByLabel('Bespoke conditions').inputValue(), 'See the nurse on Mondays.');
  await first.page.getByRole('button', { name: 'Save the variation' }).click();
  await first.page.getByText('The variation was saved').waitFor();
  await first.context.close();
  await second.context.close();
});

test('a curfew and a zone are told of when an appointment is planned; the address stays with its agency', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, officer);
  await page.goto(`/people/${licensed}/licence/zones/new`);
  await page.getByLabel('Name').fill('Example zone');
  await page.getByLabel('Places and roads in it').fill('Example Arcade');
  await page.getByText('Or draw it round a place that is to be protected').click();
  await page.getByLabel('Latitude').fill('52.6309');
  await page.getByLabel('Longitude').fill('1.2974');
  await page.getByLabel('Radius in metres').fill('400');
  await page.getByLabel('It protects somebody').check();
  await page.getByRole('button', { name: 'Save zone' }).click();
  assert.match(await main(page), /52.6309/);
  await page.goto(`/people/${licensed}/contacts/new`);
  await page.getByLabel('Office visit').check();
  await page.locator('#day').fill(new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10));
  await page.locator('#time').fill('11:00');
  await page.getByLabel('Not yet known').check();
  await page.getByLabel('Place (optional)').fill('Café in Example Arcade');
  await page.getByRole('button', { name: 'Save contact' }).click();
  assert.match(await main(page), /in the exclusion zone/);
  await page.getByLabel('I have read this').check();
  await page.getByRole('button', { name: 'Save contact' }).click();
  assert.match(await main(page), /The appointment was planned/);
  await context.close();
  const police = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  await police.page.goto(`/people/${licensed}/licence`);
  assert.match(await main(police.page), /Example zone/);
  // A corner of the boundary may share the place's latitude or its longitude by chance, never both.
  assert.doesNotMatch(await police.page.content(), /52\.6309\d*\D{1,20}1\.2974/);
  await police.context.close();
});

test('a bus pass is issued, noted as back, and the minutes lead to their entries', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager', {
    viewport: phone,
  });
  await page.goto(`/people/${licensed}/register/new`);
  await page.getByLabel('Bus pass').check();
  await page.getByLabel('Which one').fill('Pass 4417');
  await page.getByLabel('Value').fill('29.5');
  await page.getByLabel('Minutes it took you').fill('25');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  assert.match(await main(page), /It was recorded[\s\S]*£29\.50/);
  await page.getByRole('link', { name: 'Bus pass' }).click();
  await page.getByLabel('Given back').check();
  await page.getByRole('button', { name: 'Save what became of it' }).click();
  assert.match(await main(page), /Given back or removed/);
  await page.goto('/register/time');
  await page.getByRole('link', { name: 'Bus pass' }).click();
  assert.match(await main(page), /Pass 4417/);
  await context.close();
});

test('every number of the timeliness report is the list behind it', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'scheme-manager');
  await page.goto('/enforcement/timeliness');
  const links = await page
    .locator('tbody a')
    .evaluateAll((all) =>
      all.map((one) => [one.getAttribute('href') ?? '', Number.parseInt(one.textContent ?? '', 10)] as const),
    );
  assert.ok(links.length > 1);
  for (const [href, count] of links) {
    await page.goto(href);
    assert.equal(await page.locator('tbody tr').count(), Math.min(count, 50), href);
  }
  await context.close();
});

test('forms and pages of this part, by axe and at both widths', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, officer);
  const person = `/people/${licensed}`;
  for (const path of [
    'licence',
    'licence/new',
    'licence/curfews/new',
    'licence/zones/new',
    'register/new',
    'enforcement/new',
    'warrants/new',
  ])
    for (const viewport of [wide, phone]) {
      await page.setViewportSize(viewport);
      await page.goto(`${person}/${path}`);
      assert.deepEqual(await axeProblems(page), [], path);
      const sideways = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      assert.ok(sideways <= 1, `${path} by ${sideways}`);
    }
  await context.close();
});
