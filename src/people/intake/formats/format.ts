import type { Fields, ParseContext, Row } from '../fields.ts';
import type { OffenceCodes } from '../offence-codes.ts';
import type { FormatCode, ItemKind, StagedItem } from '../types.ts';

export interface RowContext extends ParseContext {
  codes: OffenceCodes;
}

/** What is wrong between the cells of a row, each of which may be right by itself. */
export interface RowFault {
  field: string;
  reason: string;
  severity: 'error' | 'warning';
}

/** One kind of extract: its columns, and what its rows become. */
export interface FormatOf<Declared extends Fields> {
  readonly code: FormatCode;
  readonly title: string;
  /** The item each row has one of, by which rows are counted; a key that comes twice is reported. */
  readonly mainItem: ItemKind;
  /** Columns that make the reference of the main item, as people know them. */
  readonly key: readonly (keyof Declared & string)[];
  /** Columns that describe the person: what a record keeps of the row as it was sent. */
  readonly recordFields: readonly (keyof Declared & string)[];
  readonly fields: Declared;
  check(row: Row<Declared>, context: RowContext): RowFault[];
  /** @param raw the record's columns as sent, by the file's own headers. */
  items(
    row: Row<Declared>,
    raw: Readonly<Record<string, string>>,
    context: RowContext,
  ): Omit<StagedItem, 'sourceUpdated'>[];
  /** The day the source last changed this row, where it says so. */
  updated(row: Row<Declared>): string | null;
}

/** A format whose columns are known at run time only. */
export interface Format
  extends Omit<FormatOf<Fields>, 'key' | 'recordFields' | 'check' | 'items' | 'updated'> {
  readonly key: readonly string[];
  readonly recordFields: readonly string[];
  check(row: Row<Fields>, context: RowContext): RowFault[];
  items(
    row: Row<Fields>,
    raw: Readonly<Record<string, string>>,
    context: RowContext,
  ): Omit<StagedItem, 'sourceUpdated'>[];
  updated(row: Row<Fields>): string | null;
}

export const defineFormat = <Declared extends Fields>(format: FormatOf<Declared>): Format => format;

/** Faults in the order of two days, where both are there. */
export const endsBefore = (
  from: string | null,
  to: string | null,
  field: string,
  words: string,
): RowFault[] =>
  from !== null && to !== null && to < from ? [{ field, reason: words, severity: 'error' }] : [];

/** A code that is in no list is kept, and said. */
export const unknownOffence = (code: string | null, codes: OffenceCodes, field: string): RowFault[] =>
  code === null || codes.has(code)
    ? []
    : [
        {
          field,
          reason: 'is not in the list of CJS offence codes; it is kept without title and class',
          severity: 'warning',
        },
      ];
