import { isDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import { caseworkTables } from './history-casework.ts';
import { cohortTables } from './history-cohort.ts';
import { frontLineTables } from './history-front-line.ts';
import type { Codes, KeptTable, RuleNames } from './history-types.ts';

/** Every table whose earlier states somebody may look at, in words; a test holds it against the database. */
export const keptTables: Readonly<Record<string, KeptTable>> = {
  ...caseworkTables,
  ...cohortTables,
  ...frontLineTables,
};

export const tableName = (table: string): string => keptTables[table]?.name ?? 'Something else';

export interface Change {
  column: string;
  was: string;
  became: string;
}

/**
 * What differs between an earlier state of a row and the one that followed it.
 * @param became undefined when what followed may not be seen: then the earlier state is given whole.
 */
export function changesBetween(
  table: string,
  was: Readonly<Record<string, unknown>>,
  became: Readonly<Record<string, unknown>> | undefined,
  names: RuleNames = {},
): Change[] {
  return Object.entries(keptTables[table]?.columns ?? {}).flatMap(([column, kept]) => {
    if (!Object.hasOwn(was, column)) return [];
    const codes = kept.ruled === true ? names[column] : kept.codes;
    const before = wordsOf(was[column], codes);
    const after = became === undefined ? '' : wordsOf(became[column], codes);
    if (became === undefined ? before === '' : before === after) return [];
    return [{ column: kept.label, was: before, became: after }];
  });
}

function wordsOf(value: unknown, codes: Codes | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (Array.isArray(value)) return value.map((one) => wordsOf(one, codes)).join('; ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, one]) => `${name}: ${wordsOf(one, codes)}`)
      .join('; ');
  if (typeof value !== 'string') return String(value);
  if (codes !== undefined && Object.hasOwn(codes, value)) return codes[value] ?? value;
  if (isDay(value)) return showShortDay(value);
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value) ? showMoment(new Date(value)) : value;
}
