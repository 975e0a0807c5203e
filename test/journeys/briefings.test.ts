import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { axeProblems, openBrowser, phone, signedIn, wide } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// A shift is briefed, sees somebody, and hears what came of it; it is asked for something, and answers.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;

before(async () => {
  house = await demoHouse();
  site = await serve(house);
  chromium = await openBrowser();
  // The one of the example, and what was asked, make room for those made here.
  await house.ownerQuery(
    `update briefing set until_at = from_at + interval '1 second', from_at = from_at - interval '1 hour' where state = 'released'`,
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

test('a briefing is made and released; the shift reads it, reports a sighting in three steps and hears of it', async () => {
  const manager = await signedIn(chromium.browser, site.base, 'scheme-manager');
  const officer = await signedIn(chromium.browser, site.base, 'front-line-officer', {
    viewport: phone,
    javaScriptEnabled: false,
  });
  await officer.page.goto('/briefings');
  assert.match(await main(officer.page), /no briefing for your area now/);

  // Released from the database's own today, because that is what it expires by.
  const [day] = await house.ownerQuery<{ today: string }>(
    `select to_char(now() at time zone 'Europe/London', 'YYYY-MM-DD') as today`,
  );
  await manager.page.goto('/briefings/new');
  await looksRight(manager.page);
  await manager.page.getByRole('button', { name: 'Go on to who is in it' }).click();
  assert.match(await main(manager.page), /Choose the area or shift/);
  await manager.page.getByLabel('Ipswich response, shift A').check();
  await manager.page.getByLabel('From, day').fill(day?.today ?? '');
  await manager.page.getByLabel('From, time').fill('00:00');
  await manager.page.getByLabel('For how many hours').fill('48');
  await manager.page.getByRole('button', { name: 'Go on to who is in it' }).click();
  await manager.page.waitForURL(/\/briefings\/\d+$/);
  const briefing = manager.page.url();
  await manager.page.locator('input[name="person"]').first().check();
  await manager.page.getByRole('button', { name: 'Put in' }).first().click();
  await manager.page.waitForURL(briefing);
  await looksRight(manager.page);
  const link = manager.page.locator('main a[href*="/people/"]').first();
  const name = (await link.innerText()).trim();
  await link.click();
  await looksRight(manager.page);
  await manager.page.getByLabel('What to look for').fill('A red van');
  await manager.page.getByLabel('Whom to call').fill('Sgt Aldous, 01632 960150');
  await manager.page.getByRole('button', { name: 'Save' }).click();
  await manager.page.waitForURL(briefing);
  await manager.page.getByRole('button', { name: 'Release it' }).click();
  await manager.page.getByText('It is released').waitFor();

  await officer.page.goto('/');
  await officer.page.getByRole('link', { name: /Briefing \d+: Ipswich response/ }).click();
  assert.match(await main(officer.page), new RegExp(`${name}[\\s\\S]*A red van`));
  await officer.page.getByRole('button', { name: 'I have read it' }).click();
  await officer.page.getByRole('button', { name: `I have seen ${name}` }).click();
  assert.notEqual(await officer.page.getByLabel('When').inputValue(), '');
  await officer.page.getByRole('button', { name: 'Send it' }).click();
  assert.match(await main(officer.page), /Say where/);
  await officer.page.getByLabel('Where').fill('Bus station');
  await officer.page.getByRole('button', { name: 'Send it' }).click();
  assert.match(await officer.page.locator('body').innerText(), /You hear what came of it/);

  // Written as somebody else, though they are in the briefing: asked once more, and all that was written goes along.
  for (const choice of [name, 'None of these: go on']) {
    await officer.page.goto('/sightings/new?else=yes');
    await officer.page.getByLabel('Whom').fill(`${name.toLowerCase()}, in a red van`);
    await officer.page.getByLabel('Where').fill('Market place');
    await officer.page.getByLabel('What they were doing').fill('Looking into “cars” & <vans>');
    await officer.page.getByRole('button', { name: 'Send it' }).click();
    assert.match(await main(officer.page), /Is it one of these\?[\s\S]*In your briefing/);
    await officer.page.getByRole('button', { name: 'Change what you typed' }).click();
    assert.equal(
      await officer.page.getByLabel('What they were doing').inputValue(),
      'Looking into “cars” & <vans>',
    );
    await officer.page.getByRole('button', { name: 'Send it' }).click();
    await officer.page.getByRole('button', { name: 'Go on' }).click();
    assert.match(await officer.page.locator('.govuk-error-summary').innerText(), /Choose who it is/);
    await officer.page.getByLabel(choice, { exact: true }).check();
    await officer.page.getByRole('button', { name: 'Go on' }).click();
    assert.match(await officer.page.locator('body').innerText(), /You hear what came of it/);
    assert.match(officer.page.url(), choice === name ? /\/briefings\/\d+$/ : /\/sightings$/);
  }
  const reports = await house.ownerQuery<{ known: boolean; who: string | null; meant: string }>(
    `select s.person_id is not null as known, s.who, e.detail->>'meant' as meant from sighting s
     join audit_entry e on e.act = 'sighting:report' and e.subject_id = s.id where s.place = 'Market place' order by meant`,
  );
  assert.deepEqual(reports, [
    { known: true, who: null, meant: 'briefed' },
    { known: false, who: `${name.toLowerCase()}, in a red van`, meant: 'none' },
  ]);

  await manager.page.goto(briefing);
  assert.match(await main(manager.page), /PC Rhys Tudor/);
  await looksRight(manager.page);
  await manager.page.goto('/sightings?state=new');
  await manager.page.getByRole('link', { name }).first().click();
  await looksRight(manager.page);
  await manager.page.getByLabel('What the reporter hears').fill('Found the same day');
  await manager.page.getByRole('button', { name: 'Tell them' }).click();
  await manager.page.getByText('The reporter is told').waitFor();

  await officer.page.goto('/');
  await officer.page
    .getByRole('link', { name: `What came of your sighting of ${name}` })
    .first()
    .click();
  assert.match(await main(officer.page), /Found the same day/);
  await officer.page.goto(briefing);
  await officer.page.getByRole('button', { name: 'Take a copy to print' }).click();
  assert.match(await main(officer.page), /Copy 1[\s\S]*destroy it at/);
  for (const path of ['/cohort', '/people', '/people/1']) {
    const answer = await officer.page.goto(path);
    assert.ok([403, 404].includes(answer?.status() ?? 0), path);
  }
  await officer.context.close();
  await manager.context.close();
});

test('the officer’s own pages look right; a provider’s manager and the commissioner come into none', async () => {
  const officer = await signedIn(chromium.browser, site.base, 'front-line-officer');
  for (const path of ['/briefings', '/sightings', '/sightings/new', '/taskings', '/sightings/new?else=yes']) {
    await officer.page.goto(path);
    await looksRight(officer.page);
  }
  await officer.context.close();
  for (const login of ['opcc-commissioner', 'providers-manager', 'board-member']) {
    const { page, context } = await signedIn(chromium.browser, site.base, login);
    for (const path of ['/briefings', '/sightings', '/taskings', '/cohort/team-activity'])
      assert.equal((await page.goto(path))?.status(), 403, `${login} ${path}`);
    await context.close();
  }
});

test('a shift is asked for something, returns it, and it comes back to whoever asked', async () => {
  const manager = await signedIn(chromium.browser, site.base, 'scheme-manager', { javaScriptEnabled: false });
  const officer = await signedIn(chromium.browser, site.base, 'front-line-officer', {
    javaScriptEnabled: false,
  });
  await manager.page.goto('/taskings/new');
  await manager.page.getByLabel('Whom do you ask?').selectOption({ label: 'Ipswich response, shift A' });
  await manager.page.getByLabel('What do you ask for?').fill('Look at the yard behind the mill');
  for (const [label, value] of [
    ['Answer by, day', '2099-01-02'],
    ['Answer by, time', '12:00'],
    ['Result by, day', '2099-01-03'],
    ['Result by, time', '12:00'],
  ] as const)
    await manager.page.getByLabel(label).fill(value);
  await manager.page.getByRole('button', { name: 'Ask', exact: true }).click();
  await manager.page.waitForURL(/\/taskings\/\d+$/);
  await officer.page.goto(manager.page.url());
  await officer.page.getByText('Return it').first().click();
  await officer.page.getByRole('button', { name: 'Return it' }).click();
  assert.match(await main(officer.page), /Say why it is returned/);
  await officer.page.getByLabel('Why').fill('Not our beat');
  await officer.page.getByRole('button', { name: 'Return it' }).click();
  await manager.page.reload();
  assert.match(await main(manager.page), /Returned[\s\S]*Not our beat/);
  await manager.page.goto('/');
  assert.match(await main(manager.page), /You asked Ipswich response/);
  await officer.context.close();
  await manager.context.close();
});
