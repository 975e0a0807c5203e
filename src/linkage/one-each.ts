/**
 * Sources that hold a person at most once, because they merge their own doubles: two of their records are never in
 * one cluster, and of several that could be, the best link wins. A person's word that two such records are one is
 * not followed either, and is told as a conflict.
 */

import type { Columns } from './columns.ts';
import { columnOf } from './compile.ts';
import type { Scored } from './predict.ts';
import { standardiseText } from './standardise.ts';
import type { Model, OneEach, OneEachReport } from './types.ts';
import { textOf } from './values.ts';

/** Each named source is a bit of a whole number. */
const MOST_SOURCES = 31;

/** Sources as they are compared. @throws Error when there are too many of them. */
function namedSources({ sources }: OneEach): string[] {
  const named = [...new Set(sources.map((source) => standardiseText(source)).filter((one) => one !== null))];
  if (named.length > MOST_SOURCES)
    throw new Error(
      `At most ${MOST_SOURCES} sources can be said to hold a person once; ${named.length} are.`,
    );
  return named;
}

/** By row, its source as a bit where it is one of those named, else 0; null where the model names none. */
export function sourceBits(model: Model, columns: Columns): Int32Array | null {
  const { oneEach } = model.clustering;
  if (oneEach === undefined) return null;
  const named = namedSources(oneEach);
  const { values, first } = columnOf(columns, oneEach.field);
  const bits = Int32Array.from({ length: values.size }, (_, id) => {
    const at = named.indexOf(standardiseText(textOf(values, id)) ?? '');
    return at < 0 ? 0 : 1 << at;
  });
  return first.map((id) => (id < 0 ? 0 : bits[id]!));
}

/** What it did: `clusters` are those with it, `otherwise` those without. */
export function oneEachReport(
  model: Model,
  bits: Int32Array,
  { count, left, right, decision }: Pick<Scored, 'count' | 'left' | 'right' | 'decision'>,
  { clusters, otherwise }: { clusters: Int32Array; otherwise: Int32Array },
): OneEachReport {
  let linksLost = 0;
  for (let k = 0; k < count; k += 1) {
    const [a, b] = [left[k]!, right[k]!];
    if (decision[k] === 2 && otherwise[a] === otherwise[b] && clusters[a] !== clusters[b]) linksLost += 1;
  }
  const there = bits.reduce((all, bit) => all | bit, 0);
  const named = model.clustering.oneEach ? namedSources(model.clustering.oneEach) : [];
  return { linksLost, absent: named.filter((_, at) => ((there >>> at) & 1) === 0) };
}

/**
 * The model, saying of these sources that they hold a person at most once.
 * @param column the input column that names a record's source.
 * @throws Error when there are too many sources.
 */
export function withOneEach(model: Model, column: string, sources: readonly string[]): Model {
  const known = Object.entries(model.fields).find(
    ([, { from, shape }]) =>
      shape === 'one' && from.length === 1 && from[0]?.column === column && from[0].take === undefined,
  );
  const field = known?.[0] ?? 'source';
  if (known === undefined && model.fields[field] !== undefined)
    throw new Error(`The model has a field “${field}” that is not the column “${column}”.`);
  const fields = known
    ? model.fields
    : { ...model.fields, [field]: { kind: 'text', from: [{ column }], shape: 'one' } as const };
  const oneEach = { field, sources };
  namedSources(oneEach);
  return { ...model, fields, clustering: { ...model.clustering, oneEach } };
}
