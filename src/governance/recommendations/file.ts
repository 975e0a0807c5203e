import { parse } from 'csv-parse/sync';
import { isDay } from '../../kernel/clock.ts';
import type { RecommendationRow } from './types.ts';

export interface FileFault {
  /** Line of the file; null where the whole of it is at fault. */
  line: number | null;
  text: string;
}

const most = 500;

/** `2026-11-30`, or `30/11/2026` as a spreadsheet in this country writes it; undefined where it is no day. */
function dayOf(written: string): string | undefined {
  const found = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(written);
  const day =
    found === null ? written : `${found[3]}-${found[2]?.padStart(2, '0')}-${found[1]?.padStart(2, '0')}`;
  return isDay(day) ? day : undefined;
}

/**
 * Reads recommendations from a CSV file with the columns number, text and body, and where there are any owner (a login or a
 * name) and due. Nothing of a file with a fault is taken, and each fault names its line.
 * @param taken numbers that the source has already.
 */
export function readRecommendations(
  text: string,
  owners: readonly { id: number; login: string; name: string }[],
  taken: ReadonlySet<string>,
): { rows: RecommendationRow[]; faults: FileFault[] } {
  const lines: { record: string[]; line: number }[] = [];
  try {
    parse(text, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (record: string[], context) => {
        lines.push({ record, line: context.lines });
        return null;
      },
    });
  } catch (error) {
    return {
      rows: [],
      faults: [{ line: null, text: error instanceof Error ? error.message : 'It is no CSV file' }],
    };
  }
  const [head, ...rest] = lines;
  const titles = (head?.record ?? []).map((title) => title.toLowerCase());
  const missing = ['number', 'text', 'body'].filter((title) => !titles.includes(title));
  if (missing.length > 0)
    return {
      rows: [],
      faults: [{ line: 1, text: `The first line does not name the column ${missing.join(', ')}` }],
    };
  if (rest.length === 0) return { rows: [], faults: [{ line: null, text: 'It has no line but the first' }] };
  if (rest.length > most)
    return { rows: [], faults: [{ line: null, text: `It has more than ${most} lines` }] };
  const reading: Reading = { titles, owners, seen: new Set(taken), faults: [] };
  const rows = rest.map(({ record, line }) => readRow(record, line, reading));
  return reading.faults.length > 0 ? { rows: [], faults: reading.faults } : { rows, faults: [] };
}

interface Reading {
  titles: readonly string[];
  owners: readonly { id: number; login: string; name: string }[];
  seen: Set<string>;
  faults: FileFault[];
}

function readRow(cells: readonly string[], line: number, reading: Reading): RecommendationRow {
  const { titles, owners, seen, faults } = reading;
  const cell = (title: string): string => cells[titles.indexOf(title)] ?? '';
  const fault = (text: string): void => void faults.push({ line, text });
  const bounded = (title: string, longest: number): string => {
    const value = cell(title);
    if (value === '') fault(`It has no ${title}`);
    if (value.length > longest) fault(`Its ${title} is longer than ${longest} characters`);
    return value;
  };
  const number = bounded('number', 20);
  if (number !== '' && seen.has(number)) fault(`Number ${number} is there already`);
  seen.add(number);
  const named = titles.includes('owner') ? cell('owner') : '';
  const found = owners.filter(
    ({ login, name }) => login === named || name.toLowerCase() === named.toLowerCase(),
  );
  if (named !== '' && found.length !== 1)
    fault(
      found.length === 0
        ? `Nobody who sees governance is called “${named}”`
        : `Several people are called “${named}”: give the login`,
    );
  const due = titles.includes('due') ? cell('due') : '';
  const dueOn = due === '' ? null : dayOf(due);
  if (dueOn === undefined) fault(`“${due}” is no day: write it like 2026-11-30 or 30/11/2026`);
  return {
    number,
    text: bounded('text', 3000),
    body: bounded('body', 200),
    ownerId: found[0]?.id ?? null,
    dueOn: dueOn ?? null,
  };
}
