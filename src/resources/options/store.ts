import { sql, type Tx } from '../../kernel/database.ts';
import type {
  Appraisal,
  AppraisalOption,
  Criterion,
  OptionFigure,
  Score,
  ShareStatement,
  WholeAppraisal,
} from './types.ts';

const columns = sql`a.id, a.code, a.title, a.question, a.source, a.example_note as "exampleNote", a.example, a.version`;

export interface AppraisalRow extends Appraisal {
  options: number;
  preferred: string | null;
}

/** One page of appraisals, the newest first, and how many there are. */
export const pageOfAppraisals = async (
  tx: Tx,
  part: { limit: number; offset: number },
): Promise<{ appraisals: AppraisalRow[]; total: number }> => {
  const [appraisals, count] = await Promise.all([
    tx.many(sql<AppraisalRow>`select ${columns}, (select count(*)::int from appraisal_option o where o.appraisal_id = a.id) as options,
        (select o.title from appraisal_option o where o.appraisal_id = a.id and o.state = 'preferred') as preferred
      from option_appraisal a order by a.id desc limit ${part.limit} offset ${part.offset}`),
    tx.one(sql<{ total: number }>`select count(*)::int as total from option_appraisal`),
  ]);
  return { appraisals, total: count.total };
};

const getAppraisal = (tx: Tx, id: number): Promise<Appraisal> =>
  tx.one(sql<Appraisal>`select ${columns} from option_appraisal a where a.id = ${id}`);

export const lockAppraisal = (tx: Tx, id: number): Promise<Appraisal> =>
  tx.one(sql<Appraisal>`select ${columns} from option_appraisal a where a.id = ${id} for update of a`);

type OptionRow = Omit<AppraisalOption, 'figures'>;

const optionColumns = sql`o.id, o.appraisal_id as "appraisalId", o.position, o.title, o.structure, o.risks, o.fit, o.state, o.reason, o.version`;

interface FigureRow extends Omit<OptionFigure, 'value'> {
  optionId: number;
  value: string | null;
}

const listFigures = async (tx: Tx, appraisalId: number): Promise<(OptionFigure & { optionId: number })[]> =>
  (
    await tx.many(sql<FigureRow>`select f.option_id as "optionId", f.what, f.about, f.value::text as value, f.printed, f.legible
      from option_figure f join appraisal_option o on o.id = f.option_id where o.appraisal_id = ${appraisalId} order by f.position, f.id`)
  ).map((row) => ({ ...row, value: row.value === null ? null : BigInt(row.value) }));

/** An appraisal with its options, criteria, scores and statements: five statements, sent together. */
export async function getWhole(tx: Tx, id: number): Promise<WholeAppraisal> {
  const [appraisal, options, figures, criteria, scores, statements] = await Promise.all([
    getAppraisal(tx, id),
    tx.many(
      sql<OptionRow>`select ${optionColumns} from appraisal_option o where o.appraisal_id = ${id} order by o.position, o.id`,
    ),
    listFigures(tx, id),
    tx.many(
      sql<Criterion>`select id, name, meaning, weight from appraisal_criterion where appraisal_id = ${id} and not removed order by position, id`,
    ),
    tx.many(sql<Score>`select s.option_id as "optionId", s.criterion_id as "criterionId", s.score from option_score s
      join appraisal_option o on o.id = s.option_id where o.appraisal_id = ${id}`),
    tx.many(sql<ShareStatement>`select id, place, text, people_share as "peopleShare", crimes_share as "crimesShare", share_step as "shareStep",
      least_each as "leastEach", everybody from appraisal_statement where appraisal_id = ${id} order by position, id`),
  ]);
  return {
    ...appraisal,
    criteria,
    scores,
    statements,
    options: options.map((option) => ({
      ...option,
      figures: figures.flatMap(({ optionId, ...figure }) => (optionId === option.id ? [figure] : [])),
    })),
  };
}

export const insertAppraisal = (
  tx: Tx,
  appraisal: Omit<Appraisal, 'id' | 'version'> & { schemeId: number },
): Promise<{ id: number }> =>
  tx.one(sql<{
    id: number;
  }>`insert into option_appraisal (scheme_id, code, title, question, source, example_note, example)
    values (${appraisal.schemeId}, ${appraisal.code}, ${appraisal.title}, ${appraisal.question}, ${appraisal.source}, ${appraisal.exampleNote}, ${appraisal.example})
    returning id`);

export const touchAppraisal = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`update option_appraisal set version = version + 1 where id = ${id}`);

export type OptionContent = Pick<
  AppraisalOption,
  'title' | 'structure' | 'risks' | 'fit' | 'state' | 'reason'
>;

export const insertOption = (tx: Tx, appraisalId: number, option: OptionContent): Promise<{ id: number }> =>
  tx.one(sql<{
    id: number;
  }>`insert into appraisal_option (appraisal_id, position, title, structure, risks, fit, state, reason)
    select ${appraisalId}, coalesce(max(position), 0) + 1, ${option.title}, ${option.structure}, ${option.risks}, ${option.fit}, ${option.state}, ${option.reason}
    from appraisal_option where appraisal_id = ${appraisalId}
    returning id`);

export const lockOption = (tx: Tx, id: number): Promise<OptionRow> =>
  tx.one(sql<OptionRow>`select ${optionColumns} from appraisal_option o where o.id = ${id} for update of o`);

export const updateOption = (tx: Tx, id: number, option: OptionContent): Promise<number> =>
  tx.run(sql`update appraisal_option set title = ${option.title}, structure = ${option.structure}, risks = ${option.risks}, fit = ${option.fit},
    state = ${option.state}, reason = ${option.reason}, version = version + 1 where id = ${id}`);

/** Another option that is preferred already: there is one at most. */
export const findPreferred = (
  tx: Tx,
  appraisalId: number,
  besides: number | null,
): Promise<{ title: string } | undefined> =>
  tx.maybe(sql<{
    title: string;
  }>`select title from appraisal_option where appraisal_id = ${appraisalId} and state = 'preferred'
    and id is distinct from ${besides}`);

export interface FigureContent extends Omit<OptionFigure, 'value'> {
  /** As digits, because an act's input is kept as JSON. */
  value: string | null;
}

/** The figures of an option, in their order. */
export const putFigures = (tx: Tx, optionId: number, figures: readonly FigureContent[]): Promise<number> =>
  tx.run(sql`insert into option_figure (option_id, position, what, about, value, printed, legible)
    select ${optionId}, f.position, f.what, f.about, f.value, f.printed, f.legible
    from unnest(${figures.map((_, position) => position)}::int[], ${figures.map(({ what }) => what)}::text[], ${figures.map(({ about }) => about)}::text[],
      ${figures.map(({ value }) => value)}::bigint[], ${figures.map(({ printed }) => printed)}::text[], ${figures.map(({ legible }) => legible)}::boolean[])
      as f (position, what, about, value, printed, legible)
    on conflict (option_id, what, about) do update set position = excluded.position, value = excluded.value, printed = excluded.printed,
      legible = excluded.legible, version = option_figure.version + 1`);

export interface CriterionContent {
  /** Null for a new one. */
  id: number | null;
  name: string;
  meaning: string | null;
  weight: number;
  removed: boolean;
}

export const putCriterion = (
  tx: Tx,
  appraisalId: number,
  criterion: CriterionContent & { position: number },
): Promise<{ id: number }> =>
  criterion.id === null
    ? tx.one(sql<{
        id: number;
      }>`insert into appraisal_criterion (appraisal_id, position, name, meaning, weight)
        values (${appraisalId}, ${criterion.position}, ${criterion.name}, ${criterion.meaning}, ${criterion.weight}) returning id`)
    : tx.one(sql<{
        id: number;
      }>`update appraisal_criterion set position = ${criterion.position}, name = ${criterion.name}, meaning = ${criterion.meaning},
        weight = ${criterion.weight}, removed = ${criterion.removed}, version = version + 1
        where id = ${criterion.id} and appraisal_id = ${appraisalId} returning id`);

export const putScores = (tx: Tx, scores: readonly Score[]): Promise<number> =>
  tx.run(sql`insert into option_score (option_id, criterion_id, score)
    select s.option_id, s.criterion_id, s.score from unnest(${scores.map(({ optionId }) => optionId)}::bigint[],
      ${scores.map(({ criterionId }) => criterionId)}::bigint[], ${scores.map(({ score }) => score)}::smallint[]) as s (option_id, criterion_id, score)
    on conflict (option_id, criterion_id) do update set score = excluded.score, version = option_score.version + 1
    where option_score.score is distinct from excluded.score`);

export type StatementContent = Omit<ShareStatement, 'id'>;

export const insertStatement = (
  tx: Tx,
  appraisalId: number,
  statement: StatementContent,
): Promise<{ id: number }> =>
  tx.one(sql<{
    id: number;
  }>`insert into appraisal_statement (appraisal_id, position, place, text, people_share, crimes_share, share_step, least_each, everybody)
    select ${appraisalId}, coalesce(max(position), 0) + 1, ${statement.place}, ${statement.text}, ${statement.peopleShare}, ${statement.crimesShare},
      ${statement.shareStep}, ${statement.leastEach}, ${statement.everybody}
    from appraisal_statement where appraisal_id = ${appraisalId}
    returning id`);

export const removeStatement = (tx: Tx, appraisalId: number, id: number): Promise<number> =>
  tx.run(sql`delete from appraisal_statement where id = ${id} and appraisal_id = ${appraisalId}`);
