import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { onShift, releasedBriefing } from '../../src/intelligence/briefings/world-for-tests.ts';
import { axeProblems, openBrowser, phone, signedIn, wide } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// A photo from the form on a phone to the shift that has it before them, and away again.

const giver = 'police-offender-manager';
let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let person = 0;
let face: Buffer;

before(async () => {
  house = await demoHouse();
  site = await serve(house);
  chromium = await openBrowser();
  // Plain shapes: nobody's face.
  const shapes = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="1200"><rect width="900" height="1200" fill="#9bb"/>
    <circle cx="450" cy="480" r="230" fill="#c96"/><rect x="170" y="780" width="560" height="420" rx="140" fill="#346"/></svg>`;
  face = await sharp(Buffer.from(shapes)).jpeg().toBuffer();
  const [found] = await house.ownerQuery<{ id: number }>(
    `select m.person_id::int as id from membership m join staff_role r on r.team_id = m.team_id join staff s on s.id = r.staff_id and s.login = $1
     where m.left_on is null and m.state = 'member' and not exists (select 1 from access_restriction x where x.person_id = m.person_id and x.to_at is null)
       and (select count(*) from source_record x where x.person_id = m.person_id and x.withdrawn_at is null) > 1 order by m.id limit 1`,
    [giver],
  );
  person = found?.id ?? 0;
});

after(async () => {
  await chromium?.close();
  await site?.close();
  await house?.close();
});

/** The picture is there, and not only its place. */
async function isDrawn(page: Page, selector: string): Promise<boolean> {
  await page.waitForLoadState('load');
  return page.evaluate<boolean>(`(document.querySelector('${selector}')?.naturalWidth ?? 0) > 0`);
}

test('it is given on a phone without script, after a yes to name and date of birth, and stands beside the name', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, giver, {
    viewport: phone,
    javaScriptEnabled: false,
  });
  await page.goto(`/people/${person}/photo`);
  assert.match(await page.locator('main').innerText(), /There is no photo of this person/);
  await page.getByRole('button', { name: 'Give the photo' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Say that it shows/);
  await page.locator('input[name="record"]').first().check();
  await page.getByLabel('Taken on').fill('2026-10-01');
  await page.getByLabel('Why this photo is needed').fill('The shift asked whom to look for');
  await page.getByLabel(/it shows .*, born /).check();
  await page
    .getByLabel('Photo', { exact: true })
    .setInputFiles({ name: 'p.jpg', mimeType: 'image/jpeg', buffer: face });
  await page.getByRole('button', { name: 'Give the photo' }).click();
  assert.match(await page.locator('main').innerText(), /Taken 1 October 2026/);
  assert.ok(await isDrawn(page, 'img.wm-photo'));
  await page.goto(`/people/${person}`);
  assert.ok(await isDrawn(page, 'img.wm-identity__photo'));
  await context.close();
});

test('with script the chosen picture is seen before the yes', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, giver, { viewport: phone });
  await page.goto(`/people/${person}/photo`);
  const file = page.locator('input[type="file"]');
  await file.setInputFiles({ name: 'p.jpg', mimeType: 'image/jpeg', buffer: face });
  await page.locator('#photo-preview').waitFor({ state: 'visible' });
  const order = await page.evaluate<boolean>(
    `Boolean(document.querySelector('#photo').compareDocumentPosition(document.querySelector('form[enctype] input[name=sure]')) & 4)`,
  );
  assert.ok(order, 'the file comes before the yes');
  await file.setInputFiles([]);
  await page.locator('#photo-preview').waitFor({ state: 'hidden' });
  await context.close();
});

test('the pages with it stand up to axe, wide and on a phone', async () => {
  for (const viewport of [wide, phone]) {
    const { context, page } = await signedIn(chromium.browser, site.base, giver, { viewport });
    for (const path of [`/people/${person}`, `/people/${person}/photo`]) {
      await page.goto(path);
      assert.deepEqual(await axeProblems(page), [], path);
      const over = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      assert.ok(over <= 1, `${path} is ${over} points too wide at ${viewport.width}`);
    }
    await context.close();
  }
});

test('the shift has it on the phone and on paper until it is taken away; then it is gone from both', async () => {
  const briefing = await releasedBriefing(house, [person], { by: giver });
  const shift = await signedIn(chromium.browser, site.base, onShift, { viewport: phone });
  await shift.page.goto(`/briefings/${briefing}`);
  assert.ok(await isDrawn(shift.page, 'img.wm-briefed__photo'));
  assert.deepEqual(await axeProblems(shift.page), []);
  await shift.page.getByRole('button', { name: 'Take a copy to print' }).click();
  assert.ok(await isDrawn(shift.page, 'img.wm-briefed__photo'));
  const paper = shift.page.url();

  const { context, page } = await signedIn(chromium.browser, site.base, giver);
  await page.goto(`/people/${person}/photo`);
  await page.getByText('Take this photo away').click();
  await page.getByLabel('Why', { exact: true }).fill('It is not him');
  await page.getByRole('button', { name: 'Take it away' }).click();
  assert.match(
    await page.locator('main').innerText(),
    /There is no photo[\s\S]*Taken away by[\s\S]*It is not him/,
  );
  await shift.page.goto(`/briefings/${briefing}`);
  assert.equal(await shift.page.locator('img.wm-briefed__photo').count(), 0);
  await shift.page.goto(paper);
  assert.equal(await shift.page.locator('img.wm-briefed__photo').count(), 0);

  await page.getByText('Put it back').click();
  await page
    .locator('table')
    .getByLabel(/it shows/)
    .check();
  await page.getByRole('button', { name: 'Show it again' }).click();
  assert.ok(await isDrawn(page, 'img.wm-photo'));
  await shift.page.goto(`/briefings/${briefing}`);
  assert.ok(await isDrawn(shift.page, 'img.wm-briefed__photo'), 'the undo reaches the shift as well');
  await shift.context.close();
  await context.close();
});
