/** Models as Splink's own pages write them for the published lists, with weights given. */

import type { SplinkSettings } from '../../src/linkage/index.ts';

const exact = (column: string): string => `"${column}_l" = "${column}_r"`;
const absent = (column: string) => ({
  sql_condition: `"${column}_l" IS NULL OR "${column}_r" IS NULL`,
  is_null_level: true,
});
const similar = (column: string, least: number): string =>
  `jaro_winkler_similarity("${column}_l", "${column}_r") >= ${least}`;
const seconds = (column: string): string => `epoch(try_strptime("${column}", '%Y-%m-%d'))`;
const within = (column: string, days: number): string =>
  `abs(${seconds(`${column}_l`)} - ${seconds(`${column}_r`)}) <= ${days * 86_400}`;
const otherwise = (m: number, u: number) => ({ sql_condition: 'ELSE', m_probability: m, u_probability: u });
const level = (sql_condition: string, m_probability: number, u_probability: number, more = {}) => ({
  sql_condition,
  m_probability,
  u_probability,
  ...more,
});

function nameComparison(column: string, u: number) {
  return {
    output_column_name: column,
    comparison_levels: [
      absent(column),
      level(exact(column), 0.62, u, {
        tf_adjustment_column: column,
        tf_adjustment_weight: 1,
        tf_minimum_u_value: 0.001,
      }),
      level(similar(column, 0.9), 0.16, 0.004, { tf_adjustment_column: column, tf_adjustment_weight: 0.5 }),
      level(similar(column, 0.7), 0.11, 0.03),
      level(`levenshtein("${column}_l", "${column}_r") <= 2`, 0.02, 0.02),
      level(`jaccard("${column}_l", "${column}_r") >= 0.6`, 0.01, 0.03),
      otherwise(0.08, 0.9),
    ],
  };
}

export const HISTORICAL: SplinkSettings = {
  link_type: 'dedupe_only',
  probability_two_random_records_match: 0.000137,
  blocking_rules_to_generate_predictions: [
    { blocking_rule: 'l.first_name = r.first_name AND l.surname = r.surname' },
    { blocking_rule: 'l.postcode_fake = r.postcode_fake AND l.first_name = r.first_name' },
    { blocking_rule: 'l.postcode_fake = r.postcode_fake AND l.surname = r.surname' },
    { blocking_rule: 'substr(l.surname, 1, 3) = substr(r.surname, 1, 3) AND l.dob = r.dob' },
    'l."dob" = r."dob" AND l."birth_place" = r."birth_place"',
  ],
  comparisons: [
    nameComparison('first_name', 0.0124),
    nameComparison('surname', 0.0011),
    {
      output_column_name: 'dob',
      comparison_levels: [
        absent('dob'),
        level(exact('dob'), 0.61, 0.0017, { tf_adjustment_column: 'dob' }),
        level('damerau_levenshtein("dob_l", "dob_r") <= 1', 0.2, 0.0016),
        level(within('dob', 30), 0.01, 0.0013),
        level(within('dob', 365.25), 0.04, 0.012),
        otherwise(0.14, 0.98),
      ],
    },
    {
      output_column_name: 'postcode_fake',
      comparison_levels: [
        absent('postcode_fake'),
        level(exact('postcode_fake'), 0.6, 0.0002, { tf_adjustment_column: 'postcode_fake' }),
        level(
          `regexp_extract("postcode_fake_l", '^[a-z]+[0-9]+') = regexp_extract("postcode_fake_r", '^[a-z]+[0-9]+')`,
          0.15,
          0.004,
        ),
        otherwise(0.25, 0.99),
      ],
    },
    {
      output_column_name: 'occupation',
      comparison_levels: [
        absent('occupation'),
        level(exact('occupation'), 0.89, 0.047, {
          tf_adjustment_column: 'occupation',
          tf_adjustment_weight: 0.8,
        }),
        otherwise(0.11, 0.95),
      ],
    },
    {
      output_column_name: 'names_about',
      comparison_levels: [
        { sql_condition: '"first_name_l" IS NULL OR "surname_r" IS NULL', is_null_level: true },
        level('"first_name_l" = "surname_r" AND "first_name_r" = "surname_l"', 0.02, 0.0001),
        level('length("surname_l") > 4 AND NOT ("surname_l" = "surname_r")', 0.2, 0.5),
        otherwise(0.78, 0.4999),
      ],
    },
  ],
};

export const FEBRL3: SplinkSettings = {
  link_type: 'dedupe_only',
  probability_two_random_records_match: 0.000528,
  blocking_rules_to_generate_predictions: [
    'l.soc_sec_id = r.soc_sec_id',
    'l.given_name = r.given_name AND l.surname = r.surname',
    'l.date_of_birth = r.date_of_birth',
    'l.postcode = r.postcode AND l.suburb = r.suburb',
    'l.address_1 = r.address_1',
  ],
  comparisons: [
    nameComparison('given_name', 0.0089),
    nameComparison('surname', 0.0047),
    {
      output_column_name: 'date_of_birth',
      comparison_levels: [
        absent('date_of_birth'),
        level(exact('date_of_birth'), 0.84, 0.0001, { tf_adjustment_column: 'date_of_birth' }),
        level('damerau_levenshtein("date_of_birth_l", "date_of_birth_r") <= 1', 0.11, 0.0011),
        otherwise(0.05, 0.9988),
      ],
    },
    {
      output_column_name: 'soc_sec_id',
      comparison_levels: [
        absent('soc_sec_id'),
        level(exact('soc_sec_id'), 0.91, 0.00001),
        level('hamming("soc_sec_id_l", "soc_sec_id_r") <= 1', 0.07, 0.0002),
        otherwise(0.02, 0.9998),
      ],
    },
    nameComparison('suburb', 0.0009),
  ],
};
