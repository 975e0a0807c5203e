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

/** Comparisons of the baseline: level conditions over the left and right record, best first. */
const LEVELS: Readonly<Record<string, readonly string[]>> = {
  name: [
    'l.first_name = r.first_name AND l.surname = r.surname',
    'jaro_winkler_similarity(l.first_name, r.first_name) >= 0.88 AND jaro_winkler_similarity(l.surname, r.surname) >= 0.88',
    'l.surname = r.surname',
    'l.first_name = r.first_name',
    'TRUE',
  ],
  dob: ['l.dob = r.dob', 'hamming(l.dob, r.dob) <= 1', 'substr(l.dob, 1, 4) = substr(r.dob, 1, 4)', 'TRUE'],
  postcode: ['l.postcode = r.postcode', 'substr(l.postcode, 1, 3) = substr(r.postcode, 1, 3)', 'TRUE'],
  pnc: ['l.pnc = r.pnc', 'TRUE'],
  cro: ['l.cro = r.cro', 'TRUE'],
  sex: ['l.sex = r.sex', 'TRUE'],
};

const RULES = [
  'l.pnc = r.pnc',
  'l.cro = r.cro',
  'l.first_name = r.first_name AND l.surname = r.surname AND l.dob = r.dob',
  'l.surname = r.surname AND l.dob = r.dob',
  'l.first_name = r.first_name AND l.dob = r.dob',
  'l.dob = r.dob AND l.postcode = r.postcode',
  'l.surname = r.surname AND l.postcode = r.postcode',
  'l.first_name = r.first_name AND l.postcode = r.postcode',
];

/** Weights that the baseline is given: training is not counted against it. */
const WEIGHTS: Readonly<Record<string, readonly number[]>> = {
  name: [14, 11, 3, 1, -7],
  dob: [14, 4, -2, -9],
  postcode: [13, -2, -3],
  pnc: [26, -7],
  cro: [25, -7],
  sex: [0.5, -5.5],
};

const JOIN_BITS = 20;

/** Reading, blocking, comparing and connected components by SQL, with weights given: no training, no frequencies. */
export async function duckdbBaseline(path: string, threads: number) {
  const connection = await openDuckdb(threads);
  const started = performance.now();
  const before = process.cpuUsage();
  await connection.run(`CREATE TABLE people AS SELECT row_number() OVER () AS id, nullif(first_name, '') AS first_name,
    nullif(surname, '') AS surname, nullif(dob, '') AS dob, nullif(postcode, '') AS postcode, nullif(sex, '') AS sex,
    nullif(pnc, '') AS pnc, nullif(cro, '') AS cro FROM read_csv('${path}', header = true, all_varchar = true)`);
  const blocks = RULES.map((rule, k) => {
    const others = RULES.slice(0, k).map((earlier) => ` AND NOT coalesce((${earlier}), FALSE)`);
    const bits = Object.entries(LEVELS).map(([column, levels]) => {
      const cases = levels.map((level, at) => `WHEN ${level} THEN ${WEIGHTS[column]![at]}`).join(' ');
      const there = column === 'name' ? 'first_name' : column;
      return `CASE WHEN l.${there} IS NULL OR r.${there} IS NULL THEN 0 ${cases} END`;
    });
    return `SELECT l.id AS a, r.id AS b, ${bits.join(' + ')} AS bits FROM people l JOIN people r ON ${rule} AND l.id < r.id${others.join('')}`;
  });
  await connection.run(`CREATE TABLE edges AS SELECT * FROM (${blocks.join(' UNION ALL ')})`);
  const pairs = await connection.runAndReadAll('SELECT count(*) FROM edges');
  await connection.run(`CREATE TABLE labels AS SELECT id, id AS label FROM people`);
  for (let step = 0; step < 20; step += 1) {
    await connection.run(`CREATE OR REPLACE TABLE lower AS SELECT id, min(label) AS label FROM (
      SELECT id, label FROM labels
      UNION ALL SELECT e.b, n.label FROM edges e JOIN labels n ON n.id = e.a WHERE e.bits >= ${JOIN_BITS}
      UNION ALL SELECT e.a, n.label FROM edges e JOIN labels n ON n.id = e.b WHERE e.bits >= ${JOIN_BITS}) GROUP BY id`);
    const changed = await connection.runAndReadAll(
      'SELECT count(*) FROM lower JOIN labels USING (id) WHERE lower.label <> labels.label',
    );
    await connection.run('DROP TABLE labels; ALTER TABLE lower RENAME TO labels');
    if (Number(changed.getRows()[0]![0]) === 0) break;
  }
  const { user, system } = process.cpuUsage(before);
  return {
    engine: 'DuckDB, no training',
    pairs: Number(pairs.getRows()[0]![0]),
    'wall s': (performance.now() - started) / 1000,
    'cpu s': (user + system) / 1e6,
  };
}
