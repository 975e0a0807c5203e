import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { type Right, roleRights, roles } from '../../src/access/rights.ts';
import { signInDemoPerson } from '../../src/access/sessions.ts';
import { serverOf } from '../../src/app.ts';
import { showMoment } from '../../src/kernel/clock.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { addMember, staffId } from '../support/members.ts';

// Intelligence leaves no trace for whoever may not see it: what their pages, lists, searches, exports and answers are
// made of is the same bytes with and without the reports, their sendings, recalls and alerts of them.

let house: TestHouse;
let server: Awaited<ReturnType<typeof serverOf>>;
const people: number[] = [];
const cookies = new Map<string, string>();

/**
 * Every role that has no right to intelligence, by the demo person of its name: some see the person, some the whole cohort,
 * some nobody. An auditor is told that a report was opened, and is no part of this.
 */
const toldOfReports: readonly Right[] = ['see:intelligence', 'intelligence:receive', 'see:audit'];
const viewers = roles.filter((role) => {
  const rights: readonly Right[] = roleRights[role];
  return !toldOfReports.some((right) => rights.includes(right));
});

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  server = await serverOf(house);
  for (let made = 0; made < 3; made++) people.push(await addMember(house));
  const kinds = [
    ['link-worker', 'embedded'],
    ['providers-worker', 'referral'],
    ['pathways-manager', 'referral'],
    ['panel-member', 'agenda'],
    ['panel-chair', 'agenda'],
    ['prison-offender-manager', 'custody'],
  ] as const;
  for (const [login, kind] of kinds)
    for (const person of people)
      await house.ownerQuery(
        `insert into access_reason (person_id, kind, staff_id, source) values ($1, $2, $3, 'test')`,
        [person, kind, await staffId(house, login)],
      );
  for (const login of viewers) cookies.set(login, await signInDemoPerson(house.database, login, 'test'));
});
after(async () => {
  await server.close();
  await house.close();
});

/** What differs between any two answers to one question: tokens, keys, nonces, and the minute of the viewer's own looks. */
const ownLook = new RegExp(`${showMoment(new Date()).split(', ')[0]}, \\d\\d:\\d\\d`, 'g');
const still = (body: string): string =>
  body
    .replaceAll(ownLook, 'just now')
    .replaceAll(/name="(_csrf|_key)" value="[^"]*"/g, 'name="$1"')
    .replaceAll(/nonce="[^"]*"/g, 'nonce')
    .replaceAll(/"request":"[^"]*"/g, '"request"')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'reference');

async function everything(login: string): Promise<Map<string, string>> {
  const addresses = [
    '/',
    '/search?q=blythe',
    '/cohort',
    '/api/cohort',
    '/intelligence',
    '/intelligence?show=sent',
    '/intelligence?show=read',
    '/intelligence/1',
    '/intelligence/1/copies',
    '/api/intelligence/1',
    '/safeguarding',
    '/panels',
    '/outcomes',
    ...people.flatMap((id) => [
      `/people/${id}`,
      `/people/${id}/timeline`,
      `/people/${id}/contacts`,
      `/people/${id}/access`,
      `/people/${id}/history`,
      `/people/${id}/intelligence`,
      `/api/people/${id}`,
    ]),
  ];
  const seen = new Map<string, string>();
  for (const url of addresses) {
    const answer = await server.inject({
      url,
      headers: { cookie: `waymark_session=${cookies.get(login) ?? ''}` },
    });
    seen.set(url, `${answer.statusCode} ${still(answer.body)}`);
  }
  return seen;
}

interface Made {
  state: 'submitted' | 'accepted' | 'returned' | 'refused';
  handling: 'partners' | 'statutory' | 'named' | 'own';
  people: number[];
  sent: boolean;
  recalled: boolean;
}

const made: fc.Arbitrary<Made> = fc.record({
  state: fc.constantFrom('submitted', 'accepted', 'accepted', 'accepted', 'returned', 'refused'),
  handling: fc.constantFrom('partners', 'statutory', 'named', 'own'),
  people: fc.subarray([0, 1, 2], { minLength: 1 }),
  sent: fc.boolean(),
  recalled: fc.boolean(),
});

/** Past every policy, as the acts would leave it. */
async function write(one: Made): Promise<void> {
  const [author, manager, officer] = await Promise.all(
    ['police-offender-manager', 'scheme-manager', 'front-line-officer'].map((login) => staffId(house, login)),
  );
  const [row] = await house.ownerQuery<{ id: string }>(
    `insert into intelligence_report (scheme_id, agency_id, author_id, state, source_grade, assessment, handling_code, provenance,
      handling, named_agencies, submitted_at, reviewed_at, reviewed_by)
     select $1, agency_id, id, $3, 2, 'C', 'P', 'community', $4, array(select id from agency), now(), now(), $5 from staff where id = $2 returning id`,
    [house.schemeId, author, one.state, one.handling, manager],
  );
  const id = Number(row?.id);
  await house.ownerQuery(`select set_config('waymark.staff', $1, false)`, [String(manager)]);
  await house.ownerQuery(`insert into intelligence_text (report_id, body) values ($1, 'Blythe was seen')`, [
    id,
  ]);
  await house.ownerQuery(
    `insert into report_thing (report_id, kind, reference, linked_by) values ($1, 'vehicle', 'AB12CDE', $2)`,
    [id, author],
  );
  for (const place of one.people) {
    const person = people[place];
    await house.ownerQuery(
      `insert into report_person (report_id, person_id, linked_by) values ($1, $2, $3)`,
      [id, person, author],
    );
    await house.ownerQuery(
      `insert into audit_entry (kind, act, staff_id, agency_id, subject, subject_id, person_id) select 'opened', 'intelligence:open', id, agency_id, 'intelligence_report', $1, $2 from staff where id = $3`,
      [id, person, manager],
    );
    if (one.sent)
      await house.ownerQuery(
        `insert into access_reason (person_id, kind, staff_id, source) values ($1, 'dissemination', $2, 'dissemination:1')`,
        [person, officer],
      );
  }
  if (!one.sent) return;
  await house.ownerQuery(
    `with d as (insert into dissemination (scheme_id, report_id, sent_by, purpose, expires_at) values ($1, $2, $3, 'Look out', now() + interval '9 days') returning id)
     insert into dissemination_copy (report_id, no, dissemination_id, kind, staff_id, agency_id) select $2, 0, d.id, 'sent', s.id, s.agency_id from d, staff s where s.id = $4`,
    [house.schemeId, id, manager, officer],
  );
  if (one.recalled)
    await house.ownerQuery(
      `insert into dissemination_recall (report_id, why, recalled_by) values ($1, 'Wrong', $2)`,
      [id, manager],
    );
}

/** And the viewers' own looks, which their pages remember: both sides of the comparison are first looks. */
const clear = (): Promise<unknown> =>
  house.ownerQuery(`truncate intelligence_report restart identity cascade; delete from access_reason where kind = 'dissemination';
    truncate audit_entry`);

test('the roles that are looked at are those without the right, and not few', () => {
  for (const role of ['link-worker', 'opcc-chief-executive', 'identity-reviewer'] as const)
    assert.ok(viewers.includes(role), role);
  for (const role of ['analyst', 'front-line-officer', 'auditor'] as const)
    assert.ok(!viewers.includes(role), role);
});

test('what a viewer without the right is shown is the same bytes with reports and without', async () => {
  await clear();
  const without = new Map<string, Map<string, string>>();
  for (const login of viewers) without.set(login, await everything(login));
  assert.match(
    without.get('link-worker')?.get(`/people/${people[0]}`) ?? '',
    /^200 /,
    'somebody sees something',
  );
  assert.match(without.get('link-worker')?.get('/search?q=blythe') ?? '', /Blythe/);
  await fc.assert(
    fc.asyncProperty(fc.array(made, { minLength: 1, maxLength: 3 }), async (reports) => {
      await clear();
      for (const one of reports) await write(one);
      for (const login of viewers) {
        const now = await everything(login);
        for (const [url, body] of now) assert.equal(body, without.get(login)?.get(url), `${login} ${url}`);
      }
    }),
    { numRuns: 4 },
  );
});
