import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { findRule, type RuleVersion, ruleInForce } from '../../scheme/rules.ts';
import {
  type Eligibility,
  type Layout,
  layouts,
  type Matrix,
  type References,
  type Strands,
} from './types.ts';
import { weightKey } from './weights.ts';

/** A scheme's first cohort; others are named by the kinds of their rules: `matrix:impact`. */
export const mainCohort = 'main';

const kindOf = (kind: 'matrix' | 'eligibility', cohort: string): string =>
  cohort === mainCohort ? kind : `${kind}:${cohort}`;

export const matrixInForce = (
  tx: Tx,
  schemeId: number,
  cohort: string,
  on: Day,
): Promise<RuleVersion<Matrix>> => ruleInForce<Matrix>(tx, schemeId, kindOf('matrix', cohort), on);

/** A version of a matrix, in force or not: what a score that was made with it is read by. */
export const getMatrixRule = (tx: Tx, id: number): Promise<RuleVersion<Matrix>> =>
  tx.shared.get(`matrix-rule:${id}`, () =>
    tx.one(sql<RuleVersion<Matrix>>`
      select id, kind, version, valid_from as "validFrom", example, body from rule_version where id = ${id}`),
  );

export const eligibilityInForce = async (
  tx: Tx,
  schemeId: number,
  cohort: string,
  on: Day,
): Promise<Eligibility> =>
  (await ruleInForce<Eligibility>(tx, schemeId, kindOf('eligibility', cohort), on)).body;

export const strandsInForce = async (tx: Tx, schemeId: number, on: Day): Promise<Strands> =>
  (await ruleInForce<Strands>(tx, schemeId, 'strands', on)).body;

/** The scheme's cohorts that have a matrix in force, the main one first. */
export const listCohorts = async (tx: Tx, schemeId: number, on: Day): Promise<string[]> =>
  (
    await tx.many(sql<{ cohort: string }>`
      select distinct case when kind = 'matrix' then ${mainCohort} else substr(kind, 8) end as cohort from rule_version
      where scheme_id = ${schemeId} and (kind = 'matrix' or kind like 'matrix:%') and valid_from <= ${on} and (valid_to is null or valid_to > ${on})`)
  )
    .map(({ cohort }) => cohort)
    .sort(
      (left, right) => Number(right === mainCohort) - Number(left === mainCohort) || (left < right ? -1 : 1),
    );

/** Which beats a base works in: a scheme need not say. */
export const beatsInForce = async (tx: Tx, schemeId: number, on: Day): Promise<Record<string, string>> =>
  (await findRule<{ beats: Record<string, string> }>(tx, schemeId, 'areas', on))?.body.beats ?? {};

/** Which tables a matrix asks for. */
const neededBy = ({ factors }: Matrix): Layout[] =>
  layouts.filter((layout) =>
    factors.some(
      ({ measure }) =>
        ({ severity: 'ons', harm: 'cambridge', ogrs3: 'ogrs3', arp: 'ogrs3' })[
          measure as 'severity' | 'harm' | 'ogrs3' | 'arp'
        ] === layout,
    ),
  );

/** The newest tables of weights in force on a day, of those that the matrix asks for. */
export async function loadReferences(tx: Tx, schemeId: number, matrix: Matrix, on: Day): Promise<References> {
  const wanted = neededBy(matrix);
  if (wanted.length === 0) return {};
  const rows = await tx.many(sql<{ layout: Layout; code: string; weight: number }>`
    select t.layout, w.code, w.weight::float8 as weight from (
      select distinct on (layout) layout, id from weight_table
      where scheme_id = ${schemeId} and valid_from <= ${on} and layout = any (${wanted}::text[]) and taken_back_at is null
      order by layout, valid_from desc, id desc) t join weight w on w.table_id = t.id`);
  const byLayout = Map.groupBy(rows, ({ layout }) => layout);
  return Object.fromEntries(
    [...byLayout].map(([layout, weights]) => [
      layout,
      new Map(weights.map(({ code, weight }) => [code, weight])),
    ]),
  );
}

export interface WeightTable {
  name: string;
  source: string;
  validFrom: Day;
  sha256: string;
  example: boolean;
  /** By `weightKey` of the Home Office class. */
  weights: ReadonlyMap<string, number>;
}

/** The newest table of a layout that is on file and in force on a day; undefined where there is none. */
export async function findWeightTable(
  tx: Tx,
  schemeId: number,
  layout: Layout,
  on: Day,
): Promise<WeightTable | undefined> {
  const table = await tx.maybe(sql<Omit<WeightTable, 'weights'> & { id: number }>`
    select id, name, source, valid_from as "validFrom", sha256, example from weight_table
    where scheme_id = ${schemeId} and layout = ${layout} and valid_from <= ${on} and taken_back_at is null order by valid_from desc, id desc limit 1`);
  if (table === undefined) return undefined;
  const rows = await tx.many(sql<{ code: string; weight: number }>`
    select code, weight::float8 as weight from weight where table_id = ${table.id}`);
  const { id: _, ...known } = table;
  return { ...known, weights: new Map(rows.map(({ code, weight }) => [weightKey(code), weight])) };
}
