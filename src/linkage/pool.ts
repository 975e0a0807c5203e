/**
 * Threads on shared memory. The caller's thread works too and waits for the others without giving up its turn, so
 * that a run stays one plain function call. A piece of work is taken by number; its result goes into its place, so
 * that nothing depends on which thread did it.
 */

import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';

/** Numbered pieces of work that do not depend on one another. The threads know a job by its name (`jobs.ts`). */
export interface Job<Given, Result> {
  readonly name: string;
  /** Made once on each thread; called for each piece that the thread can get. */
  readonly worker: (given: Given) => (piece: number) => Result;
}

export interface Pool {
  readonly threads: number;
  /** Runs the pieces 0…count − 1 of a job on all threads. */
  run<Given, Result>(job: Job<Given, Result>, given: Given, count: number): Result[];
}

/** What a thread is sent. `next[0]` is the next piece that nobody has taken. */
export interface Order {
  readonly name: string;
  readonly given: unknown;
  readonly count: number;
  readonly next: Int32Array;
  readonly done: Int32Array;
}

export interface Answer<Result> {
  readonly results: readonly (readonly [piece: number, result: Result])[];
  readonly error: string | null;
}

/** Does the pieces that nobody else has taken. */
export function* takePieces<Result>(
  work: (piece: number) => Result,
  count: number,
  next: Int32Array,
): Generator<[number, Result]> {
  for (let piece = Atomics.add(next, 0, 1); piece < count; piece = Atomics.add(next, 0, 1)) {
    yield [piece, work(piece)];
  }
}

function hire(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { port: port2 },
    transferList: [port2],
    // What a thread makes it makes in typed arrays: the objects around them are few and soon gone.
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  worker.unref();
  port1.unref();
  return port1;
}

class Threads implements Pool {
  readonly threads: number;
  readonly #ports: MessagePort[] = [];

  constructor(threads: number) {
    this.threads = threads;
    for (let k = 1; k < threads; k += 1) this.#ports.push(hire());
  }

  run<Given, Result>(job: Job<Given, Result>, given: Given, count: number): Result[] {
    const next = new Int32Array(new SharedArrayBuffer(4));
    const done = new Int32Array(new SharedArrayBuffer(4));
    const ports = this.#ports.slice(0, Math.max(0, count - 1));
    for (const port of ports) port.postMessage({ name: job.name, given, count, next, done } satisfies Order);
    const results = new Array<Result>(count);
    for (const [piece, result] of takePieces(job.worker(given), count, next)) results[piece] = result;
    const problems: string[] = [];
    for (let waiting = ports.length; waiting > 0; ) {
      const before = Atomics.load(done, 0);
      for (const port of ports) {
        const answer = receiveMessageOnPort(port)?.message as Answer<Result> | undefined;
        if (!answer) continue;
        waiting -= 1;
        if (answer.error !== null) problems.push(answer.error);
        for (const [piece, result] of answer.results) results[piece] = result;
      }
      if (waiting > 0) Atomics.wait(done, 0, before, 1000);
    }
    if (problems.length > 0) throw new Error(problems[0]);
    return results;
  }
}

const pools = new Map<number, Pool>();

/** The pool of so many threads, hired once and kept; nothing where one thread is enough. */
export function poolOf(threads: number): Pool | undefined {
  if (threads < 2) return undefined;
  let pool = pools.get(threads);
  if (!pool) {
    pool = new Threads(threads);
    pools.set(threads, pool);
  }
  return pool;
}

/** Has the threads of a pool begin while something else is done that is not theirs: they need a moment. */
export function hireThreads(threads: number): void {
  poolOf(threads);
}

/** Runs a job on a pool, or here where there is none. */
export function runOn<Given, Result>(
  pool: Pool | undefined,
  job: Job<Given, Result>,
  given: Given,
  count: number,
): Result[] {
  if (pool) return pool.run(job, given, count);
  const work = job.worker(given);
  return Array.from({ length: count }, (_, piece) => work(piece));
}
