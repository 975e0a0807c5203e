import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { decidePair, takeBackDecision } from './acts.ts';
import { linkRecords, refreshPeople } from './link.ts';
import {
  bringIn,
  openTo,
  type RecordRow,
  rejoinByTwo,
  separateByTwo,
  standingOf,
} from './records-for-tests.ts';
import { answerProposal } from './second-acts.ts';
import { sayWhose, takeItemBack } from './separation-acts.ts';
import { listItems, listSeparations } from './separation-store.ts';
import { getPerson, listDecisions, listOwnDecisions, reviewQueue } from './store.ts';

// What a separation gave away and what comes back when it is undone: the record alone, and its contacts with it.

const pnc = '2024/3547010K';
const alan = { given: 'Alan', family: 'Quillmarsh', born: '1990-05-06' };
const police = { format: 'police-nominals', ...alan };
/** Two records that are one person, and a stranger's with the same name: alike enough to wait. */
const rows: RecordRow[] = [
  { ...police, agency: 'norfolk-police', localId: 'N1', pnc },
  { ...police, agency: 'suffolk-police', localId: 'S1', pnc },
  { ...alan, agency: 'probation', format: 'probation-caseload', localId: 'X000001' },
];

let house: TestHouse;
let manager: StaffViewer;
let reviewer: StaffViewer;
let worker: StaffViewer;
let personId = 0;
let recordId = 0;
let keys = 0;
const key = (): string => {
  keys += 1;
  return `key-come-back-${keys}`;
};

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  await bringIn(house.database, rows);
  await linkRecords(house.database, { now: testNow });
  manager = await house.viewerFor('scheme-manager');
  reviewer = await house.viewerFor('identity-reviewer-2');
  worker = await house.viewerFor('police-offender-manager');
  const standing = await standingOf(house);
  personId = standing.N1?.person ?? 0;
  recordId = standing.S1?.id ?? 0;
  assert.equal(standing.S1?.person, personId);
  assert.notEqual(standing.X000001?.person, personId);
  await openTo(house, personId, 'management', 'management');
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source) values ($1, 'lead', $2, 'test')`,
    [personId, worker.staffId],
  );
  await house.ownerQuery(`update source_record set first_seen_at = now() - interval '10 days'`);
});
after(() => house.close());

const numbers = async (sql: string, values: unknown[] = []): Promise<number[]> =>
  (await house.ownerQuery<{ n: string }>(sql, values)).map(({ n }) => Number(n));
const addContact = async (daysAgo: number): Promise<number> => {
  const [id = 0] = await numbers(
    `insert into contact (person_id, agency_id, staff_id, kind, at, state, planned, outcome, handling)
     values ($1, $2, $3, 'home', now() - make_interval(days => $4), 'recorded', false, 'attended', 'partners') returning id as n`,
    [personId, worker.agencyId, worker.staffId, daysAgo],
  );
  return id;
};
const personOf = async (contact: number): Promise<number | undefined> =>
  (await numbers('select person_id as n from contact where id = $1', [contact]))[0];
const refusedWith = (code: string) => (error: unknown) =>
  error instanceof WaymarkError && error.code === code;

async function separate(): Promise<number> {
  const { version } = await house.database.as(manager, (tx) => getPerson(tx, personId));
  const input = { personId, recordId, version, why: 'Fingerprints differ' };
  await refreshPeople(house.database, await separateByTwo(house, manager, input, key()));
  const [made] = await house.database.as(manager, (tx) => listSeparations(tx, personId));
  return made?.id ?? 0;
}
async function bringBack(): Promise<void> {
  const decisions = await house.database.as(manager, (tx) => listDecisions(tx, personId));
  const decisionId =
    decisions.find((one) => one.separated === recordId && one.supersededAt === null)?.id ?? 0;
  await refreshPeople(
    house.database,
    await rejoinByTwo(house, manager, { personId, decisionId, why: 'A mistake' }, key()),
  );
}
const give = (separationId: number, contact: number, ...others: string[]): Promise<unknown> =>
  house.performer.perform(
    worker,
    sayWhose,
    {
      separationId,
      personId,
      items: [`contact ${contact}`, ...others],
      verdict: 'moved',
      why: 'I saw the other',
    },
    key(),
  );
async function takeBackItem(separationId: number): Promise<void> {
  const [said] = await house.database.as(worker, (tx) => listItems(tx, separationId));
  await house.performer.perform(
    worker,
    takeItemBack,
    { itemId: said?.id ?? 0, personId, together: true },
    key(),
  );
}

/** Joins what left with the stranger, by as many reviewers as it takes. */
async function joinWithStranger(): Promise<void> {
  await linkRecords(house.database, { now: testNow });
  const there = await standingOf(house);
  const stranger = there.X000001?.id;
  const queue = await house.database.as(reviewer, (tx) => reviewQueue(tx, 20, 0));
  const pair = queue.find(({ left, right }) =>
    [left, right].every((id) => id === recordId || id === stranger),
  );
  if (pair === undefined) return;
  const input = { left: pair.left, right: pair.right, verdict: 'same' as const, why: 'Same tattoo' };
  const done = await house.performer.perform(reviewer, decidePair, input, key());
  const people =
    done.proposalId === undefined
      ? done.people
      : (
          await house.performer.perform(
            await house.viewerFor('identity-reviewer'),
            answerProposal,
            { proposalId: done.proposalId, agrees: true, why: 'I see it too' },
            key(),
          )
        ).people;
  await refreshPeople(house.database, people);
}
async function undoJoin(): Promise<void> {
  for (const login of ['identity-reviewer', 'identity-reviewer-2']) {
    const viewer = await house.viewerFor(login);
    const [own] = await house.database.as(viewer, (tx) => listOwnDecisions(tx, 1));
    if (own?.open !== true) continue;
    const done = await house.performer.perform(viewer, takeBackDecision, { decisionId: own.id }, key());
    await refreshPeople(house.database, done.people);
  }
}

/** Something of other kinds that goes with the contact when it is given. */
let otherThings: string[] = [];
async function addOthers(): Promise<void> {
  const by = [personId, worker.agencyId, worker.staffId];
  const [flag] = await numbers(
    `insert into risk_flag (person_id, agency_id, staff_id, kind, why, set_on, review_on, handling)
     values ($1, $2, $3, 'dog', 'A dog', current_date, current_date + 30, 'partners') returning id as n`,
    by,
  );
  const [sighting] = await numbers(
    `insert into sighting (scheme_id, person_id, agency_id, staff_id, at, place)
     values ($4, $1, $2, $3, now(), 'By the bridge') returning id as n`,
    [...by, house.schemeId],
  );
  otherThings = [`risk-flag ${flag}`, `sighting ${sighting}`];
}

/** Nothing is where nobody sees it, what is part of a contact is with it, and what was given at once stands together. */
async function nothingIsLost(): Promise<void> {
  const lost = await house.ownerQuery(
    `select t.id from (select id, person_id from contact union all select id, person_id from risk_flag union all select id, person_id from sighting) t
       join person p on p.id = t.person_id where p.gone_to is not null or not exists (select from source_record r where r.person_id = p.id)`,
  );
  assert.deepEqual(lost, [], 'something is on a retired number');
  const apart = await house.ownerQuery(
    `select f.person_id from risk_flag f, sighting s where f.person_id <> s.person_id`,
  );
  assert.deepEqual(apart, [], 'what was given at once is with two people');
  const parted = await house.ownerQuery(
    `select k.contact_id from contact_joint k join contact c on c.id = k.contact_id where k.person_id <> c.person_id`,
  );
  assert.deepEqual(parted, [], 'a part of a contact is not with it');
}

const seen = async (): Promise<number[]> =>
  (
    await house.database.as(manager, (tx) =>
      tx.many(sql<{ id: number }>`select id from source_record order by id`),
    )
  ).map(({ id }) => id);

test('a contact goes to whoever the other person is now, is listed, and comes back with the record', async () => {
  const contact = await addContact(2);
  const separation = await separate();
  await joinWithStranger();
  const there = await standingOf(house);
  const now = there.S1?.person;
  assert.equal(now, there.X000001?.person, 'the other person was joined with a stranger');
  await give(separation, contact);
  assert.equal(await personOf(contact), now);
  await takeBackItem(separation);
  assert.equal(await personOf(contact), personId);
  await give(separation, contact);
  await undoJoin();
  const apart = await standingOf(house);
  assert.notEqual(apart.S1?.person, apart.X000001?.person);
  await nothingIsLost();
});

test('the separated record comes back alone: where it was joined since, one person brings nothing back', async () => {
  await joinWithStranger();
  const start = await standingOf(house);
  const before = await seen();
  await assert.rejects(bringBack(), refusedWith('not-allowed-now'));
  assert.deepEqual(await standingOf(house), start);
  assert.deepEqual(await seen(), before, 'nobody else’s record was seen');
  await undoJoin();
  const stranger = (await standingOf(house)).X000001;
  await house.ownerQuery(
    `insert into link_decision (left_record, right_record, person_id, verdict, why, staff_id)
     select least($1, id), greatest($1, id), person_id, 'different', 'Known apart', $2 from source_record where local_id = 'N1'`,
    [recordId, reviewer.staffId],
  );
  await assert.rejects(bringBack(), refusedWith('not-allowed-now'), 'another decision says no');
  await house.ownerQuery(`update link_decision set superseded_at = now() where why = 'Known apart'`);
  await bringBack();
  const end = await standingOf(house);
  assert.equal(end.S1?.person, personId);
  assert.deepEqual(end.X000001, stranger);
  await nothingIsLost();
});

test('an older contact goes as a later one does, and nothing of anybody else’s, nor under another address', async () => {
  const [old, late] = [await addContact(40), await addContact(0)];
  const separation = await separate();
  const [elsewhere = 0] = await numbers(
    `insert into contact (person_id, agency_id, staff_id, kind, at, state, planned, outcome, handling)
     select p.id, $1, $2, 'home', now(), 'recorded', false, 'attended', 'partners' from person p
     where p.gone_to is null and p.id <> $3 order by p.id limit 1 returning id as n`,
    [worker.agencyId, worker.staffId, personId],
  );
  await assert.rejects(give(separation, elsewhere), refusedWith('not-found'), 'somebody else’s');
  await house.ownerQuery('delete from contact where id = $1', [elsewhere]);
  await assert.rejects(
    house.database.as(worker, (tx) =>
      tx.run(sql`insert into separation_item (separation_id, person_id, agency_id, staff_id, item, verdict, why)
        values (${separation}, ${personId}, ${worker.agencyId}, ${worker.staffId}, ${`panel-decision ${late}`}, 'moved', 'x')`),
    ),
    /not allow/,
    'nor past the act',
  );
  assert.deepEqual([await personOf(old), await personOf(late)], [personId, personId]);
  await give(separation, late, `contact ${old}`);
  for (const one of [old, late]) assert.notEqual(await personOf(one), personId);
  await bringBack();
  assert.deepEqual(
    [await personOf(old), await personOf(late)],
    [personId, personId],
    'they come back with the record',
  );
  const listed = await house.database.as(worker, (tx) => listItems(tx, separation));
  assert.deepEqual(
    listed.map(({ verdict }) => verdict),
    ['moved', 'moved'],
  );
});

type Step = 'separate' | 'bring-back' | 'give' | 'take-back' | 'join' | 'undo-join' | 'run';

async function take(step: Step): Promise<void> {
  const [latest] = await house.database.as(manager, (tx) => listSeparations(tx, personId));
  const [contact = 0] = await numbers('select max(id) as n from contact');
  const acts: Record<Step, () => Promise<unknown>> = {
    separate,
    'bring-back': bringBack,
    give: () => give(latest?.id ?? 0, contact, ...otherThings),
    'take-back': () => takeBackItem(latest?.id ?? 0),
    join: joinWithStranger,
    'undo-join': undoJoin,
    run: () => linkRecords(house.database, { now: testNow }),
  };
  try {
    await acts[step]();
  } catch (error) {
    if (!(error instanceof WaymarkError) || !['not-allowed-now', 'not-found'].includes(error.code))
      throw error;
  }
}

test('property: whatever is separated, joined, given and undone, no contact is lost and nobody sees a record for it', async () => {
  const steps: Step[] = ['separate', 'bring-back', 'give', 'take-back', 'join', 'undo-join', 'run'];
  await addOthers();
  const own = new Set([(await standingOf(house)).N1?.id, recordId]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...steps), { minLength: 2, maxLength: 8 }), async (drawn) => {
      for (const step of ['separate' as const, ...drawn]) {
        const before = await standingOf(house);
        await take(step);
        await nothingIsLost();
        if (step !== 'bring-back') continue;
        const now = await standingOf(house);
        for (const [name, one] of Object.entries(now))
          if (one.id !== recordId) assert.equal(one.person, before[name]?.person, `${name} was moved`);
        const records = await house.database.as(manager, (tx) =>
          tx.many(sql<{ id: number }>`select id from source_record where person_id = ${personId}`),
        );
        assert.deepEqual(
          records.filter(({ id }) => !own.has(id)),
          [],
        );
      }
    }),
    { numRuns: 12 },
  );
});
