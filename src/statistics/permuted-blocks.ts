import { createHash, createHmac } from 'node:crypto';
import { requireCount } from './checks.ts';
import { StatisticsError } from './errors.ts';

/** The secret of an allocation list: hexadecimal digits, two a byte, or the bytes themselves. */
export type Seed = string | Uint8Array;

export type PermutedBlocksOptions = {
  readonly seed: Seed;
  /** Which list of the trial, e.g. `Norwich|high`; each stratum has its own. */
  readonly stratum: string;
  /** How many allocations to return; 0 if only `rest` is wanted. */
  readonly n: number;
  /** Drawn from at random, block by block; 4 and 6 unless asked otherwise. */
  readonly blockSizes?: readonly number[];
  /** How many of each arm in a block, in the order of `arms`: `[2, 1]` for two treated to one control. */
  readonly ratio?: readonly number[];
  /** T and C unless asked otherwise. */
  readonly arms?: readonly string[];
};

export type Allocation = { readonly position: number; readonly block: number; readonly arm: string };

export type PermutedBlocks = {
  /** The first n arms, in the order in which people are enrolled. */
  readonly allocations: readonly string[];
  /** SHA-256 of the seed, to publish before the first enrolment. */
  readonly seedCommitment: string;
  /** The places after the first n, without end, each with its position (from 0) and block (from 0). */
  readonly rest: IterableIterator<Allocation>;
};

/** Fewer bytes could be found by trying, from the published SHA-256 alone. */
const FEWEST_BYTES = 16;

type Plan = {
  readonly stratum: string;
  readonly sizes: readonly number[];
  readonly ratio: readonly number[];
  readonly arms: readonly string[];
};

/**
 * A trial's allocation list by permuted blocks, which anybody who is given the seed afterwards can derive
 * again to the letter. Which arm comes next must not be shown to whoever enrols.
 *
 * Refuses a seed that is not hexadecimal or has fewer than 16 bytes, and block sizes that the ratio does not
 * divide (`invalid-argument`). Source: stream of HMAC-SHA256(seed, `stratum|block|counter`) read as big-endian
 * words of 32 bits, block and counter from 0; a draw below n takes the first word under ⌊2³²/n⌋n; a block
 * draws its size, starts as all of the first arm then all of the next, and is shuffled from its end (Fisher
 * & Yates).
 */
export function permutedBlocks(options: PermutedBlocksOptions): PermutedBlocks {
  const seed = seedBytes(options.seed);
  requireCount('n', options.n);
  const rest = allocationsOf(seed, planOf(options));
  const allocations = Array.from({ length: options.n }, () => {
    const { value } = rest.next();
    return (value as Allocation).arm;
  });
  return { allocations, seedCommitment: seedCommitment(seed), rest };
}

/** SHA-256 of a seed in hexadecimal: published before the first enrolment, it binds and tells nothing. */
export function seedCommitment(seed: Seed): string {
  return createHash('sha256').update(seedBytes(seed)).digest('hex');
}

function seedBytes(seed: Seed): Uint8Array {
  if (typeof seed === 'string' && !/^([0-9a-f]{2})*$/i.test(seed)) {
    throw new StatisticsError('invalid-argument', 'the seed must be hexadecimal digits, two a byte');
  }
  const bytes = typeof seed === 'string' ? Uint8Array.from(Buffer.from(seed, 'hex')) : Uint8Array.from(seed);
  if (bytes.length < FEWEST_BYTES) {
    throw new StatisticsError('invalid-argument', `the seed must have at least ${FEWEST_BYTES} bytes`);
  }
  return bytes;
}

function planOf({ stratum, blockSizes, ratio, arms = ['T', 'C'] }: PermutedBlocksOptions): Plan {
  const shares = ratio ?? arms.map(() => 1);
  const together = shares.reduce((sum, share) => sum + share, 0);
  const sizes = blockSizes ?? [2 * together, 3 * together];
  if (typeof stratum !== 'string')
    throw new StatisticsError('invalid-argument', 'the stratum must be a text');
  if (arms.length < 2 || new Set(arms).size < arms.length) {
    throw new StatisticsError(
      'invalid-argument',
      'a trial needs at least two arms, each with its own letter',
    );
  }
  if (shares.length !== arms.length) {
    throw new StatisticsError('lengths-differ', `${shares.length} shares for ${arms.length} arms`);
  }
  for (const share of shares) {
    requireCount('a share of the ratio', share);
    if (share === 0) throw new StatisticsError('invalid-count', 'an arm with a share of 0 gets nobody');
  }
  if (sizes.length === 0) throw new StatisticsError('invalid-argument', 'at least one block size is needed');
  for (const size of sizes) {
    requireCount('a block size', size);
    if (size === 0 || size % together !== 0) {
      throw new StatisticsError('invalid-argument', `a block of ${size} cannot hold ${shares.join(' : ')}`);
    }
  }
  return { stratum, sizes: [...sizes], ratio: [...shares], arms: [...arms] };
}

function* allocationsOf(seed: Uint8Array, plan: Plan): Generator<Allocation, never> {
  let position = 0;
  for (let block = 0; ; block++) {
    for (const arm of blockOf(seed, plan, block)) {
      yield { position, block, arm };
      position += 1;
    }
  }
}

function blockOf(seed: Uint8Array, { stratum, sizes, ratio, arms }: Plan, block: number): string[] {
  const below = drawsOf(seed, `${stratum}|${block}`);
  const size = sizes[below(sizes.length)] ?? 0;
  const times = size / ratio.reduce((sum, share) => sum + share, 0);
  const places = arms.flatMap((arm, k) => Array.from({ length: times * (ratio[k] ?? 0) }, () => arm));
  for (let i = places.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [places[i], places[j]] = [places[j] ?? '', places[i] ?? ''];
  }
  return places;
}

/** Draws of whole numbers below n from the stream of one block. */
function drawsOf(seed: Uint8Array, message: string): (n: number) => number {
  let counter = 0;
  let words: number[] = [];
  const nextWord = () => {
    const next = words.shift();
    if (next !== undefined) return next;
    const bytes = createHmac('sha256', seed).update(`${message}|${counter}`).digest();
    counter += 1;
    words = Array.from({ length: 8 }, (_, k) => bytes.readUInt32BE(4 * k));
    return words.shift() ?? 0;
  };
  return (n) => {
    const limit = Math.floor(2 ** 32 / n) * n;
    for (;;) {
      const word = nextWord();
      if (word < limit) return word % n;
    }
  };
}
