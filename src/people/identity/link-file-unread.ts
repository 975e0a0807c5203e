import type {
  CsvTable,
  FieldKind,
  FieldSpec,
  Model,
  UnreadColumn,
  UnreadReason,
} from '../../linkage/index.ts';
import { linesAt, linesInWords } from './link-file-lines.ts';

/** A column’s cells that could not be read, by reason, with their first lines. */
export interface UnreadByLine extends Omit<UnreadColumn, 'reasons'> {
  readonly reasons: readonly { reason: UnreadReason; count: number; lines: readonly number[] }[];
}

/** The lines of the cells, from the list as it still lies where it was read. */
export function unreadByLine(table: CsvTable, columns: readonly UnreadColumn[]): UnreadByLine[] {
  const lines = linesAt(
    table.bytes,
    columns.flatMap(({ reasons }) => reasons.flatMap(({ places }) => places)),
  );
  return columns.map(({ reasons, ...column }) => ({
    ...column,
    reasons: reasons.map(({ reason, count, places }) => ({
      reason,
      count,
      lines: places.map((place) => lines.get(place) ?? 0),
    })),
  }));
}

const formsOf: Readonly<Record<FieldKind, string>> = {
  name: 'a name',
  date: 'a date with a year of four digits',
  postcode: 'a UK postcode',
  pnc: 'a PNC number',
  cro: 'a CRO number',
  'prison-number': 'a prison number',
  crn: 'a probation number',
  sex: 'a sex',
  text: 'a text',
  other: 'a text',
  'as-is': 'a text',
};

const wordsOf: Readonly<Record<Exclude<UnreadReason, 'form'>, string>> = {
  placeholder: 'a placeholder such as UNKNOWN',
  'no-letter': 'no letter in it',
  'default-date': 'a default date such as 1900-01-01',
  'impossible-date': 'an impossible date such as 31/02/1980, compared digit by digit all the same',
  'short-year': 'a year of two digits',
  'no-abode': 'a code for no fixed abode',
  'check-letter': 'a check letter that does not fit',
};

/** What the engine made of the columns. */
interface Made {
  model: Model;
  /** Cells that it could not read, by column. */
  unread: Readonly<Record<string, number>>;
}

const ownField = ({ fields }: Model, column: string): FieldSpec | undefined =>
  Object.values(fields).find(({ from }) => from.length === 1 && from[0]?.column === column);

/** Cells that take no part: an impossible date does. */
const setAsideOf = ({ reasons }: UnreadByLine): number =>
  reasons.reduce((sum, { reason, count }) => sum + (reason === 'impossible-date' ? 0 : count), 0);

/** Whether most of a column’s values had another form, so that it was taken as it is written. */
function isAsWritten(column: UnreadByLine, { model, unread }: Made): boolean {
  const lenient = ownField(model, column.column)?.lenient === true;
  return lenient && (unread[column.column] ?? 0) < setAsideOf(column);
}

const valuesOf = (count: number, column: string): string =>
  `${count} ${count === 1 ? 'value' : 'values'} of “${column}”`;

/** In words, by column and reason. */
export function unreadInWords(columns: readonly UnreadByLine[] | undefined, made: Made): string[] {
  const known = new Map((columns ?? []).map((column) => [column.column, column]));
  const others = Object.entries(made.unread).flatMap(([column, count]) => {
    const own = known.get(column);
    if (own !== undefined && !isAsWritten(own, made)) return [];
    return [`${valuesOf(count, column)} that cannot be read or stand for nothing`];
  });
  const told = [...known.values()]
    .filter((column) => !isAsWritten(column, made))
    .flatMap(({ column, kind, reasons }) =>
      reasons.map(({ reason, count, lines }) => {
        const why = reason === 'form' ? `not of the form of ${formsOf[kind]}` : wordsOf[reason];
        return `${valuesOf(count, column)}: ${why} (${linesInWords(lines, count)})`;
      }),
    );
  return [...told, ...others];
}

/** Columns that say little or nothing, loudly. */
export function columnWarnings(columns: readonly UnreadByLine[] | undefined, made: Made): string[] {
  return (columns ?? []).flatMap((column) => {
    const { column: header, kind, filled } = column;
    const aside = setAsideOf(column);
    if (filled === 0) return [`“${header}” is empty in every row.`];
    if (isAsWritten(column, made))
      return [
        `Most of “${header}” does not have the form of ${formsOf[kind]} (${aside} of ${filled} values): the column is compared as it is written.`,
      ];
    if (aside * 2 > filled)
      return [`Most of “${header}” could not be read: ${aside} of ${filled} values were set aside.`];
    return [];
  });
}

/** Whether any value of these columns takes part. */
export const saysAnything = (columns: readonly UnreadByLine[], headers: readonly string[]): boolean =>
  columns.some((column) => headers.includes(column.column) && column.filled > setAsideOf(column));
