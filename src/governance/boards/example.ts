import Type, { type Static } from 'typebox';
import { markings } from '../decisions/types.ts';
import { boardKinds, cameCodes, itemPurposes, lineKinds, memberRoles } from './types.ts';

const code = <Code extends string>(codes: readonly Code[]) =>
  Type.Unsafe<Code>(Type.String({ enum: [...codes] }));
const text = Type.Optional(Type.String());
const day = Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }));
const span = { fromOn: day, untilOn: day };

/** Boards, meetings, objectives and a pack, as a file. Meetings are counted in days from the first start. */
export const boardsExample = Type.Object({
  /** Logins in whose name all is entered, and the minutes approved. */
  keptBy: Type.String(),
  approvedBy: Type.String(),
  boards: Type.Array(
    Type.Object({
      ...span,
      key: Type.String(),
      name: Type.String(),
      kind: code(boardKinds),
      purpose: text,
      datesNote: text,
      source: text,
    }),
  ),
  lines: Type.Array(
    Type.Object({ ...span, board: Type.String(), kind: code(lineKinds), other: Type.String(), note: text }),
  ),
  members: Type.Array(
    Type.Object({
      ...span,
      board: Type.String(),
      post: Type.String(),
      represents: Type.String(),
      role: code(memberRoles),
      staff: text,
    }),
  ),
  meetings: Type.Array(
    Type.Object({
      board: Type.String(),
      inDays: Type.Integer(),
      startsAt: Type.String(),
      place: Type.String(),
      held: Type.Boolean(),
      items: Type.Array(Type.Object({ title: Type.String(), purpose: code(itemPurposes), presenter: text })),
      papers: Type.Array(
        Type.Object({
          item: Type.Integer(),
          title: Type.String(),
          author: Type.String(),
          marking: code(markings),
          body: Type.String(),
        }),
      ),
      came: Type.Record(Type.String(), code(cameCodes)),
      minutes: text,
      approve: Type.Optional(Type.Boolean()),
      actions: Type.Array(Type.Object({ title: Type.String(), dueInDays: Type.Integer() })),
    }),
  ),
  objectives: Type.Array(
    Type.Object({
      body: Type.String(),
      plan: Type.String(),
      title: Type.String(),
      detail: Type.String(),
      notMeasuredWhy: text,
      source: Type.String(),
      links: Type.Array(
        Type.Object({
          kind: code(['measure', 'decision', 'grant'] as const),
          code: text,
          /** Of a decision; of a grant the reference that its paper has. */
          number: text,
          why: Type.String(),
        }),
      ),
    }),
  ),
  pack: Type.Object({
    board: Type.String(),
    title: Type.String(),
    said: Type.Record(Type.String(), Type.String()),
  }),
});

export type BoardsExample = Static<typeof boardsExample>;
