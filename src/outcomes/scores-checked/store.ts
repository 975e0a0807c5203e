import { addMonths, type Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { provenWithin, type ScoreCheck, type ScoreFigures, scoreCheckVersion } from './types.ts';

export interface Happened {
  personId: number;
  short: boolean;
  long: boolean;
}

/** Who of these people reoffended within each horizon, proven in time; whoever did not is not there. */
export const whoReoffended = (
  tx: Tx,
  personIds: readonly number[],
  on: Day,
  horizons: { short: number; long: number },
): Promise<Happened[]> => {
  const until = (months: number): Day => addMonths(on, months);
  const within = (months: number) =>
    sql`o.offence_date < ${until(months)}::date and (o.outcome_date is null or o.outcome_date < ${until(months + provenWithin)}::date)`;
  return tx.many(sql<Happened>`
    select o.person_id as "personId", bool_or(${within(horizons.short)}) as short, bool_or(${within(horizons.long)}) as long
    from offence o where o.proven and o.person_id = any (${[...personIds]}::bigint[]) and o.offence_date > ${on}::date and o.offence_date < ${until(horizons.long)}::date
    group by 1`);
};

/** As the records have it, where they say. */
export const listEthnicities = (
  tx: Tx,
  personIds: readonly number[],
): Promise<{ personId: number; ethnicity: string }[]> =>
  tx.many(sql<{ personId: number; ethnicity: string }>`
    select id as "personId", upper(ethnicity) as ethnicity from person where id = any (${[...personIds]}::bigint[]) and ethnicity is not null`);

/** When the last check was written, and whether it was published. */
export const findLast = (tx: Tx, schemeId: number): Promise<{ at: Date; isPublished: boolean } | undefined> =>
  tx.maybe(sql<{ at: Date; isPublished: boolean }>`
    select at, figures is not null as "isPublished" from score_check where scheme_id = ${schemeId} order by id desc limit 1`);

export interface NewCheck {
  schemeId: number;
  now: Date;
  dataTo: Day;
  matrixId: number;
  ruleId: number;
  inputs: string;
  figures: ScoreFigures | null;
  why: string | null;
}

export const insertCheck = (tx: Tx, row: NewCheck): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into score_check (scheme_id, at, data_to, matrix_id, rule_id, inputs_sha256, code_version, figures, not_published_why)
    values (${row.schemeId}, ${row.now}, ${row.dataTo}, ${row.matrixId}, ${row.ruleId}, ${row.inputs}, ${scoreCheckVersion},
      ${row.figures === null ? null : JSON.stringify(row.figures)}::jsonb, ${row.why}) returning id`);

/** The newest: earlier ones are kept and not shown, or one could be taken from another. */
export const findCheck = (tx: Tx, schemeId: number): Promise<ScoreCheck | undefined> =>
  tx.maybe(sql<ScoreCheck>`
    select c.id, c.at, c.data_to as "dataTo", c.figures, c.not_published_why as "notPublishedWhy", m.version as "matrixVersion", r.example as "ruleExample"
    from score_check c join rule_version m on m.id = c.matrix_id join rule_version r on r.id = c.rule_id
    where c.scheme_id = ${schemeId} order by c.id desc limit 1`);
