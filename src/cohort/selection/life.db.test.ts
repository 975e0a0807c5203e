import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { serviceViewer } from '../../access/viewers.ts';
import type { Act } from '../../kernel/acts.ts';
import { sql } from '../../kernel/database.ts';
import { makePerson, provenOffences } from '../people-for-tests.ts';
import { approveMatrix, draftMatrix, goLive, saveMatrix, submitMatrix } from './matrix-acts.ts';
import { answerNomination, nominate, withdrawNomination } from './nomination-acts.ts';
import type { NominationInput } from './nomination-rules.ts';
import { getNomination, listNominations } from './nomination-store.ts';
import { takeOfficialScores } from './official.ts';
import { bringInOfficial, takeBackOfficial } from './official-acts.ts';
import { findOfficial } from './official-store.ts';
import { placeNomination } from './place.ts';
import { groupTables, movesOf, peopleTried, tryMatrix } from './preview.ts';
import { findWeightTable } from './references.ts';
import { rescoreFile, rescorePeople, runSelection } from './run.ts';
import type { FactorScore, Matrix } from './types.ts';
import { takeBackWeights, uploadWeights } from './weight-acts.ts';

let house: TestHouse;
const on = '2026-11-02';
const run = (cohort?: string) =>
  runSelection(house.database, {
    schemeId: house.schemeId,
    on,
    now: testNow,
    ...(cohort === undefined ? {} : { cohort }),
  });
const as = async <Input, Result>(login: string, act: Act<Input, Result>, input: Input): Promise<Result> =>
  house.performer.perform(await house.viewerFor(login), act, input, randomUUID());
const one = async <Row>(text: string, values: unknown[] = []): Promise<Row | undefined> =>
  (await house.ownerQuery<Row>(text, values))[0];
const candidateOf = (personId: number, cohort = 'main') =>
  one<{
    id: number;
    state: string;
    via: string;
    total: string;
    strand: string | null;
    eligible: boolean;
    factors: FactorScore[];
  }>(
    'select id, state, via, total, strand, eligible, factors from candidate where person_id = $1 and cohort = $2',
    [personId, cohort],
  );
const exampleMatrix = async (): Promise<Matrix> => {
  const row = await one<{ body: Matrix }>(
    `select body from rule_version where kind = 'matrix' order by version limit 1`,
  );
  assert.ok(row !== undefined);
  return row.body;
};
const going = {
  assessment: 'EIA 12',
  assessedOn: '2026-10-20',
  assessedBy: 'A. Example, analyst',
  liveFrom: '2026-12-01',
};

before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

test('one writes, a second approves, and nothing holds without its equality assessment', async () => {
  const { id } = await as('analyst', draftMatrix, { cohort: 'main', name: 'Second matrix' });
  const body = { ...(await exampleMatrix()), name: 'Second matrix', line: 50 };
  await as('analyst', saveMatrix, { id, version: 1, body });
  await assert.rejects(() => as('analyst', saveMatrix, { id, version: 1, body }), isRefused('stale-version'));
  await assert.rejects(
    () => as('analyst', draftMatrix, { cohort: 'main', name: ' second MATRIX ' }),
    isRefused('invalid'),
  );
  await as('analyst', submitMatrix, { id, version: 2 });
  await assert.rejects(() => as('analyst', approveMatrix, { id, version: 3 }), isRefused('right-missing'));
  await as('scheme-manager', approveMatrix, { id, version: 3 });
  await assert.rejects(
    () => as('scheme-manager', goLive, { id, version: 4, ...going, assessment: ' ' }),
    isRefused('invalid'),
  );
  await assert.rejects(
    () => as('scheme-manager', goLive, { id, version: 4, ...going, liveFrom: '2020-01-01' }),
    isRefused('invalid'),
  );
  const { ruleId } = await as('scheme-manager', goLive, { id, version: 4, ...going });
  const rules = await house.ownerQuery(
    `select id = $1 as new, version, valid_from::text, valid_to::text, example from rule_version where kind = 'matrix' order by version`,
    [ruleId],
  );
  assert.deepEqual(rules, [
    { new: false, version: 1, valid_from: '2015-03-01', valid_to: '2026-12-01', example: true },
    { new: true, version: 2, valid_from: '2026-12-01', valid_to: null, example: false },
  ]);
});

test('nobody approves their own matrix, by the act or by the table', async () => {
  const { id } = await as('scheme-manager', draftMatrix, { cohort: 'main', name: 'Own matrix' });
  await as('scheme-manager', submitMatrix, { id, version: 1 });
  await assert.rejects(
    () => as('scheme-manager', approveMatrix, { id, version: 2 }),
    isRefused('not-allowed-now'),
  );
  await assert.rejects(() =>
    house.ownerQuery(`update matrix set state = 'approved', approved_by = author_id where id = $1`, [id]),
  );
});

test('nor does whoever wrote it last, though another began and submitted it', async () => {
  const { id } = await as('analyst', draftMatrix, { cohort: 'main', name: 'Written by two' });
  const body = { ...(await exampleMatrix()), name: 'Written by two', line: 40 };
  await as('scheme-manager', saveMatrix, { id, version: 1, body });
  await as('analyst', submitMatrix, { id, version: 2 });
  await assert.rejects(
    () => as('scheme-manager', approveMatrix, { id, version: 3 }),
    isRefused('not-allowed-now'),
  );
  await assert.rejects(
    () =>
      house.ownerQuery(
        `update matrix set writers = '{}', state = 'approved', approved_by = s.id from staff s where s.login = 'scheme-manager' and matrix.id = $1`,
        [id],
      ),
    /matrix_second_person/,
  );
  await as('senior-probation-officer', approveMatrix, { id, version: 3 });
});

test('a matrix that is not whole is kept as a draft and refused when it is submitted', async () => {
  const { id } = await as('analyst', draftMatrix, { cohort: 'main', name: 'Half a matrix' });
  const matrix = await exampleMatrix();
  const [first] = matrix.factors;
  assert.ok(first !== undefined);
  await as('analyst', saveMatrix, {
    id,
    version: 1,
    body: { ...matrix, factors: [{ ...first, bands: [] }] },
  });
  await assert.rejects(() => as('analyst', submitMatrix, { id, version: 2 }), isRefused('invalid'));
});

const nomination = (more: Partial<NominationInput> = {}): NominationInput => ({
  kind: 'agency',
  givenName: 'Person',
  familyName: 'Example',
  born: '1971-01-01',
  bornAs: 'day',
  identifier: null,
  why: 'Often seen',
  evidence: 'Our records',
  hoped: 'A plan',
  consent: null,
  consentOn: null,
  ...more,
});

test('a nomination lists somebody who does not meet the rule; the nominator learns nothing, selection staff do', async () => {
  const personId = await makePerson(house, {
    born: '1971-01-01',
    offences: provenOffences(1),
    record: 'suspect',
  });
  await run();
  assert.equal(await candidateOf(personId), undefined);
  const { id } = await as('link-worker', nominate, nomination());
  assert.equal(await placeNomination(house.database, id, testNow), 'listed');
  assert.equal(await placeNomination(house.database, id, testNow), undefined);
  const listed = await candidateOf(personId);
  assert.deepEqual([listed?.state, listed?.via, listed?.eligible], ['listed', 'nomination', false]);
  await run();
  assert.equal((await candidateOf(personId))?.state, 'listed');
  const worker = await house.viewerFor('link-worker');
  const seen = (login: typeof worker) =>
    house.database.as(login, (tx) =>
      tx.many(sql<{ finding: string }>`select finding from nomination_finding where nomination_id = ${id}`),
    );
  assert.deepEqual(await seen(worker), []);
  assert.deepEqual(await seen(await house.viewerFor('analyst')), [{ finding: 'listed' }]);
  await assert.rejects(
    () => house.database.as(worker, (tx) => tx.many(sql`select person_id from nomination`)),
    isRefused('right-missing'),
  );
  assert.deepEqual(
    await house.database.as(await house.viewerFor('providers-worker'), (tx) =>
      tx.many(sql`select id from nomination`),
    ),
    [],
  );
});

test('of a year alone nobody is found by name, and by the number whoever was born in that year', async () => {
  const pnc = '2024/3547010K';
  const personId = await makePerson(house, {
    born: '1969-01-01',
    offences: provenOffences(1),
    record: 'suspect',
  });
  await house.ownerQuery('update person set pnc = $1 where id = $2', [pnc, personId]);
  const placed = async (more: Partial<NominationInput>) => {
    const wanted = nomination({ born: '1969-01-01', bornAs: 'year', ...more });
    const { id } = await as('link-worker', nominate, { ...wanted, again: true });
    await placeNomination(house.database, id, testNow);
    const [row] = await house.ownerQuery<{ person: number | null }>(
      'select person_id::int as person from nomination where id = $1',
      [id],
    );
    return row?.person;
  };
  assert.equal(await placed({}), null, 'the same name, and 1 January by chance');
  assert.equal(await placed({ identifier: pnc, born: '1970-01-01' }), null);
  assert.equal(await placed({ identifier: pnc, givenName: 'Another' }), personId);
  await house.ownerQuery(`update person set born = '1969-12-31' where id = $1`, [personId]);
  assert.equal(await placed({ identifier: pnc }), personId);
  assert.equal(await placed({ identifier: pnc, bornAs: 'day' }), null, 'a day that was said is that day');
});

test('a nomination of somebody with a limited-access list looks as one of nobody, to whoever nominates', async () => {
  const personId = await makePerson(house, {
    born: '1971-05-05',
    offences: provenOffences(1),
    record: 'suspect',
  });
  await house.ownerQuery(
    `insert into access_restriction (person_id, kind, staff_id, why) select $1, 'only', id, 'limited-access' from staff where login = 'scheme-manager'`,
    [personId],
  );
  const known = await as('link-worker', nominate, nomination({ born: '1971-05-05' }));
  const nobody = await as('link-worker', nominate, nomination({ familyName: 'Made-Up', born: '1971-05-06' }));
  await placeNomination(house.database, known.id, testNow);
  await placeNomination(house.database, nobody.id, testNow);
  const look = async (login: string) =>
    house.database.as(await house.viewerFor(login), async (tx) => {
      const rows = await listNominations(tx, house.schemeId, { state: 'all', page: 1, pageSize: 50 });
      const seen = rows.filter(({ id }) => id === known.id || id === nobody.id);
      return {
        count: rows[0]?.count === rows.length,
        seen: seen.map(({ id: _, familyName: __, born: ___, madeAt: ____, ...rest }) => rest),
      };
    });
  const { count, seen } = await look('link-worker');
  assert.equal(count, true);
  assert.equal(seen.length, 2);
  assert.deepEqual(seen[0], seen[1]);
  // Selection staff who are kept from the person do not have it; its own page is the nominator's.
  assert.equal((await look('analyst')).seen.length, 1);
  const worker = await house.viewerFor('link-worker');
  const one = await house.database.as(worker, (tx) => getNomination(tx, house.schemeId, known.id));
  assert.deepEqual([one.finding, one.personId, one.candidateId], [null, null, null]);
});

test('a repeat is told only by what the nominator knows; the same answer for a candidate as for a stranger', async () => {
  await makePerson(house, { born: '1972-02-02', offences: provenOffences(6), record: 'suspect' });
  await run();
  const known = nomination({ born: '1972-02-02' });
  const { id } = await as('link-worker', nominate, known);
  assert.equal(await placeNomination(house.database, id, testNow), 'candidate');
  await assert.rejects(() => as('link-worker', nominate, known), isRefused('invalid'));
  await assert.rejects(() => as('scheme-manager', nominate, known), isRefused('invalid'));
  // Of another agency, which sees neither the nomination nor the candidate.
  const other = await as('prison-offender-manager', nominate, known);
  assert.equal(await placeNomination(house.database, other.id, testNow), 'nominated');
  await as('analyst', answerNomination, { id, version: 1, answer: 'Thank you' });
  await assert.rejects(
    () => as('link-worker', withdrawNomination, { id, version: 2 }),
    isRefused('not-allowed-now'),
  );
  await assert.rejects(
    () => as('link-worker', withdrawNomination, { id: other.id, version: 1 }),
    isRefused('not-found'),
  );
});

test('a victim is never listed by a nomination, and a child for the youth strand alone', async () => {
  await makePerson(house, { born: '1973-03-03', record: 'victim' });
  const victim = await as('link-worker', nominate, nomination({ born: '1973-03-03' }));
  assert.equal(await placeNomination(house.database, victim.id, testNow), 'victim');
  const childId = await makePerson(house, {
    born: '2011-04-04',
    offences: provenOffences(1),
    record: 'suspect',
  });
  const child = await as(
    'youth-justice-officer',
    nominate,
    nomination({ born: '2011-04-04', kind: 'self', consent: 'paper', consentOn: '2026-10-01' }),
  );
  assert.equal(await placeNomination(house.database, child.id, testNow), 'listed');
  assert.equal((await candidateOf(childId))?.strand, 'youth');
});

test('a new event is scored at once, with a line in the log that says what moved', async () => {
  const personId = await makePerson(house, { offences: provenOffences(4), record: 'suspect' });
  await run();
  const before_ = await candidateOf(personId);
  await house.ownerQuery(
    `insert into offence (person_id, nominal_ref, source_id, agency_id, batch_id, local_id, capacity, offence_code, home_office_class, offence_date, outcome, outcome_date, handling, fingerprint)
     select person_id, nominal_ref, source_id, agency_id, batch_id, local_id || '-n' || k, capacity, offence_code, '028/01', '2026-10-20', 'convicted', '2026-10-25', handling, fingerprint
     from offence, generate_series(1, 3) k where person_id = $1 and local_id like '%-0'`,
    [personId],
  );
  await rescorePeople(house.database, { schemeId: house.schemeId, personIds: [personId], on, now: testNow });
  const after_ = await candidateOf(personId);
  assert.ok(Number(after_?.total) > Number(before_?.total));
  const events = await house.ownerQuery<{
    what: string;
    run: number | null;
    changes: { was: number; is: number }[];
  }>('select what, run_id as run, changes from candidate_event where person_id = $1 order by id', [personId]);
  assert.deepEqual(
    events.map(({ what }) => what),
    ['entered', Number(after_?.total) >= 45 ? 'reached' : 'score'],
  );
  assert.equal(events[1]?.run, null);
  const moved = (events[1]?.changes ?? []).reduce((sum, { was, is }) => sum + is - was, 0);
  assert.equal(moved, Number(after_?.total) - Number(before_?.total));
});

test('whoever stands elsewhere is left alone by a new event: a proposal stays, a stranger is not listed', async () => {
  const proposed = await makePerson(house, { offences: provenOffences(5), record: 'suspect' });
  const stranger = await makePerson(house, { offences: provenOffences(2), record: 'suspect' });
  await run();
  await house.ownerQuery(`update candidate set state = 'proposed' where person_id = $1`, [proposed]);
  await rescorePeople(house.database, {
    schemeId: house.schemeId,
    personIds: [proposed, stranger],
    on,
    now: testNow,
  });
  assert.equal((await candidateOf(proposed))?.state, 'proposed');
  assert.equal(await candidateOf(stranger), undefined);
});

test('official scores and tables of weights reach a matrix that asks for them; unknown codes are counted, another cohort is apart', async () => {
  const personId = await makePerson(house, {
    offences: provenOffences(5).map((one_) => ({ ...one_, homeOfficeClass: '999/01' })),
    record: 'suspect',
  });
  await house.ownerQuery(`update person set crn = 'X900001' where id = $1`, [personId]);
  const probation = await house.viewerFor('senior-probation-officer');
  const { id: fileId } = await as('senior-probation-officer', bringInOfficial, {
    name: 'scores.csv',
    lines: 2,
    faults: [],
  });
  const taken = await takeOfficialScores(house.database, {
    fileId,
    agencyId: probation.agencyId,
    staffId: probation.staffId,
    lines: [
      {
        line: 2,
        identifier: 'X900001',
        instrument: 'OGRS4/G',
        percent: 82,
        needs: 3,
        scoredOn: '2026-05-01',
        toolVersion: '4.2',
      },
      {
        line: 3,
        identifier: 'X999999',
        instrument: 'OGRS4/G',
        percent: 50,
        needs: null,
        scoredOn: '2026-05-01',
        toolVersion: '4.2',
      },
    ],
  });
  assert.deepEqual([taken.taken, taken.notFound], [1, 1]);
  await as('analyst', uploadWeights, {
    layout: 'cambridge',
    name: 'Example harm',
    source: 'made up',
    validFrom: '2026-01-01',
    sha256: 'x',
    example: true,
    rows: [{ code: '28/1', label: null, weight: 365 }],
  });
  const impact: Matrix = {
    name: 'Impact (example)',
    line: 5,
    factors: [
      {
        code: 'official',
        label: 'Official',
        measure: 'official-score',
        bands: [{ atLeast: 75, points: 10 }],
      },
      { code: 'harm', label: 'Harm', measure: 'harm', months: 24, bands: [{ atLeast: 1, points: 10 }] },
    ],
  };
  for (const [kind, body] of [
    ['matrix:impact', impact],
    ['eligibility:impact', { minimumProvenOffences: 5, withinMonths: 24, youngest: 18, candidateMonths: 6 }],
  ] as const)
    await house.ownerQuery(
      `insert into rule_version (scheme_id, kind, version, valid_from, body, example) values ($1, $2, 1, '2020-01-01', $3::jsonb, true)`,
      [house.schemeId, kind, JSON.stringify(body)],
    );
  house.database.shared.clear();
  const { runId } = await run('impact');
  const listed = await candidateOf(personId, 'impact');
  assert.equal(Number(listed?.total), 10);
  assert.equal(listed?.factors[0]?.source, 'OGRS4/G, version 4.2, of 2026-05-01');
  assert.equal(listed?.factors[1]?.unknownCodes, 5);
  const kept = await one<{ codes: { cambridge?: Record<string, number> } }>(
    'select unknown_codes as codes from selection_run where id = $1',
    [runId],
  );
  assert.ok((kept?.codes.cambridge?.['999/01'] ?? 0) >= 5);
  await run();
  assert.notEqual(Number((await candidateOf(personId))?.total), undefined);
  assert.equal(Number((await candidateOf(personId, 'impact'))?.total), 10);

  const analyst = await house.viewerFor('analyst');
  const official = () => house.database.as(analyst, (tx) => findOfficial(tx, personId));
  // Shown, though the matrix of the main cohort does not count it.
  assert.deepEqual([(await official())?.percent, (await official())?.instrument], [82, 'OGRS4/G']);
  const back = { id: fileId, version: 1, why: 'The wrong month' };
  await assert.rejects(
    () => as('senior-probation-officer', takeBackOfficial, { ...back, why: ' ' }),
    isRefused('invalid'),
  );
  await as('senior-probation-officer', takeBackOfficial, back);
  await rescoreFile(house.database, fileId, testNow);
  assert.equal(await official(), undefined);
  assert.equal(Number((await candidateOf(personId, 'impact'))?.total), 0);
  const [stays] = await house.ownerQuery('select taken, taken_back_why as why from official_score_file');
  assert.deepEqual(stays, { taken: 1, why: 'The wrong month' });
  assert.equal((await house.ownerQuery('select from official_score')).length, 1);
});

test('a table of weights is taken back with a reason, once, and the same file may come again', async () => {
  const table = {
    layout: 'ons' as const,
    name: 'Example severity',
    source: 'made up',
    validFrom: '2026-01-01',
    sha256: 'y',
    example: true,
    rows: [{ code: '28/1', label: null, weight: 100 }],
  };
  const { id } = await as('analyst', uploadWeights, table);
  const found = () =>
    house.database.as(serviceViewer('selection'), (tx) => findWeightTable(tx, house.schemeId, 'ons', on));
  assert.equal((await found())?.name, table.name);
  await assert.rejects(() => as('analyst', takeBackWeights, { id, why: '' }), isRefused('invalid'));
  await assert.rejects(
    () => as('panel-member', takeBackWeights, { id, why: 'x' }),
    isRefused('right-missing'),
  );
  await as('analyst', takeBackWeights, { id, why: 'An older edition' });
  assert.equal(await found(), undefined);
  await assert.rejects(
    () => as('analyst', takeBackWeights, { id, why: 'Again' }),
    isRefused('not-allowed-now'),
  );
  await as('analyst', uploadWeights, table);
  assert.equal((await found())?.name, table.name);
});

test('a matrix is tried without writing anything, and shows whom the viewer may see, by group', async () => {
  await run();
  const count = () =>
    one<{ n: string }>(
      'select (select count(*) from candidate) + (select count(*) from candidate_event) as n',
    );
  const earlier = await count();
  const list = { schemeId: house.schemeId, cohort: 'main' };
  const trial = await tryMatrix(house.database, list, { ...(await exampleMatrix()), line: 1 }, on);
  const people = await house.database.as(await house.viewerFor('analyst'), (tx) =>
    peopleTried(tx, list, trial.rows),
  );
  assert.equal(people.length, trial.rows.length);
  const { enter, leave, membersFall, membersStay } = movesOf(people, trial);
  assert.ok(enter.length > 0);
  for (const { will, was } of membersFall) assert.ok(was >= trial.lineWas && will < trial.lineWill);
  for (const { was } of membersStay) assert.ok(was < trial.lineWas);
  assert.deepEqual(leave, []);
  const tables = groupTables(people, trial, on);
  assert.deepEqual(
    tables.map(({ title }) => title),
    ['Ethnicity', 'Sex', 'Age'],
  );
  for (const { rows } of tables)
    for (const { counts } of rows)
      for (const count of counts) assert.ok(count === null || count === 0 || count >= 5);
  const officer = await house.viewerFor('link-worker');
  assert.deepEqual(await house.database.as(officer, (tx) => peopleTried(tx, list, trial.rows)), []);
  assert.deepEqual(await count(), earlier);
});

test('nothing of health, plans, casework, monitoring, risk or intelligence can be read by the selection service', async () => {
  const readable = await house.ownerQuery<{ t: string }>(
    `select c.relname as t from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'r' and has_table_privilege('waymark_selection', c.oid, 'select') order by 1`,
  );
  const suspicious = readable.filter(({ t }) =>
    /^(plan|contact|risk|intelligence|report|compliance|enforcement|curfew|exclusion|visit|questionnaire|victim|referral|health|warrant|zone|absence|panel)/.test(
      t,
    ),
  );
  assert.deepEqual(suspicious, []);
});
