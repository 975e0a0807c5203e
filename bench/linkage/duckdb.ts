/** The same work as SQL in DuckDB, which is how Splink does it. */

import { DuckDBInstance } from '@duckdb/node-api';
import type { SplinkSettings } from '../../src/linkage/index.ts';

export async function openDuckdb(threads: number) {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) });
  return instance.connect();
}

type Connection = Awaited<ReturnType<typeof openDuckdb>>;

const ruleText = (rule: string | { readonly blocking_rule: string }): string =>
  typeof rule === 'string' ? rule : rule.blocking_rule;

/** Splink's columns of a comparison: which level, its factor, and the factor for how common the value is. */
function comparisonSql(comparison: SplinkSettings['comparisons'][number], c: number): string {
  const levels = comparison.comparison_levels;
  const cases = (value: (k: number) => string): string =>
    `CASE ${levels
      .map((one, k) =>
        one.sql_condition === 'ELSE' ? `ELSE ${value(k)}` : `WHEN ${one.sql_condition} THEN ${value(k)}`,
      )
      .join(' ')} END`;
  const adjusted = (k: number): string => {
    const {
      tf_adjustment_column: column,
      tf_adjustment_weight: weight = 1,
      tf_minimum_u_value: least = 0,
    } = levels[k]!;
    if (column === undefined) return '1.0::DOUBLE';
    const exactLevel = levels.find(({ sql_condition }) => sql_condition === `"${column}_l" = "${column}_r"`)!;
    const commoner = `greatest(coalesce("tf_${column}_l", "tf_${column}_r"), coalesce("tf_${column}_r", "tf_${column}_l"), ${least}::DOUBLE)`;
    return `CASE WHEN coalesce("tf_${column}_l", "tf_${column}_r") IS NULL THEN 1.0::DOUBLE ELSE pow(${exactLevel.u_probability}::DOUBLE / ${commoner}, ${weight}::DOUBLE) END`;
  };
  const factor = (k: number): string =>
    levels[k]!.is_null_level
      ? '1.0::DOUBLE'
      : `(${levels[k]!.m_probability}::DOUBLE / ${levels[k]!.u_probability}::DOUBLE)`;
  return `${cases(factor)} AS f${c}, ${cases(adjusted)} AS t${c}`;
}

function columnsOf(settings: SplinkSettings): string[] {
  const found = new Set<string>();
  for (const [, column] of JSON.stringify(settings).matchAll(/([a-z_0-9]+)_l\b/g)) found.add(column!);
  for (const [, column] of JSON.stringify(settings).matchAll(/l\.\\?"?([a-z_0-9]+)/g)) found.add(column!);
  return [...found];
}

/** Weight in bits of every pair that the blocking rules make, by `left-right` row. */
export async function splinkWeights(
  connection: Connection,
  path: string,
  settings: SplinkSettings,
): Promise<Map<string, number>> {
  const columns = columnsOf(settings);
  const adjusted = columns.filter((column) =>
    JSON.stringify(settings).includes(`"tf_adjustment_column":"${column}"`),
  );
  await connection.run(
    `CREATE OR REPLACE TABLE read AS SELECT * FROM read_csv('${path}', header = true, all_varchar = true, quote = '', escape = '')`,
  );
  const names = await connection.runAndReadAll(
    "SELECT column_name FROM information_schema.columns WHERE table_name = 'read'",
  );
  const clean = names
    .getRows()
    .map(([name]) => `nullif(trim("${String(name)}"), '') AS "${String(name).trim()}"`);
  await connection.run(
    `CREATE OR REPLACE TABLE people AS SELECT row_number() OVER () - 1 AS row_id, ${clean.join(', ')} FROM read`,
  );
  for (const column of adjusted) {
    await connection.run(
      `CREATE OR REPLACE TABLE "tf_${column}" AS SELECT "${column}", count(*)::DOUBLE / (SELECT count("${column}") FROM people) AS tf FROM people WHERE "${column}" IS NOT NULL GROUP BY "${column}"`,
    );
  }
  const rules = (settings.blocking_rules_to_generate_predictions ?? []).map(ruleText);
  const pairs = rules
    .map(
      (rule) =>
        `SELECT l.row_id AS i, r.row_id AS j FROM people l JOIN people r ON (${rule}) AND l.row_id < r.row_id`,
    )
    .join(' UNION ');
  const sides = columns.flatMap((column) => [
    `l."${column}" AS "${column}_l"`,
    `r."${column}" AS "${column}_r"`,
  ]);
  const shares = adjusted.flatMap((column) =>
    ['l', 'r'].map((side) => `${side}_${column}.tf AS "tf_${column}_${side}"`),
  );
  const joins = adjusted.flatMap((column) =>
    ['l', 'r'].map(
      (side) =>
        `LEFT JOIN "tf_${column}" ${side}_${column} ON ${side}_${column}."${column}" = ${side}."${column}"`,
    ),
  );
  const factors = settings.comparisons.map(comparisonSql);
  const prior = settings.probability_two_random_records_match ?? 0.0001;
  const product = settings.comparisons.map((_, c) => `log2(f${c}) + log2(t${c})`).join(' + ');
  const found = await connection.runAndReadAll(`
    WITH pairs AS (${pairs}),
      sides AS (SELECT i, j, ${[...sides, ...shares].join(', ')} FROM pairs JOIN people l ON l.row_id = i JOIN people r ON r.row_id = j ${joins.join(' ')}),
      factors AS (SELECT i, j, ${factors.join(', ')} FROM sides)
    SELECT i, j, log2(${prior}::DOUBLE / (1 - ${prior}::DOUBLE)) + ${product} FROM factors`);
  return new Map(found.getRows().map(([i, j, bits]) => [`${i}-${j}`, Number(bits)]));
}
