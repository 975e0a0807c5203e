/** The pairs that incremental linking compares: few of them by rows, and those that a whole run has left. */

import type { Columns } from './columns.ts';
import { compile } from './compile.ts';
import { agreementOf, type Encoded } from './encoded.ts';
import type { WeighedPairs } from './held-pairs.ts';
import { compareNamed, linesOf, noPairs, type Pairs } from './pairs.ts';
import { giveBackScored, weigh } from './predict.ts';
import { rareShares, weightsOf } from './scoring.ts';
import { forgetSpare } from './shared.ts';
import type { Frequencies, Model } from './types.ts';

/** Compares these pairs and no others; each is `left × rows + right`. */
export function compareFew(
  rows: number,
  columns: Columns,
  { model, frequencies }: { model: Model; frequencies: Frequencies },
  keys: readonly number[],
): Pairs {
  const program = compile(model, columns, rareShares(model, columns, frequencies));
  const lines = linesOf(rows, program, columns);
  const named = keys.map((key) => [Math.floor(key / rows), key % rows] as const);
  return compareNamed(noPairs(model), named, { model, rows, program, lines });
}

/** The pairs of a whole run that have a say in clustering, by place, as they weigh by the table's own frequencies. */
export function weighedPairs(
  encoded: Encoded,
  model: Model,
  decided: ReadonlyMap<string, number>,
): WeighedPairs {
  const { rows, columns, order } = encoded;
  const placeOf = new Int32Array(rows);
  for (let at = 0; at < rows; at += 1) placeOf[order === null ? at : order[at]!] = at;
  const overrides = new Map(
    [...decided].map(([pair, bits]) => {
      const [one, other] = pair.split(' ').map((row) => placeOf[Number(row)]!) as [number, number];
      return [Math.min(one, other) * rows + Math.max(one, other), bits];
    }),
  );
  const named = [...overrides.keys()].map((key) => [Math.floor(key / rows), key % rows] as const);
  const { pairs } = agreementOf(encoded, { model, columns, named, pool: undefined });
  const scored = weigh({ rows, model, weights: weightsOf(model, columns), pairs, overrides });
  const { count, left, right, bits, unadjusted, rules } = scored;
  const kept = {
    ...{ count, left: left.slice(0, count), right: right.slice(0, count), bits: bits.slice(0, count) },
    ...{ unadjusted: unadjusted.slice(0, count), rules: rules.slice(0, count) },
  };
  giveBackScored(scored);
  forgetSpare();
  return kept;
}
