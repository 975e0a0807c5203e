import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { endHoursRow, insertHours, listHours, lockHours, lockStaffHours } from './hours-store.ts';
import { showHours } from './rules.ts';
import type { HoursInput } from './types.ts';

/** Enters contracted hours from a day (those before end then), or a reduction for a time. Nobody is asked why. */
export const recordHours = defineAct<HoursInput, { id: number }>({
  name: 'hours:record',
  right: 'post:manage',
  about: ({ staffId }) => ({ subject: 'staff', subjectId: staffId }),
  run: async (tx, input, { actor, wrote }) => {
    await lockStaffHours(tx, input.staffId);
    const rows = await listHours(tx, [input.staffId]);
    const contracted = rows.filter(({ kind }) => kind === 'contracted');
    if (input.kind === 'contracted') {
      if (contracted.some(({ fromDate }) => fromDate >= input.fromDate))
        throw invalid([
          { field: 'fromDate', text: 'Hours are entered from that day or a later one. End those first' },
        ]);
      for (const row of contracted)
        if (row.toDate === null || row.toDate > input.fromDate) await endHoursRow(tx, row.id, input.fromDate);
    } else {
      const week = contracted.find(
        ({ fromDate, toDate }) => fromDate <= input.fromDate && (toDate === null || toDate > input.fromDate),
      );
      if (week !== undefined && input.minutes > week.minutes)
        throw invalid([
          {
            field: 'hours',
            text: `They are contracted for ${showHours(week.minutes)} a week: enter no more`,
          },
        ]);
    }
    const { id } = await insertHours(tx, { ...input, schemeId: actor.schemeId, by: actor.staffId });
    await wrote({
      subject: 'staff_hours',
      subjectId: id,
      detail: { staff: input.staffId, kind: input.kind, minutes: input.minutes, from: input.fromDate },
    });
    return { id };
  },
});

/** Ends hours or a reduction on a day; on the day that they began they count as never entered. */
export const endHours = defineAct<{ id: number; version: number; onDay: Day }, { staffId: number }>({
  name: 'hours:end',
  right: 'post:manage',
  about: ({ id }) => ({ subject: 'staff_hours', subjectId: id }),
  run: async (tx, input, { wrote }) => {
    const row = await lockHours(tx, input.id);
    if (row.version !== input.version) throw staleVersion({ version: row.version, ends: row.toDate });
    if (row.toDate !== null && row.toDate <= input.onDay)
      throw new WaymarkError('not-allowed-now', { text: 'They have ended by then already.' });
    await endHoursRow(tx, row.id, input.onDay);
    await wrote({ subject: 'staff_hours', subjectId: row.id, detail: { ends: input.onDay } });
    return { staffId: row.staffId };
  },
});
