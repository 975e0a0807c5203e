/** A thread of the pool: does the pieces that it can get of each job that it is sent. */

import { type MessagePort, workerData } from 'node:worker_threads';
import { workerOf } from './jobs.ts';
import { type Answer, type Order, takePieces } from './pool.ts';

const { port } = workerData as { port: MessagePort };

port.on('message', ({ name, given, count, next, done }: Order) => {
  let answer: Answer<unknown>;
  try {
    answer = { results: [...takePieces(workerOf(name, given), count, next)], error: null };
  } catch (cause) {
    answer = { results: [], error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) };
  }
  port.postMessage(answer);
  Atomics.add(done, 0, 1);
  Atomics.notify(done, 0);
});
