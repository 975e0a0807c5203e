import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { axeProblems, openBrowser, phone, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// Messages to the person in a real browser: asked, seen before it goes out, changed, skipped, sent and told of.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let personId = 0;
let contactId = 0;
/** Somebody of the demonstration who agreed: their page is full. */
let other = { person: 0, consent: 0 };

before(async () => {
  house = await demoHouse();
  site = await serve(house);
  chromium = await openBrowser();
  const [found] = await house.ownerQuery<{ person: number; contact: number }>(
    `insert into contact (person_id, agency_id, staff_id, kind, state, at, planned, place, handling)
     select a.person_id, s.agency_id, s.id, 'office', 'planned', $1, true, 'Library café', 'partners'
     from allocation a join staff s on s.id = a.staff_id join membership m on m.id = a.membership_id and m.state = 'member' and m.left_on is null
     where s.login = 'police-offender-manager' and a.to_at is null
       and not exists (select 1 from message_consent k where k.person_id = a.person_id)
       and not exists (select 1 from contact c where c.person_id = a.person_id and c.state = 'planned')
       and not exists (select 1 from custody_spell y where y.person_id = a.person_id and (y.to_day is null or y.to_day > date '2026-10-01'))
     order by a.id limit 1 returning person_id::int as person, id::int as contact`,
    ['2026-11-05T14:30:00Z'],
  );
  personId = found?.person ?? 0;
  contactId = found?.contact ?? 0;
  const [full] = await house.ownerQuery<{ person: number; consent: number }>(
    `select k.person_id::int as person, k.id::int as consent from message_consent k join staff s on s.id = k.staff_id
     where s.login = 'police-offender-manager' and k.broken is null order by k.id limit 1`,
  );
  other = full ?? other;
});

after(async () => {
  await chromium?.close();
  await site?.close();
  await house?.close();
});

const login = 'police-offender-manager';
const bare = { viewport: phone, javaScriptEnabled: false };

test('on a phone without script: asked, the exact text seen, and reminders switched on', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, login, bare);
  await page.goto(`/people/${personId}/reminders`);
  assert.match(
    await page.locator('main').innerText(),
    /have not agreed to any message[\s\S]*None: they have not agreed/,
  );
  await page.getByRole('button', { name: 'Record what they agreed to' }).click();
  await page.getByLabel('Texts to a mobile').check();
  await page.locator('#address').fill('01632 960180');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  assert.match(
    await page.locator('.govuk-error-summary').innerText(),
    /not a mobile number[\s\S]*somebody else[\s\S]*Choose what they agreed to/,
  );
  assert.equal(await page.locator('#address').inputValue(), '01632 960180');
  await page.locator('#address').fill('07700 900 123');
  await page.getByLabel('No', { exact: true }).check();
  await page.getByLabel('Reminders of appointments').check();
  await page.getByLabel('Other messages').check();
  await page.getByLabel('In person').check();
  await page.getByLabel('They understood this and agreed').check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.waitForURL('**/switch');
  assert.match(
    await page.locator('main').innerText(),
    /you are seeing \w+ on Thursday 5 November at 2\.30pm at the library café\. If you cannot come, please ring 01632 9601\d\d\./,
  );
  await page.getByLabel('Plain').check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.waitForURL(`**/people/${personId}/reminders`);
  assert.match(
    await page.locator('main').innerText(),
    /Text message: 07700 900123[\s\S]*On: Plain[\s\S]*goes out 4 Nov 2026, 17:00/,
  );
  await context.close();
});

test('other words for one appointment are looked at first, and never say why', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, login, bare);
  const path = `/people/${personId}/reminders/appointments/${contactId}`;
  await page.goto(path);
  await page.locator('#words').fill('Probation on {day} at {time}');
  await page.getByRole('button', { name: 'Continue' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Take out “probation”/);
  await page.locator('#words').fill('Bring the letter, {first_name}: {day}, {time}');
  await page.getByRole('button', { name: 'Continue' }).click();
  assert.match(
    await page.locator('main').innerText(),
    /Not saved yet[\s\S]*Bring the letter, \p{L}+: Thursday 5 November, 2\.30pm/u,
  );
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(`**/people/${personId}/reminders`);
  const second = await signedIn(chromium.browser, site.base, login, bare);
  await second.page.goto(path);
  await page.goto(path);
  for (const one of [page, second.page]) {
    await one.getByLabel('None for this appointment').check();
    await one.getByRole('button', { name: 'Continue' }).click();
  }
  assert.match(await second.page.locator('main').innerText(), /Somebody changed this reminder/);
  await page.goto(`/people/${personId}/reminders`);
  assert.match(await page.locator('main').innerText(), /none, because a worker chose that there is none/);
  await second.context.close();
  await context.close();
});

test('a message now is seen, sent once, and stands among the contacts; then they want no more', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, login, bare);
  await page.goto(`/people/${personId}/reminders`);
  await page.getByRole('button', { name: 'Send a message now' }).click();
  await page.locator('#words').fill('Your police officer will ring');
  await page.getByRole('button', { name: 'Show it first' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Take out “police”/);
  await page.locator('#words').fill('Hi {first_name}, the café is shut. Ring {phone}');
  await page.getByRole('button', { name: 'Show it first' }).click();
  assert.match(await page.locator('main').innerText(), /Hi \p{L}+, the café is shut\. Ring 01632/u);
  await page.getByRole('button', { name: 'Send it' }).click();
  await page.waitForURL(`**/people/${personId}/reminders`);
  assert.match(await page.locator('main').innerText(), /the café is shut[\s\S]*Waiting to go out/i);
  await page.goto(`/people/${personId}/contacts`);
  assert.match(await page.locator('main').innerText(), /Text message[\s\S]*the café is shut/);
  await page.goto(`/people/${personId}/reminders`);
  await page.getByText('They no longer want texts there').click();
  await page.getByRole('button', { name: 'Stop messages there' }).click();
  await page.waitForURL(`**/people/${personId}/reminders`);
  assert.match(await page.locator('main').innerText(), /have not agreed to any message/);
  await context.close();
});

test('what did not arrive stands on Today until the worker says that they know', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, login);
  await house.ownerQuery(
    `update message set state = 'failed', cause = 'no-such-address', settled_at = $2, seen_at = null where person_id = $1`,
    [personId, new Date('2026-11-02T08:00:00Z')],
  );
  await page.goto('/');
  assert.match(
    await page.locator('main').innerText(),
    /Text not delivered: nobody has this address any more/,
  );
  await page.goto(`/people/${personId}/reminders`);
  await page.getByRole('button', { name: /^I know/ }).click();
  await page.waitForURL(`**/people/${personId}/reminders`);
  assert.equal(await page.getByRole('button', { name: /^I know/ }).count(), 0);
  await context.close();
});

test('the administrator sees what messages go out by, and no secret; a test says what became of it', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'administrator');
  await page.goto('/settings');
  await page.getByRole('link', { name: /^Messages to people/ }).click();
  assert.match(await page.locator('main').innerText(), /Nothing is sent: messages are kept here/);
  await page.locator('#to').fill('me');
  await page.getByRole('button', { name: 'Send test' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /one @/);
  await page.locator('#to').fill('me@example.org');
  await page.getByRole('button', { name: 'Send test' }).click();
  await page.waitForURL('**/settings/messages');
  assert.match(await page.locator('body').innerText(), /Nothing was sent: no channel is set up/);
  assert.deepEqual(await axeProblems(page), []);
  await context.close();
});

for (const [name, path] of [
  ['the list', () => `/people/${other.person}/reminders`],
  ['what goes out', () => `/people/${other.person}/reminders/addresses/${other.consent}/switch`],
  ['what they agreed to', () => `/people/${personId}/reminders/addresses/new`],
  ['one appointment', () => `/people/${personId}/reminders/appointments/${contactId}`],
  ['a message', () => `/people/${other.person}/reminders/message`],
] as const)
  test(`nothing is wrong by axe, wide and narrow: ${name}`, async () => {
    const { context, page } = await signedIn(chromium.browser, site.base, login);
    await page.goto(path());
    assert.deepEqual(await axeProblems(page), []);
    await page.setViewportSize(phone);
    assert.deepEqual(await axeProblems(page), []);
    const sideways = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    assert.ok(sideways <= 1, `${sideways} px`);
    await context.close();
  });
