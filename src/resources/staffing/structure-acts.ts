import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { addYears, type Day } from '../../kernel/clock.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { closesCircle } from './rules.ts';
import {
  endBaseAgencyRow,
  endLineRow,
  insertBaseAgency,
  insertLine,
  listBaseAgencies,
  listLines,
  lockBaseAgency,
  lockLine,
} from './structure-store.ts';
import type { BaseAgencyInput, LineInput } from './types.ts';

/** Says to whom a post answers, for what. Nobody answers to themselves for one matter, round any corner. */
export const addLine = defineAct<LineInput, { id: number }>({
  name: 'line:add',
  right: 'post:manage',
  run: async (tx, input, { actor, today, wrote }) => {
    const day = input.fromDate > today ? input.fromDate : today;
    const lines = await listLines(tx, actor.schemeId, day);
    if (closesCircle(lines, input))
      throw invalid([
        { field: 'to', text: 'That post answers to this one already, directly or through others' },
      ]);
    const same = lines.some(
      (line) =>
        line.postCode === input.postCode &&
        line.kind === input.kind &&
        line.about === input.about &&
        (input.toCode === null ? line.to === input.toTitle : line.toCode === input.toCode),
    );
    if (same) throw invalid([{ field: 'to', text: 'This line is recorded already' }]);
    const { id } = await insertLine(tx, { ...input, schemeId: actor.schemeId });
    await wrote({ subject: 'reporting_line', subjectId: id, detail: { kind: input.kind } });
    return { id };
  },
});

interface Ending {
  id: number;
  version: number;
  onDay: Day;
}

const badEnd = (row: { fromDate: Day; toDate: Day | null }, onDay: Day, today: Day): string | undefined => {
  if (row.toDate !== null && row.toDate <= today) return 'It has ended already';
  if (onDay < row.fromDate) return 'It begins later. Check the date';
  return onDay > addYears(today, 5) ? 'That is more than five years ahead. Check the year' : undefined;
};

/** Ends a reporting line on a day; on the day that it began it counts as never made. */
export const endLine = defineAct<Ending, { id: number }>({
  name: 'line:end',
  right: 'post:manage',
  about: ({ id }) => ({ subject: 'reporting_line', subjectId: id }),
  run: async (tx, input, { today, wrote }) => {
    const line = await lockLine(tx, input.id, today);
    if (line.version !== input.version) throw staleVersion({ version: line.version, ends: line.toDate });
    const problem = badEnd(line, input.onDay, today);
    if (problem !== undefined) throw new WaymarkError('not-allowed-now', { text: `${problem}.` });
    await endLineRow(tx, line.id, input.onDay);
    await wrote({ subject: 'reporting_line', subjectId: line.id, detail: { ends: input.onDay } });
    return { id: line.id };
  },
});

/** Says that an agency works at a base, or sees people there. */
export const addBaseAgency = defineAct<BaseAgencyInput, { id: number }>({
  name: 'base:add-agency',
  right: 'post:manage',
  about: ({ baseId }) => ({ subject: 'base', subjectId: baseId }),
  run: async (tx, input, { actor, wrote }) => {
    const there = await listBaseAgencies(tx, actor.schemeId, input.fromDate, {
      baseId: input.baseId,
      all: true,
    });
    const twice = there.some(
      (one) =>
        one.agencyId === input.agencyId &&
        one.use === input.use &&
        (one.toDate === null || one.toDate > input.fromDate),
    );
    if (twice)
      throw invalid([{ field: 'agency', text: 'They are recorded at this base already, then or later' }]);
    const { id } = await insertBaseAgency(tx, { ...input, schemeId: actor.schemeId });
    await wrote({ subject: 'base_agency', subjectId: id, detail: { base: input.baseId, use: input.use } });
    return { id };
  },
});

/** An agency leaves a base on a day. */
export const endBaseAgency = defineAct<Ending, { id: number }>({
  name: 'base:end-agency',
  right: 'post:manage',
  about: ({ id }) => ({ subject: 'base_agency', subjectId: id }),
  run: async (tx, input, { today, wrote }) => {
    const row = await lockBaseAgency(tx, input.id);
    if (row.version !== input.version) throw staleVersion({ version: row.version, ends: row.toDate });
    const problem = badEnd(row, input.onDay, today);
    if (problem !== undefined) throw new WaymarkError('not-allowed-now', { text: `${problem}.` });
    await endBaseAgencyRow(tx, row.id, input.onDay);
    await wrote({ subject: 'base_agency', subjectId: row.id, detail: { ends: input.onDay } });
    return { id: row.id };
  },
});
