/** A cell of a delimited file as text. */

/** The marks that a file is made of. */
export const NEWLINE = 10;
export const RETURN = 13;
export const QUOTE = 34;
export const SPACE = 32;

/** What is needed to read a cell. */
export interface CellForm {
  readonly bytes: Uint8Array;
  /** Windows-1252, and not UTF-8. */
  readonly latin: boolean;
  /** Whether cells may stand in quotation marks. */
  readonly quoted: boolean;
}

/** A cell's text, unquoted and trimmed. */
export function cellText({ bytes, latin, quoted }: CellForm, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && bytes[start]! <= SPACE) start += 1;
  while (end > start && bytes[end - 1]! <= SPACE) end -= 1;
  const within = quoted && end - start >= 2 && bytes[start] === QUOTE && bytes[end - 1] === QUOTE;
  if (within) {
    start += 1;
    end -= 1;
  }
  const text = new TextDecoder(latin ? 'windows-1252' : 'utf-8').decode(bytes.slice(start, end));
  return (within ? text.replaceAll('""', '"') : text).trim();
}
