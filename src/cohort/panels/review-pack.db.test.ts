import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { StaffViewer } from '../../access/viewers.ts';
import { createMeeting, issueAgenda } from './acts.ts';
import { tellPerson, writeLetter } from './after-acts.ts';
import { assembleAgenda } from './agenda-acts.ts';
import { decideItem } from './decide.ts';
import { listPack, listStandings } from './pack.ts';
import {
  adoption,
  at,
  chair,
  house,
  itemOf,
  manager,
  meetingVersion,
  meetingWith,
  member,
  officer,
  openPanelHouse,
  perform,
  row,
} from './panel-for-tests.ts';
import { listSuggestions, type SuggestionFilter } from './suggestions.ts';
import type { PackPart } from './types.ts';

after(() => house.close());

const joined: number[] = [];
const nameOf = async (id: number) =>
  (await row<{ name: string }>('select name from agency where id = $1', [id])).name;

/** A meeting of another day that reviews these members. */
async function reviewOf(personIds: readonly number[]): Promise<number> {
  const { id } = await perform(manager, createMeeting, {
    heldOn: '2026-12-08',
    baseId: null,
    chairId: chair.staffId,
    invited: [member.staffId, manager.staffId],
  });
  const picked = personIds.map((personId) => ({
    source: 'review' as const,
    personId,
    ref: null,
    why: 'Due',
  }));
  await perform(manager, assembleAgenda, { meetingId: id, picked });
  return id;
}

before(async () => {
  await openPanelHouse();
  const meetingId = await meetingWith([at(0), at(1), at(3)], 'quorate');
  for (const person of [at(0), at(1), at(3)]) {
    await perform(chair, decideItem, await adoption(meetingId, person));
    joined.push(person);
  }
});

test('the pack of a review says how somebody is doing, to each reader what they may see of it', async () => {
  const [personId = 0] = joined;
  await house.ownerQuery(
    `update membership set rag = 'red', rag_was = 'amber', rag_at = '2026-10-20T10:00:00Z', tier = 'gold' where person_id = $1`,
    [personId],
  );
  for (const [outcome, handling, agency, day] of [
    ['attended', 'partners', officer, '2026-10-20'],
    ['failed', 'partners', officer, '2026-10-27'],
    ['failed', 'own', officer, '2026-10-28'],
    ['attended', 'statutory', officer, '2026-10-29'],
    ['attended', 'partners', officer, '2026-06-01'],
  ] as const)
    await house.ownerQuery(
      `insert into contact (person_id, agency_id, staff_id, kind, state, at, planned, outcome, handling)
       values ($1, $2, $3, 'office', 'recorded', $4::date + interval '12 hours', true, $5, $6)`,
      [personId, agency.agencyId, agency.staffId, day, outcome, handling],
    );
  await house.ownerQuery(
    `insert into licence (person_id, agency_id, order_type, from_day, to_day, state, handling) values ($1, $2, 'licence', '2026-01-01', '2027-03-01', 'in-force', 'partners')`,
    [personId, officer.agencyId],
  );
  await house.ownerQuery(
    `with p as (insert into plan (person_id, membership_id, agency_id, state) select person_id, id, $2, 'active' from membership where person_id = $1 returning id)
     insert into plan_goal (plan_id, person_id, agency_id, pathway, need, goal, state, handling)
     select p.id, $1, $2, 'accommodation', 'n', 'g', s, h from p, (values ('active', 'partners'), ('achieved', 'partners'), ('achieved', 'statutory'), ('removed', 'partners')) as v (s, h)`,
    [personId, officer.agencyId],
  );
  const meetingId = await reviewOf([personId]);
  await perform(manager, issueAgenda, { meetingId, version: await meetingVersion(meetingId) });
  const { id: itemId } = await itemOf(meetingId, personId);
  const read = async (viewer: StaffViewer) => {
    const parts = await house.database.as(viewer, (tx) => listPack(tx, [itemId]));
    const of = <Category extends PackPart['category']>(category: Category) =>
      parts.filter((part): part is Extract<PackPart, { category: Category }> => part.category === category);
    const sum = (key: 'attended' | 'failed') =>
      of('contacts').reduce((total, { body }) => total + body[key], 0);
    const achieved = of('plan')
      .flatMap(({ body }) => body.pathways)
      .reduce((total, one) => total + one.achieved, 0);
    return {
      rag: of('membership').map(({ body }) => [body.ragWas, body.rag, body.tier, body.joinedOn]),
      ends: of('sentence').flatMap(({ body }) => body.orders.map(({ ends }) => ends)),
      attended: sum('attended'),
      failed: sum('failed'),
      achieved,
    };
  };
  const same = { rag: [['amber', 'red', 'gold', '2026-11-02']], ends: ['2027-03-01'] };
  // The council is no statutory partner; what the police kept to themselves is theirs and the manager's.
  assert.deepEqual(await read(member), { ...same, attended: 1, failed: 1, achieved: 1 });
  const chairAgency = await nameOf(chair.agencyId);
  assert.deepEqual(
    await read(chair),
    { ...same, attended: 2, failed: chair.agencyId === officer.agencyId ? 2 : 1, achieved: 2 },
    chairAgency,
  );
  const [standing] = await house.database.as(member, (tx) =>
    listStandings(tx, house.schemeId, [personId, at(9)]),
  );
  assert.deepEqual(standing, { personId, state: 'member', tier: 'gold', strand: 'fixed' });
});

test('the agenda is put together from all there are, the reddest first; a first rating is no change', async () => {
  const [, second = 0, third = 0] = joined;
  await house.ownerQuery(
    `update membership set rag_was = case when person_id = $1 then 'none' else 'green' end, rag = 'amber', rag_at = '2026-11-02T10:00:00Z',
       next_review = '2026-11-20' where person_id = any ($2)`,
    [third, [second, third]],
  );
  const { id } = await perform(manager, createMeeting, {
    heldOn: '2026-12-15',
    baseId: null,
    chairId: chair.staffId,
    invited: [],
  });
  const meeting = await row<never>(
    `select id, held_on::text as "heldOn", base_id as "baseId" from panel_meeting where id = $1`,
    [id],
  );
  const list = (filter: Partial<SuggestionFilter>) =>
    house.database.as(manager, (tx) =>
      listSuggestions(tx, house.schemeId, meeting, {
        ratedSince: '2026-10-01',
        releasedFrom: '2026-12-15',
        releasedBy: '2027-03-01',
        limit: 20,
        offset: 0,
        ...filter,
      }),
    );
  const all = await list({});
  assert.deepEqual(
    all.filter(({ source }) => source === 'rag').map(({ personId }) => personId),
    [second],
  );
  assert.deepEqual(
    all.filter(({ source }) => source === 'review').map(({ personId, count }) => [personId, count]),
    [second, third].map((personId) => [personId, 2]),
  );
  const paged = await list({ source: 'review', limit: 1, offset: 1 });
  assert.deepEqual(
    paged.map(({ personId, count }) => [personId, count]),
    [[third, 2]],
  );
  const picked = await list({ personIds: [third] });
  assert.deepEqual([...new Set(picked.map(({ personId }) => personId))], [third]);
});

test('somebody deferred is suggested to a later panel, and said to be', async () => {
  const meetingId = await meetingWith([at(4)], 'quorate');
  const { strand: _strand, baseId: _base, ...input } = await adoption(meetingId, at(4));
  await perform(chair, decideItem, { ...input, decision: 'defer', reasonCode: 'more-information' });
  await house.ownerQuery(`update panel_meeting set state = 'held' where id = $1`, [meetingId]);
  const { id } = await perform(manager, createMeeting, {
    heldOn: '2026-12-16',
    baseId: null,
    chairId: chair.staffId,
    invited: [],
  });
  const later = await row<never>(
    `select id, held_on::text as "heldOn", base_id as "baseId" from panel_meeting where id = $1`,
    [id],
  );
  const found = await house.database.as(manager, (tx) =>
    listSuggestions(tx, house.schemeId, later, {
      ratedSince: '2026-10-01',
      releasedFrom: '2026-12-16',
      releasedBy: '2027-03-01',
      personIds: [at(4)],
      limit: 20,
      offset: 0,
    }),
  );
  const candidate = found.find(({ source }) => source === 'candidate');
  assert.match(String(candidate?.detail), /^\d+, deferred by an earlier panel$/);
});

test('somebody declined has a letter, and is told nothing before the reason stands in it', async () => {
  const meetingId = await meetingWith([at(5)], 'quorate');
  const { strand: _strand, baseId: _base, ...input } = await adoption(meetingId, at(5));
  await perform(chair, decideItem, { ...input, decision: 'decline', reasonCode: 'below-priority' });
  const letter = await row<{ id: number; version: number; text: string }>(
    'select id, version, text from panel_telling where item_id = $1',
    [input.itemId],
  );
  assert.match(letter.text, /did not choose you.*\[write why, in plain words\]/s);
  const tell = (version: number) =>
    perform(manager, tellPerson, { id: letter.id, version, toldOn: '2026-11-02', how: 'handed' });
  await assert.rejects(tell(letter.version), /still says “\[write why/);
  await perform(manager, writeLetter, {
    id: letter.id,
    version: letter.version,
    text: letter.text.replace(/\[.*?\]/, 'Others need it more.'),
  });
  await tell(letter.version + 1);
});
