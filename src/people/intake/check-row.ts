import type { Column } from './columns.ts';
import type { Field } from './fields.ts';
import type { Format, RowContext } from './formats/format.ts';
import type { Problem, StagedItem } from './types.ts';

export interface CheckedRow {
  /** None when the row is left out. */
  items: readonly StagedItem[];
  problems: readonly Problem[];
}

interface PlannedCell {
  name: string;
  index: number;
  header: string;
  field: Field;
  inRecord: boolean;
}

export type RowChecker = (line: number, cells: readonly string[]) => CheckedRow;

/** Reads a file's rows once it is known which column is which. Each row is judged by itself. */
export function rowChecker(format: Format, columns: readonly Column[], context: RowContext): RowChecker {
  const plan = planOf(format, columns);
  const headerOf = new Map(columns.map((column) => [column.field, column.header]));
  const absent = Object.keys(format.fields).filter((name) => !headerOf.has(name));
  return (line, cells) => {
    const problems: Problem[] = [];
    const row: Record<string, unknown> = {};
    const raw: Record<string, string> = {};
    for (const name of absent) row[name] = null;
    for (const cell of plan) {
      const text = (cells[cell.index] ?? '').trim();
      row[cell.name] = readCell(cell, text, line, context, problems);
      if (cell.inRecord && text !== '' && text.length <= cell.field.maxLength) raw[cell.header] = text;
    }
    if (problems.some(isError)) return leftOut(problems);
    for (const { field, reason, severity } of format.check(row, context)) {
      problems.push({ line, column: headerOf.get(field) ?? field, reason, severity, excerpt: null });
    }
    if (problems.some(isError)) return leftOut(problems);
    const sourceUpdated = format.updated(row);
    return { items: format.items(row, raw, context).map((item) => ({ ...item, sourceUpdated })), problems };
  };
}

/** Whatever is wrong with a row that is left out, none of it is taken. */
const leftOut = (problems: readonly Problem[]): CheckedRow => ({
  items: [],
  problems: problems.map((problem) => ({ ...problem, severity: 'error' })),
});

const isError = (problem: Problem): boolean => problem.severity === 'error';

function planOf(format: Format, columns: readonly Column[]): PlannedCell[] {
  return columns.flatMap(({ field: name, index, header }) => {
    const field = format.fields[name];
    if (field === undefined) return [];
    return [{ name, index, header, field, inRecord: format.recordFields.includes(name) }];
  });
}

function readCell(
  cell: PlannedCell,
  text: string,
  line: number,
  context: RowContext,
  problems: Problem[],
): unknown {
  const { field, header } = cell;
  const report = (reason: string, severity: Problem['severity']): null => {
    problems.push({ line, column: header, reason, severity, excerpt: excerptOf(text) });
    return null;
  };
  if (text === '') return field.required ? report(`${field.label} is missing`, 'error') : null;
  if (text.length > field.maxLength) {
    const words = `is longer than ${field.maxLength} characters: it has ${text.length.toLocaleString('en-GB')}`;
    return report(`${field.label} ${words}`, field.wrong);
  }
  if (looksLikeFormula(text))
    report(`${field.label} begins like a spreadsheet formula; it is taken as plain text`, 'warning');
  const parsed = field.parse(text, context);
  if ('wrong' in parsed) return report(`${field.label} ${parsed.wrong}`, field.wrong);
  return parsed.value;
}

/** What a spreadsheet would run: an equals or at sign first, or a sign that is not a number's or a lone dash. */
export const looksLikeFormula = (text: string): boolean =>
  /^[=@]/.test(text) || /^[+-](?![\d\s.,/-]*$)/.test(text);

const excerptOf = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
