import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, sees, staffId } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import type { Act } from '../../kernel/acts.ts';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { allocate } from '../allocate-for-tests.ts';
import {
  addEntry,
  correctAssessment,
  decideAssessment,
  endFlag,
  recordAssessment,
  reviewFlag,
  setFlag,
  withdrawAssessment,
} from './acts.ts';
import { riskToday, safetyWarnings } from './daily.ts';
import { endRestrictions, recordTraining, restrict, withdrawTraining } from './keeping-acts.ts';
import { standingOf } from './rules.ts';
import { listAssessments } from './store.ts';
import type { AssessmentInput, FlagInput } from './types.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const today = '2026-11-02';
const assessment = (personId: number, more: Partial<AssessmentInput> = {}): AssessmentInput => ({
  personId,
  type: 'oasys',
  assessedOn: '2026-11-01',
  score: null,
  level: 'high',
  summary: 'Found so',
  source: null,
  nextDue: '2026-11-10',
  handling: 'partners',
  namedAgencies: [],
  ...more,
});
const flag = (personId: number, more: Partial<FlagInput> = {}): FlagInput => ({
  personId,
  kind: 'to-staff',
  why: 'A dog that bites',
  reviewOn: '2026-12-01',
  handling: 'partners',
  namedAgencies: [],
  ...more,
});

const perform = async <Input, Result>(
  login: string,
  act: Act<Input, Result>,
  input: Input,
): Promise<Result> => house.performer.perform(await house.viewerFor(login), act, input, newKey());

const train = async (login: string, expiresOn: string | null): Promise<{ id: number }> =>
  perform('scheme-manager', recordTraining, {
    staffId: await staffId(house, login),
    what: 'oasys',
    fromDate: '2026-01-01',
    expiresOn,
    course: null,
  });

const standingFor = async (login: string, person: number): Promise<number[]> => {
  const viewer = await house.viewerFor(login);
  const rows = await house.database.as(viewer, (tx) => listAssessments(tx, person));
  return standingOf(rows).map(({ id }) => id);
};

test('an assessment counts where training was in date on its day; otherwise it waits for somebody else’s name and reason', async () => {
  const person = await addMember(house);
  const held = await perform('probation-offender-manager', recordAssessment(), assessment(person));
  assert.match(held.held ?? '', /No training in OASys is recorded/);
  assert.deepEqual(await standingFor('senior-probation-officer', person), []);
  await assert.rejects(
    perform('probation-offender-manager', decideAssessment, {
      id: held.id,
      personId: person,
      version: 1,
      verdict: 'accept',
      why: 'x',
    }),
    isRefused('right-missing'),
  );
  await perform('senior-probation-officer', decideAssessment, {
    id: held.id,
    personId: person,
    version: 1,
    verdict: 'accept',
    why: 'Read together',
  });
  assert.deepEqual(await standingFor('police-offender-manager', person), [held.id]);
  const [row] = await house.ownerQuery<{ held_why: string; decided_why: string; name: string }>(
    'select r.held_why, r.decided_why, s.name from risk_assessment r join staff s on s.id = r.decided_by where r.id = $1',
    [held.id],
  );
  assert.deepEqual([row?.decided_why, row?.held_why], ['Read together', 'No training in OASys is recorded']);
  // Even a correction leaves who let it in, and needs training of its own.
  await assert.rejects(
    perform('probation-offender-manager', correctAssessment(), {
      ...assessment(person, { level: 'low' }),
      id: held.id,
      version: 2,
    }),
    isRefused('right-missing'),
  );

  const training = await train('probation-offender-manager', '2026-11-01');
  const counted = await perform('probation-offender-manager', recordAssessment(), assessment(person));
  assert.equal(counted.held, null, 'the last day counts');
  const late = await perform(
    'probation-offender-manager',
    recordAssessment(),
    assessment(person, { assessedOn: today, nextDue: null }),
  );
  assert.match(late.held ?? '', /ran out on 1 November 2026/);
  await perform('probation-offender-manager', correctAssessment(), {
    ...assessment(person, { level: 'low', summary: 'Put right' }),
    id: counted.id,
    version: 1,
  });
  await perform('scheme-manager', withdrawTraining, {
    id: training.id,
    version: 1,
    why: 'Another person’s certificate',
  });
  const again = await perform('probation-offender-manager', recordAssessment(), assessment(person));
  assert.notEqual(again.held, null);
});

test('a held assessment is corrected by its maker alone, and let in by nobody who wrote any of it', async () => {
  const person = await addMember(house);
  const held = await perform('probation-offender-manager', recordAssessment(), assessment(person));
  const key = { id: held.id, personId: person, version: 1 };
  const senior = await house.viewerFor('senior-probation-officer');
  await assert.rejects(
    perform('senior-probation-officer', correctAssessment(), {
      ...assessment(person, { summary: 'Rewritten' }),
      ...key,
    }),
    isRefused('right-missing'),
  );
  // Nor past the acts: not rewritten by another, not rewritten as it is let in, not under another's name.
  const raw = (set: ReturnType<typeof sql>) => () =>
    house.database.as(senior, (tx) => tx.run(sql`update risk_assessment set ${set} where id = ${held.id}`));
  const letIn = sql`state = 'accepted', decided_by = ${senior.staffId}, decided_at = now(), decided_why = 'Mine', changed_by = ${senior.staffId}`;
  for (const attempt of [
    raw(sql`summary = 'Rewritten', changed_by = ${senior.staffId}`),
    raw(sql`summary = 'Rewritten', ${letIn}`),
    raw(sql`state = 'withdrawn', withdrawn_why = 'x', changed_by = staff_id`),
  ])
    await assert.rejects(attempt, isRefused('right-missing'));
  // Changed by them before this rule was kept: somebody else decides.
  await house.ownerQuery('update risk_assessment set changed_by = $2 where id = $1', [
    held.id,
    senior.staffId,
  ]);
  const decision = { ...key, verdict: 'accept' as const, why: 'Read it' };
  await assert.rejects(
    perform('senior-probation-officer', decideAssessment, decision),
    isRefused('right-missing'),
  );
  await assert.rejects(raw(letIn), isRefused('right-missing'));
  await perform('probation-offender-manager', correctAssessment(), {
    ...assessment(person, { summary: 'Put right' }),
    ...key,
  });
  await perform('senior-probation-officer', decideAssessment, { ...decision, version: 2 });
  assert.deepEqual(await standingFor('senior-probation-officer', person), [held.id]);
});

test('nobody lets in their own, and nobody certifies themselves', async () => {
  const person = await addMember(house);
  const own = await perform('senior-probation-officer', recordAssessment(), assessment(person));
  assert.notEqual(own.held, null);
  const decision = { id: own.id, personId: person, version: 1, verdict: 'accept' as const, why: 'Mine' };
  await assert.rejects(
    perform('senior-probation-officer', decideAssessment, decision),
    isRefused('right-missing'),
  );
  // The database refuses it too, whatever an act forgot.
  const viewer = await house.viewerFor('senior-probation-officer');
  await assert.rejects(
    house.database.as(viewer, (tx) =>
      tx.run(
        sql`update risk_assessment set state = 'accepted', decided_by = ${viewer.staffId}, decided_at = now(), decided_why = 'Mine' where id = ${own.id}`,
      ),
    ),
    WaymarkError,
  );
  await perform('senior-probation-officer-2', decideAssessment, decision);
  assert.deepEqual(await standingFor('senior-probation-officer', person), [own.id]);
  await assert.rejects(
    train('scheme-manager', null),
    (error) => error instanceof WaymarkError && error.code === 'invalid',
  );
});

test('the latest stands; when it is withdrawn the one before stands again', async () => {
  const person = await addMember(house);
  const score = (day: string) =>
    perform(
      'probation-offender-manager',
      recordAssessment(),
      assessment(person, {
        type: 'ogrs3',
        score: 60,
        level: 'medium',
        source: 'OASys',
        assessedOn: day,
        nextDue: null,
      }),
    );
  const first = await score('2026-05-01');
  const second = await score('2026-10-01');
  const late = await score('2026-01-01');
  assert.deepEqual(await standingFor('scheme-manager', person), [second.id]);
  await perform('probation-offender-manager', withdrawAssessment, {
    id: second.id,
    personId: person,
    version: 1,
    why: 'The wrong person',
  });
  assert.deepEqual(await standingFor('scheme-manager', person), [first.id]);
  assert.notEqual(first.id, late.id);
  await assert.rejects(
    perform('probation-offender-manager', withdrawAssessment, {
      id: second.id,
      personId: person,
      version: 2,
      why: 'Again',
    }),
    isRefused('not-allowed-now'),
  );
});

test('flags warn whoever goes there, say that they are out of date, and end with a reason', async () => {
  const person = await addMember(house);
  const made = await perform('police-offender-manager', setFlag, flag(person));
  await perform(
    'probation-offender-manager',
    setFlag,
    flag(person, { kind: 'arson', why: 'Lit bins', handling: 'statutory' }),
  );
  const warned = async (login: string, on: string) => {
    const viewer = await house.viewerFor(login);
    return house.database.as(viewer, (tx) => safetyWarnings(tx, { personId: person, viewer, today: on }));
  };
  const now = await warned('police-offender-manager', today);
  assert.deepEqual(
    now.map(({ toStaff, outOfDate }) => [toStaff, outOfDate]),
    [
      [true, false],
      [false, false],
    ],
  );
  assert.ok((await warned('police-offender-manager', '2026-12-02')).every(({ outOfDate }) => outOfDate));
  await allocate(house, person, 'link-worker', 'embedded');
  assert.deepEqual(
    (await warned('link-worker', today)).map(({ why }) => why),
    ['A dog that bites'],
  );
  assert.deepEqual(await warned('providers-worker', today), []);
  assert.deepEqual(await warned('analyst', today), []);
  // Another agency neither reviews nor ends it; who manages the scheme does.
  const review = { ...flag(person, { why: 'The dog died' }), id: made.id, version: 1 };
  await assert.rejects(perform('probation-offender-manager', reviewFlag, review), isRefused('not-found'));
  await perform('senior-probation-officer', reviewFlag, review);
  await assert.rejects(
    perform('police-offender-manager', endFlag, { id: made.id, personId: person, version: 1, why: 'Over' }),
    (error) => error instanceof WaymarkError && error.code === 'stale-version',
  );
  await perform('police-offender-manager', endFlag, {
    id: made.id,
    personId: person,
    version: 2,
    why: 'Over',
  });
  assert.equal((await warned('police-offender-manager', today)).length, 1);
});

test('Today has what is due with one’s own people, and what waits for one’s decision', async () => {
  const person = await addMember(house);
  await allocate(house, person, 'probation-offender-manager', 'lead');
  await perform(
    'probation-offender-manager',
    recordAssessment(),
    assessment(person, { type: 'ogrs3', score: 80, level: 'high', source: 'OASys', nextDue: '2026-11-09' }),
  );
  const held = await perform(
    'probation-offender-manager',
    recordAssessment(),
    assessment(person, { type: 'sara', nextDue: null }),
  );
  await perform('police-offender-manager', addEntry, {
    personId: person,
    register: 'marac',
    category: null,
    level: null,
    leadAgencyId: null,
    fromOn: '2026-10-01',
    nextOn: '2026-11-12',
    reviewOn: null,
    words: null,
    handling: 'statutory',
    namedAgencies: [],
  });
  const itemsOf = async (login: string) => {
    const viewer = await house.viewerFor(login);
    const items = await house.database.as(viewer, (tx) => riskToday(tx, { viewer, today, now: new Date() }));
    return items.filter(({ personId }) => personId === person).map(({ detail }) => detail);
  };
  assert.deepEqual(await itemsOf('probation-offender-manager'), [
    'OGRS3, two years due again',
    'MARAC hears this again',
  ]);
  assert.deepEqual(await itemsOf('senior-probation-officer'), ['SARA (example) waits to be let in']);
  assert.deepEqual(await itemsOf('link-worker'), []);
  assert.ok(held.held);
});

test('a limited-access list takes effect at once, cannot shut out whoever makes it, and is ended with why', async () => {
  const person = await addMember(house);
  const manager = await staffId(house, 'scheme-manager');
  const lead = await staffId(house, 'probation-offender-manager');
  const list = {
    personId: person,
    kind: 'only' as const,
    words: 'A relative of a colleague',
    reviewOn: '2027-01-01',
  };
  await assert.rejects(
    perform('scheme-manager', restrict, { ...list, staff: [lead] }),
    (error) => error instanceof WaymarkError && error.code === 'invalid',
  );
  await assert.rejects(
    perform('senior-probation-officer', restrict, { ...list, staff: [manager] }),
    isRefused('right-missing'),
  );
  assert.equal(await sees(house, 'senior-probation-officer', person), true);
  await perform('scheme-manager', restrict, { ...list, staff: [lead, manager] });
  assert.equal(await sees(house, 'senior-probation-officer', person), false);
  assert.equal(await sees(house, 'probation-offender-manager', person), true);
  const entries = await house.ownerQuery<{ id: number; staff_id: string }>(
    'select id::int, staff_id from access_restriction where person_id = $1 order by id',
    [person],
  );
  const mine = entries.filter(({ staff_id }) => Number(staff_id) === manager).map(({ id }) => id);
  await assert.rejects(
    perform('scheme-manager', endRestrictions, { personId: person, entries: mine, why: 'Off it' }),
    (error) => error instanceof WaymarkError && error.code === 'invalid',
  );
  const other = await addMember(house);
  await assert.rejects(
    perform('scheme-manager', endRestrictions, {
      personId: other,
      entries: entries.map(({ id }) => id),
      why: 'Another’s',
    }),
    isRefused('not-allowed-now'),
  );
  assert.deepEqual(
    await perform('scheme-manager', endRestrictions, {
      personId: person,
      entries: entries.map(({ id }) => id),
      why: 'Over',
    }),
    { ended: 2 },
  );
  assert.equal(await sees(house, 'senior-probation-officer', person), true);
  // Whoever does not reach the person makes no list of them.
  const far = await house.ownerQuery<{ id: string }>(
    `insert into person (family_name, given_names, search_names) values ('Far', 'Away', 'far away') returning id`,
  );
  await assert.rejects(
    perform('scheme-manager', restrict, { ...list, personId: Number(far[0]?.id), staff: [manager] }),
    isRefused('right-missing'),
  );
});

test('of somebody who is not on the scheme nothing new is recorded', async () => {
  const person = await addMember(house);
  await house.ownerQuery(
    `update membership set left_on = '2026-10-31', state = 'de-selected' where person_id = $1`,
    [person],
  );
  await assert.rejects(
    perform('police-offender-manager', setFlag, flag(person)),
    isRefused('not-allowed-now'),
  );
});

test('a score has its band’s level whatever was sent, and a level is one of its kind’s', async () => {
  const person = await addMember(house);
  const { id } = await perform(
    'probation-offender-manager',
    recordAssessment(),
    assessment(person, { type: 'ogrs3', score: 90, level: 'low', source: 'OASys', nextDue: null }),
  );
  const [row] = await house.ownerQuery<{ level: string }>('select level from risk_assessment where id = $1', [
    id,
  ]);
  assert.equal(row?.level, 'very-high', 'a score has its band');
  await assert.rejects(
    perform('probation-offender-manager', recordAssessment(), assessment(person, { level: 'enormous' })),
    (error) => error instanceof WaymarkError && error.code === 'invalid',
  );
});
