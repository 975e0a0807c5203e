import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { decidePair, rejoinRecord } from './acts.ts';
import { linkRecords, refreshPeople } from './link.ts';
import { bringIn, openTo, type RecordRow, separateByTwo, standingOf } from './records-for-tests.ts';
import { currentPersonId, getPerson, listDecisions, reviewQueue } from './store.ts';

// Whatever people decide and however often the program runs: decisions stand, and old numbers lead to somebody.

const agencies = [
  ['norfolk-police', 'police-nominals'],
  ['suffolk-police', 'police-nominals'],
  ['probation', 'probation-caseload'],
] as const;
const names = [
  { given: 'Alan', family: 'Quillmarsh', born: '1990-05-06' },
  { given: 'Brian', family: 'Tolland', born: '1985-02-03' },
];
/** Three records of each name and birth: alike enough to wait, too little to be linked. */
const rows: RecordRow[] = names.flatMap((name, at) =>
  agencies.map(([agency, format], index) => ({ agency, format, localId: `R${at * 3 + index}`, ...name })),
);

let house: TestHouse;
let reviewer: StaffViewer;
let manager: StaffViewer;
let keys = 0;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  await bringIn(house.database, rows);
  await linkRecords(house.database, { now: testNow });
  reviewer = await house.viewerFor('identity-reviewer');
  manager = await house.viewerFor('scheme-manager');
});
after(() => house.close());

type Step =
  | { do: 'same' | 'different' | 'not-sure'; pair: number }
  | { do: 'run' }
  | { do: 'separate' | 'rejoin'; record: number };

const key = (): string => {
  keys += 1;
  return `key-life-${keys}`;
};

async function decide(step: Extract<Step, { pair: number }>): Promise<void> {
  const queue = await house.database.as(reviewer, (tx) => reviewQueue(tx, 20, 0));
  const pair = queue[step.pair % Math.max(1, queue.length)];
  if (pair === undefined) return;
  const input = { left: pair.left, right: pair.right, verdict: step.do, why: 'Drawn' };
  const done = await house.performer.perform(reviewer, decidePair, input, key());
  await refreshPeople(house.database, done.people);
}

async function part({ do: what, record }: Extract<Step, { record: number }>): Promise<void> {
  const own = (await standingOf(house))[`R${record % rows.length}`];
  const personId = own?.person ?? 0;
  await openTo(house, personId, 'selection', 'selection');
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source) values ($1, 'selection', $2, 'test')`,
    [personId, manager.staffId],
  );
  if (what === 'separate') {
    const { version } = await house.database.as(manager, (tx) => getPerson(tx, personId));
    const input = { personId, recordId: own?.id ?? 0, version, why: 'Drawn' };
    await separateByTwo(house, manager, input, key());
  } else {
    const decisions = await house.database.as(manager, (tx) => listDecisions(tx, personId));
    const separated = decisions.find((one) => one.separated !== null && one.supersededAt === null);
    if (separated === undefined) return;
    const input = { personId, decisionId: separated.id, why: 'Drawn' };
    await house.performer.perform(manager, rejoinRecord, input, key());
  }
}

async function take(step: Step): Promise<void> {
  try {
    if (step.do === 'run') await linkRecords(house.database, { now: testNow });
    else if ('pair' in step) await decide(step);
    else await part(step);
  } catch (error) {
    // What cannot be done now is refused; nothing else may go wrong.
    if (!(error instanceof WaymarkError) || !['not-allowed-now', 'not-found'].includes(error.code))
      throw error;
  }
}

/** Every standing decision holds, and every number leads in one step to somebody who leads nowhere. */
async function isSound(): Promise<void> {
  const broken = await house.ownerQuery(`select d.id, d.verdict from link_decision d
    join source_record l on l.id = d.left_record join source_record r on r.id = d.right_record
    where d.superseded_at is null and ((d.verdict = 'same') <> (l.person_id = r.person_id)) and d.verdict <> 'not-sure'`);
  assert.deepEqual(broken, [], 'a standing decision is not kept');
  const lost = await house.ownerQuery(`select p.id from person p join person q on q.id = p.gone_to
    where q.gone_to is not null or q.id = p.id or not exists (select from source_record r where r.person_id = q.id)`);
  assert.deepEqual(lost, [], 'an old number leads to nobody');
  const empty = await house.ownerQuery(
    `select p.id from person p where p.gone_to is null and not exists (select from source_record r where r.person_id = p.id)`,
  );
  assert.deepEqual(empty, [], 'somebody without a record leads nowhere');
  const stray = await house.ownerQuery(
    `select o.id from offence o join source_record r on r.local_id = o.nominal_ref where o.person_id is distinct from r.person_id`,
  );
  assert.deepEqual(stray, [], 'an offence is not with its record');
}

const certain: Step[] = [
  { do: 'not-sure', pair: 2 },
  { do: 'different', pair: 1 },
  { do: 'same', pair: 0 },
  { do: 'separate', record: 1 },
  { do: 'rejoin', record: 1 },
];

const drawnSteps = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constantFrom('same' as const, 'different' as const, 'not-sure' as const),
      pair: fc.nat(5),
    }),
    fc.constant({ do: 'run' as const }),
    fc.record({ do: fc.constantFrom('separate' as const, 'rejoin' as const), record: fc.nat(5) }),
  ),
  { minLength: 1, maxLength: 7 },
);

test('a record that left one person, was joined to another and leaves them too has left two', async () => {
  const at = async (local: string) => (await standingOf(house))[local] ?? { id: 0, person: 0 };
  const join = async (left: string, right: string): Promise<void> => {
    const [one, other] = [(await at(left)).id, (await at(right)).id].sort((a, b) => a - b);
    const input = {
      left: one ?? 0,
      right: other ?? 0,
      verdict: 'same' as const,
      why: 'Their fingerprints agree',
    };
    const done = await house.performer.perform(reviewer, decidePair, input, key());
    await refreshPeople(house.database, done.people);
  };
  await join('R0', 'R1');
  await part({ do: 'separate', record: 1 });
  await linkRecords(house.database, { now: testNow });
  await join('R1', 'R2');
  await part({ do: 'separate', record: 1 });
  const left = await house.ownerQuery<{ decisions: number; people: number }>(
    `select count(distinct decision_id)::int as decisions, count(distinct person_id)::int as people from separation where record_id = $1`,
    [(await at('R1')).id],
  );
  assert.deepEqual(left, [{ decisions: 2, people: 2 }]);
  await isSound();
});

test('property: decisions stand after any run, in any order, are never deleted, and old numbers lead to somebody', async () => {
  const counted = async (): Promise<number> =>
    Number((await house.ownerQuery<{ n: string }>('select count(*) as n from link_decision'))[0]?.n);
  await fc.assert(
    fc.asyncProperty(drawnSteps, async (steps) => {
      for (const step of steps) {
        const before = await counted();
        await take(step);
        assert.ok((await counted()) >= before, 'a decision was deleted');
        await isSound();
      }
      await linkRecords(house.database, { now: testNow });
      await isSound();
      const settled = await standingOf(house);
      const again = await linkRecords(house.database, { now: testNow });
      assert.deepEqual(await standingOf(house), settled, 'a second run changes nothing');
      assert.equal(again.unexplained, 0);
    }),
    // Whatever is drawn: each kind of decision, and somebody who is retired, for the test below.
    { numRuns: 15, examples: [[certain]] },
  );
});

test('every number that there ever was leads to a person with records', async () => {
  const people = await house.ownerQuery<{ id: string }>('select id from person order by id');
  const [{ verdicts }] = (await house.ownerQuery<{ verdicts: string }>(
    `select string_agg(distinct verdict, ' ' order by verdict) as verdicts from link_decision`,
  )) as [{ verdicts: string }];
  assert.equal(verdicts, 'different not-sure same');
  const live = new Set(Object.values(await standingOf(house)).map(({ person }) => person));
  assert.ok(people.length > live.size, 'the runs above retired people');
  for (const { id } of people)
    assert.ok(
      live.has(await house.database.as(manager, (tx) => currentPersonId(tx, Number(id)))),
      `person ${id}`,
    );
});
