import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import test, { after, before } from 'node:test';
import { axeProblems, openBrowser, phone, signedIn } from '../support/browser.ts';
import { demoHouse } from '../support/demo.ts';
import type { TestHouse } from '../support/house.ts';
import { serve } from '../support/served.ts';

// From a sender that an administrator registers to the word on an open page, and back to an acknowledgement.

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let chromium: Awaited<ReturnType<typeof openBrowser>>;
let pnc = '';
let token = '';
let key = '';
let webhook = '';

before(async () => {
  house = await demoHouse();
  site = await serve(house);
  chromium = await openBrowser();
  const [found] = await house.ownerQuery<{ pnc: string }>(
    `select p.pnc from allocation a join staff s on s.id = a.staff_id and s.login = 'police-offender-manager' join person p on p.id = a.person_id
     join membership m on m.id = a.membership_id and m.left_on is null
     where a.to_at is null and a.kind = 'lead' and p.pnc is not null and not exists (select 1 from alert x where x.person_id = p.id) order by a.id limit 1`,
  );
  pnc = found?.pnc ?? '';
});

after(async () => {
  await chromium?.close();
  await site?.close();
  await house?.close();
});

const bare = { viewport: phone, javaScriptEnabled: false };

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${site.base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });

test('an administrator registers a sender on a phone without script; the secret is shown once', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'administrator', bare);
  await page.goto('/settings/senders/new');
  await page.getByRole('button', { name: 'Register and show the secret' }).click();
  assert.match(
    await page.locator('.govuk-error-summary').innerText(),
    /Enter a name[\s\S]*Choose what it may send/,
  );
  await page.getByLabel('Name', { exact: true }).fill('Journey custody system');
  await page.getByLabel('Whose word its events are').selectOption({ label: 'Norfolk Constabulary' });
  await page.getByLabel('In custody').check();
  await page.getByLabel('Crime', { exact: true }).check();
  await page.getByLabel('Statutory agencies').check();
  await page.getByRole('button', { name: 'Register and show the secret' }).click();
  token = await page.locator('[data-copy="token"]').innerText();
  key = await page.locator('[data-copy="signing key"]').innerText();
  await page.getByRole('link', { name: 'I have copied them' }).click();
  webhook = new URL((await page.locator('main').innerText()).match(/http\S+webhooks\/\d+/)?.[0] ?? '')
    .pathname;
  assert.doesNotMatch(await page.content(), new RegExp(token));
  await context.close();
});

test('an open page says that something is new, without a name; the inbox says what, and it is acknowledged and taken back', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  await page.goto('/people');
  const second = await context.newPage();
  await second.goto('/cohort');
  await page.waitForTimeout(1_000);
  const answer = await post(
    '/api/events',
    {
      id: 'journey-1',
      kind: 'custody',
      happenedAt: '2026-11-02T08:40:00Z',
      person: { pnc },
      place: 'Example custody suite',
    },
    { authorization: `Bearer ${token}` },
  );
  assert.equal(answer.status, 202);
  for (const open of [page, second]) {
    const news = open.locator('[data-alerts-stream] a');
    await news.waitFor({ timeout: 5_000 });
    assert.equal(await news.innerText(), '1 new alert');
  }
  assert.deepEqual(await axeProblems(page), []);
  await page.locator('[data-alerts-stream] a').click();
  assert.deepEqual(await axeProblems(page), []);
  const [made] = await house.ownerQuery<{ id: number }>(
    `select alert_id::int as id from event_received where event_id = 'journey-1'`,
  );
  await page.locator(`main a[href="/inbox/${made?.id}"]`).click();
  assert.match(
    await page.locator('main').innerText(),
    /In custody:[\s\S]*Example custody suite[\s\S]*leads the case/,
  );
  assert.deepEqual(await axeProblems(page), []);
  await page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
  await page.getByRole('link', { name: 'Take that back' }).click();
  await page.getByRole('button', { name: 'Take the acknowledgement back' }).click();
  assert.match(await page.locator('main').innerText(), /waits in your inbox again/);
  await context.close();
});

test('a further report is new again: the open inbox shows it, the header counts it after a reload, and a phone shows it scrolled', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  await page.setViewportSize({ width: 390, height: 700 });
  await page.goto('/inbox?show=all');
  const [first] = await house.ownerQuery<{ id: number }>(
    `select alert_id::int as id from event_received where event_id = 'journey-1'`,
  );
  const row = page.locator('[data-inbox-list] tr', {
    has: page.locator(`a[href="/inbox/${first?.id}"]`),
  });
  assert.doesNotMatch(await row.innerText(), /New/);
  await page.waitForTimeout(1_000);
  await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
  const answer = await post(
    '/api/events',
    { id: 'journey-again', kind: 'custody', happenedAt: '2026-11-02T08:50:00Z', person: { pnc } },
    { authorization: `Bearer ${token}` },
  );
  assert.equal(answer.status, 202);
  const news = page.locator('[data-alerts-stream] a');
  await news.waitFor({ timeout: 5_000 });
  await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
  const box = await news.boundingBox();
  assert.ok(box !== null && box.y > 0 && box.y + box.height <= 700, JSON.stringify(box));
  await row.getByText('New', { exact: true }).waitFor({ timeout: 5_000 });
  assert.match(await row.innerText(), /2 reports of it/);
  assert.deepEqual(await axeProblems(page), []);
  await page.goto('/people');
  await page.getByRole('link', { name: /^Alerts \(\d+\)$/ }).waitFor({ timeout: 5_000 });
  await context.close();
});

test('a report that is not about them is said to be so, with its reason, and the page says that it is in doubt', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager');
  const [made] = await house.ownerQuery<{ id: number; event: number }>(
    `select alert_id::int as id, id::int as event from event_received where event_id = 'journey-again'`,
  );
  await page.goto(`/inbox/${made?.id}`);
  const form = page.locator(`form[action="/inbox/${made?.id}/reports/${made?.event}"]`);
  await page.locator('details', { has: form }).getByText('This is not about them', { exact: true }).click();
  await form.getByRole('button').click();
  await page.getByRole('link', { name: 'Say why it is not about them' }).waitFor();
  await form.getByRole('textbox').fill('They were with me at that hour');
  assert.deepEqual(await axeProblems(page), []);
  await form.getByRole('button').click();
  assert.match(
    await page.locator('main').innerText(),
    /Taken back[\s\S]*It is in doubt[\s\S]*They were with me at that hour/,
  );
  assert.deepEqual(await axeProblems(page), []);
  await context.close();
});

test('a webhook is signed; a wrong one, a replay long after, and a kind it may not send are refused', async () => {
  const body = JSON.stringify({
    events: [
      { id: 'journey-2', kind: 'crime', happenedAt: '2026-11-02T07:00:00Z', person: { pnc } },
      { id: 'journey-3', kind: 'release', happenedAt: '2026-11-02T07:00:00Z', person: { pnc } },
    ],
  });
  const send = (timestamp: number, signed = body): Promise<Response> => {
    const secret = Buffer.from(key.slice('whsec_'.length), 'base64');
    const signature = createHmac('sha256', secret).update(`m-1.${timestamp}.${signed}`).digest('base64');
    return fetch(`${site.base}${webhook}`, {
      method: 'POST',
      headers: {
        'webhook-id': 'm-1',
        'webhook-timestamp': String(timestamp),
        'webhook-signature': `v1,${signature}`,
      },
      body,
    });
  };
  const now = house.clock().getTime() / 1_000;
  const taken = await send(now);
  assert.equal(taken.status, 202);
  const said = (await taken.json()) as { accepted: number; refused: { field: string; text: string }[] };
  assert.equal(said.accepted, 1);
  assert.match(said.refused[0]?.text ?? '', /release .* not one that this sender may send/);
  assert.equal(((await (await send(now)).json()) as { repeated: number }).repeated, 1);
  assert.equal((await send(now - 301)).status, 401);
  assert.equal((await send(now, `${body} `)).status, 401);
  await house.ownerQuery('update event_sender set per_minute = 1');
  const flood = await post(
    '/api/events',
    { id: 'journey-4', kind: 'crime', happenedAt: '2026-11-02T07:00:00Z', person: { pnc } },
    { authorization: `Bearer ${token}` },
  );
  assert.equal(flood.status, 429);
  assert.equal(flood.headers.get('retry-after'), '60');
  await house.ownerQuery('update event_sender set per_minute = null');
});

test('without script on a phone: the inbox, how one is told, and a file of events with what is wrong in it', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'police-offender-manager', bare);
  await page.goto('/inbox?show=all');
  assert.ok((await page.locator('main table tbody tr').count()) >= 2);
  await page.getByRole('link', { name: 'How you are told' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Enter your e-mail address/);
  await context.close();
  const analyst = await signedIn(chromium.browser, site.base, 'analyst', bare);
  await analyst.page.goto('/intake/events');
  await analyst.page.setInputFiles('#file', {
    name: 'events.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(
      `id,kind,happened_at,pnc,family_name,born_on\nf-1,custody,2026-10-31T09:00:00Z,${pnc},,\nf-2,custody,yesterday,${pnc},,\nf-3,crime,2026-11-01T09:00:00Z,,Nobodyknown,1951-02-03\n`,
    ),
  });
  await analyst.page.getByRole('button', { name: 'Bring it in' }).click();
  assert.match(
    await analyst.page.locator('main').innerText(),
    /3 events read[\s\S]*2 taken in[\s\S]*1 refused[\s\S]*3\s+happenedAt is a day and time/,
  );
  await analyst.context.close();
});

test('a reviewer says whom an event is about, or nobody, and may take that back', async () => {
  const { context, page } = await signedIn(chromium.browser, site.base, 'identity-reviewer');
  await page.waitForTimeout(500);
  await page.goto('/identity/events');
  assert.deepEqual(await axeProblems(page), []);
  await page.getByRole('link', { name: 'Nobodyknown' }).click();
  assert.deepEqual(await axeProblems(page), []);
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(await page.locator('.govuk-error-summary').innerText(), /Choose whom it is about/);
  await page.getByLabel('Nobody known here').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'Nobodyknown' }).click();
  await page.getByRole('button', { name: 'Put it back into the queue' }).click();
  assert.match(await page.locator('main').innerText(), /waits again/);
  await context.close();
});

test('forms and lists are right by axe', async () => {
  const pages: [string, string[]][] = [
    [
      'administrator',
      [
        '/settings/senders',
        '/settings/senders/new',
        webhook.replace('/api/events/webhooks', '/settings/senders'),
      ],
    ],
    ['police-offender-manager', ['/inbox/settings']],
    ['analyst', ['/intake/events']],
  ];
  for (const [role, addresses] of pages) {
    const { context, page } = await signedIn(chromium.browser, site.base, role);
    for (const address of addresses) {
      assert.equal((await page.goto(address))?.status(), 200, address);
      assert.deepEqual(await axeProblems(page), [], address);
    }
    await context.close();
  }
});

test('nobody of the OPCC, a provider or the front line has an inbox', async () => {
  for (const role of [
    'opcc-commissioner',
    'providers-manager',
    'front-line-officer',
    'administrator',
    'link-worker',
  ]) {
    const { context, page } = await signedIn(chromium.browser, site.base, role);
    assert.equal(await page.locator('[data-alerts-stream]').count(), 0, role);
    assert.equal((await page.goto('/inbox'))?.status(), 403, role);
    assert.equal((await context.request.get('/inbox/stream')).status(), 403, role);
    await context.close();
  }
});
