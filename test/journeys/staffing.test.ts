import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { axeProblems, openBrowser, phone, signedIn, wide } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// Who is in which post, what officers carry and would carry, who lacks which training, and what an action asks.

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

/** Nothing wrong by axe, and no sideways scrolling, at both widths. */
async function looksRight(page: Page): Promise<void> {
  for (const size of [phone, wide]) {
    await page.setViewportSize(size);
    assert.deepEqual(await axeProblems(page), [], `${page.url()} at ${size.width}`);
    const over = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    assert.ok(over <= 1, `${page.url()} scrolls sideways by ${over}`);
  }
}

const manager = () => signedIn(chromium.browser, site.base, 'scheme-manager');

test('a post is filled from a day ahead, its holder leaves on a day, and that is undone', async () => {
  const { page, context } = await manager();
  await page.goto('/resources/posts?vacant=1');
  await looksRight(page);
  await page.getByRole('link', { name: 'Administrator 1' }).click();
  await page.getByLabel('Of Norfolk Constabulary').selectOption({ label: 'Elaine Proctor' });
  await page.getByLabel('Share of full time').fill('1.5');
  await page.getByRole('button', { name: 'Put in post' }).click();
  assert.match(await main(page), /Enter the share of full time/);
  assert.equal(
    await page.getByLabel('Of Norfolk Constabulary').locator('option:checked').innerText(),
    'Elaine Proctor',
    'what was chosen stays',
  );
  await looksRight(page);
  await page.getByLabel('Share of full time').fill('0.6');
  await page.getByRole('button', { name: 'Put in post' }).click();
  assert.match(await main(page), /0\.4 FTE vacant/);
  await page.getByRole('button', { name: 'End the time of Elaine Proctor' }).click();
  await page.getByRole('button', { name: 'Undo the ending: Elaine Proctor stays' }).click();
  assert.match(await main(page), /Elaine Proctor\s+0\.6\s+.*In post/s);
  await looksRight(page);
  await context.close();
});

test('reporting lines and bases are drawn and listed, and what a base serves follows the team', async () => {
  const { page, context } = await signedIn(chromium.browser, site.base, 'opcc-commissioner');
  await page.goto('/resources/lines');
  assert.equal(await page.getByRole('img', { name: 'Who answers to whom' }).count(), 1);
  assert.match(await main(page), /Performance, in Suffolk\s+DCI, Operations Command/);
  await looksRight(page);
  await page.goto('/resources/bases');
  assert.match(await main(page), /King.s Lynn\s+Norfolk, satellite of Norwich/);
  await looksRight(page);
  await page.getByRole('link', { name: 'Lowestoft and Great Yarmouth', exact: true }).click();
  assert.match(await main(page), /PC Hannah Utting\s+Norfolk Constabulary/);
  await looksRight(page);
  const refused = await page.goto('/resources/caseload');
  assert.equal(refused?.status(), 403);
  await context.close();
});

test('caseload: hours lower a limit, what-if is kept in the address, a forecast leads to its people', async () => {
  const { page, context } = await manager();
  await page.goto('/resources/caseload');
  await looksRight(page);
  await page.goto('/resources/caseload/hours');
  await looksRight(page);
  await page.getByRole('link', { name: 'PC Omar Farouk' }).click();
  await page.getByLabel('Hours a week less, for a time').check();
  await page.getByLabel('Hours a week', { exact: true }).fill('10');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(await main(page), /Enter until when they work less/);
  await page.getByLabel('The first day on which it no longer holds').fill('2099-01-01');
  await page.getByRole('button', { name: 'Save' }).click();
  await looksRight(page);
  await page.goto('/resources/caseload/what-if');
  const norwich = page.getByRole('group', { name: 'Norwich' });
  await norwich.getByLabel('Officers, FTE more or fewer').fill('+1');
  await norwich.getByLabel('People, more or fewer').fill('-10');
  await page.getByRole('button', { name: 'See what follows' }).click();
  assert.match(page.url(), /what-if\?officers=\d+%3A1&people=\d+%3A-10$/);
  assert.match(await main(page), /adds 1 FTE in all\. 10 fewer people in all/);
  await looksRight(page);
  await page.goto('/resources/caseload/forecast');
  await looksRight(page);
  await page.locator('a', { hasText: ': joined in the last twelve months, All bases' }).click();
  assert.match(await main(page), /Joined in the last twelve months/);
  await looksRight(page);
  await context.close();
});

test('allocating says in per cent what one person more does', async () => {
  const { page, context } = await manager();
  const [member] = await house.ownerQuery<{ id: number }>(
    'select person_id::int as id from membership where left_on is null order by id limit 1',
  );
  await page.goto(`/people/${member?.id}/allocate`);
  assert.match(await main(page), /\d+ → \d+ of \d+ \(\d+ %\); points \d+ → \d+ of \d+ \(\d+ %\)/);
  await context.close();
});

test('gaps in training by base; an action that asks for training refuses an owner without it', async () => {
  const { page, context } = await manager();
  await page.goto('/resources/skills');
  await looksRight(page);
  await page.goto('/resources/skills/people?state=gap');
  assert.match(await main(page), /Ran out on/);
  await looksRight(page);
  await page.goto('/training');
  await looksRight(page);
  await page.goto('/governance/actions/new');
  await page.getByLabel('What is to be done').fill('Check assessments');
  await page.getByLabel('Where it comes from').fill('Inspection');
  await page.getByLabel('Owner').selectOption({
    label: 'Sunita Rao, Office of the Police and Crime Commissioner for Norfolk',
  });
  await page.getByText('What it asks of whoever does it').click();
  await page.getByLabel('Training that holds').selectOption({ label: 'OASys' });
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(await main(page), /Sunita Rao has no training in OASys/);
  await looksRight(page);
  await page.getByLabel('Why somebody without that does it all the same').fill('She only counts them');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(await main(page), /Passed over by Inspector Helen Ashdown: She only counts them/);
  await context.close();
});

test('a front-line officer and a provider’s manager have none of it', async () => {
  for (const role of ['front-line-officer', 'providers-manager']) {
    const { page, context } = await signedIn(chromium.browser, site.base, role);
    for (const path of ['/resources', '/resources/lines', '/resources/caseload', '/resources/skills'])
      assert.equal((await page.goto(path))?.status(), 403, `${role} at ${path}`);
    await context.close();
  }
});
