/**
 * An index as bytes, to be kept in a file: what a run has read, grouped and compared, and the model and the counts that
 * it ended with, so that the same list can be linked again by only weighing and clustering.
 *
 * Layout: a line of text (what it is, its version, the length of the description, its checksum), the description as
 * JSON, and the columns that it names one behind another, each beginning at a multiple of eight.
 */

import { crc32 } from 'node:zlib';
import { type Column, type Columns, frequenciesOf } from './columns.ts';
import type { Encoded } from './encoded.ts';
import type { Frequencies, Model } from './types.ts';
import type { Values } from './values.ts';

/** Changes whenever the same bytes would mean something else: standard forms, hashes, codes of agreement. */
const VERSION = 1;
const NAME = 'waymark-linkage-index';
const HEAD_BYTES = 96;

export interface KeptIndex {
  readonly encoded: Encoded;
  readonly model: Model;
  readonly frequencies: Frequencies;
  /** What the caller keeps beside it: JSON, and typed arrays. */
  readonly about: unknown;
}

type View<Numbers> = (buffer: ArrayBufferLike, from: number, length: number) => Numbers;

const VIEWS = {
  Int32Array: ((...at) => new Int32Array(...at)) satisfies View<Int32Array>,
  Uint32Array: ((...at) => new Uint32Array(...at)) satisfies View<Uint32Array>,
  Uint16Array: ((...at) => new Uint16Array(...at)) satisfies View<Uint16Array>,
  Uint8Array: ((...at) => new Uint8Array(...at)) satisfies View<Uint8Array>,
  Float64Array: ((...at) => new Float64Array(...at)) satisfies View<Float64Array>,
} as const;
type Kind = keyof typeof VIEWS;
type Numbers = ReturnType<(typeof VIEWS)[Kind]>;

/** How the description names a column. */
interface Place {
  readonly $: readonly [kind: Kind, from: number, length: number];
}

const isKind = (name: string): name is Kind => Object.hasOwn(VIEWS, name);

const isNumbers = (value: unknown): value is Numbers =>
  ArrayBuffer.isView(value) && isKind(value.constructor.name);

function isPlace(value: unknown): value is Place {
  return typeof value === 'object' && value !== null && '$' in value && Array.isArray(value.$);
}

const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

type KeptValues = Omit<Values, 'joined'> & {
  readonly joined: null | { readonly of: number; readonly left: Int32Array; readonly right: Int32Array };
};

interface Description {
  readonly encoded: Omit<Encoded, 'columns'>;
  /** Each dictionary once; columns and joined values name it by its place. */
  readonly dictionaries: readonly KeptValues[];
  readonly columns: Readonly<Record<string, Omit<Column, 'values'> & { readonly values: number }>>;
  /** By field, the counts that the model's run ended with. */
  readonly counted: Readonly<Record<string, { readonly present: number; readonly counts: Int32Array }>>;
  readonly model: Model;
  readonly about: unknown;
}

function describe({ encoded, model, frequencies, about }: KeptIndex): Description {
  const places = new Map<Values, number>();
  const dictionaries: KeptValues[] = [];
  const placeOf = (values: Values): number => {
    const known = places.get(values);
    if (known !== undefined) return known;
    const { joined } = values;
    const kept = { ...values, joined: joined && { ...joined, of: placeOf(joined.of) } };
    dictionaries.push(kept);
    places.set(values, dictionaries.length - 1);
    return dictionaries.length - 1;
  };
  const { columns, ...rest } = encoded;
  const fields = Object.entries(columns);
  return {
    encoded: rest,
    columns: Object.fromEntries(
      fields.map(([field, column]) => [field, { ...column, values: placeOf(column.values) }]),
    ),
    dictionaries,
    counted: Object.fromEntries(
      fields.map(([field, { values, counts }]) => {
        const own = frequencies.countsOf?.(field, values) ?? counts;
        return [field, { present: frequencies.total(field), counts: own }];
      }),
    ),
    model,
    about,
  };
}

/** The bytes of an index, piece by piece. */
export function indexBytes(kept: KeptIndex): Uint8Array[] {
  const columns: Numbers[] = [];
  let size = 0;
  const text = JSON.stringify(describe(kept), (_, value: unknown) => {
    if (!isNumbers(value)) return value;
    const place = { $: [value.constructor.name, size, value.length] };
    columns.push(value);
    size += padded(value.byteLength);
    return place;
  });
  const description = new TextEncoder().encode(text);
  const pieces: Uint8Array[] = [description, new Uint8Array(padded(description.length) - description.length)];
  for (const { buffer, byteOffset, byteLength } of columns) {
    pieces.push(new Uint8Array(buffer, byteOffset, byteLength));
    pieces.push(new Uint8Array(padded(byteLength) - byteLength));
  }
  const sum = pieces.reduce((before, piece) => checksum(piece, before), 0);
  const head = `${NAME} ${VERSION} ${description.length} ${sum} `.padEnd(HEAD_BYTES - 1);
  return [new TextEncoder().encode(`${head}\n`), ...pieces];
}

const CHECKED_BYTES = 1 << 22;

/** The checksum takes no shared memory, so it is given copies. */
function checksum(bytes: Uint8Array, before = 0): number {
  let sum = before;
  for (let at = 0; at < bytes.length; at += CHECKED_BYTES)
    sum = crc32(bytes.slice(at, at + CHECKED_BYTES), sum);
  return sum;
}

/** @throws Error in words when the bytes are no index, one of another version, or not as they were written. */
export function indexFrom(bytes: Uint8Array): KeptIndex {
  const head = new TextDecoder().decode(bytes.slice(0, HEAD_BYTES));
  const [name, version, length, sum] = head.trim().split(' ');
  if (name !== NAME) throw new Error('It is not an index that this program has saved.');
  if (Number(version) !== VERSION)
    throw new Error(
      `It was saved by another version of the program (${version}; this one writes ${VERSION}).`,
    );
  const body = bytes.subarray(HEAD_BYTES);
  if (checksum(body) !== Number(sum))
    throw new Error('It is damaged: its content does not have the checksum that was saved.');
  const text = new TextDecoder().decode(body.slice(0, Number(length)));
  const start = bytes.byteOffset + HEAD_BYTES + padded(Number(length));
  const described: Description = JSON.parse(text, (_, value: unknown) => {
    if (!isPlace(value)) return value;
    const [kind, from, size] = value.$;
    return VIEWS[kind](bytes.buffer, start + from, size);
  });
  return restore(described);
}

function restore({ encoded, dictionaries, columns, counted, model, about }: Description): KeptIndex {
  const values: Values[] = [];
  for (const { joined, ...rest } of dictionaries)
    values.push({ ...rest, joined: joined && { ...joined, of: values[joined.of]! } });
  const own: Columns = Object.fromEntries(
    Object.entries(columns).map(([field, column]) => [field, { ...column, values: values[column.values]! }]),
  );
  const byRun = Object.fromEntries(
    Object.entries(own).map(([field, column]) => [field, { ...column, ...counted[field]! }]),
  );
  return { encoded: { ...encoded, columns: own }, model, frequencies: frequenciesOf(byRun), about };
}
