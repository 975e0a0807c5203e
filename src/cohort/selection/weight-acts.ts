import { defineAct } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import type { Layout, UnknownCodes } from './types.ts';
import type { WeightRow } from './weight-file.ts';

export interface WeightTable {
  id: number;
  layout: Layout;
  name: string;
  source: string;
  validFrom: Day;
  sha256: string;
  rows: number;
  example: boolean;
  uploadedAt: Date;
  uploader: string | null;
  takenBackAt: Date | null;
  takenBackBy: string | null;
  takenBackWhy: string | null;
}

export const listWeightTables = (tx: Tx, schemeId: number): Promise<WeightTable[]> =>
  tx.many(sql<WeightTable>`
    select t.id, t.layout, t.name, t.source, t.valid_from as "validFrom", t.sha256, t.rows, t.example, t.uploaded_at as "uploadedAt", s.name as uploader,
      t.taken_back_at as "takenBackAt", k.name as "takenBackBy", t.taken_back_why as "takenBackWhy"
    from weight_table t left join staff s on s.id = t.uploaded_by left join staff k on k.id = t.taken_back_by where t.scheme_id = ${schemeId} order by t.layout, t.valid_from desc, t.id desc limit 200`);

/** What the last run met that no table knows. */
export const findUnknownCodes = async (tx: Tx, schemeId: number): Promise<UnknownCodes> =>
  (
    await tx.maybe(sql<{ codes: UnknownCodes }>`
      select unknown_codes as codes from selection_run where scheme_id = ${schemeId} and cohort = 'main' and state = 'finished' order by id desc limit 1`)
  )?.codes ?? {};

export interface WeightUpload {
  layout: Layout;
  name: string;
  source: string;
  validFrom: Day;
  sha256: string;
  example: boolean;
  rows: WeightRow[];
}

/** Adds a table of weights: a new version beside the earlier ones, which stay for the runs that used them. */
export const uploadWeights = defineAct<WeightUpload, { id: number; rows: number }>({
  name: 'weights:upload',
  right: 'matrix:edit',
  run: async (tx, input, { actor, wrote }) => {
    const made = await tx.maybe(sql<{ id: number }>`
      insert into weight_table (scheme_id, layout, name, source, valid_from, sha256, rows, example, uploaded_by)
      values (${actor.schemeId}, ${input.layout}, ${input.name}, ${input.source}, ${input.validFrom}, ${input.sha256}, ${input.rows.length}, ${input.example}, ${actor.staffId})
      on conflict (scheme_id, layout, sha256) where taken_back_at is null do nothing returning id`);
    if (made === undefined)
      throw new WaymarkError('conflict', {
        text: 'This very file is here already, as a table of the same layout.',
      });
    for (let from = 0; from < input.rows.length; from += 500)
      await tx.run(sql`
        insert into weight (table_id, code, label, weight)
        select ${made.id}::bigint, r.code, r.label, r.weight from jsonb_to_recordset(${JSON.stringify(input.rows.slice(from, from + 500))}::jsonb) as r (code text, label text, weight numeric)`);
    await wrote({
      subject: 'weight_table',
      subjectId: made.id,
      detail: { layout: input.layout, rows: input.rows.length },
    });
    return { id: made.id, rows: input.rows.length };
  },
});

/** Takes a table back: no run reads it from then on, and an earlier one of its layout holds again. */
export const takeBackWeights = defineAct<{ id: number; why: string }, { id: number }>({
  name: 'weights:take-back',
  right: 'matrix:edit',
  about: ({ id }) => ({ subject: 'weight_table', subjectId: id }),
  run: async (tx, { id, why: given }, { actor, wrote }) => {
    const why = given.trim();
    if (why === '') throw invalid([{ field: `why-${id}`, text: 'Say why the table is taken back' }]);
    const changed = await tx.run(sql`
      update weight_table set taken_back_by = ${actor.staffId}, taken_back_at = now(), taken_back_why = ${why}
      where id = ${id} and scheme_id = ${actor.schemeId} and taken_back_at is null`);
    if (changed === 0)
      throw new WaymarkError('not-allowed-now', { text: 'This table has been taken back already.' });
    await wrote({ subject: 'weight_table', subjectId: id });
    return { id };
  },
});
