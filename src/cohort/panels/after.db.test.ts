import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { testNow } from '../../../test/support/house.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { confirmPresence, recordAttendance } from './acts.ts';
import {
  askDeferral,
  decideDeferral,
  finishAction,
  finishMarker,
  giveAction,
  hearRepresentation,
  recordVoluntary,
  takeRepresentation,
  tellPerson,
} from './after-acts.ts';
import { assembleAgenda, correctDecision, giveView, orderAgenda, takeCopy } from './agenda-acts.ts';
import { decideItem, declareInterest } from './decide.ts';
import { checkMarkers } from './marker-check.ts';
import {
  adoption,
  at,
  candidate,
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

let probation: StaffViewer;

before(async () => {
  await openPanelHouse();
  probation = await house.viewerFor('senior-probation-officer');
});
after(() => house.close());

const adopt = async (person: number): Promise<{ meetingId: number; itemId: number }> => {
  const meetingId = await meetingWith([person], 'quorate');
  const input = await adoption(meetingId, person);
  await perform(chair, decideItem, input);
  return { meetingId, itemId: input.itemId };
};
const telling = (itemId: number) =>
  row<{ id: number; version: number; state: string; text: string }>(
    'select id, version, state, text from panel_telling where item_id = $1',
    [itemId],
  );

test('each agency invited is asked for its view, gives its own and no other’s, and the panel sees them together', async () => {
  const meetingId = await meetingWith([at(0)], 'issued');
  const { id: itemId } = await itemOf(meetingId, at(0));
  const views = await house.ownerQuery<{ id: number; agency_id: number; due_on: string }>(
    'select id, agency_id, due_on::text from panel_view where item_id = $1 order by id',
    [itemId],
  );
  assert.ok(views.length >= 2);
  assert.equal(views[0]?.due_on, '2026-11-28');
  const own = views.find((view) => view.agency_id === member.agencyId)?.id ?? 0;
  const view = {
    id: own,
    version: 1,
    stance: 'against' as const,
    view: 'Housing first',
    handling: 'partners' as const,
  };
  await assert.rejects(perform(chair, giveView, view), isRefused('not-found'));
  await perform(member, giveView, view);
  await assert.rejects(perform(member, giveView, { ...view, view: 'Again' }), isRefused('stale-version'));
  const given = await row<Record<string, unknown>>(
    'select stance, view, given_by from panel_view where id = $1',
    [own],
  );
  assert.deepEqual(given, { stance: 'against', view: 'Housing first', given_by: member.staffId });
});

test('every printing of a pack is a copy with a number of its own, also when two take one at once', async () => {
  const meetingId = await meetingWith([at(1)], 'issued');
  const taken = await Promise.all([
    perform(chair, takeCopy, { meetingId }),
    perform(member, takeCopy, { meetingId }),
  ]);
  assert.deepEqual(taken.map(({ number }) => number).sort(), [1, 2]);
});

test('whoever declared an interest does not count for the quorum of that person', async () => {
  const meetingId = await meetingWith([at(2)], 'quorate');
  const { id: itemId } = await itemOf(meetingId, at(2));
  await perform(member, declareInterest, { itemId });
  await perform(manager, declareInterest, { itemId });
  await assert.rejects(
    perform(chair, decideItem, await adoption(meetingId, at(2))),
    /Below quorum: 2 must attend.*Whoever declared an interest/,
  );
});

test('a decision keeps who did not agree, and stands against everybody: the database refuses to change it', async () => {
  const meetingId = await meetingWith([at(3)], 'quorate');
  const input = await adoption(meetingId, at(3));
  await assert.rejects(
    perform(chair, decideItem, { ...input, dissenting: [member.agencyId], dissent: '' }),
    isRefused('invalid'),
  );
  await perform(chair, decideItem, {
    ...input,
    dissenting: [member.agencyId],
    dissent: 'Too young in the strand',
  });
  const kept = await row<Record<string, unknown>>(
    'select dissenting, dissent, rule_id is not null as "byRule" from panel_item where id = $1',
    [input.itemId],
  );
  assert.deepEqual(kept, { dissenting: [member.agencyId], dissent: 'Too young in the strand', byRule: true });
  for (const text of [
    `update panel_item set reason = 'Something else' where id = $1`,
    'delete from panel_item where id = $1',
  ])
    await assert.rejects(house.ownerQuery(text, [input.itemId]), /a signed decision stands/);
});

test('telling is put off by two people, and the letter is closed when they are told', async () => {
  const { itemId } = await adopt(at(4));
  const letter = await telling(itemId);
  assert.match(letter.text, /On 2 November 2026 a panel met/);
  const { id } = letter;
  const input = { id, version: 1, why: 'A co-defendant lives there', reviewOn: '2026-11-20' };
  await perform(manager, askDeferral, input);
  await assert.rejects(
    perform(manager, tellPerson, { id, version: 2, toldOn: '2026-11-02', how: 'handed' }),
    isRefused('not-allowed-now'),
  );
  await assert.rejects(
    perform(manager, decideDeferral, { id, version: 2, answer: 'approve' }),
    /Somebody else who manages the scheme approves it/,
  );
  await perform(probation, decideDeferral, { id, version: 2, answer: 'approve' });
  await perform(manager, decideDeferral, { id, version: 3, answer: 'end' });
  await perform(manager, tellPerson, { id, version: 4, toldOn: '2026-11-02', how: 'handed' });
  assert.equal((await telling(itemId)).state, 'told');
});

test('what is said against a decision is heard by somebody who did not sign it; the answer is a decision', async () => {
  const { itemId } = await adopt(at(5));
  const { id } = await perform(manager, takeRepresentation, {
    itemId,
    kind: 'appeal',
    madeOn: '2026-11-02',
    madeBy: 'person',
    said: 'I have been working since May',
  });
  const hearing = await meetingWith([], 'planned');
  const { itemId: heard } = await perform(manager, hearRepresentation, { id, meetingId: hearing });
  await house.ownerQuery(`update panel_meeting set state = 'issued', held_on = '2026-11-02' where id = $1`, [
    hearing,
  ]);
  for (const staffId of [chair.staffId, member.staffId, manager.staffId]) {
    await house.ownerQuery(
      `insert into panel_attendance (meeting_id, staff_id, agency_id, state) select $1, id, agency_id, 'attended' from staff where id = $2
       on conflict (meeting_id, staff_id) do update set state = 'attended'`,
      [hearing, staffId],
    );
  }
  await perform(member, confirmPresence, { meetingId: hearing });
  const stands = {
    itemId: heard ?? 0,
    version: 1,
    decision: 'stands' as const,
    reasonCode: 'reasons-hold',
    reason: 'Nothing new',
  };
  await assert.rejects(perform(chair, decideItem, stands), /You signed the decision that this is about/);
  await perform(manager, decideItem, stands);
  const answer = await row<{ decision: string }>(
    'select h.decision from panel_representation r join panel_item h on h.id = r.heard_item where r.id = $1',
    [id],
  );
  assert.equal(answer.decision, 'stands');
});

test('a correction is a new decision that names the old one, in the same meeting where it is still open', async () => {
  const { meetingId, itemId } = await adopt(at(6));
  const corrected = await perform(manager, correctDecision, {
    itemId,
    meetingId,
    why: 'The wrong tier was read out',
  });
  const item = await row<{ corrects: number; version: number; question: string }>(
    'select corrects, version, question from panel_item where id = $1',
    [corrected.itemId],
  );
  assert.deepEqual([item.corrects, item.question], [itemId, 'review']);
  const change = {
    itemId: corrected.itemId ?? 0,
    version: item.version,
    reasonCode: 'other-arrangement',
    reason: 'Tier 2 was meant',
  };
  await perform(chair, decideItem, { ...change, decision: 'change', tier: '2' });
  const now = await row<{ tier: string }>(
    'select tier from membership where person_id = $1 and left_on is null',
    [at(6)],
  );
  assert.equal(now.tier, '2');
});

test('an agenda says why each is on it; its order and times are kept; a member is suspended and comes back', async () => {
  await adopt(at(7));
  const meetingId = await meetingWith([], 'planned');
  const picked = [
    { source: 'review' as const, personId: at(7), ref: null, why: 'Review due 1 December 2026' },
  ];
  await perform(manager, assembleAgenda, { meetingId, picked });
  const item = await row<{ id: number; version: number; source: string; minutes: number; why: string }>(
    'select id, version, source, minutes, why from panel_item where meeting_id = $1',
    [meetingId],
  );
  assert.deepEqual([item.source, item.minutes, item.why], ['review', 10, 'Review due 1 December 2026']);
  const order = [{ itemId: item.id, position: 3, minutes: 25 }];
  await perform(manager, orderAgenda, { meetingId, version: await meetingVersion(meetingId), order });
  await assert.rejects(
    perform(manager, orderAgenda, { meetingId, version: 1, order }),
    isRefused('stale-version'),
  );
  await house.ownerQuery(`update panel_meeting set state = 'issued', held_on = '2026-11-02' where id = $1`, [
    meetingId,
  ]);
  for (const { staffId } of [chair, member, manager])
    await house.ownerQuery(
      `insert into panel_attendance (meeting_id, staff_id, agency_id, state) select $1, id, agency_id, 'attended' from staff where id = $2
       on conflict (meeting_id, staff_id) do update set state = 'attended'`,
      [meetingId, staffId],
    );
  await perform(member, confirmPresence, { meetingId });
  const suspend = {
    itemId: item.id,
    version: 1,
    decision: 'suspend' as const,
    reasonCode: 'in-custody',
    reason: 'Recalled',
  };
  await perform(manager, decideItem, suspend);
  const state = () =>
    row<{ state: string }>('select state from membership where person_id = $1 and left_on is null', [at(7)]);
  assert.equal((await state()).state, 'suspended');
  const back = await perform(manager, correctDecision, {
    itemId: item.id,
    meetingId,
    why: 'He was released on appeal',
  });
  const reEnter = {
    itemId: back.itemId ?? 0,
    version: 1,
    decision: 're-enter' as const,
    reasonCode: 'released',
    reason: 'Out',
  };
  await perform(manager, decideItem, reEnter);
  assert.equal((await state()).state, 'member');
});

test('adopting leaves each agency its own marker: done by hand with a reference, or by its next extract', async () => {
  const { itemId } = await adopt(at(8));
  const markers = () =>
    house.ownerQuery<{
      id: number;
      agency_id: number;
      marker: string;
      act: string;
      state: string;
      how: string;
    }>('select id, agency_id, marker, act, state, how from agency_marker where item_id = $1 order by id', [
      itemId,
    ]);
  const made = await markers();
  const ofPolice = made.find((one) => one.agency_id === manager.agencyId);
  const ofProbation = made.find((one) => one.marker === 'delius-register');
  assert.ok(ofPolice !== undefined && ofProbation !== undefined);
  assert.ok(made.every(({ act }) => act === 'set'));
  const finish = { id: ofProbation.id, version: 1, state: 'done' as const, reference: 'Register 4' };
  await assert.rejects(perform(manager, finishMarker, finish), isRefused('not-found'));
  await assert.rejects(perform(probation, finishMarker, { ...finish, reference: ' ' }), isRefused('invalid'));
  await perform(probation, finishMarker, finish);
  assert.equal(await checkMarkers(house.database, testNow), 0);
  await house.ownerQuery(
    `update source_record set raw = raw || '{"IOM marker": "Yes"}', last_seen_at = '2026-11-05', agency_id = $2 where person_id = $1`,
    [at(8), manager.agencyId],
  );
  assert.equal(await checkMarkers(house.database, testNow), 1);
  const seen = (await markers()).find((one) => one.id === ofPolice.id);
  assert.deepEqual([seen?.state, seen?.how], ['done', 'extract']);
});

test('withdrawing a voluntary agreement starts no enforcement and takes nobody off', async () => {
  const person = at(8);
  const before = await row<{ n: number }>('select count(*)::int as n from enforcement_case');
  await perform(manager, recordVoluntary, {
    personId: person,
    what: 'withdrawn',
    onDay: '2026-11-02',
    inWriting: false,
    words: 'I do not want this any more',
  });
  assert.deepEqual(await row<{ n: number }>('select count(*)::int as n from enforcement_case'), before);
  const told = await house.ownerQuery(
    `select topic from outbox where payload ->> 'what' = 'withdrawn' or topic like '%enforce%'`,
  );
  assert.deepEqual(told, []);
  const { state } = await row<{ state: string }>(
    'select state from membership where person_id = $1 and left_on is null',
    [person],
  );
  assert.equal(state, 'member');
});

test('an action stays with whoever has it until it is done', async () => {
  const meetingId = await meetingWith([at(9)], 'quorate');
  const { id: itemId } = await itemOf(meetingId, at(9));
  const action = {
    meetingId,
    itemId,
    what: 'Ask the landlord',
    staffId: officer.staffId,
    dueOn: '2026-11-20',
  };
  await assert.rejects(perform(member, giveAction, action), isRefused('right-missing'));
  const { id } = await perform(chair, giveAction, action);
  await assert.rejects(
    perform(officer, finishAction, { id, version: 1, state: 'dropped', note: '' }),
    isRefused('invalid'),
  );
  await perform(officer, finishAction, { id, version: 1, state: 'done', note: 'He has a room' });
  assert.equal(
    (await row<{ state: string }>('select state from panel_action where id = $1', [id])).state,
    'done',
  );
  await perform(chair, recordAttendance, { meetingId, staffId: member.staffId, state: 'apologies' });
  assert.equal((await candidate(at(9))).state, 'proposed');
});

test('an action that asks for a role refuses whoever has it not, and is given all the same by name and reason', async () => {
  const { meetingId, itemId } = await row<{ meetingId: number; itemId: number }>(
    'select meeting_id::int as "meetingId", id::int as "itemId" from panel_item where person_id = $1 order by id desc limit 1',
    [at(9)],
  );
  const action = {
    meetingId,
    itemId,
    what: 'Assess again',
    dueOn: '2026-11-20',
    needs: { needsRole: 'senior-probation-officer', needsSkill: null },
  };
  await assert.rejects(
    perform(chair, giveAction, { ...action, staffId: officer.staffId }),
    isRefused('invalid'),
  );
  const { id } = await perform(chair, giveAction, {
    ...action,
    staffId: officer.staffId,
    override: 'She knows him',
  });
  assert.deepEqual(
    await row('select override_by::int as by, override_why as why from panel_action where id = $1', [id]),
    { by: chair.staffId, why: 'She knows him' },
  );
  const fit = await perform(chair, giveAction, { ...action, staffId: probation.staffId });
  assert.deepEqual(await row('select override_by as by from panel_action where id = $1', [fit.id]), {
    by: null,
  });
});
