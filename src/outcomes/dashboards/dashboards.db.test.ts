import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { firstDay, monthAfter } from './months.ts';
import { runDashboards } from './run.ts';
import { listEvents, listFacts, listQuarters } from './store.ts';
import { type Fact, topics } from './types.ts';

/**
 * Sixty members of one base, joined a day apart in January 2026, ten of whom left in May; each has a contact a month, and
 * every fourth is failed; half were in prison for March. Twelve referrals, of which three are declined.
 */
async function arrange(house: TestHouse): Promise<void> {
  const own = house.ownerQuery;
  await own(
    `insert into person (family_name, given_names, search_names, born) select 'Example', 'Person ' || k, 'x', date '1985-01-01' from generate_series(1, 60) k`,
  );
  await own(
    `insert into membership (scheme_id, person_id, state, strand, base_id, team_id, statutory, joined_on, left_on, left_reason, review_retention_on)
     select $1, p.id, case when p.id % 6 = 0 then 'de-selected' else 'member' end, 'fixed', t.base_id, t.id, 'statutory', date '2026-01-01' + (p.id % 28)::int,
       case when p.id % 6 = 0 then date '2026-05-10' end, case when p.id % 6 = 0 then 'risk-reduced' end, date '2040-01-01'
     from person p, (select id, base_id from team order by id limit 1) t`,
    [house.schemeId],
  );
  await own(
    `insert into access_reason (person_id, post, kind, source, opens_at) select id, 'management:' || $1::int, 'management', 'test', timestamptz '2026-01-01' from person`,
    [house.schemeId],
  );
  const [staff] = await own<{ id: number; agency_id: number }>(
    `select id, agency_id from staff where login = 'police-offender-manager'`,
  );
  await own(
    `insert into contact (person_id, agency_id, staff_id, kind, state, at, planned, outcome, minutes, handling)
     select m.person_id, $1, $2, 'visit', 'recorded', (date '2026-02-03' + (k * 28))::timestamp, true,
       case when m.person_id % 4 = 0 then 'failed' else 'attended' end, case when m.person_id % 5 = 0 then null else 30 end, 'partners'
     from membership m, generate_series(0, 8) k`,
    [staff?.agency_id, staff?.id],
  );
  const [source] = await own<{ id: number; agency_id: number }>(
    `select id, agency_id from import_source limit 1`,
  );
  const [batch] = await own<{ id: number }>(
    `insert into import_batch (source_id, agency_id, file_name, file_sha256, state) values ($1, $2, 'x', 'x', 'accepted') returning id`,
    [source?.id, source?.agency_id],
  );
  // Two spells that overlap: their days are counted once.
  await own(
    `insert into custody_spell (source_id, agency_id, batch_id, person_id, nominal_ref, local_id, kind, place, from_day, to_day, handling, fingerprint)
     select $1, $2, $3, p.id, 'n', p.id || '-' || k, 'prison', 'Example', date '2026-03-01', date '2026-04-01' - k, 'partners', 'f'
     from person p, generate_series(0, 1) k where p.id % 2 = 0`,
    [source?.id, source?.agency_id, batch?.id],
  );
  await own(
    `insert into service (scheme_id, agency_id, name, offers, categories, pathways, opens_on)
     select $1, id, 'Example', 'x', '{finance}', '{finance}', date '2026-01-01' from agency where kind in ('charity', 'provider') limit 1`,
    [house.schemeId],
  );
  await own(
    `insert into referral (scheme_id, person_id, service_id, agency_id, staff_id, provider_agency_id, state, category, pathway, need, goal, outcomes, rule_id,
       sent_at, answered_at, started_at, reason_code)
     select $1, p.id, v.id, $2, $3, v.agency_id, case when p.id % 20 = 0 then 'declined' else 'started' end, 'finance', 'finance', 'x', 'x', '{}',
       (select id from rule_version where kind = 'referrals' limit 1), timestamptz '2026-04-02 10:00Z', timestamptz '2026-04-07 10:00Z',
       case when p.id % 20 <> 0 then timestamptz '2026-04-12 10:00Z' end, case when p.id % 20 = 0 then 'area' end
     from person p, service v where p.id % 5 = 0`,
    [house.schemeId, staff?.agency_id, staff?.id],
  );
}

const span = { from: '2026-01', to: '2026-11' };
const counted = (facts: readonly Fact[], topic: Fact['topic'], month?: string): number =>
  facts
    .filter((fact) => fact.topic === topic && (month === undefined || fact.month === month))
    .reduce((so, fact) => so + fact.n, 0);

describe('dashboards on PostgreSQL', () => {
  let house: TestHouse;
  before(async () => {
    house = await testHouse();
    await house.coverEverything();
    await arrange(house);
    await runDashboards(house.database, { schemeId: house.schemeId, now: testNow });
  });
  after(() => house.close());

  const as = async <Result>(login: string, work: (tx: Tx) => Promise<Result>): Promise<Result> =>
    house.database.as(await house.viewerFor(login), work);
  const factsOf = (login: string): Promise<Fact[]> => as(login, (tx) => listFacts(tx, house.schemeId, span));

  it('counts members, leavers, days and days at liberty as they were arranged', async () => {
    const facts = await factsOf('scheme-manager');
    assert.deepEqual(
      [
        counted(facts, 'joined', '2026-01'),
        counted(facts, 'left', '2026-05'),
        counted(facts, 'members', '2026-06'),
      ],
      [60, 10, 50],
    );
    const days = (topic: Fact['topic'], month: string): number =>
      facts
        .filter((fact) => fact.topic === topic && fact.month === month)
        .reduce((so, fact) => so + fact.total, 0);
    assert.deepEqual([days('days', '2026-03'), days('liberty', '2026-03')], [60 * 31, 30 * 31]);
    assert.deepEqual([days('days', '2026-06'), days('liberty', '2026-06')], [50 * 30, 50 * 30]);
    // Ten left on the 10th: nine days of May.
    assert.equal(days('days', '2026-05'), 50 * 31 + 10 * 9);
    // The month that is not over is looked at as it stood on 2 November.
    assert.equal(days('days', '2026-11'), 50 * 2);
  });

  it('counts contacts of members only, and referrals by what became of them', async () => {
    const facts = await factsOf('scheme-manager');
    assert.equal(counted(facts, 'contact', '2026-02'), 60);
    assert.equal(counted(facts, 'contact', '2026-06'), 50, 'those who left are not members any more');
    assert.deepEqual(
      [
        counted(facts, 'sent'),
        counted(facts, 'answered'),
        counted(facts, 'declined'),
        counted(facts, 'started'),
      ],
      [12, 12, 3, 9],
    );
    assert.ok(facts.filter((fact) => fact.topic === 'started').every((fact) => fact.value === 10));
    assert.equal(counted(facts, 'waiting', '2026-04'), 0);
  });

  it('leads each number of the manager to a list of as many', async () => {
    const facts = await factsOf('scheme-manager');
    for (const topic of topics.filter((one) => !['days', 'liberty', 'listed', 'decided'].includes(one))) {
      for (const month of new Set(facts.filter((fact) => fact.topic === topic).map((fact) => fact.month))) {
        const list = await as('scheme-manager', (tx) =>
          listEvents(tx, house.schemeId, '2026-11-02', {
            topic,
            from: month,
            to: month,
            limit: 500,
            offset: 0,
          }),
        );
        assert.equal(list.length, counted(facts, topic, month), `${topic} of ${month}`);
      }
    }
  });

  it('gives each role the lines of what it sees, and those without people none', async () => {
    const topicsOf = async (login: string): Promise<string[]> =>
      [...new Set((await factsOf(login)).map((fact) => fact.topic))].sort();
    const manager = await topicsOf('scheme-manager');
    assert.ok(manager.includes('contact') && manager.includes('sent'));
    const analyst = await topicsOf('analyst');
    assert.deepEqual(
      analyst.filter((topic) => ['contact', 'sent', 'declined', 'started', 'waiting'].includes(topic)),
      [],
    );
    assert.ok(analyst.includes('members'));
    for (const login of [
      'opcc-commissioner',
      'opcc-chief-executive',
      'section-151-officer',
      'board-member',
      'providers-manager',
      'police-offender-manager',
    ])
      assert.deepEqual(await topicsOf(login), [], login);
  });

  it('publishes settled quarters to those without people, with no small number in them', async () => {
    for (const login of ['opcc-commissioner', 'section-151-officer', 'board-member', 'analyst']) {
      const quarters = await as(login, (tx) => listQuarters(tx, house.schemeId));
      assert.deepEqual(
        quarters.map(({ quarter }) => quarter),
        ['2026-Q3', '2026-Q2', '2026-Q1'],
      );
      assert.equal(quarters[1]?.tables.members, 50);
      assert.equal(quarters[1]?.tables.left, 10);
      assert.equal(quarters[1]?.tables.declined.total, null);
    }
    for (const login of [
      'providers-manager',
      'front-line-officer',
      'panel-chair',
      'auditor',
      'administrator',
    ])
      assert.deepEqual(await as(login, (tx) => listQuarters(tx, house.schemeId)), [], login);
  });

  it('leaves a published quarter as it was when what it rests on is corrected, and counts the months anew', async () => {
    const read = () => house.ownerQuery(`select quarter, tables from dashboard_quarter order by quarter`);
    const earlier = await read();
    await house.ownerQuery(
      `update membership set left_on = null, left_reason = null, state = 'member' where person_id = 6`,
    );
    await runDashboards(house.database, { schemeId: house.schemeId, now: testNow });
    assert.deepEqual(await read(), earlier);
    assert.equal(counted(await factsOf('scheme-manager'), 'members', '2026-06'), 51);
    const [runs] = await house.ownerQuery<{ n: number }>('select count(*)::int as n from dashboard_run');
    assert.equal(runs?.n, 1);
  });

  it('shows nobody half of a run', async () => {
    const shown = await factsOf('scheme-manager');
    await house.ownerQuery(
      `insert into dashboard_run (scheme_id, on_day, at, code_version) values ($1, date '2026-11-02', now(), '1')`,
      [house.schemeId],
    );
    assert.deepEqual(await factsOf('scheme-manager'), shown);
  });

  it('is written by nobody but the measurement service', async () => {
    for (const login of ['scheme-manager', 'analyst', 'administrator', 'opcc-commissioner']) {
      const refused = (work: (tx: Tx) => Promise<unknown>): Promise<void> => assert.rejects(as(login, work));
      await refused((tx) => tx.run(sql`update dashboard_quarter set tables = '{}'`));
      await refused((tx) => tx.run(sql`delete from dashboard_fact`));
      await refused((tx) =>
        tx.run(
          sql`insert into dashboard_run (scheme_id, on_day, at, code_version) values (1, now(), now(), 'x')`,
        ),
      );
    }
  });

  it('asks a list for the days of its months, and no more people than the page', async () => {
    const list = await as('scheme-manager', (tx) =>
      listEvents(tx, house.schemeId, '2026-11-02', {
        topic: 'joined',
        from: '2026-01',
        to: '2026-01',
        limit: 7,
        offset: 0,
      }),
    );
    assert.equal(list.length, 7);
    assert.ok(list.every(({ day }) => day >= firstDay('2026-01') && day < firstDay(monthAfter('2026-01'))));
    const nobody = await as('link-worker', (tx) =>
      listEvents(tx, house.schemeId, '2026-11-02', {
        topic: 'joined',
        from: '2026-01',
        to: '2026-01',
        limit: 7,
        offset: 0,
      }),
    );
    assert.deepEqual(nobody, []);
  });
});

describe('dashboards on the embedded database', () => {
  it('are counted of a scheme without people', async () => {
    const house = await testHouse({ embedded: true });
    try {
      const done = await runDashboards(house.database, { schemeId: house.schemeId, now: testNow });
      assert.deepEqual(done, { facts: 0, quarters: 0 });
    } finally {
      await house.close();
    }
  });
});
