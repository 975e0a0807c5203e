import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { addLine, addMember, changeLine } from './acts.ts';
import {
  addItem,
  addPaper,
  approveMinutes,
  moveMeeting,
  openMinutes,
  planMeeting,
  recordAttendance,
  writeMinutes,
} from './meeting-acts.ts';
import { getMeeting, getPaper, listAgenda } from './meeting-store.ts';
import { countAttendance, listBoards, listChairs, listLines, listMembers } from './store.ts';
import { inOrder, structureOn } from './structure.ts';
import { boardsToday } from './today.ts';

const refused =
  (code: string, text = /./) =>
  (error: unknown): boolean =>
    error instanceof WaymarkError && error.code === code && text.test(error.message);

for (const embedded of [false, true]) {
  describe(`boards, ${embedded ? 'embedded' : 'on PostgreSQL'}`, () => {
    let house: TestHouse;
    let manager: StaffViewer;
    let chief: StaffViewer;
    let member: StaffViewer;
    let boards: Map<string, number>;

    before(async () => {
      house = await testHouse({ embedded });
      manager = await house.viewerFor('scheme-manager');
      chief = await house.viewerFor('opcc-chief-executive');
      member = await house.viewerFor('board-member');
      const { setUpGovernance } = await import('../setup.ts');
      const { setUpRegisters } = await import('../registers/setup.ts');
      const { setUpBoards } = await import('../board-pack/setup.ts');
      const as = (login: string) => house.viewerFor(login);
      await setUpGovernance(house.database, house.performer, as, house.clock());
      await setUpRegisters(house.database, house.performer, as, house.clock());
      await setUpBoards(house.database, house.performer, as, house.clock());
      const found = await house.database.as(manager, listBoards);
      boards = new Map(found.map(({ id, name }) => [name, id]));
    });
    after(() => house.close());

    const idOf = (name: string): number => {
      const id = boards.get(name);
      assert.ok(id !== undefined, name);
      return id;
    };
    const structure = (day: string) =>
      house.database.as(manager, async (tx) =>
        inOrder(
          structureOn(day, {
            boards: await listBoards(tx),
            lines: await listLines(tx),
            chairs: await listChairs(tx),
          }),
        ).map(({ node, depth }) => `${'  '.repeat(depth)}${node.board.name}`),
      );

    test('decision 2015/11, section 4: two steering groups before, one management board after', async () => {
      const before = await structure('2015-08-11');
      assert.ok(before.includes('  Norfolk IOM Steering Group'));
      assert.ok(before.includes('  Suffolk IOM Steering Group'));
      assert.ok(!before.some((line) => line.includes('Management Board')));
      const since = await structure('2015-08-12');
      assert.ok(!since.some((line) => line.includes('Steering Group')));
      assert.equal(
        since[since.indexOf('Norfolk and Suffolk Criminal Justice Board') + 1],
        '  IOM Management Board',
      );
      assert.equal(since[since.indexOf('JCOT') + 1], '  IOM Implementation Board');
      const board = since.indexOf('Essex Reducing Reoffending Board');
      assert.equal(since[board + 1], '  Reducing Reoffending Board Executive Sub-Group');
      const lines = await house.database.as(manager, (tx) => listLines(tx, idOf('IOM Management Board')));
      const earlier = lines.filter(({ kind }) => kind === 'follows').map(({ other }) => other);
      assert.deepEqual(earlier.toSorted(), ['Norfolk IOM Steering Group', 'Suffolk IOM Steering Group']);
      const seats = await house.database.as(manager, (tx) => listMembers(tx, idOf('IOM Management Board')));
      assert.equal(
        seats.filter(({ post }) => post.startsWith('Community safety partnership lead')).length,
        2,
      );
    });

    test('a circle is refused, and so is a second board to report to on the same days', async () => {
      const [management, cjb] = [
        idOf('IOM Management Board'),
        idOf('Norfolk and Suffolk Criminal Justice Board'),
      ];
      const line = { kind: 'reports-to' as const, fromOn: null, untilOn: null, note: null };
      const perform = (boardId: number, otherId: number, days: { fromOn?: string; untilOn?: string } = {}) =>
        house.performer.perform(manager, addLine, { ...line, ...days, boardId, otherId }, newKey());
      await assert.rejects(() => perform(cjb, management), refused('invalid', /reports to this one/));
      await assert.rejects(
        () => perform(management, idOf('JCOT')),
        refused('invalid', /It reports to Norfolk/),
      );
      const { id } = await perform(management, idOf('JCOT'), { untilOn: '2015-08-11' });
      const changed = { ...line, boardId: management, otherId: idOf('JCOT'), id, version: 1 };
      await assert.rejects(
        () => house.performer.perform(manager, changeLine, { ...changed, untilOn: '2016-01-01' }, newKey()),
        refused('invalid', /It reports to Norfolk/),
      );
    });

    test('two who draw lines at once close no circle between them', async () => {
      if (embedded) return;
      const [one, other] = [idOf('JCOT'), idOf('Norfolk Community Safety Partnership')];
      const line = { kind: 'reports-to' as const, fromOn: null, untilOn: null, note: null };
      const draw = (viewer: StaffViewer, boardId: number, otherId: number) =>
        house.performer.perform(viewer, addLine, { ...line, boardId, otherId }, newKey());
      const done = await Promise.allSettled([draw(manager, one, other), draw(chief, other, one)]);
      assert.deepEqual(done.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    });

    test('one chair at a time; an earlier term keeps its days', async () => {
      const seat = {
        ...{ boardId: idOf('IOM Management Board'), post: 'Another chair', staffId: null },
        ...{ represents: 'Police', role: 'chair' as const, fromOn: '2026-01-01', untilOn: null },
      };
      await assert.rejects(
        () => house.performer.perform(manager, addMember, seat, newKey()),
        refused('invalid', /has the chair on some of these days/),
      );
      await house.performer.perform(
        manager,
        addMember,
        { ...seat, fromOn: '2015-01-01', untilOn: '2015-08-11' },
        newKey(),
      );
    });

    const planned = async (heldOn: string): Promise<number> => {
      const boardId = idOf('IOM Management Board');
      const meeting = { boardId, heldOn, startsAt: null, place: null, example: false };
      return (await house.performer.perform(manager, planMeeting, meeting, newKey())).id;
    };

    test('minutes are approved by another than who wrote them, and stay as they were approved', async () => {
      const { perform } = house.performer;
      const id = await planned('2026-10-01');
      await perform(manager, moveMeeting, { id, version: 1, act: 'hold', why: null }, newKey());
      const words = { id, marking: 'official' as const, claimIds: [] };
      await perform(
        manager,
        writeMinutes,
        { ...words, version: 2, minutes: 'IOM cut reoffending by 58%.' },
        newKey(),
      );
      await assert.rejects(
        () => perform(manager, approveMinutes, { id, version: 3 }, newKey()),
        refused('not-allowed-now', /somebody else/),
      );
      await assert.rejects(
        () => perform(member, writeMinutes, { ...words, version: 3, minutes: 'Mine' }, newKey()),
        refused('right-missing'),
      );
      await perform(member, approveMinutes, { id, version: 3 }, newKey());
      const now = await house.database.as(chief, (tx) => getMeeting(tx, id));
      assert.match(now.minutesPrinted ?? '', /\[unsupported claim\]/);
      await assert.rejects(
        () => perform(manager, writeMinutes, { ...words, version: 4, minutes: 'Other' }, newKey()),
        refused('not-allowed-now'),
      );
      const over = (viewer: StaffViewer) =>
        house.database.as(viewer, (tx) =>
          tx.run(sql`update board_meeting set minutes = 'Other', minutes_printed = 'Other' where id = ${id}`),
        );
      assert.equal(await over(manager).catch(() => 0), 0, 'the database refuses it whatever asks');
      assert.equal(await over(member).catch(() => 0), 0);
      await perform(member, openMinutes, { id, version: 4, why: 'A name is misspelt' }, newKey());
      assert.equal(await over(member).catch(() => 0), 0, 'whoever approves does not write');
      const open = await house.database.as(manager, (tx) => getMeeting(tx, id));
      assert.deepEqual([open.minutesState, open.openedWhy], ['drafted', 'A name is misspelt']);
    });

    test('who came is counted by seat; the agenda and papers are kept with their markings', async () => {
      const { perform } = house.performer;
      const id = await planned('2026-10-08');
      const item = { meetingId: id, title: 'Costs', presenter: null, purpose: 'decide' as const };
      const { id: itemId } = await perform(
        manager,
        addItem,
        { ...item, number: 1, decisionId: null },
        newKey(),
      );
      const paper = {
        ...{ meetingId: id, itemId, title: 'Costs', author: 'Chief finance officer', claimIds: [] },
        ...{ marking: 'official-sensitive' as const, markingReason: 'Commercial', body: 'What it costs.' },
      };
      const { id: paperId } = await perform(manager, addPaper, paper, newKey());
      await assert.rejects(
        () => perform(manager, addPaper, { ...paper, claimIds: [999] }, newKey()),
        refused('invalid', /no published claim card 999/),
      );
      await perform(manager, moveMeeting, { id, version: 1, act: 'hold', why: null }, newKey());
      const seats = await house.database.as(manager, (tx) => listMembers(tx, idOf('IOM Management Board')));
      const attended = seats.slice(0, 2).map((seat, at) => ({
        memberId: seat.id,
        came: at === 0 ? ('present' as const) : ('apologies' as const),
      }));
      const foreign = { memberId: 999_999, came: 'present' as const };
      await perform(
        manager,
        recordAttendance,
        { id, version: 2, attended: [...attended, foreign] },
        newKey(),
      );
      const [agenda, kept, counted] = await house.database.as(manager, async (tx) => [
        await listAgenda(tx, id),
        await getPaper(tx, paperId),
        await countAttendance(tx, idOf('IOM Management Board')),
      ]);
      assert.deepEqual(
        [agenda.length, kept.marking, kept.markingReason],
        [1, 'official-sensitive', 'Commercial'],
      );
      const first = counted.find(({ memberId }) => memberId === seats[0]?.id);
      assert.ok(first !== undefined && first.came >= 1 && first.asked >= first.came);
    });

    test('a meeting is not held before its day, and a cancelled one says why', async () => {
      const { perform } = house.performer;
      const id = await planned('2027-01-14');
      const move = { id, version: 1, why: null };
      await assert.rejects(
        () => perform(manager, moveMeeting, { ...move, act: 'hold' as const }, newKey()),
        refused('not-allowed-now', /has not come/),
      );
      await assert.rejects(
        () => perform(manager, moveMeeting, { ...move, act: 'cancel' as const }, newKey()),
        refused('invalid', /why/),
      );
      await perform(manager, moveMeeting, { ...move, act: 'cancel' as const, why: 'Snow' }, newKey());
      await perform(manager, moveMeeting, { id, version: 2, why: null, act: 'reinstate' as const }, newKey());
    });

    test('minutes that wait are on the Today of whoever may approve them', async () => {
      const items = await house.database.as(member, (tx) =>
        boardsToday(tx, { viewer: member, today: '2026-11-02' }),
      );
      assert.ok(items.some(({ detail }) => detail === 'wait for approval'));
      const analyst = await house.viewerFor('analyst');
      const none = await house.database.as(analyst, (tx) => listBoards(tx));
      assert.deepEqual(none, [], 'whoever does not see governance sees no board');
    });
  });
}
