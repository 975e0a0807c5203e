import { readFile } from 'node:fs/promises';
import { Value } from 'typebox/value';
import type { StaffViewer } from '../../access/viewers.ts';
import type { Performer } from '../../kernel/acts.ts';
import { addDays, type Day, londonDay, showDay } from '../../kernel/clock.ts';
import { type Database, sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { measureNames } from '../../outcomes/index.ts';
import { listGrants } from '../../resources/index.ts';
import { addAction } from '../actions/acts.ts';
import { addBoard, addLine, addMember } from '../boards/acts.ts';
import { type BoardsExample, boardsExample } from '../boards/example.ts';
import {
  addItem,
  addPaper,
  approveMinutes,
  moveMeeting,
  planMeeting,
  recordAttendance,
  writeMinutes,
} from '../boards/meeting-acts.ts';
import { addObjective, linkObjective } from '../objectives/acts.ts';
import { draftPack, issuePack } from './acts.ts';
import { packParts } from './types.ts';

const exampleFile = new URL('../../../examples/governance-boards.json', import.meta.url);

interface SettingUp {
  database: Database;
  performer: Performer;
  keeper: StaffViewer;
  approver: StaffViewer;
  today: Day;
  /** Of the example's boards, by key. */
  boards: Map<string, number>;
  staff: Map<string, number>;
  /** Of seats, by post. */
  seats: Map<string, number>;
}

/**
 * Enters the example's boards, meetings and objectives through the acts, and issues a pack.
 * @throws WaymarkError `wrong-setting` naming the place in examples/governance-boards.json.
 */
export async function setUpBoards(
  database: Database,
  performer: Performer,
  viewerOf: (login: string) => Promise<StaffViewer>,
  now: Date,
): Promise<void> {
  const file: unknown = JSON.parse(await readFile(exampleFile, 'utf8'));
  if (!Value.Check(boardsExample, file)) {
    const [problem] = Value.Errors(boardsExample, file);
    throw new WaymarkError('wrong-setting', {
      text: `examples/governance-boards.json, at ${problem?.instancePath}: ${problem?.message}.`,
    });
  }
  const keeper = await viewerOf(file.keptBy);
  const people = await database.as(keeper, (tx) =>
    tx.many(sql<{ id: number; login: string }>`select id, login from staff`),
  );
  const setting: SettingUp = {
    ...{ database, performer, keeper, approver: await viewerOf(file.approvedBy), today: londonDay(now) },
    ...{ boards: new Map(), seats: new Map() },
    staff: new Map(people.map(({ id, login }) => [login, id])),
  };
  await addStructure(setting, file);
  let next: { id: number; boardId: number } | undefined;
  for (const meeting of file.meetings) {
    const added = await addMeeting(setting, meeting);
    if (!meeting.held) next = added;
  }
  await addObjectives(setting, file);
  await addPack(setting, file, next?.id ?? null);
}

async function addStructure(setting: SettingUp, file: BoardsExample): Promise<void> {
  const { performer, keeper, boards, staff, seats } = setting;
  const spanOf = (given: { fromOn?: string; untilOn?: string }) => ({
    fromOn: given.fromOn ?? null,
    untilOn: given.untilOn ?? null,
  });
  const idOf = (key: string): number => boards.get(key) ?? 0;
  for (const board of file.boards) {
    const { id } = await performer.perform(
      keeper,
      addBoard,
      {
        ...{ name: board.name, kind: board.kind, purpose: board.purpose ?? null, ...spanOf(board) },
        ...{ datesNote: board.datesNote ?? null, source: board.source ?? null, example: true },
      },
      newKey(),
    );
    boards.set(board.key, id);
  }
  for (const line of file.lines)
    await performer.perform(
      keeper,
      addLine,
      {
        ...{ boardId: idOf(line.board), otherId: idOf(line.other), kind: line.kind },
        ...{ ...spanOf(line), note: line.note ?? null },
      },
      newKey(),
    );
  for (const member of file.members) {
    const { id } = await performer.perform(
      keeper,
      addMember,
      {
        ...{ boardId: idOf(member.board), post: member.post, represents: member.represents },
        ...{ role: member.role, staffId: staff.get(member.staff ?? '') ?? null, ...spanOf(member) },
      },
      newKey(),
    );
    seats.set(`${member.board} ${member.post}`, id);
  }
}

async function addMeeting(
  setting: SettingUp,
  meeting: BoardsExample['meetings'][number],
): Promise<{ id: number; boardId: number }> {
  const { performer, keeper, today } = setting;
  const boardId = setting.boards.get(meeting.board) ?? 0;
  const heldOn = addDays(today, meeting.inDays);
  const { startsAt, place } = meeting;
  const { id } = await performer.perform(
    keeper,
    planMeeting,
    { boardId, heldOn, startsAt, place, example: true },
    newKey(),
  );
  const items: number[] = [];
  for (const [at, item] of meeting.items.entries()) {
    const added = await performer.perform(
      keeper,
      addItem,
      {
        ...{ meetingId: id, number: at + 1, title: item.title, purpose: item.purpose },
        ...{ presenter: item.presenter ?? null, decisionId: null },
      },
      newKey(),
    );
    items.push(added.id);
  }
  for (const paper of meeting.papers)
    await performer.perform(
      keeper,
      addPaper,
      {
        ...{ meetingId: id, itemId: items[paper.item - 1] ?? null, title: paper.title, author: paper.author },
        ...{ marking: paper.marking, markingReason: null, body: paper.body, claimIds: [] },
      },
      newKey(),
    );
  if (meeting.held) await holdMeeting(setting, meeting, id);
  for (const action of meeting.actions)
    await performer.perform(
      keeper,
      addAction,
      {
        ...{ meetingId: id, source: `IOM Management Board, ${showDay(heldOn)}`, title: action.title },
        ...{
          ownerId: keeper.staffId,
          dueOn: addDays(today, action.dueInDays),
          evidence: null,
          example: true,
        },
      },
      newKey(),
    );
  return { id, boardId };
}

async function holdMeeting(
  setting: SettingUp,
  meeting: BoardsExample['meetings'][number],
  id: number,
): Promise<void> {
  const { performer, keeper, approver, seats } = setting;
  await performer.perform(keeper, moveMeeting, { id, version: 1, act: 'hold', why: null }, newKey());
  const attended = Object.entries(meeting.came).map(([post, came]) => ({
    memberId: seats.get(`${meeting.board} ${post}`) ?? 0,
    came,
  }));
  await performer.perform(keeper, recordAttendance, { id, version: 2, attended }, newKey());
  if (meeting.minutes === undefined) return;
  const minutes = { id, version: 3, minutes: meeting.minutes, marking: 'official' as const, claimIds: [] };
  await performer.perform(keeper, writeMinutes, minutes, newKey());
  if (meeting.approve === true)
    await performer.perform(approver, approveMinutes, { id, version: 4 }, newKey());
}

type Link = BoardsExample['objectives'][number]['links'][number];

/** What an example's link is to, by its number or code; undefined where there is no such thing. */
async function linkables({
  database,
  keeper,
  today,
}: SettingUp): Promise<
  (link: Link) => { title: string; refId: number | null; measure: string | null } | undefined
> {
  const { decisions, grants } = await database.as(keeper, async (tx) => ({
    decisions: await tx.many(
      sql<{ id: number; number: string; title: string }>`select id, number, title from decision_notice`,
    ),
    grants: (
      await listGrants(tx, {}, { sort: 'title', direction: 'ascending' }, { limit: 100, offset: 0, today })
    ).grants,
  }));
  return ({ kind, code, number }) => {
    if (kind === 'measure') {
      const measure = measureNames.find((one) => one.code === code);
      return measure && { title: measure.name, refId: null, measure: measure.code };
    }
    if (kind === 'grant') {
      const grant = grants.find(({ reference }) => reference === number);
      return grant && { title: grant.title, refId: grant.id, measure: null };
    }
    const decision = decisions.find((one) => one.number === number);
    return decision && { title: `${decision.number}: ${decision.title}`, refId: decision.id, measure: null };
  };
}

async function addObjectives(setting: SettingUp, file: BoardsExample): Promise<void> {
  const { performer, keeper } = setting;
  const linkTo = await linkables(setting);
  for (const { links, ...objective } of file.objectives) {
    const { id } = await performer.perform(
      keeper,
      addObjective,
      {
        ...{ ...objective, number: null, fromOn: null, untilOn: null, example: true },
        notMeasuredWhy: objective.notMeasuredWhy ?? null,
      },
      newKey(),
    );
    for (const link of links) {
      const to = linkTo(link);
      if (to === undefined) continue;
      await performer.perform(
        keeper,
        linkObjective,
        { ...to, objectiveId: id, kind: link.kind, title: to.title.slice(0, 300), why: link.why },
        newKey(),
      );
    }
  }
}

async function addPack(setting: SettingUp, file: BoardsExample, meetingId: number | null): Promise<void> {
  const { performer, keeper } = setting;
  const { id } = await performer.perform(
    keeper,
    draftPack,
    {
      ...{ boardId: setting.boards.get(file.pack.board) ?? 0, meetingId, title: file.pack.title },
      ...{ parts: [...packParts], said: file.pack.said, claims: [], marking: 'official', replacesId: null },
      example: true,
    },
    newKey(),
  );
  await performer.perform(keeper, issuePack, { id, version: 1, lookedAt: true }, newKey());
}
