/** What threads can be asked to do, by name. */

import { GROUP_ROWS } from './blocking.ts';
import { ENCODE_CELLS } from './encode-cells.ts';
import { COMPARE_PAIRS, FIND_PAIRS } from './pairs.ts';
import type { Job } from './pool.ts';
import { WEIGH_PAIRS } from './predict.ts';
import { REORDER_ROWS } from './reorder.ts';

type AnyJob = Job<never, unknown>;

const JOBS: readonly AnyJob[] = [
  ENCODE_CELLS,
  GROUP_ROWS,
  FIND_PAIRS,
  COMPARE_PAIRS,
  REORDER_ROWS,
  WEIGH_PAIRS,
];

/** The worker of a job for what it was given. @throws Error when there is no such job. */
export function workerOf(name: string, given: unknown): (piece: number) => unknown {
  const job = JOBS.find((one) => one.name === name);
  if (!job) throw new Error(`There is no job called "${name}".`);
  return job.worker(given as never);
}
