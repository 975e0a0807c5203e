import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { render } from '../../web/html.ts';
import { correctContact, recordContact } from '../contacts/acts.ts';
import type { ContactInput } from '../contacts/types.ts';
import { alertOverdue, coverToday } from './daily.ts';
import type { VisitOut } from './types.ts';
import { askHelp, endVisit, endVisitOfOther, extendVisit, startVisit } from './visit-acts.ts';
import { visitBanner } from './visit-banner.ts';
import { minutesLater } from './visit-rules.ts';
import { getVisit, listHelpers, listOut } from './visit-store.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const planned = (personId: number): ContactInput => ({
  personId,
  kind: 'home',
  at: minutesLater(testNow, 30).toISOString(),
  outcome: null,
  place: 'Mill Lane',
  pathway: null,
  minutes: null,
  note: null,
  handling: 'partners',
  namedAgencies: [],
  withStaff: [],
});

async function out(login = 'pc-lucy-grange'): Promise<{ visit: number; person: number; contact: number }> {
  const officer = await house.viewerFor(login);
  const person = await addMember(house);
  const contact = await house.performer.perform(officer, recordContact, planned(person), newKey());
  const visit = await house.performer.perform(
    officer,
    startVisit,
    { contactId: contact.id, personId: person, minutes: 60 },
    newKey(),
  );
  return { visit: visit.id, person, contact: contact.id };
}

const safe = async (visit: number, login = 'pc-lucy-grange'): Promise<unknown> =>
  house.performer.perform(await house.viewerFor(login), endVisit, { id: visit }, newKey());

const outFor = async (login: string): Promise<VisitOut[]> =>
  house.database.as(await house.viewerFor(login), (tx) => listOut(tx));

test('a visit is started, extended and ended by whoever made the appointment; one at a time', async () => {
  const { visit, person, contact } = await out();
  const officer = await house.viewerFor('pc-lucy-grange');
  await assert.rejects(
    house.performer.perform(
      officer,
      startVisit,
      { contactId: contact, personId: person, minutes: 30 },
      newKey(),
    ),
    isRefused('not-allowed-now'),
  );
  const other = await house.viewerFor('police-offender-manager');
  for (const act of [
    () =>
      house.performer.perform(
        other,
        startVisit,
        { contactId: contact, personId: person, minutes: 30 },
        newKey(),
      ),
    () => house.performer.perform(other, extendVisit, { id: visit, minutes: 30 }, newKey()),
    () => house.performer.perform(other, endVisit, { id: visit }, newKey()),
  ])
    await assert.rejects(act, isRefused('not-found'));
  await house.performer.perform(officer, extendVisit, { id: visit, minutes: 30 }, newKey());
  const row = await house.database.as(officer, (tx) => getVisit(tx, visit));
  assert.equal(row.expectedAt.getTime(), minutesLater(testNow, 90).getTime());
  assert.equal(row.graceMinutes, 15);
  await safe(visit);
  await safe(visit);
  await assert.rejects(
    house.performer.perform(officer, extendVisit, { id: visit, minutes: 30 }, newKey()),
    isRefused('not-allowed-now'),
  );
});

test('who is out is known to the team and the managers; where, to whoever may see it', async () => {
  const { visit, person } = await out();
  for (const login of ['sgt-karen-dunnett', 'scheme-manager', 'joseph-baird']) {
    const [one] = await outFor(login);
    assert.equal(one?.id, visit, login);
    assert.equal(one?.personId, person, login);
    assert.equal(one?.place, 'Mill Lane', login);
  }
  for (const login of ['pc-emily-thirkettle', 'link-worker', 'analyst'])
    assert.deepEqual(await outFor(login), [], login);
  const sergeant = await house.viewerFor('sgt-karen-dunnett');
  await house.ownerQuery(`update access_reason set excluded_staff = array[$2::bigint] where person_id = $1`, [
    person,
    sergeant.staffId,
  ]);
  const [bare] = await outFor('sgt-karen-dunnett');
  assert.equal(bare?.staff, 'PC Lucy Grange', 'that she is out is no secret');
  assert.deepEqual([bare?.personId, bare?.name, bare?.place], [null, null, null]);
  await safe(visit);
  assert.deepEqual(await outFor('sgt-karen-dunnett'), []);
});

test('who has not come back is told of once, after the grace and not before', async () => {
  const { visit } = await out();
  const at = (minutes: number): Promise<number> =>
    alertOverdue(house.database, minutesLater(testNow, minutes));
  assert.equal(await at(75), 0);
  assert.equal(await at(76), 1);
  assert.equal(await at(80), 0);
  const told = await house.ownerQuery<{ payload: Record<string, number> }>(
    `select payload from outbox where topic = 'visit-overdue' and (payload->>'visit')::bigint = $1`,
    [visit],
  );
  assert.deepEqual(
    told.map(({ payload }) => Object.keys(payload).sort()),
    [['staff', 'visit']],
    'ids alone',
  );
  const [entry] = await house.ownerQuery<{ service: string }>(
    `select service from audit_entry where act = 'visit:overdue' and subject_id = $1`,
    [visit],
  );
  assert.equal(entry?.service, 'check-in');
  const officer = await house.viewerFor('pc-lucy-grange');
  await house.performer.perform(officer, extendVisit, { id: visit, minutes: 60 }, newKey());
  assert.equal(await at(136), 1, 'more time starts it anew');
  const sergeant = await house.viewerFor('sgt-karen-dunnett');
  const [one] = await outFor('sgt-karen-dunnett');
  await assert.rejects(
    house.performer.perform(sergeant, endVisitOfOther, { id: visit, version: 1 }, newKey()),
    isRefused('not-allowed-now'),
  );
  await house.performer.perform(
    sergeant,
    endVisitOfOther,
    { id: visit, version: one?.version ?? 0 },
    newKey(),
  );
  assert.deepEqual(await outFor('pc-lucy-grange'), []);
});

test('help is asked for once, seen at once by whoever looks out for them, and over when they are safe', async () => {
  const { visit } = await out();
  const bannerOf = async (login: string): Promise<string> => {
    const viewer = await house.viewerFor(login);
    const drawn = await house.database.as(viewer, (tx) => visitBanner(tx, { viewer, now: testNow }));
    return drawn === '' ? '' : render(drawn);
  };
  assert.match(await bannerOf('pc-lucy-grange'), /On a visit until/);
  assert.match(await bannerOf('pc-lucy-grange'), new RegExp(`action="/visits/${visit}/safe"`));
  assert.equal(await bannerOf('sgt-karen-dunnett'), '', 'a colleague in time is no news');
  const officer = await house.viewerFor('pc-lucy-grange');
  const other = await house.viewerFor('police-offender-manager');
  const ask = (viewer: typeof officer) => () =>
    house.performer.perform(viewer, askHelp, { id: visit }, newKey());
  await assert.rejects(ask(other), isRefused('not-found'));
  await ask(officer)();
  await ask(officer)();
  const [one] = await outFor('sgt-karen-dunnett');
  assert.equal(one?.helpAt?.getTime(), testNow.getTime());
  assert.match(await bannerOf('sgt-karen-dunnett'), /Needs help now.*PC Lucy Grange/s);
  assert.equal(await bannerOf('pc-emily-thirkettle'), '', 'of another team');
  const sergeant = await house.viewerFor('sgt-karen-dunnett');
  const [item] = await house.database.as(sergeant, (tx) =>
    coverToday(tx, { viewer: sergeant, today: '2026-11-02', now: testNow }),
  );
  assert.deepEqual(
    [item?.group, item?.title, item?.alarm],
    ['overdue', 'PC Lucy Grange needs help now', true],
  );
  const told = await house.ownerQuery(
    `select 1 from outbox where topic = 'visit-help' and (payload->>'visit')::bigint = $1`,
    [visit],
  );
  assert.ok(told.length > 0);
  await safe(visit);
  assert.equal(await bannerOf('sgt-karen-dunnett'), '');
  await assert.rejects(ask(officer), isRefused('not-allowed-now'));
});

test('whom to ring: of one’s team, those who have its day first', async () => {
  const officer = await house.viewerFor('pc-lucy-grange');
  await house.ownerQuery(
    `update staff set phone = '01632 960001' where login in ('sgt-karen-dunnett', 'pc-lucy-grange')`,
  );
  const helpers = await house.database.as(officer, (tx) =>
    listHelpers(tx, { ...officer, managers: ['police-sergeant'] }),
  );
  assert.ok(helpers.length > 0);
  assert.ok(helpers.every(({ name }) => name !== 'PC Lucy Grange'));
});

test('whoever loses the person meanwhile can still say that they are safe', async () => {
  const { visit, person } = await out();
  await house.ownerQuery('update access_reason set closes_at = now() where person_id = $1', [person]);
  const [one] = await outFor('pc-lucy-grange');
  assert.equal(one?.id, visit);
  assert.equal(one?.personId, null);
  await safe(visit);
  assert.deepEqual(await outFor('pc-lucy-grange'), []);
});

test('a contact that is handled more strictly takes its visit with it', async () => {
  const { visit, person, contact } = await out();
  const officer = await house.viewerFor('pc-lucy-grange');
  const probation = await house.viewerFor('joseph-baird');
  const seen = () =>
    house.database.as(probation, (tx) => tx.maybe(sql`select 1 from visit where id = ${visit}`));
  assert.notEqual(await seen(), undefined);
  await house.performer.perform(
    officer,
    correctContact,
    { ...planned(person), handling: 'own', id: contact, version: 1 },
    newKey(),
  );
  assert.equal(await seen(), undefined);
  const [bare] = (await outFor('joseph-baird')).filter(({ id }) => id === visit);
  assert.equal(bare?.personId, null);
  await safe(visit);
});

test('the check-in service alone marks, and sees no visit', async () => {
  const officer = await house.viewerFor('pc-lucy-grange');
  await assert.rejects(
    house.database.as(officer, (tx) => tx.many(sql`select * from visits_overdue(now())`)),
    isRefused('right-missing'),
  );
  await assert.rejects(
    house.database.as(serviceViewer('check-in'), (tx) => tx.many(sql`select 1 from visit`)),
    isRefused('right-missing'),
  );
});

test('a deputy goes out to the appointment of whoever is away, on their days and no others', async () => {
  const { contact, person, visit } = await out();
  await safe(visit);
  const start = async (): Promise<{ id: number }> =>
    house.performer.perform(
      await house.viewerFor('police-offender-manager'),
      startVisit,
      { contactId: contact, personId: person, minutes: 60 },
      newKey(),
    );
  await assert.rejects(start(), isRefused('not-found'));
  // Access goes by the clock of the database: away by it today.
  const away = `insert into absence (scheme_id, staff_id, deputy_id, from_day, to_day, recorded_by)
    select $1, s.id, d.id, (now() at time zone 'Europe/London')::date + $2::integer, (now() at time zone 'Europe/London')::date + $2::integer, d.id
    from staff s, staff d where s.login = 'pc-lucy-grange' and d.login = 'police-offender-manager'`;
  await house.ownerQuery(away, [house.schemeId, 1]);
  await assert.rejects(start(), isRefused('not-found'));
  await house.ownerQuery(away, [house.schemeId, 0]);
  const { id } = await start();
  const [row] = await house.ownerQuery<{ login: string }>(
    'select s.login from visit v join staff s on s.id = v.staff_id where v.id = $1',
    [id],
  );
  assert.equal(row?.login, 'police-offender-manager');
  await safe(id, 'police-offender-manager');
});
