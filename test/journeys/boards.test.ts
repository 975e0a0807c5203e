import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { axeProblems, openBrowser, phone, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// A structure as it stood on a day, a meeting with its papers and minutes, and a pack that stays as it was issued.

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

const nothingWrong = async (page: Page): Promise<void> => assert.deepEqual(await axeProblems(page), []);

test('who reports to whom, on two days, and a circle that is refused', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'opcc-chief-executive');
  await page.goto('/governance/boards');
  assert.match(
    await main(page),
    /IOM Management Board; chair: Chair of the Management Board; took the place of/,
  );
  await nothingWrong(page);
  await page.getByLabel('The structure as it stood on').fill('2015-08-11');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.waitForURL(/on=2015-08-11/);
  const then = await main(page);
  assert.match(then, /On 11 August 2015/);
  assert.match(then, /Norfolk IOM Steering Group/);
  assert.match(then, /Boards that did not stand then[\s\S]*IOM Management Board: Since 12 August 2015/);
  await page.setViewportSize(phone);
  await nothingWrong(page);
  await page.goto('/governance/boards');
  await page
    .getByRole('main')
    .getByRole('link', { name: 'Norfolk and Suffolk Criminal Justice Board' })
    .click();
  await page.getByRole('button', { name: 'Add a line' }).click();
  await page.getByLabel('How it stands to the other').selectOption('reports-to');
  await page.getByLabel('The other board').selectOption({ label: 'IOM Management Board' });
  await page.getByLabel('Note (optional)').fill('Kept when it is refused');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  assert.match(await main(page), /That board reports to this one on some of these days/);
  assert.equal(await page.getByLabel('Note (optional)').inputValue(), 'Kept when it is refused');
  await nothingWrong(page);
  await context.close();
});

/** Plans a meeting of the Management Board for a day that is over, with one paper; its address. */
async function prepareMeeting(page: Page): Promise<string> {
  await page.goto('/governance/boards');
  await page.getByRole('main').getByRole('link', { name: 'IOM Management Board' }).click();
  await nothingWrong(page);
  await page.getByRole('button', { name: 'Plan a meeting' }).click();
  await page.getByLabel('Day').fill('2026-10-29');
  await page.getByLabel('Time (optional)').fill('9');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  await page.getByLabel('Time (optional)').fill('09:00');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The meeting was planned.').waitFor();
  const address = page.url();
  await page.getByRole('button', { name: 'Add an item' }).click();
  await page.getByLabel('Title').fill('Outcomes');
  await page.getByLabel('What the board is to do with it').selectOption('decide');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Add a paper' }).click();
  await page.getByLabel('Title').fill('Outcomes of the scheme');
  await page.getByLabel('Whose paper it is').fill('Scheme manager');
  await page.getByLabel('Protective marking').selectOption('official');
  await page.getByLabel('What the paper says').fill('The scheme cut reoffending by 58%. See A1234BC.');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  assert.match(await main(page), /Take out “A1234BC”/);
  assert.match(await main(page), /nothing here shows it/);
  await nothingWrong(page);
  await page.getByLabel('What the paper says').fill('The scheme cut reoffending by 58%.');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The paper was added.').waitFor();
  assert.match(await main(page), /\[unsupported claim\]/);
  await nothingWrong(page);
  return address;
}

test('a meeting with its agenda, paper, attendance, minutes by two people, and an action', async () => {
  const manager = await signedIn(chromium.browser, site.base, 'scheme-manager');
  const { page } = manager;
  const address = await prepareMeeting(page);
  await page.goto(address);
  await page.getByRole('button', { name: 'It was held', exact: true }).click();
  await page.getByText('The meeting was held.').waitFor();
  await page.getByRole('button', { name: 'Mark who came' }).click();
  await page
    .getByLabel('Pathways manager, Third sector providers of pathways')
    .selectOption({ label: 'Apologies' });
  await nothingWrong(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Who came was marked.').waitFor();
  assert.match(await main(page), /Pathways manager\s+Third sector providers of pathways\s+Apologies/);
  await page.getByRole('button', { name: 'Write the minutes' }).click();
  await page.getByLabel('Minutes', { exact: true }).fill('The board resolved to look at its risks again.');
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await page.getByText('You wrote these minutes: somebody else approves them.').waitFor();
  await page.getByRole('button', { name: 'Add an action' }).click();
  await page.getByLabel('What is to be done').fill('Look at the risks again');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The action was added.').waitFor();
  await page.goto(address);
  assert.match(await main(page), /Look at the risks again/);
  await nothingWrong(page);
  const member = await signedIn(chromium.browser, site.base, 'board-member');
  await member.page.goto(address);
  await member.page.getByRole('button', { name: 'Approve the minutes' }).click();
  await member.page.getByText('The minutes are approved.').waitFor();
  assert.equal(await member.page.getByRole('button', { name: 'Change the minutes' }).count(), 0);
  await nothingWrong(member.page);
  await manager.context.close();
  await member.context.close();
});

test('a pack is issued, stays as it was, and names nobody', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'opcc-chief-executive');
  await page.goto('/governance/packs');
  await nothingWrong(page);
  await page.getByRole('button', { name: 'Assemble a pack' }).click();
  await page.getByLabel('Title').fill('A pack of November');
  await page.getByLabel('Board', { exact: true }).selectOption({ label: 'IOM Management Board' });
  await page.getByText('What is said under each part').click();
  await page.getByLabel('Actions', { exact: true }).last().fill('Those asked of Whitlock are late.');
  await nothingWrong(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The draft is assembled.').waitFor();
  assert.match(await main(page), /This is a draft/);
  await nothingWrong(page);
  await page.getByRole('button', { name: 'Issue the pack' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  assert.match(await main(page), /may name somebody: “Whitlock”/);
  await nothingWrong(page);
  await page.getByLabel('I have looked at each: nobody on the scheme is named').check();
  await page.getByRole('button', { name: 'Issue the pack' }).click();
  await page.getByText('The pack is issued. It never changes from here on.').waitFor();
  const address = page.url();
  const before = (await main(page)).replace(/^[\s\S]*SHA-256/, 'SHA-256');
  await page.getByLabel('Make copies for').fill('The chair\nThe chief constable');
  await page.getByRole('button', { name: 'Make numbered copies' }).click();
  await page.getByText('Copies 1 to 2 were made.').waitFor();
  await nothingWrong(page);
  await page.goto('/governance/actions/new');
  await page.getByLabel('What is to be done').fill('An action of afterwards');
  await page.getByLabel('Where it comes from').fill('A test');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The action was added.').waitFor();
  await context.close();
  const member = await signedIn(chromium.browser, site.base, 'board-member');
  await member.page.goto(address);
  const after = (await main(member.page)).replace(/^[\s\S]*SHA-256/, 'SHA-256');
  assert.doesNotMatch(after, /An action of afterwards/);
  assert.equal(after.slice(0, 71), before.slice(0, 71), 'the hash is the same');
  const document = await member.page.request.get(`${address}/download`);
  assert.equal(document.status(), 200);
  assert.equal((await document.body()).subarray(0, 2).toString(), 'PK');
  await member.context.close();
});

test('boards, meetings, objectives and packs show the commissioner nobody on the scheme', async () => {
  const known = await house.ownerQuery<{ name: string }>(
    `select distinct lower(p.given_names || ' ' || p.family_name) as name from person p join membership m on m.person_id = p.id`,
  );
  assert.ok(known.length > 100);
  const { context, page } = await signedIn(chromium.browser, site.base, 'opcc-commissioner');
  for (const path of [
    ...['/governance/boards', '/governance/boards/7', '/governance/meetings', '/governance/meetings/1'],
    ...['/governance/papers/1', '/governance/objectives', '/governance/objectives/1', '/governance/packs'],
    '/governance/packs/1',
  ]) {
    const answer = await page.goto(path);
    assert.equal(answer?.status(), 200, path);
    const text = (await main(page)).toLowerCase();
    assert.deepEqual(
      known.filter(({ name }) => text.includes(name)),
      [],
      path,
    );
    assert.doesNotMatch(text, /\b\d{2,4}\/\d{4,7}[a-z]\b|\b[a-z]\d{4}[a-z]{2}\b/, path);
    await nothingWrong(page);
  }
  // Seed 003: the link worker's grant supports the objective to prevent re-offending.
  await page.goto('/governance/objectives');
  await page.getByRole('link', { name: /^Prevent reoffending/ }).click();
  assert.match(await main(page), /Norfolk 180° link worker[\s\S]*Pays for the link worker/);
  await context.close();
});
