import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../test/support/house.ts';
import { addMember, staffId } from '../../test/support/members.ts';
import { findViewer, signInDemoPerson } from '../access/sessions.ts';
import { serverOf } from '../app.ts';
import { newKey } from '../kernel/ids.ts';
import { csrfToken } from '../web/csrf.ts';
import { allocateCase, endAllocation } from './allocation/acts.ts';
import { recordContact } from './contacts/acts.ts';
import { addGoal, addStep } from './plans/acts.ts';
import { addEntry, recordAssessment, setFlag } from './risk/acts.ts';

// What is written about one person is neither shown nor changed under another's address, where the audit would
// name the wrong one, however much the viewer may see of both.

let house: TestHouse;
let server: Awaited<ReturnType<typeof serverOf>>;
let asked: number;
let theirs: {
  person: number;
  contact: number;
  planned: number;
  goal: number;
  step: number;
  allocation: number;
  assessment: number;
  flag: number;
  entry: number;
};

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  server = await serverOf(house);
  asked = await addMember(house, undefined, 'X300001');
  const person = await addMember(house, undefined, 'X300002');
  const officer = await house.viewerFor('police-offender-manager');
  const manager = await house.viewerFor('scheme-manager');
  const contact = {
    personId: person,
    kind: 'home',
    at: '2026-11-01T10:00:00.000Z',
    outcome: 'attended' as const,
    place: null,
    pathway: null,
    minutes: null,
    note: 'Words about the other',
    handling: 'partners' as const,
    namedAgencies: [],
    withStaff: [],
  };
  const record = async (more: object): Promise<number> =>
    (await house.performer.perform(officer, recordContact, { ...contact, ...more }, newKey())).id;
  const goal = await house.performer.perform(
    officer,
    addGoal,
    {
      personId: person,
      pathway: 'health',
      need: 'Words about the other',
      goal: 'See a doctor',
      targetOn: null,
      handling: 'partners',
      later: false,
    },
    newKey(),
  );
  const step = await house.performer.perform(
    officer,
    addStep,
    {
      goalId: goal.id,
      personId: person,
      what: 'Words about the other',
      actor: 'person',
      staffId: null,
      dueOn: null,
    },
    newKey(),
  );
  const allocation = await house.performer.perform(
    manager,
    allocateCase(async (_tx, _scheme, ids) => new Map(ids.map((id) => [id, { people: 1, limit: 15 }]))),
    {
      personId: person,
      staffId: await staffId(house, 'link-worker'),
      kind: 'embedded',
      why: null,
      version: 0,
    },
    newKey(),
  );
  theirs = {
    person,
    contact: await record({}),
    planned: await record({ at: '2026-11-02T15:00:00.000Z', outcome: null, note: 'Words about the other' }),
    goal: goal.id,
    step: step.id,
    allocation: allocation.id,
    ...(await riskOf(person)),
  };
});
/** An assessment, a flag and an entry of MARAC. */
async function riskOf(personId: number): Promise<{ assessment: number; flag: number; entry: number }> {
  const shown = { personId, handling: 'partners' as const, namedAgencies: [] };
  const assessor = await house.viewerFor('probation-offender-manager');
  const officer = await house.viewerFor('police-offender-manager');
  const assessment = await house.performer.perform(
    assessor,
    recordAssessment(),
    {
      ...shown,
      type: 'ogrs3',
      assessedOn: '2026-11-01',
      score: 50,
      level: 'medium',
      summary: 'Words about the other',
      source: 'OASys',
      nextDue: null,
    },
    newKey(),
  );
  const flag = await house.performer.perform(
    officer,
    setFlag,
    { ...shown, kind: 'arson', why: 'Words about the other', reviewOn: '2027-01-01' },
    newKey(),
  );
  const entry = await house.performer.perform(
    officer,
    addEntry,
    {
      ...shown,
      register: 'marac',
      category: null,
      level: null,
      leadAgencyId: null,
      fromOn: '2026-10-01',
      nextOn: null,
      reviewOn: null,
      words: 'Words about the other',
    },
    newKey(),
  );
  return { assessment: assessment.id, flag: flag.id, entry: entry.id };
}

after(async () => {
  await server.close();
  await house.close();
});

interface Sent {
  login?: string;
  url: string;
  fields: Record<string, string>;
}

async function send({ login = 'police-offender-manager', url, fields }: Sent) {
  const token = await signInDemoPerson(house.database, login, 'test');
  const viewer = await findViewer(house.database, token, 'test');
  assert.ok(viewer);
  return server.inject({
    method: 'POST',
    url,
    headers: { cookie: `waymark_session=${token}`, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({
      _csrf: csrfToken(viewer.csrfSecret),
      _key: newKey(),
      ...fields,
    }).toString(),
  });
}

const state = async (): Promise<string> =>
  JSON.stringify([
    await house.ownerQuery('select * from contact order by id'),
    await house.ownerQuery('select * from plan_goal order by id'),
    await house.ownerQuery('select * from plan_step order by id'),
    await house.ownerQuery('select * from allocation order by id'),
    await house.ownerQuery('select * from risk_assessment order by id'),
    await house.ownerQuery('select * from risk_flag order by id'),
    await house.ownerQuery('select * from risk_register order by id'),
  ]);

const contactFields = {
  kind: 'home',
  day: '2026-11-01',
  time: '10:00',
  outcome: 'failed',
  handling: 'partners',
  note: 'Mine',
};
const goalFields = { pathway: 'health', need: 'Mine', goal: 'Mine', handling: 'partners' };
const assessmentFields = {
  assessedOn: '2026-10-01',
  score: '60',
  summary: 'Mine',
  source: 'Mine',
  handling: 'partners',
};
const flagFields = { why: 'Mine', reviewOn: '2027-01-01', handling: 'partners' };
const stepFields = { what: 'Mine', actor: 'person' };

/** Each form as it would be sent, by what it changes; the version is given apart. */
const forms = (): { path: string; fields: Record<string, string>; login?: string }[] => [
  { path: `contacts/${theirs.contact}/correct`, fields: contactFields },
  { path: `contacts/${theirs.contact}/correct`, fields: { ...contactFields, kind: 'no such kind' } },
  { path: `contacts/${theirs.contact}/withdraw`, fields: { why: 'Mine' } },
  { path: `contacts/${theirs.planned}/outcome`, fields: { outcome: 'failed', note: 'Mine' } },
  { path: `plan/goals/${theirs.goal}`, fields: goalFields },
  { path: `plan/goals/${theirs.goal}`, fields: { ...goalFields, need: '' } },
  { path: `plan/goals/${theirs.goal}/move`, fields: { move: 'achieve' } },
  { path: `plan/goals/${theirs.goal}/steps`, fields: stepFields },
  { path: `plan/steps/${theirs.step}`, fields: stepFields },
  { path: `plan/steps/${theirs.step}/move`, fields: { move: 'finish' } },
  {
    path: `risk/assessments/${theirs.assessment}/correct`,
    fields: assessmentFields,
    login: 'probation-offender-manager',
  },
  {
    path: `risk/assessments/${theirs.assessment}/withdraw`,
    fields: { because: 'Mine' },
    login: 'probation-offender-manager',
  },
  { path: `risk/flags/${theirs.flag}`, fields: flagFields },
  { path: `risk/flags/${theirs.flag}/end`, fields: { because: 'Mine' } },
  { path: `risk/entries/${theirs.entry}`, fields: { fromOn: '2026-10-02', handling: 'partners' } },
  { path: `risk/entries/${theirs.entry}/end`, fields: { because: 'Mine', endedOn: '2026-11-01' } },
  { path: `allocate/${theirs.allocation}/end`, fields: {}, login: 'scheme-manager' },
];

test('under another person’s address nothing is found, shown or changed, and the refusal is audited', async () => {
  const before = await state();
  for (const { path, fields, ...by } of forms()) {
    // 99: somebody changed it meanwhile, so that both texts would be shown.
    for (const version of ['1', '99']) {
      const [last] = await house.ownerQuery<{ id: string }>(
        'select coalesce(max(id), 0) as id from audit_entry',
      );
      const answer = await send({
        ...by,
        url: `/people/${asked}/${path}`,
        fields: { ...fields, _version: version },
      });
      assert.equal(answer.statusCode, 404, `${path}, version ${version}`);
      assert.doesNotMatch(answer.body, /Words about the other/);
      const entries = await house.ownerQuery<{ kind: string }>(
        `select kind from audit_entry where id > $1 and kind not like 'signed%'`,
        [last?.id],
      );
      assert.ok(entries.length > 0, path);
      assert.ok(
        entries.every(({ kind }) => kind === 'refused'),
        `${path}: ${JSON.stringify(entries)}`,
      );
    }
  }
  assert.equal(await state(), before);
});

test('under their own address the same forms are taken', async () => {
  for (const { path, fields, ...by } of forms().filter(({ path }) => !/withdraw|move|end$/.test(path))) {
    const answer = await send({
      ...by,
      url: `/people/${theirs.person}/${path}`,
      fields: { ...fields, _version: '99' },
    });
    assert.ok([303, 409, 422].includes(answer.statusCode), `${path}: ${answer.statusCode}`);
  }
  const answer = await send({
    url: `/people/${theirs.person}/contacts/${theirs.contact}/correct`,
    fields: { ...contactFields, _version: '1' },
  });
  assert.equal(answer.statusCode, 303);
  const [row] = await house.ownerQuery<{ note: string }>('select note from contact where id = $1', [
    theirs.contact,
  ]);
  assert.equal(row?.note, 'Mine');
});

test('an allocation is ended by its own person only', async () => {
  const manager = await house.viewerFor('scheme-manager');
  await assert.rejects(
    house.performer.perform(
      manager,
      endAllocation,
      { id: theirs.allocation, personId: asked, version: 1 },
      newKey(),
    ),
    { code: 'not-found' },
  );
  await house.performer.perform(
    manager,
    endAllocation,
    { id: theirs.allocation, personId: theirs.person, version: 1 },
    newKey(),
  );
});
