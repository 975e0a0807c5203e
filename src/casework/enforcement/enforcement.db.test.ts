import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { newKey } from '../../kernel/ids.ts';
import { allocate } from '../allocate-for-tests.ts';
import { correctContact, recordContact, recordOutcome, withdrawContact } from '../contacts/acts.ts';
import type { ContactInput } from '../contacts/types.ts';
import { addOrder } from '../licences/licences-for-tests.ts';
import { addWarrant, decideCase, moveCase, reportFailure, tryWarrant, withdrawWarrant } from './acts.ts';
import { countTimeliness, listCases, listOpenWarrants } from './report-store.ts';
import { notedLink, notedWords, wouldEnforce } from './start.ts';
import { getCase, listAttempts, listCasesOf, listSteps } from './store.ts';
import { enforcementToday } from './today.ts';
import type { Case, Move, MoveInput } from './types.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const failed = (personId: number, more: Partial<ContactInput> = {}): ContactInput => ({
  personId,
  kind: 'office',
  at: '2026-10-20T10:00:00.000Z',
  outcome: 'failed',
  place: null,
  pathway: null,
  minutes: null,
  note: 'Did not come',
  handling: 'partners',
  namedAgencies: [],
  withStaff: [],
  ...more,
});

async function record(login: string, contact: ContactInput) {
  return house.performer.perform(await house.viewerFor(login), recordContact, contact, newKey());
}

const casesOf = async (login: string, personId: number): Promise<Case[]> =>
  house.database.as(await house.viewerFor(login), (tx) => listCasesOf(tx, personId));

const plain: MoveInput = {
  move: 'accept',
  why: null,
  on: null,
  orderType: null,
  circumstances: null,
  recallBecause: null,
  alternatives: [],
  recallKind: null,
  court: null,
  hearingOn: null,
};

async function make(login: string, personId: number, id: number, move: Move, more: Partial<MoveInput> = {}) {
  const viewer = await house.viewerFor(login);
  const { version } = await house.database.as(viewer, (tx) => getCase(tx, { id, personId }));
  const input = { ...plain, why: 'Because', ...more, move, id, personId, version };
  return house.performer.perform(
    viewer,
    ['recall', 'not-recall', 'not-pursue'].includes(move) ? decideCase : moveCase,
    input,
    newKey(),
  );
}

const officer = 'probation-offender-manager';

test('a failed appointment under an order starts one case, whoever of the counted agencies records it', async () => {
  const person = await addMember(house);
  await addOrder(house, person, 'community-order');
  const first = await record('police-offender-manager', failed(person));
  assert.deepEqual(first.enforcement, {
    started: true,
    caseId: first.enforcement?.started === true ? first.enforcement.caseId : 0,
    dueOn: '2026-11-03',
  });
  await house.performer.perform(
    await house.viewerFor('police-offender-manager'),
    correctContact,
    { ...failed(person), id: first.id, version: 1, note: 'Still did not come' },
    newKey(),
  );
  const cases = await casesOf(officer, person);
  assert.deepEqual(
    cases.map(({ state, orderType, dueOn, contactId }) => ({ state, orderType, dueOn, contactId })),
    [{ state: 'to-decide', orderType: 'community-order', dueOn: '2026-11-03', contactId: first.id }],
  );
  // The outcome of an appointment does the same.
  const planned = await record(
    officer,
    failed(person, { at: '2026-11-02T16:00:00.000Z', outcome: null, note: null }),
  );
  assert.equal(planned.enforcement, undefined);
  const outcome = { id: planned.id, personId: person, outcome: 'failed' as const, note: null, version: 1 };
  const viewer = await house.viewerFor(officer);
  const send = () => house.performer.perform(viewer, recordOutcome, outcome, newKey());
  // Not before its time: an absence at four is not known at nine, and nothing is started.
  await assert.rejects(send(), isRefused('invalid'));
  assert.equal((await casesOf(officer, person)).length, 1);
  await house.ownerQuery(`update contact set at = '2026-11-02T08:30:00Z' where id = $1`, [planned.id]);
  assert.equal((await send()).enforcement?.started, true);
});

test('a failure withdrawn or corrected closes its case, unless something is decided in it', async () => {
  const person = await addMember(house);
  await addOrder(house, person, 'community-order');
  const police = 'police-offender-manager';
  const viewer = await house.viewerFor(police);
  const stateOf = async (id: number) =>
    (await casesOf(officer, person)).find(({ contactId }) => contactId === id)?.state;
  const correct = (id: number, version: number, outcome: 'attended' | 'failed') =>
    house.performer.perform(
      viewer,
      correctContact,
      { ...failed(person), id, version, outcome, note: 'Corrected' },
      newKey(),
    );
  const withdraw = (id: number) =>
    house.performer.perform(
      viewer,
      withdrawContact,
      { id, personId: person, version: 1, why: 'Wrong person' },
      newKey(),
    );
  const first = await record(police, failed(person));
  const { takenBack } = await withdraw(first.id);
  assert.equal(takenBack?.closed, true);
  assert.equal(await stateOf(first.id), 'void');
  const steps = await house.database.as(await house.viewerFor(officer), (tx) =>
    listSteps(tx, takenBack?.caseId ?? 0),
  );
  assert.deepEqual(
    steps.map(({ move, became }) => `${move} ${became}`),
    ['start to-decide', 'void void'],
  );

  const second = await record(police, failed(person, { at: '2026-10-21T10:00:00.000Z' }));
  assert.equal((await correct(second.id, 1, 'attended')).takenBack?.closed, true);
  assert.equal(await stateOf(second.id), 'void');
  // A failure again: the answer names the closed case, and says how to record it.
  const again = (await correct(second.id, 2, 'failed')).enforcement;
  assert.match(notedWords(again), /closed as no failure/);
  assert.match(notedLink(person, again)?.href ?? '', /\/enforcement\/\d+$/);

  const third = await record(police, failed(person, { at: '2026-10-22T10:00:00.000Z' }));
  const caseId = third.enforcement?.started === true ? third.enforcement.caseId : 0;
  await make(officer, person, caseId, 'refuse');
  const decided = (await withdraw(third.id)).takenBack;
  assert.deepEqual(decided, { caseId, closed: false, state: 'warning-due' });
  assert.match(notedWords(undefined, decided), /still “Warning due”/);
  assert.equal(await stateOf(third.id), 'warning-due');
});

test('what recording a failure would start is said before, of those whom it would', async () => {
  const [held, free] = [await addMember(house), await addMember(house)];
  await addOrder(house, held, 'community-order');
  const viewer = await house.viewerFor(officer);
  const said = await house.database.as(viewer, (tx) => wouldEnforce(tx, viewer, [held, free], '2026-11-02'));
  assert.deepEqual([...said.keys()], [held]);
  assert.match(said.get(held) ?? '', /starts enforcement: community order/);
  const worker = await house.viewerFor('link-worker');
  const theirs = await house.database.as(worker, (tx) => wouldEnforce(tx, worker, [held], '2026-11-02'));
  assert.equal(theirs.size, 0);
});

test('where they take part by agreement nothing is started, and the answer says so', async () => {
  const person = await addMember(house);
  const voluntary = await record(officer, failed(person));
  assert.deepEqual(voluntary.enforcement, { started: false, because: 'voluntary' });
  // An order that had ended, and one that had not begun: neither held them on that day.
  await addOrder(house, person, 'community-order', { from: '2025-01-01', to: '2026-10-19' });
  await addOrder(house, person, 'licence', { from: '2026-10-21', to: null });
  assert.deepEqual((await record(officer, failed(person))).enforcement, {
    started: false,
    because: 'voluntary',
  });
  assert.equal(
    (await record(officer, failed(person, { at: '2026-10-19T22:30:00.000Z' }))).enforcement?.started,
    true,
  );
  assert.equal((await casesOf(officer, person)).length, 1);
  await assert.rejects(
    house.performer.perform(
      await house.viewerFor(officer),
      reportFailure,
      { personId: person, on: '2026-10-20', what: 'Not at the address' },
      newKey(),
    ),
    isRefused('not-allowed-now'),
  );
});

test('a link worker’s appointments start nothing and ask nothing; what police keep to themselves starts nothing', async () => {
  const person = await addMember(house);
  await addOrder(house, person, 'licence');
  await allocate(house, person, 'link-worker', 'embedded');
  assert.equal((await record('link-worker', failed(person))).enforcement, undefined);
  assert.deepEqual(
    (await record('police-offender-manager', failed(person, { handling: 'own' }))).enforcement,
    {
      started: false,
      because: 'withheld',
    },
  );
  assert.equal((await casesOf('police-offender-manager', person)).length, 0);
});

test('warned, then before the court; acceptable ends it; each step is told with who and why', async () => {
  const person = await addMember(house);
  await addOrder(house, person, 'community-order');
  const start = async (at: string): Promise<number> => {
    const { enforcement } = await record(officer, failed(person, { at }));
    return enforcement?.started === true ? enforcement.caseId : 0;
  };
  const first = await start('2026-09-01T10:00:00.000Z');
  assert.equal((await make(officer, person, first, 'refuse')).became, 'warning-due');
  await make(officer, person, first, 'warn', { on: '2026-09-04', circumstances: 'Missed the office visit' });
  const second = await start('2026-10-20T10:00:00.000Z');
  assert.equal((await make(officer, person, second, 'refuse')).became, 'breach-due');
  const earlier = await start('2026-09-02T10:00:00.000Z');
  assert.equal((await make(officer, person, earlier, 'refuse')).became, 'covered');
  const third = await start('2026-10-22T10:00:00.000Z');
  assert.equal((await make(officer, person, third, 'accept')).became, 'acceptable');
  await assert.rejects(make(officer, person, third, 'refuse'), isRefused('not-allowed-now'));
  await make(officer, person, second, 'lay', { on: '2026-10-28', court: 'Norwich Magistrates’ Court' });
  const viewer = await house.viewerFor(officer);
  const [one, steps] = await house.database.as(viewer, async (tx) => [
    await getCase(tx, { id: second, personId: person }),
    await listSteps(tx, second),
  ]);
  assert.deepEqual(
    [one.state, one.actedOn, one.court],
    ['breach-laid', '2026-10-28', 'Norwich Magistrates’ Court'],
  );
  assert.deepEqual(
    steps.map(({ move, became }) => `${move} ${became}`),
    ['start to-decide', 'refuse breach-due', 'lay breach-laid'],
  );
});

test('recall is asked for with what was tried, and decided by another manager', async () => {
  const person = await addMember(house);
  await addOrder(house, person, 'licence');
  const senior = 'senior-probation-officer';
  const { enforcement } = await record(officer, failed(person));
  const id = enforcement?.started === true ? enforcement.caseId : 0;
  await make(officer, person, id, 'refuse');
  await make(officer, person, id, 'consider-recall', { recallBecause: 'contact-broken-down' });
  await make(senior, person, id, 'ask-recall', { alternatives: ['warning', 'reporting'] });
  await assert.rejects(
    make(officer, person, id, 'recall', { recallKind: 'standard' }),
    isRefused('right-missing'),
  );
  await assert.rejects(
    make(senior, person, id, 'recall', { recallKind: 'standard' }),
    isRefused('not-allowed-now'),
  );
  const other = await house.viewerFor('senior-probation-officer-2');
  const asked = await house.database.as(other, (tx) =>
    enforcementToday(tx, { viewer: other, today: '2026-11-02', now: testNow }),
  );
  assert.ok(
    asked.some(({ personId, detail }) => personId === person && /Recall asked for/.test(detail ?? '')),
  );
  await make('senior-probation-officer-2', person, id, 'recall', { recallKind: 'fixed-term' });
  const [one] = await casesOf(officer, person);
  assert.deepEqual(
    [one?.state, one?.recallKind, one?.alternatives],
    ['recalled', 'fixed-term', ['warning', 'reporting']],
  );
});

test('two at once: the second is told what the first did; the same key answers the same', async () => {
  const person = await addMember(house);
  await addOrder(house, person, 'community-order');
  const { enforcement } = await record(officer, failed(person));
  const id = enforcement?.started === true ? enforcement.caseId : 0;
  const viewer = await house.viewerFor(officer);
  const input = { ...plain, move: 'refuse' as const, why: 'No reason', id, personId: person, version: 1 };
  const key = newKey();
  const first = await house.performer.perform(viewer, moveCase, input, key);
  assert.deepEqual(await house.performer.perform(viewer, moveCase, input, key), first);
  await assert.rejects(
    house.performer.perform(viewer, moveCase, input, newKey()),
    isRefused('stale-version'),
  );
});

test('police record no decisions, and see them by handling', async () => {
  const person = await addMember(house);
  await addOrder(house, person, 'community-order');
  const { enforcement } = await record(officer, failed(person, { handling: 'own' }));
  const id = enforcement?.started === true ? enforcement.caseId : 0;
  assert.equal((await casesOf('police-offender-manager', person)).length, 0);
  await assert.rejects(make('police-offender-manager', person, id, 'accept'), isRefused('not-found'));
  assert.equal((await casesOf(officer, person)).length, 1);
});

test('a warrant lists its attempts until one executes it', async () => {
  const person = await addMember(house);
  const police = await house.viewerFor('police-offender-manager');
  const { id } = await house.performer.perform(
    police,
    addWarrant,
    {
      personId: person,
      caseId: null,
      kind: 'arrest',
      reference: null,
      issuedOn: '2026-10-20',
      issuedBy: 'Norwich',
    },
    newKey(),
  );
  const attempt = (result: 'not-there' | 'executed', at: string) =>
    house.performer.perform(
      police,
      tryWarrant,
      { id, personId: person, version: 1, at, place: 'Home', result, note: null },
      newKey(),
    );
  await attempt('not-there', '2026-10-21T05:30:00.000Z');
  const open = await house.database.as(police, (tx) => listOpenWarrants(tx, 50, 0));
  assert.equal(open.find((one) => one.id === id)?.attempts, 1);
  await attempt('executed', '2026-10-22T05:30:00.000Z');
  await assert.rejects(attempt('not-there', '2026-10-23T05:30:00.000Z'), isRefused('not-allowed-now'));
  await assert.rejects(
    house.performer.perform(
      police,
      withdrawWarrant,
      { id, personId: person, version: 2, why: 'x' },
      newKey(),
    ),
    isRefused('not-allowed-now'),
  );
  assert.equal((await house.database.as(police, (tx) => listAttempts(tx, id))).length, 2);
});

test('the report of timeliness is the lists behind it', async () => {
  const viewer = await house.viewerFor('scheme-manager');
  const span = { from: '2026-01-01', to: '2026-11-02' };
  await house.database.as(viewer, async (tx) => {
    const rows = await countTimeliness(tx, span, '2026-11-02');
    assert.ok(rows.length > 0);
    for (const row of rows) {
      const lists = {
        'in-time': row.inTime,
        late: row.late,
        overdue: row.overdue,
        'not-yet-due': row.notYetDue,
      } as const;
      for (const [timing, count] of Object.entries(lists)) {
        const filter = { ...span, timing: timing as 'late', baseId: row.baseId ?? undefined };
        assert.equal((await listCases(tx, filter, '2026-11-02', 500, 0)).length, count, timing);
      }
    }
  });
});
