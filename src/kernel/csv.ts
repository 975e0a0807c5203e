/**
 * What a spreadsheet may run: a cell that begins, after any white space, with one of `= + - @`, also in their
 * full-width forms; or with a tab or carriage return, which some programs drop and others split at. `\s` has the
 * no-break and other spaces, line ends and the byte order mark; the zero-width ones are named beside it.
 */
const dangerous = /^(?:[\s\u200b-\u200f\u2060]*[=+\-@＝＋－＠]|[\t\r])/;

/**
 * One CSV cell. A value that a spreadsheet would run as a formula gets a leading apostrophe, so an address of
 * `=cmd|…` stays text; numbers stay numbers.
 */
export function csvCell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = dangerous.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvLine = (cells: readonly (string | number | boolean | null | undefined)[]): string =>
  `${cells.map(csvCell).join(',')}\r\n`;
