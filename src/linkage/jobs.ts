/** What threads can be asked to do, by name. */

import { GROUP_ROWS } from './blocking.ts';
import { COUNT_VALUES, ENCODE_FIELDS } from './columns.ts';
import { SCAN_CSV } from './csv-scan.ts';
import { DRAW_PAIRS } from './draw-pairs.ts';
import { SHARE_VALUES } from './encode-cells.ts';
import { HASH_ROWS } from './order.ts';
import { COMPARE_PAIRS, FILL_LINES, FIND_PAIRS } from './pairs.ts';
import type { Job } from './pool.ts';
import { FILL_ADJUSTMENTS, WEIGH_PAIRS } from './predict.ts';
import { READ_CELLS } from './read-cells.ts';
import { REORDER_ROWS } from './reorder.ts';
import { SETTLE } from './settling.ts';
import { TALLY_PAIRS } from './tally-pairs.ts';

type AnyJob = Job<never, unknown>;

const JOBS: readonly AnyJob[] = [
  SCAN_CSV,
  READ_CELLS,
  SHARE_VALUES,
  ENCODE_FIELDS,
  GROUP_ROWS,
  FIND_PAIRS,
  COMPARE_PAIRS,
  FILL_LINES,
  HASH_ROWS,
  REORDER_ROWS,
  FILL_ADJUSTMENTS,
  WEIGH_PAIRS,
  DRAW_PAIRS,
  COUNT_VALUES,
  SETTLE,
  TALLY_PAIRS,
];

/** The worker of a job for what it was given. @throws Error when there is no such job. */
export function workerOf(name: string, given: unknown): (piece: number) => unknown {
  const job = JOBS.find((one) => one.name === name);
  if (!job) throw new Error(`There is no job called "${name}".`);
  return job.worker(given as never);
}
