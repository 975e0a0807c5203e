import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid } from '../../kernel/errors.ts';
import {
  updateBoard as changeBoardRow,
  getBoard,
  getLine,
  getMember,
  insertBoard,
  insertLine,
  insertMember,
  listLines,
  listMembers,
  lockBoard,
  lockBoards,
  removeLine as removeLineRow,
  removeMember as removeMemberRow,
  updateLine,
  updateMember,
} from './store.ts';
import { problemsOfLine, problemsOfMember } from './structure.ts';
import type { BoardInput, LineInput, MemberInput } from './types.ts';

const right = 'board:manage' as const;
const ofBoard = (input: { boardId: number }) => ({ subject: 'board', subjectId: input.boardId });

/** Enters a board. @throws WaymarkError `conflict` where the scheme has one of that name. */
export const addBoard = defineAct<BoardInput, { id: number }>({
  name: 'board:add',
  right,
  run: async (tx, input, { actor, wrote }) => {
    const { id } = await insertBoard(tx, { ...input, schemeId: actor.schemeId });
    await wrote({ subject: 'board', subjectId: id });
    return { id };
  },
});

/** Changes what a board is called, is for, or from when to when it stands. */
export const changeBoard = defineAct<
  Omit<BoardInput, 'example'> & { id: number; version: number },
  { id: number }
>({
  name: 'board:change',
  right,
  about: (input) => ({ subject: 'board', subjectId: input.id }),
  run: async (tx, input, { wrote }) => {
    const before = await lockBoard(tx, input.id);
    if (before.version !== input.version) throw staleVersion({ version: before.version });
    await changeBoardRow(tx, input.id, input);
    await wrote({ subject: 'board', subjectId: input.id });
    return { id: input.id };
  },
});

/** Holds a line against all others, with every board locked: two who draw at once cannot close a circle together. */
async function fitLine(tx: Tx, input: LineInput, own?: number): Promise<void> {
  await lockBoards(tx);
  await getBoard(tx, input.otherId);
  const errors = problemsOfLine(
    input,
    (await listLines(tx)).filter(({ id }) => id !== own),
  );
  if (errors.length > 0) throw invalid(errors);
}

/** Records that a board reports to another, took its place or acts for it. @throws `invalid` for a circle. */
export const addLine = defineAct<LineInput, { id: number }>({
  name: 'board:add-line',
  right,
  about: ofBoard,
  run: async (tx, input, { wrote }) => {
    await fitLine(tx, input);
    const { id } = await insertLine(tx, input);
    await wrote({ subject: 'board', subjectId: input.boardId, detail: { line: id, kind: input.kind } });
    return { id };
  },
});

export const changeLine = defineAct<LineInput & { id: number; version: number }, { id: number }>({
  name: 'board:change-line',
  right,
  about: ofBoard,
  run: async (tx, input, { wrote }) => {
    await fitLine(tx, input, input.id);
    const before = await getLine(tx, input.id);
    if (before.version !== input.version) throw staleVersion({ version: before.version });
    await updateLine(tx, input.id, input);
    await wrote({ subject: 'board', subjectId: before.boardId, detail: { line: input.id } });
    return { id: input.id };
  },
});

/** Takes away a line that was entered by mistake; one that has ended is given its last day instead. */
export const removeLine = defineAct<{ id: number; version: number }, { boardId: number }>({
  name: 'board:remove-line',
  right,
  run: async (tx, input, { wrote }) => {
    await lockBoards(tx);
    const before = await getLine(tx, input.id);
    if (before.version !== input.version) throw staleVersion({ version: before.version });
    await removeLineRow(tx, input.id);
    await wrote({ subject: 'board', subjectId: before.boardId, detail: { line: input.id } });
    return { boardId: before.boardId };
  },
});

async function fitMember(tx: Tx, input: MemberInput, own?: number): Promise<void> {
  await lockBoard(tx, input.boardId);
  const errors = problemsOfMember(
    input,
    (await listMembers(tx, input.boardId)).filter(({ id }) => id !== own),
  );
  if (errors.length > 0) throw invalid(errors);
}

/** Gives a board a seat. @throws `invalid` for a second chair on the same days. */
export const addMember = defineAct<MemberInput, { id: number }>({
  name: 'board:add-member',
  right,
  about: ofBoard,
  run: async (tx, input, { wrote }) => {
    await fitMember(tx, input);
    const { id } = await insertMember(tx, input);
    await wrote({ subject: 'board', subjectId: input.boardId, detail: { member: id, role: input.role } });
    return { id };
  },
});

export const changeMember = defineAct<MemberInput & { id: number; version: number }, { id: number }>({
  name: 'board:change-member',
  right,
  about: ofBoard,
  run: async (tx, input, { wrote }) => {
    await fitMember(tx, input, input.id);
    const before = await getMember(tx, input.id);
    if (before.version !== input.version) throw staleVersion({ version: before.version });
    await updateMember(tx, input.id, input);
    await wrote({ subject: 'board', subjectId: before.boardId, detail: { member: input.id } });
    return { id: input.id };
  },
});

/** Takes away a seat that was entered by mistake; a term that is over is given its last day instead. */
export const removeMember = defineAct<{ id: number; version: number }, { boardId: number }>({
  name: 'board:remove-member',
  right,
  run: async (tx, input, { wrote }) => {
    const before = await getMember(tx, input.id);
    await lockBoard(tx, before.boardId);
    if (before.version !== input.version) throw staleVersion({ version: before.version });
    await removeMemberRow(tx, input.id);
    await wrote({ subject: 'board', subjectId: before.boardId, detail: { member: input.id } });
    return { boardId: before.boardId };
  },
});
