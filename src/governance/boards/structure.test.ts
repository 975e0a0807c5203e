import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { addDays } from '../../kernel/clock.ts';
import { dayOfWay, inOrder, problemsOfLine, problemsOfMember, standsOn, structureOn } from './structure.ts';
import type { Board, BoardLine, BoardMember } from './types.ts';

const start = '2020-01-01';
const dayAt = (n: number): string => addDays(start, n);
const boards = 5;
const horizon = 8;

const spans = fc
  .tuple(
    fc.option(fc.integer({ min: 0, max: horizon }), { nil: null }),
    fc.option(fc.integer({ min: 0, max: horizon }), { nil: null }),
  )
  .map(([a, b]) => (a !== null && b !== null && b < a ? [b, a] : [a, b]))
  .map(([a, b]) => ({
    fromOn: a === null || a === undefined ? null : dayAt(a),
    untilOn: b === null || b === undefined ? null : dayAt(b),
  }));

const edges = fc
  .record({
    boardId: fc.integer({ min: 1, max: boards }),
    otherId: fc.integer({ min: 1, max: boards }),
    span: spans,
  })
  .filter(({ boardId, otherId }) => boardId !== otherId)
  .map(({ span, ...edge }) => ({ ...edge, ...span }));

/** Whether the lines of one day lead from one to the other, found day by day. */
function leads(
  lines: readonly { boardId: number; otherId: number; fromOn: string | null; untilOn: string | null }[],
  from: number,
  to: number,
  day: string,
): boolean {
  const seen = new Set([from]);
  const waiting = [from];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === to) return true;
    for (const line of lines)
      if (line.boardId === next && standsOn(line, day) && !seen.has(line.otherId)) {
        seen.add(line.otherId);
        waiting.push(line.otherId);
      }
  }
  return false;
}

const line = (id: number, boardId: number, otherId: number, span: Partial<BoardLine> = {}): BoardLine => ({
  ...{ id, boardId, otherId, board: `B${boardId}`, other: `B${otherId}`, kind: 'reports-to', note: null },
  ...{ version: 1, fromOn: null, untilOn: null },
  ...span,
});

describe('who reports to whom', () => {
  test('a way over time is found just where the lines of one day make it', () => {
    fc.assert(
      fc.property(fc.array(edges, { maxLength: 9 }), spans, (lines, span) => {
        const days = Array.from({ length: horizon + 3 }, (_, n) => dayAt(n - 1)).filter((day) =>
          standsOn(span, day),
        );
        const expected = days.some((day) => leads(lines, 1, 2, day));
        assert.equal(dayOfWay(lines, 1, 2, span) !== undefined, expected);
      }),
      { numRuns: 400 },
    );
  });

  test('whatever is entered, no day has a circle, or a board with two parents', () => {
    fc.assert(
      fc.property(fc.array(edges, { maxLength: 14 }), (wanted) => {
        const entered: BoardLine[] = [];
        for (const [at, edge] of wanted.entries()) {
          const input = { ...edge, kind: 'reports-to' as const, note: null };
          if (problemsOfLine(input, entered).length === 0)
            entered.push(line(at, edge.boardId, edge.otherId, edge));
        }
        const all: Board[] = Array.from({ length: boards }, (_, at) => ({
          ...{ id: at + 1, name: `B${at + 1}`, kind: 'board', purpose: null, fromOn: null, untilOn: null },
          ...{ datesNote: null, source: null, example: false, version: 1 },
        }));
        for (let n = -1; n <= horizon + 1; n++) {
          const rows = inOrder(structureOn(dayAt(n), { boards: all, lines: entered, chairs: [] }));
          assert.deepEqual(
            rows.map(({ node }) => node.board.id).toSorted(),
            [1, 2, 3, 4, 5],
            'each board once',
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  test('lines of other years close no circle', () => {
    const before = [line(1, 2, 1, { untilOn: '2015-08-11' })];
    const after = { boardId: 1, otherId: 2, kind: 'reports-to' as const, note: null, untilOn: null };
    assert.deepEqual(problemsOfLine({ ...after, fromOn: '2015-08-12' }, before), []);
    assert.match(
      problemsOfLine({ ...after, fromOn: '2015-08-11' }, before)[0]?.text ?? '',
      /reports to this one/,
    );
  });

  test('a board does not take its own place by way of others, whatever the days', () => {
    const lines = [line(1, 2, 1, { kind: 'follows', fromOn: '2010-01-01', untilOn: '2011-01-01' })];
    const input = {
      boardId: 1,
      otherId: 2,
      kind: 'follows' as const,
      note: null,
      fromOn: '2020-01-01',
      untilOn: null,
    };
    assert.match(problemsOfLine(input, lines)[0]?.text ?? '', /took the place of this one/);
    assert.match(problemsOfLine({ ...input, otherId: 1 }, lines)[0]?.text ?? '', /another board/);
  });

  test('terms that touch do not overlap: one chair ends the day before the next begins', () => {
    const seat = (fromOn: string | null, untilOn: string | null): BoardMember => ({
      ...{
        id: 1,
        boardId: 1,
        post: 'A',
        staffId: null,
        staff: null,
        role: 'chair',
        represents: 'X',
        version: 1,
      },
      ...{ fromOn, untilOn },
    });
    assert.deepEqual(problemsOfMember(seat('2016-01-01', null), [seat(null, '2015-12-31')]), []);
    assert.equal(problemsOfMember(seat('2015-12-31', null), [seat(null, '2015-12-31')])[0]?.field, 'role');
    assert.equal(problemsOfMember(seat('2016-02-01', '2016-01-01'), [])[0]?.field, 'untilOn');
  });
});
