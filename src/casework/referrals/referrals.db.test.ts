import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, sees, staffId } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { findFrame } from '../../desk/person/store.ts';
import type { Act } from '../../kernel/acts.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { findByIdentifier, findByName } from '../../people/search/store.ts';
import { recordAnswers } from '../questionnaires/acts.ts';
import { listAnswers } from '../questionnaires/store.ts';
import { noteSupervision } from './activity-acts.ts';
import { listActivity } from './activity-store.ts';
import { amendReferral, type MakingReferral, makeReferral, sendReferral, withdrawReferral } from './acts.ts';
import { addSession, answerForProvider, answerReferral, changeSession, endReferral } from './handle-acts.ts';
import { closeUnmetNeed, recordUnmetNeed } from './need-acts.ts';
import { listUnmet } from './need-store.ts';
import { addProvider, addService, changeService, nameServiceWorkers } from './service-acts.ts';
import { findLoad, listServices, listVersions } from './service-store.ts';
import type { ServiceInput } from './service-types.ts';
import { findReport, listSessions } from './session-store.ts';
import { findShared, getReferral, listEvents, listReferrals } from './store.ts';

let house: TestHouse;
let serviceId = 0;
let second = 0;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  serviceId = (await perform('pathways-manager', addService, await workshop('Workshop'))).id;
  second = (await perform('pathways-manager', addService, await workshop('Money advice'))).id;
});
after(() => house.close());

const perform = async <Input, Result>(
  login: string,
  act: Act<Input, Result>,
  input: Input,
): Promise<Result> => house.performer.perform(await house.viewerFor(login), act, input, newKey());

const read = async <Result>(login: string, work: (tx: Tx) => Promise<Result>): Promise<Result> =>
  house.database.as(await house.viewerFor(login), work);

const agencyId = async (code: string): Promise<number> =>
  Number((await house.ownerQuery<{ id: string }>('select id from agency where code = $1', [code]))[0]?.id);

const workshop = async (name: string): Promise<ServiceInput> => ({
  agencyId: await agencyId('turning-corner'),
  name,
  offers: 'Woodwork and a reference',
  categories: ['ete'],
  pathways: ['ete'],
  baseIds: [],
  forSex: 'any',
  youngest: 18,
  oldest: null,
  forStatus: 'statutory',
  criteria: null,
  places: 2,
  waitingDays: 14,
  contactName: null,
  contactPhone: null,
  contactEmail: null,
  opensOn: '2026-01-01',
  closesOn: null,
});

const text = (personId: number, over: Partial<MakingReferral> = {}): MakingReferral => ({
  personId,
  serviceId,
  category: 'ete',
  pathway: 'ete',
  need: 'Never had a job for long',
  goal: 'A start somewhere',
  outcomes: ['ete-begins', 'ete-keeps'],
  handling: 'partners',
  contactDetails: '01632 960999',
  staffRisk: 'no',
  staffRiskWords: null,
  availability: null,
  language: null,
  offenceType: null,
  offenceWhy: null,
  send: true,
  unmetId: null,
  ...over,
});

const officer = 'police-offender-manager';
const worker = 'providers-worker';

const answer = (id: number, version: number, move: 'accept' | 'decline' | 'start' | 'put-back') =>
  perform(worker, answerReferral, {
    id,
    version,
    move,
    ...(move === 'decline' ? { reasonCode: 'no-places', reason: null } : {}),
  });

test('the provider sees the person from the sending to the end, and of it only what was shared', async () => {
  const person = await addMember(house);
  const draft = await perform(officer, makeReferral, text(person, { send: false }));
  assert.equal(await sees(house, worker, person), false);
  await perform(officer, sendReferral, { id: draft.id, version: 1 });
  assert.equal(await sees(house, worker, person), true);
  assert.equal(await sees(house, 'pathways-manager', person), true);
  const shared = await read(worker, (tx) => findShared(tx, draft.id));
  assert.equal(shared?.contactDetails, '01632 960999');
  assert.equal(shared?.language, null);
  // The pathways manager sees the need and not how to reach the person.
  assert.equal(await read('pathways-manager', (tx) => findShared(tx, draft.id)), undefined);
  assert.equal(
    (await read('pathways-manager', (tx) => getReferral(tx, draft.id))).need,
    'Never had a job for long',
  );
  await answer(draft.id, 2, 'accept');
  await answer(draft.id, 3, 'start');
  const at = new Date('2026-10-30T10:00:00Z').toISOString();
  await perform(worker, addSession, {
    referralId: draft.id,
    at,
    minutes: 60,
    place: 'Workshop',
    state: 'attended',
    feedback: 'Came on time',
  });
  assert.equal((await read(officer, (tx) => listSessions(tx, draft.id)))[0]?.feedback, 'Came on time');
  await assert.rejects(
    perform(worker, endReferral, {
      id: draft.id,
      version: 4,
      ending: 'complete',
      reasonCode: null,
      summary: 'Done',
      stillNeeded: null,
      outcomes: [{ code: 'ete-begins', level: 'achieved', words: null }],
    }),
    isRefused('not-allowed-now'),
  );
  await perform(worker, endReferral, {
    id: draft.id,
    version: 4,
    ending: 'complete',
    reasonCode: null,
    summary: 'Done',
    stillNeeded: null,
    outcomes: [
      { code: 'ete-begins', level: 'achieved', words: null },
      { code: 'ete-keeps', level: 'partly', words: 'A month so far' },
    ],
  });
  assert.equal(await sees(house, worker, person), false);
  assert.equal(await sees(house, 'pathways-manager', person), false);
  assert.equal((await read(officer, (tx) => findReport(tx, draft.id)))?.outcomes[1]?.level, 'partly');
});

test('access ends with a refusal, unless another referral keeps it open; what was declined can be sent again', async () => {
  const person = await addMember(house);
  const first = await perform(officer, makeReferral, text(person));
  const other = await perform(officer, makeReferral, text(person, { serviceId: second }));
  await answer(first.id, 2, 'decline');
  assert.equal(await sees(house, worker, person), true);
  await perform(officer, withdrawReferral, {
    id: other.id,
    version: 2,
    reasonCode: 'not-required',
    reason: null,
  });
  assert.equal(await sees(house, worker, person), false);
  await perform(officer, sendReferral, { id: first.id, version: 3 });
  assert.equal(await sees(house, worker, person), true);
});

test('nobody but the provider answers, and nobody but the referring agency amends', async () => {
  const person = await addMember(house);
  const { id } = await perform(officer, makeReferral, text(person));
  await assert.rejects(
    perform(officer, answerReferral, { id, version: 2, move: 'accept' as const }),
    isRefused('right-missing'),
  );
  await assert.rejects(
    perform('probation-offender-manager', amendReferral, { ...text(person), id, version: 2, why: 'x' }),
    isRefused('not-found'),
  );
  // Past the act too: the provider's worker moves it on and rewrites nothing.
  await assert.rejects(
    read(worker, (tx) => tx.run(sql`update referral set need = 'something else' where id = ${id}`)),
    isRefused('right-missing'),
  );
  await assert.rejects(answer(id, 1, 'accept'), isRefused('stale-version'));
  await answer(id, 2, 'accept');
  await answer(id, 3, 'put-back');
  assert.equal((await read(officer, (tx) => getReferral(tx, id))).state, 'sent');
});

test('an amendment shows old, new and why, to the provider as well', async () => {
  const person = await addMember(house);
  const { id } = await perform(officer, makeReferral, text(person));
  const { changed } = await perform(officer, amendReferral, {
    ...text(person),
    contactDetails: '01632 960111',
    availability: 'Afternoons',
    id,
    version: 2,
    why: 'New telephone',
  });
  assert.equal(changed, 2);
  const events = await read(worker, (tx) => listEvents(tx, id));
  assert.deepEqual(
    events
      .filter(({ what }) => what === 'amend')
      .map(({ field, was, became, why }) => [field, was, became, why]),
    [
      ['contactDetails', '01632 960999', '01632 960111', 'New telephone'],
      ['availability', null, 'Afternoons', 'New telephone'],
    ],
  );
  const seen = await read('pathways-manager', (tx) => listEvents(tx, id));
  assert.equal(
    seen.some(({ what }) => what === 'amend'),
    false,
  );
});

test('a provider’s worker has their own service’s referrals and no others', async () => {
  const person = await addMember(house);
  const { id } = await perform(officer, makeReferral, text(person, { serviceId: second }));
  await house.ownerQuery(
    `insert into staff (login, name, agency_id, demo, from_date) select 'another-worker', 'Another Worker', id, true, '2026-01-01' from agency where code = 'turning-corner' on conflict do nothing`,
  );
  await house.ownerQuery(
    `insert into staff_role (staff_id, scheme_id, role, from_date) select id, $1, 'providers-worker', '2026-01-01' from staff where login = 'another-worker' on conflict do nothing`,
    [house.schemeId],
  );
  const listed = async (): Promise<boolean> => {
    const lines = await read(worker, (tx) =>
      listReferrals(tx, { filter: {}, staffId: 0, order: 'sent', descending: true, limit: 50, offset: 0 }),
    );
    return lines.some((line) => line.id === id);
  };
  assert.equal(await listed(), true);
  await perform('pathways-manager', nameServiceWorkers, {
    id: second,
    staffIds: [await staffId(house, 'another-worker')],
  });
  assert.equal(await listed(), false);
  await assert.rejects(answer(id, 2, 'accept'), isRefused('not-found'));
  await perform('pathways-manager', nameServiceWorkers, { id: second, staffIds: [] });
  assert.equal(await listed(), true);
  await assert.rejects(
    perform('pathways-manager', nameServiceWorkers, {
      id: second,
      staffIds: [await staffId(house, officer)],
    }),
    isRefused('not-allowed-now'),
  );
});

test('a need that no service meets shows the person to the pathways manager until a referral meets it', async () => {
  const person = await addMember(house);
  const need = {
    personId: person,
    pathway: 'ete',
    baseId: null,
    need: 'No workshop in the evening',
    why: 'no-service' as const,
    whyWords: null,
    handling: 'partners' as const,
  };
  const { id } = await perform(officer, recordUnmetNeed, need);
  assert.equal(await sees(house, 'pathways-manager', person), true);
  const listed = await read('pathways-manager', (tx) => listUnmet(tx, {}, 50, 0));
  assert.ok(listed.some((one) => one.id === id));
  const referral = await perform(officer, makeReferral, text(person, { unmetId: id }));
  await perform(officer, withdrawReferral, {
    id: referral.id,
    version: 2,
    reasonCode: 'by-accident',
    reason: null,
  });
  assert.equal(await sees(house, 'pathways-manager', person), false);
  const own = await perform(officer, recordUnmetNeed, { ...need, handling: 'own' as const });
  assert.equal(await sees(house, 'pathways-manager', person), false);
  await perform(officer, closeUnmetNeed, {
    id: own.id,
    personId: person,
    version: 1,
    referralId: null,
    why: 'Moved away',
  });
  await assert.rejects(
    perform(officer, closeUnmetNeed, {
      id: own.id,
      personId: person,
      version: 2,
      referralId: null,
      why: 'x',
    }),
    isRefused('not-allowed-now'),
  );
});

test('access is opened and closed by the rows themselves, not by whoever asks', async () => {
  const person = await addMember(house);
  const { id } = await perform(officer, makeReferral, text(person));
  const open = (login: string, source: string, to: number) =>
    read(login, (tx) =>
      tx.run(sql`select access_open(${person}, 'referral', null, null, ${to}, null, ${source}, null, null)`),
    );
  // Another agency than the one it was sent to, a referral that is not there, and closing what is still open.
  await assert.rejects(
    open(officer, `referral:${id}`, await agencyId('council')),
    isRefused('right-missing'),
  );
  await assert.rejects(
    open(officer, 'referral:999999', await agencyId('turning-corner')),
    isRefused('right-missing'),
  );
  for (const login of [officer, worker, 'pathways-manager'])
    await assert.rejects(
      read(login, (tx) => tx.run(sql`select access_close(${`referral:${id}`}, ${person}, 'referral')`)),
      isRefused('right-missing'),
      login,
    );
  assert.equal(await sees(house, worker, person), true);
});

test('the directory keeps what it said before, counts who waits, and closes to new referrals', async () => {
  const input = await workshop('Allotment');
  const { id } = await perform('pathways-manager', addService, input);
  await assert.rejects(perform(officer, addService, input), isRefused('right-missing'));
  const person = await addMember(house);
  await perform(officer, makeReferral, text(person, { serviceId: id }));
  await perform('pathways-manager', changeService, {
    ...input,
    places: 5,
    closesOn: '2026-11-01',
    id,
    version: 1,
    why: 'Funding ended',
  });
  await assert.rejects(
    perform('pathways-manager', changeService, { ...input, id, version: 1, why: 'x' }),
    isRefused('stale-version'),
  );
  const versions = await read(officer, (tx) => listVersions(tx, id));
  assert.deepEqual(
    versions.map(({ version, why, body }) => [version, why, body.places]),
    [
      [2, 'Funding ended', 5],
      [1, null, 2],
    ],
  );
  // An officer of another county, who sees none of its referrals, is told how many there are.
  assert.equal((await read('sgt-robert-aldous', (tx) => findLoad(tx, id)))?.waiting, 1);
  await assert.rejects(
    perform(officer, makeReferral, text(person, { serviceId: id })),
    isRefused('not-allowed-now'),
  );
  const found = (closed: boolean) =>
    read(officer, (tx) =>
      listServices(tx, {
        filter: { pathway: 'ete', free: true, text: 'allot', closed },
        today: '2026-11-02',
        order: 'waiting',
        descending: true,
        limit: 10,
        offset: 0,
      }),
    );
  assert.equal((await found(false)).length, 0);
  assert.equal((await found(true)).length, 1);
});

test('what somebody says of themselves is for those who work with them', async () => {
  const person = await addMember(house);
  await perform(officer, makeReferral, text(person));
  await perform(officer, recordAnswers, {
    personId: person,
    askedOn: '2026-11-01',
    stage: 'start',
    refused: false,
    answers: { 'self-esteem': 2 },
    said: null,
    handling: 'partners',
  });
  assert.equal((await read('probation-offender-manager', (tx) => listAnswers(tx, person))).length, 1);
  for (const login of [worker, 'pathways-manager', 'sgt-robert-aldous'])
    assert.equal((await read(login, (tx) => listAnswers(tx, person))).length, 0, login);
});

test('an employer’s manager counts what their staff did and reads no name', async () => {
  const person = await addMember(house);
  const bell = await staffId(house, 'link-worker');
  await house.ownerQuery(
    `insert into contact (person_id, agency_id, staff_id, kind, state, at, planned, outcome, minutes, handling)
     select $1, s.agency_id, s.id, 'outreach', 'recorded', '2026-10-20 10:00+00', false, 'attended', 45, 'partners' from staff s where s.id = $2`,
    [person, bell],
  );
  const manager = 'providers-manager';
  const rows = await read(manager, (tx) => listActivity(tx, '2026-10-01', '2027-01-01'));
  assert.deepEqual(rows, [
    { staffId: bell, source: 'contact', kind: 'outreach', n: 1, due: 1, attended: 1, minutes: 45 },
  ]);
  assert.equal(await sees(house, manager, person), false);
  // Everybody else has their own work alone.
  assert.deepEqual(await read('link-worker', (tx) => listActivity(tx, '2026-10-01', '2027-01-01')), rows);
  const officerId = await staffId(house, officer);
  const others = await read(officer, (tx) => listActivity(tx, '2026-01-01', '2027-01-01'));
  assert.deepEqual(
    others.filter((row) => row.staffId !== officerId),
    [],
  );
  assert.deepEqual(await read('analyst', (tx) => listActivity(tx, '2026-01-01', '2027-01-01')), []);
  const note = (words: string) =>
    perform(manager, noteSupervision, { staffId: bell, heldOn: '2026-11-01', note: words, nextOn: null });
  await note('Good outreach; Joanne Bell wants training in motivational interviewing.');
  for (const words of ['Saw aaron blythe twice', 'The Blythe case is hard'])
    await assert.rejects(note(words), isRefused('invalid'), words);
});

test('a session that has passed is given an attendance before the report', async () => {
  const person = await addMember(house);
  const { id } = await perform(officer, makeReferral, text(person, { outcomes: [] }));
  await answer(id, 2, 'accept');
  const planned = {
    at: '2026-11-01T10:00:00Z',
    minutes: null,
    place: null,
    state: 'planned' as const,
    feedback: null,
  };
  await assert.rejects(
    perform(worker, addSession, { ...planned, referralId: id }),
    isRefused('not-allowed-now'),
  );
  await answer(id, 3, 'start');
  const session = await perform(worker, addSession, { ...planned, referralId: id });
  const report = {
    id,
    version: 4,
    ending: 'end-early' as const,
    reasonCode: 'moved',
    summary: 'Moved away',
    stillNeeded: null,
    outcomes: [],
  };
  await assert.rejects(perform(worker, endReferral, report), isRefused('not-allowed-now'));
  await perform(worker, changeSession, {
    ...planned,
    state: 'failed',
    id: session.id,
    referralId: id,
    version: 1,
  });
  await perform(worker, endReferral, report);
  assert.equal((await read(officer, (tx) => getReferral(tx, id))).state, 'ended-early');
});

test('the referrer answers for a provider who is not here, and for no other', async () => {
  const person = await addMember(house);
  const council = await perform('pathways-manager', addService, {
    ...(await workshop('Housing options')),
    agencyId: await agencyId('council'),
  });
  const told = (id: number, version: number, move: 'accept' | 'decline') =>
    perform(officer, answerForProvider, {
      id,
      version,
      move,
      reasonCode: move === 'decline' ? 'no-places' : null,
      reason: 'By telephone',
    });
  const theirs = await perform(officer, makeReferral, text(person, { serviceId: council.id }));
  await told(theirs.id, 2, 'accept');
  assert.equal((await read(officer, (tx) => getReferral(tx, theirs.id))).state, 'accepted');
  const here = await perform(officer, makeReferral, text(person));
  await assert.rejects(told(here.id, 2, 'decline'), isRefused('not-allowed-now'));
});

test('leaving the scheme ends what was asked of providers in the same act, and access with it', async () => {
  const person = await addMember(house);
  const started = await perform(officer, makeReferral, text(person));
  await answer(started.id, 2, 'accept');
  await answer(started.id, 3, 'start');
  await perform(worker, addSession, {
    referralId: started.id,
    at: '2028-01-10T10:00:00.000Z',
    minutes: null,
    place: null,
    state: 'planned',
    feedback: null,
  });
  const waiting = await perform(officer, makeReferral, text(person, { serviceId: second }));
  const need = await perform(officer, recordUnmetNeed, {
    personId: person,
    pathway: 'ete',
    baseId: null,
    need: 'A bicycle',
    why: 'no-service',
    whyWords: null,
    handling: 'partners',
  });
  await house.database.as(await house.viewerFor('scheme-manager'), (tx) =>
    tx.run(
      sql`update membership set state = 'de-selected', left_on = '2026-11-02' where person_id = ${person}`,
    ),
  );
  for (const login of [worker, 'pathways-manager']) assert.equal(await sees(house, login, person), false);
  const rows = await house.ownerQuery<{ state: string; reason_code: string }>(
    'select state, reason_code from referral where id = any ($1::bigint[])',
    [[started.id, waiting.id]],
  );
  assert.deepEqual(
    rows.map((row) => [row.state, row.reason_code]),
    [
      ['withdrawn', 'left-scheme'],
      ['withdrawn', 'left-scheme'],
    ],
  );
  const [left] = await house.ownerQuery<{ sessions: string; need: string; events: number }>(
    `select (select state from referral_session where referral_id = $1) as sessions, (select state from unmet_need where id = $2) as need,
      (select count(*)::int from referral_event where referral_id = $1 and what = 'withdraw') as events`,
    [started.id, need.id],
  );
  assert.deepEqual(left, { sessions: 'called-off', need: 'closed', events: 1 });
  const told = await house.ownerQuery<{ login: string; person_id: string | null }>(
    `select s.login, n.person_id from notice n join staff s on s.id = n.staff_id where n.kind = 'referral-ended' order by 1`,
  );
  assert.deepEqual(
    told.map(({ login, person_id }) => [login, person_id]),
    [
      [officer, null],
      [worker, null],
    ],
  );
});

test('whoever has somebody by a referral alone is told no number and no other name of theirs', async () => {
  const person = await addMember(house);
  const found = async (login: string) =>
    read(login, async (tx) => ({
      frame: await findFrame(tx, person, await staffId(house, login), '2026-11-02'),
      search: (await findByName(tx, { name: 'aaron blythe', born: null, likeness: 0.5, limit: 200 })).find(
        ({ id }) => id === person,
      ),
    }));
  await house.ownerQuery(
    `update person set pnc = '2012/0000001A', search_names = 'aaron blythe | razor', alias_count = 1 where id = $1`,
    [person],
  );
  await perform(officer, makeReferral, text(person));
  const theirs = await found(worker);
  assert.ok(theirs.frame !== undefined && theirs.search !== undefined);
  assert.deepEqual(
    [theirs.frame.pnc, theirs.frame.crn, theirs.frame.aliases, theirs.search.crn, theirs.search.searchNames],
    [null, null, 0, null, 'aaron blythe'],
  );
  const ours = await found(officer);
  assert.ok(ours.frame?.pnc === '2012/0000001A' && ours.search?.crn !== null && ours.frame.aliases === 1);
  const byNumber = (login: string) => read(login, (tx) => findByIdentifier(tx, 'pnc', '2012/0000001A', 10));
  assert.equal((await byNumber(worker)).length, 0);
  assert.equal((await byNumber(officer)).length, 1);
});

test('the pathways manager enters a provider who is not here; nobody else does, and no name twice', async () => {
  const input = { name: 'Harbour Kitchen', kind: 'charity' as const };
  await assert.rejects(perform(officer, addProvider, input), isRefused('right-missing'));
  const { id } = await perform('pathways-manager', addProvider, input);
  await assert.rejects(
    perform('pathways-manager', addProvider, { ...input, name: 'harbour kitchen' }),
    isRefused('invalid'),
  );
  const service = await perform('pathways-manager', addService, {
    ...(await workshop('Lunch')),
    agencyId: id,
  });
  const person = await addMember(house);
  const made = await perform(officer, makeReferral, text(person, { serviceId: service.id }));
  await perform(officer, answerForProvider, {
    id: made.id,
    version: 2,
    move: 'accept',
    reasonCode: null,
    reason: null,
  });
  assert.equal((await read(officer, (tx) => getReferral(tx, made.id))).state, 'accepted');
});
