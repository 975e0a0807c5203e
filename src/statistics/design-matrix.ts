import { requireSameLength } from './checks.ts';
import { choleskyFactor } from './cholesky.ts';
import { StatisticsError } from './errors.ts';

/** A column of numbers: an ordinary or a typed array; true and false count as 1 and 0. */
export type Column = ArrayLike<number | boolean>;

/**
 * What is known of each person before: columns by name (`{age: […], prior: […]}`), a list of columns, or a
 * list of rows, one a person. A list as long as there are people is taken for rows.
 */
export type Covariates = Readonly<Record<string, Column>> | readonly Column[];

/** Finite numbers of one length, with their names; nothing centred yet. */
export type NamedColumns = { readonly names: readonly string[]; readonly columns: readonly Float64Array[] };

/**
 * The columns of a regression, each centred (where there is an intercept) and scaled to a standard deviation
 * of 1, row by row, so that a rate in pounds and one in years lose no digits to one another.
 */
export type Design = {
  readonly n: number;
  readonly p: number;
  readonly names: readonly string[];
  readonly rows: Float64Array;
  readonly centres: Float64Array;
  readonly scales: Float64Array;
  readonly intercept: boolean;
};

/** Squared norm that must be left of a column once those before it are taken out, as a share of its own. */
const COLLINEAR = 1e-11;

export function numberColumn(name: string, values: Column, n: number): Float64Array {
  requireSameLength(name, n, values.length);
  const column = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const value = Number(values[i]);
    if (values[i] === null || !Number.isFinite(value)) {
      throw new StatisticsError('invalid-argument', `${name} at ${i} is ${String(values[i])}, not a number`);
    }
    column[i] = value;
  }
  return column;
}

/** Yes or no for each person, from booleans or 0 and 1. */
export function binaryColumn(name: string, values: Column): Uint8Array {
  const column = new Uint8Array(values.length);
  for (let i = 0; i < column.length; i++) {
    const value = Number(values[i]);
    if (values[i] === null || (value !== 0 && value !== 1)) {
      throw new StatisticsError('invalid-argument', `${name} at ${i} is ${String(values[i])}, not yes or no`);
    }
    column[i] = value;
  }
  return column;
}

export function namedColumns(covariates: Covariates, n: number, names?: readonly string[]): NamedColumns {
  if (!Array.isArray(covariates)) {
    const entries = Object.entries(covariates as Readonly<Record<string, Column>>);
    const columns = entries.map(([name, values]) => numberColumn(name, values, n));
    return { names: entries.map(([name]) => name), columns };
  }
  const list: readonly Column[] = covariates;
  const wide = list[0]?.length ?? 0;
  const byRow = list.length === n && n > 0 && (wide !== n || n === 1);
  const count = byRow ? wide : list.length;
  if (names !== undefined) requireSameLength('names', count, names.length);
  const named = names ?? Array.from({ length: count }, (_, j) => `x${j + 1}`);
  if (!byRow) return { names: named, columns: list.map((c, j) => numberColumn(named[j] ?? '', c, n)) };
  for (const [i, row] of list.entries()) requireSameLength(`row ${i} of the covariates`, wide, row.length);
  const columns = named.map((name, j) =>
    numberColumn(
      name,
      list.map((row) => row[j] ?? Number.NaN),
      n,
    ),
  );
  return { names: named, columns };
}

/**
 * Makes the design; a column that never changes (`constant-covariate`) or that the others already explain
 * (`collinear`) is refused by its name. Rows of weight 0 do not count.
 */
export function designMatrix(
  { names, columns }: NamedColumns,
  n: number,
  intercept: boolean,
  weights?: Float64Array,
): Design {
  const first = intercept ? 1 : 0;
  const p = columns.length + first;
  if (p === 0) throw new StatisticsError('invalid-argument', 'a model needs an intercept or a covariate');
  const rows = new Float64Array(n * p);
  const [centres, scales] = [new Float64Array(p), new Float64Array(p).fill(1)];
  if (intercept) for (let i = 0; i < n; i++) rows[i * p] = 1;
  for (const [j, column] of columns.entries()) {
    const { centre, scale } = place(column, intercept, weights);
    if (!(scale > 0)) {
      throw new StatisticsError('constant-covariate', `${names[j]} is the same for everybody`);
    }
    centres[first + j] = centre;
    scales[first + j] = scale;
    for (let i = 0; i < n; i++) rows[i * p + first + j] = ((column[i] ?? 0) - centre) / scale;
  }
  const all = intercept ? ['intercept', ...names] : names;
  const design = { n, p, names: all, rows, centres, scales, intercept };
  const factored = choleskyFactor(crossProduct(design, weights), p, COLLINEAR);
  if ('dependent' in factored) {
    const name = all[factored.dependent];
    throw new StatisticsError('collinear', `${name} is explained by the covariates before it: leave one out`);
  }
  return design;
}

/** Where a column is and how wide, in two passes; a width of rounding noise is none. */
function place(
  column: Float64Array,
  centred: boolean,
  weights: Float64Array | undefined,
): { centre: number; scale: number } {
  let [total, sum, largest] = [0, 0, 0];
  for (let i = 0; i < column.length; i++) {
    const w = weights?.[i] ?? 1;
    total += w;
    sum += w * (column[i] ?? 0);
    if (w > 0) largest = Math.max(largest, Math.abs(column[i] ?? 0));
  }
  const centre = centred ? sum / total : 0;
  let squares = 0;
  for (let i = 0; i < column.length; i++) squares += (weights?.[i] ?? 1) * ((column[i] ?? 0) - centre) ** 2;
  const scale = Math.sqrt(squares / total);
  return { centre, scale: scale > 1e-13 * largest ? scale : 0 };
}

/** Xᵀ W X in full, row by row. */
export function crossProduct({ n, p, rows }: Design, weights?: Float64Array): Float64Array {
  const sum = new Float64Array(p * p);
  for (let i = 0; i < n; i++) {
    const w = weights === undefined ? 1 : (weights[i] as number);
    if (w === 0) continue;
    const at = i * p;
    for (let j = 0; j < p; j++) {
      const left = w * (rows[at + j] as number);
      for (let k = 0; k <= j; k++) {
        sum[j * p + k] = (sum[j * p + k] as number) + left * (rows[at + k] as number);
      }
    }
  }
  for (let j = 0; j < p; j++) for (let k = 0; k < j; k++) sum[k * p + j] = sum[j * p + k] ?? 0;
  return sum;
}

/** The coefficients for the columns as they came, from those for the scaled ones. */
export function unscaledCoefficients(
  { p, centres, scales, intercept }: Design,
  scaled: Float64Array,
): number[] {
  const out = Array.from(scaled, (value, j) => value / (scales[j] ?? 1));
  if (intercept) for (let j = 1; j < p; j++) out[0] = (out[0] ?? 0) - (out[j] ?? 0) * (centres[j] ?? 0);
  return out;
}

/** T C Tᵀ for the map of `unscaledCoefficients`. */
export function unscaledCovariance(design: Design, covariance: Float64Array): number[][] {
  const { p } = design;
  const half = Array.from({ length: p }, (_, j) =>
    unscaledCoefficients(design, covariance.slice(j * p, (j + 1) * p)),
  );
  const across = Array.from({ length: p }, (_, k) =>
    unscaledCoefficients(
      design,
      Float64Array.from(half, (row) => row[k] ?? 0),
    ),
  );
  return across.map((row, k) => row.map((value, j) => (value + (across[j]?.[k] ?? 0)) / 2));
}
