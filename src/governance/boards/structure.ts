import type { Day } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { Board, BoardLine, BoardMember, LineInput, LineKind, MemberInput, Span } from './types.ts';

const beginning: Day = '0001-01-01';
const end: Day = '9999-12-31';
const first = ({ fromOn }: Span): Day => fromOn ?? beginning;
const last = ({ untilOn }: Span): Day => untilOn ?? end;

/** Whether something stands on a day; a day that is not known shuts nothing out. */
export const standsOn = (span: Span, day: Day): boolean => first(span) <= day && day <= last(span);

/** The days that two have in common, if any. */
function common(one: Span, other: Span): { fromOn: Day; untilOn: Day } | undefined {
  const fromOn = first(one) > first(other) ? first(one) : first(other);
  const untilOn = last(one) < last(other) ? last(one) : last(other);
  return fromOn <= untilOn ? { fromOn, untilOn } : undefined;
}

type Edge = Span & { boardId: number; otherId: number };

/**
 * A day on which the lines would lead from `from` to `to`, all of them standing on that day within `span`; undefined
 * where there is none. A line of another year closes no circle.
 */
export function dayOfWay(lines: readonly Edge[], from: number, to: number, span: Span): Day | undefined {
  // A board may be met again with other days, so what was tried is kept with its days.
  const tried = new Set<string>();
  const waiting: { board: number; span: Span }[] = [{ board: from, span }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.board === to) return first(next.span);
    const key = `${next.board} ${first(next.span)} ${last(next.span)}`;
    if (tried.has(key)) continue;
    tried.add(key);
    for (const line of lines) {
      const both = line.boardId === next.board ? common(line, next.span) : undefined;
      if (both !== undefined) waiting.push({ board: line.otherId, span: both });
    }
  }
  return undefined;
}

/**
 * What is wrong with a new or changed line, given the others that stand. Reporting is held against its days: no board
 * reports to two at once, and none reports to itself by way of others on any day. Succession and acting for another
 * have no way back at all.
 * @param lines the others, without the one that is changed
 */
export function problemsOfLine(input: LineInput, lines: readonly BoardLine[]): FieldError[] {
  const errors: FieldError[] = [];
  if (input.fromOn !== null && input.untilOn !== null && input.untilOn < input.fromOn)
    errors.push({ field: 'untilOn', text: 'The last day comes before the first' });
  if (input.boardId === input.otherId)
    return [...errors, { field: 'other', text: 'Choose another board than this one' }];
  const same = lines.filter(({ kind }) => kind === input.kind);
  const mine = same.filter(({ boardId }) => boardId === input.boardId);
  const double = mine.find(
    (line) =>
      common(line, input) !== undefined && (input.kind === 'reports-to' || line.otherId === input.otherId),
  );
  if (double !== undefined)
    errors.push({
      field: 'other',
      text:
        input.kind === 'reports-to'
          ? `It reports to ${double.other} on some of these days: end that first, or choose other days`
          : `This is recorded already, of ${double.other}`,
    });
  if (errors.length > 0) return errors;
  const span = input.kind === 'reports-to' ? input : { fromOn: null, untilOn: null };
  const open: readonly Edge[] =
    input.kind === 'reports-to' ? same : same.map((line) => ({ ...line, fromOn: null, untilOn: null }));
  return dayOfWay(open, input.otherId, input.boardId, span) === undefined
    ? []
    : [{ field: 'other', text: circleWords[input.kind] }];
}

const circleWords: Record<LineKind, string> = {
  'reports-to': 'That board reports to this one on some of these days, directly or by way of others',
  follows: 'That board took the place of this one, directly or by way of others',
  'acts-for': 'That board acts for this one, directly or by way of others',
};

/** What is wrong with a seat: an end before its beginning, or a second chair on the same days. */
export function problemsOfMember(input: MemberInput, others: readonly BoardMember[]): FieldError[] {
  const errors: FieldError[] = [];
  if (input.fromOn !== null && input.untilOn !== null && input.untilOn < input.fromOn)
    errors.push({ field: 'untilOn', text: 'The term ends before it begins' });
  const chair = others.find(({ role, ...span }) => role === 'chair' && common(span, input) !== undefined);
  if (input.role === 'chair' && chair !== undefined)
    errors.push({
      field: 'role',
      text: `${chair.post} has the chair on some of these days: end that term first`,
    });
  return errors;
}

export interface Node {
  board: Board;
  chair: string | null;
  actsFor: string[];
  follows: string[];
  children: Node[];
}

/** The structure as it stood on a day: boards that stood, each under the one it then reported to. */
export function structureOn(
  day: Day,
  all: { boards: readonly Board[]; lines: readonly BoardLine[]; chairs: readonly BoardMember[] },
): Node[] {
  const boards = all.boards.filter((board) => standsOn(board, day));
  const lines = all.lines.filter((line) => line.kind === 'follows' || standsOn(line, day));
  const nodes = new Map<number, Node>(
    boards.map((board) => {
      const of = (kind: LineKind): string[] =>
        lines.flatMap((line) => (line.boardId === board.id && line.kind === kind ? [line.other] : []));
      const chair = all.chairs.find((seat) => seat.boardId === board.id && standsOn(seat, day));
      return [
        board.id,
        {
          ...{ board, children: [], actsFor: of('acts-for'), follows: of('follows') },
          chair: chair === undefined ? null : chair.post,
        },
      ];
    }),
  );
  const under = new Set<number>();
  for (const { kind, boardId, otherId } of lines) {
    const [child, parent] = [nodes.get(boardId), nodes.get(otherId)];
    if (kind !== 'reports-to' || child === undefined || parent === undefined) continue;
    parent.children.push(child);
    under.add(boardId);
  }
  return [...nodes.values()].filter(({ board }) => !under.has(board.id));
}

/** The tree in the order in which it is drawn and read, each with how deep it stands and its parent's place. */
export function inOrder(roots: readonly Node[]): { node: Node; depth: number; parent: number | null }[] {
  const rows: { node: Node; depth: number; parent: number | null }[] = [];
  const visit = (node: Node, depth: number, parent: number | null): void => {
    const at = rows.push({ node, depth, parent }) - 1;
    for (const child of node.children) visit(child, depth + 1, at);
  };
  for (const root of roots) visit(root, 0, null);
  return rows;
}
