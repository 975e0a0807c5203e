import { randomUUID } from 'node:crypto';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import type { Act } from '../../kernel/acts.ts';
import { sql } from '../../kernel/database.ts';
import { makePerson, provenOffences } from '../people-for-tests.ts';
import { proposeCandidate } from '../selection/acts.ts';
import { runSelection } from '../selection/run.ts';
import { confirmPresence, createMeeting, issueAgenda, recordAttendance } from './acts.ts';
import type { DecideInput } from './types.ts';

// A house with candidates and those who decide about them, one for a test file (each runs in a process of its own).

export let house: TestHouse;
export let manager: StaffViewer;
export let chair: StaffViewer;
export let member: StaffViewer;
export let analyst: StaffViewer;
export let officer: StaffViewer;
const people: number[] = [];

export const perform = <Input, Result>(
  viewer: StaffViewer,
  act: Act<Input, Result>,
  input: Input,
): Promise<Result> => house.performer.perform(viewer, act, input, randomUUID());
export const row = async <Row>(text: string, values: unknown[] = []): Promise<Row> => {
  const [found] = await house.ownerQuery<Row>(text, values);
  if (found === undefined) throw new Error(`No row: ${text}`);
  return found;
};
export const sees = async (viewer: StaffViewer, personId: number): Promise<boolean> =>
  (await house.database.as(viewer, (tx) => tx.many(sql`select id from person where id = ${personId}`)))
    .length === 1;
export const candidate = (personId: number) =>
  row<{ id: number; version: number; state: string }>(
    'select id, version, state from candidate where person_id = $1',
    [personId],
  );
export const itemOf = (meetingId: number, personId: number) =>
  row<{ id: number; version: number }>(
    'select id, version from panel_item where meeting_id = $1 and person_id = $2',
    [meetingId, personId],
  );
export const meetingVersion = async (id: number) =>
  (await row<{ version: number }>('select version from panel_meeting where id = $1', [id])).version;

/** What its agenda opened stays open, by the day that was planned. */
export const itsDayComes = (meetingId: number) =>
  house.ownerQuery(`update panel_meeting set held_on = '2026-11-02' where id = $1`, [meetingId]);

/** A meeting with these people proposed; issued and quorate where asked. */
export async function meetingWith(
  personIds: readonly number[],
  state: 'planned' | 'issued' | 'quorate',
): Promise<number> {
  const { id } = await perform(manager, createMeeting, {
    heldOn: '2026-12-01',
    baseId: null,
    chairId: chair.staffId,
    invited: [member.staffId, manager.staffId],
  });
  for (const personId of personIds) {
    const { id: candidateId, version } = await candidate(personId);
    await perform(analyst, proposeCandidate, { candidateId, version, meetingId: id, why: null });
  }
  if (state === 'planned') return id;
  await perform(manager, issueAgenda, { meetingId: id, version: await meetingVersion(id) });
  if (state === 'issued') return id;
  await itsDayComes(id);
  for (const staffId of [chair.staffId, member.staffId, manager.staffId])
    await perform(chair, recordAttendance, { meetingId: id, staffId, state: 'attended' });
  await perform(member, confirmPresence, { meetingId: id });
  return id;
}

export const adoption = async (meetingId: number, personId: number): Promise<DecideInput> => {
  const { id: itemId, version } = await itemOf(meetingId, personId);
  const base = await row<{ id: number }>(`select id from base where name = 'Norwich'`);
  return {
    itemId,
    version,
    decision: 'adopt',
    reasonCode: 'meets-threshold',
    reason: 'Meets it',
    strand: 'fixed',
    baseId: base.id,
  };
};

/** Opens the house with ten candidates: `at(2)` is supervised, `at(9)` a child. */
export async function openPanelHouse(): Promise<void> {
  house = await testHouse();
  await house.coverEverything();
  for (let index = 0; index < 9; index++)
    people.push(
      await makePerson(house, {
        offences: provenOffences(5 + (index % 3)),
        record: 'suspect',
        supervised: index === 2,
      }),
    );
  people.push(
    await makePerson(house, { born: '2010-05-05', offences: provenOffences(6), record: 'suspect' }),
  );
  await runSelection(house.database, { schemeId: house.schemeId, on: '2026-11-02', now: testNow });
  manager = await house.viewerFor('scheme-manager');
  chair = await house.viewerFor('panel-chair');
  member = await house.viewerFor('panel-member');
  analyst = await house.viewerFor('analyst');
  officer = await house.viewerFor('police-offender-manager');
}

export const at = (index: number): number => people[index] ?? 0;
