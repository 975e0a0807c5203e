import { coreOfHeader, plainHeader } from '../../linkage/index.ts';
import type { Fields } from './fields.ts';
import type { Format } from './formats/format.ts';
import type { Mapping } from './types.ts';

export interface Column {
  field: string;
  index: number;
  header: string;
}

export interface MatchedColumns {
  columns: Column[];
  /** Headers that nothing is read from. Those that begin with `_` are not even named here. */
  unused: string[];
  /** Needed fields that no header was found for. */
  missing: string[];
  /** Headers that stand for a field more than once. */
  twice: string[];
}

/** "Date of Birth " → `date_of_birth`. */
export const normaliseHeader = (header: string): string =>
  header
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');

/** Columns whose header begins with an underscore are never read, whatever is mapped. */
export const isHidden = (header: string): boolean => header.trim().startsWith('_');

/**
 * The header that stands for one of these names: exactly, else without spaces, stops and a plural, else without whose it
 * is, as lists that are linked know theirs.
 */
function headerFor(
  wanted: readonly string[],
  names: readonly string[],
  headers: readonly string[],
): string | undefined {
  const exact = wanted.find((candidate) => names.includes(candidate));
  if (exact !== undefined) return exact;
  const plain = wanted.map(plainHeader);
  for (const nameOf of [plainHeader, coreOfHeader]) {
    const found = headers.findIndex((header, at) => names[at] !== '' && plain.includes(nameOf(header)));
    if (found >= 0) return names[found];
  }
  return undefined;
}

/** Which column each field of the format is read from: as remembered, else by its name or another it goes by. */
export function matchColumns(
  format: Format,
  headers: readonly string[],
  mapping: Mapping | null,
): MatchedColumns {
  const names = headers.map((header) => (isHidden(header) ? '' : normaliseHeader(header)));
  const columns: Column[] = [];
  const twice: string[] = [];
  for (const [field, declared] of Object.entries(format.fields as Fields)) {
    const remembered = mapping?.[field];
    // Somebody said that no column is to be read for it.
    if (remembered === '') continue;
    const wanted =
      remembered !== undefined && headers.some((header) => !isHidden(header) && header.trim() === remembered)
        ? [normaliseHeader(remembered)]
        : [field, ...declared.aliases];
    const name = headerFor(wanted, names, headers);
    if (name === undefined) continue;
    const index = names.indexOf(name);
    const header = headers[index]?.trim() ?? '';
    if (names.indexOf(name, index + 1) >= 0) twice.push(header);
    columns.push({ field, index, header });
  }
  const used = new Set(columns.map((column) => column.index));
  return {
    columns: withoutDoubles(columns),
    unused: headers.filter((header, index) => !used.has(index) && !isHidden(header) && header.trim() !== ''),
    missing: Object.entries(format.fields as Fields)
      .filter(([name, field]) => field.needed && !columns.some((column) => column.field === name))
      .map(([name]) => name),
    twice: [...new Set(twice)],
  };
}

/** A column is read for one field: the one that is called so, not one that only knows the name as another's. */
function withoutDoubles(columns: Column[]): Column[] {
  const byIndex = new Map<number, Column>();
  for (const column of columns) {
    const taken = byIndex.get(column.index);
    if (taken === undefined || normaliseHeader(column.header) === column.field)
      byIndex.set(column.index, column);
  }
  return columns.filter((column) => byIndex.get(column.index) === column);
}

export interface HeldAgainst {
  headers: readonly string[];
  /** The header row of the source's last accepted file. */
  last: readonly string[] | null;
  mapping: Mapping | null;
}

const fieldsOf = (format: Format, headers: readonly string[], mapping: Mapping | null): string[] =>
  matchColumns(format, headers, mapping).columns.map(({ field }) => field);

/**
 * Fields that the last file filled and this one has no column for, while it has columns that nobody knows: one of them
 * may be the same under another name. What somebody chose to read from no column is not missed.
 */
export function renamedColumns(format: Format, { headers, last, mapping }: HeldAgainst): string[] {
  if (last === null) return [];
  const unknown = matchColumns(format, headers, mapping).unused.filter(
    (header) => !last.includes(header.trim()),
  );
  const read = fieldsOf(format, headers, mapping);
  const lost = fieldsOf(format, last, mapping).filter(
    (name) => !read.includes(name) && format.fields[name]?.needed !== true,
  );
  return unknown.length === 0 ? [] : lost;
}

/** Fields that the last file filled and that this one would empty, whatever somebody chose. */
export function emptiedColumns(format: Format, { headers, last, mapping }: HeldAgainst): string[] {
  if (last === null) return [];
  const chosen = Object.fromEntries(Object.entries(mapping ?? {}).filter(([, header]) => header !== ''));
  const read = fieldsOf(format, headers, mapping);
  return fieldsOf(format, last, chosen).filter((name) => !read.includes(name));
}

/**
 * Another format whose needed columns are all there under their own names, where this one's are not, or where the
 * file has more of the other's columns: somebody chose the wrong extract.
 * @returns its title.
 */
export function looksLikeAnother(
  format: Format,
  headers: readonly string[],
  all: readonly Format[],
): string | undefined {
  const known = (one: Format): number => {
    const matched = matchColumns(one, headers, null);
    return matched.missing.length > 0 ? 0 : matched.columns.length;
  };
  const own = known(format);
  const best = all
    .filter((one) => one !== format)
    .map((one) => ({ title: one.title, columns: known(one) }))
    .sort((a, b) => b.columns - a.columns)[0];
  return best !== undefined && best.columns > own ? best.title : undefined;
}
